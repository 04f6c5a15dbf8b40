"""What a conversion takes: ``python -m bench.conversion`` prints its CPU over that of validating the same definitions, as JSON.

A process of its own, since it measures CPU inside the process: start-up, proof, and the writing of files are not counted.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import Final

from bench.definitions import APP
from bench.proof import all_files
from segments_as_code.convert.converter import convert_segments
from segments_as_code.convert.folder_conversion import read_sources
from segments_as_code.convert.mapping import read_mapping
from segments_as_code.model.document import Json
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect

_ROUNDS: Final = 5
_MAPPING: Final[dict[str, Json]] = {
    "Attributes": {"*": {"Key": "{name}"}},
    "UserAttributes": {"*": {"Key": "User_{name}"}},
    "Metrics": {"*": {"Key": "Metrics_{name}"}},
    "Demographic": {"*": {"Key": "{name}"}},
    "Channel": {"EMAIL": {"Fields": ["EmailAddress"], "Operator": "CONTAINS", "Value": "@"}},
    "Country": {"Address": "Address"},
    "Recency": {"Calculated": "app_activity"},
}


def _ratio() -> float:
    source, target, files = PinpointDialect(), CustomerProfilesDialect(), all_files()
    gc.collect()
    gc.freeze()  # what earlier rounds left is none of this one's
    begun = time.process_time()
    checked = check_definitions(files, source, scope=APP)
    validated = time.process_time() - begun
    sources = [*read_sources(files.read()[0], checked.segments, source).values()]
    begun = time.process_time()
    conversion = convert_segments(sources, read_mapping(_MAPPING), source, target)
    converted = time.process_time() - begun
    assert len(conversion.segments) == len(checked.segments)
    assert all(segment.rules for segment in conversion.segments)
    return converted / validated


def main() -> None:
    """Measure, and print."""
    _ratio()
    sys.stdout.write(json.dumps([_ratio() for _ in range(_ROUNDS)]) + "\n")


if __name__ == "__main__":
    main()
