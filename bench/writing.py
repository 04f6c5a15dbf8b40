"""Apply a folder through the product's own steps and say how long the writing took: ``python -m bench.writing FOLDER URL``.

What comes before it (start, reading, planning) is measured elsewhere, and has no part in the ideal of so many writes a second.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.definitions import APP, OWNER
from segments_as_code.files import FolderFiles
from segments_as_code.model.plan import Applied, Delete
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.registry import PROVIDERS

_REGION = "eu-west-1"


def main() -> None:
    """Apply, and print the seconds and the counts as JSON."""
    folder, url = sys.argv[1:]
    provider = PROVIDERS["pinpoint"]()
    connection = Connection(APP, _REGION, url)
    reader, writer = provider.open_reader(connection), provider.open_writer(connection)
    checked = check_definitions(FolderFiles(Path(folder).parent, Path(folder).name), provider.dialect, scope=APP)
    target = Target("pinpoint", APP, _REGION, OWNER)
    plan = propose(checked.segments, reader, provider.dialect, target=target, policy=DeletePolicy())
    deletes = plan.count(Delete)  # so many have to be confirmed by their number
    plan = propose(checked.segments, reader, provider.dialect, target=target, policy=DeletePolicy(deletes=deletes))
    begun = time.monotonic()
    outcomes = carry_out(plan, reader, writer, provider.dialect, report=lambda _: None)
    seconds = time.monotonic() - begun
    applied = sum(isinstance(outcome, Applied) for outcome in outcomes)
    sys.stdout.write(json.dumps({"seconds": seconds, "changes": len(outcomes), "applied": applied}) + "\n")


if __name__ == "__main__":
    main()
