"""The schema of one document, as it is shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data

from segments_as_code.model import Json

_PATH = "schemas/pinpoint-segment.schema.json"


@cache
def read_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one document; read once."""
    text = get_data("segments_as_code", _PATH)  # importlib.resources brings tempfile and zipfile along, and takes longer than the reading
    assert text is not None  # noqa: S101  # whatever loads us can read our data too
    schema: Mapping[str, Json] = json.loads(text)
    return schema
