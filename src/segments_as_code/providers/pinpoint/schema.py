"""The schema of one document, as it is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from segments_as_code.model import Json

_PATH = ("schemas", "pinpoint-segment.schema.json")


@cache
def read_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one document; read once."""
    schema: Mapping[str, Json] = json.loads(files("segments_as_code").joinpath(*_PATH).read_text(encoding="utf-8"))
    return schema
