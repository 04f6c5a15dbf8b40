"""The schema of one document, as it is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from segments_as_code.model.document import Json

_PATH = Path(__file__).parents[2] / "schemas" / "pinpoint-segment.schema.json"


@cache
def read_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one document; read once."""
    schema: Mapping[str, Json] = json.loads(_PATH.read_bytes())  # importlib.resources brings zipfile, and takes longer than all of this
    return schema
