"""The schemas of one document and of one test, and their own problem codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from segments_as_code.model.document import Json

_FOLDER: Final = Path(__file__).parents[2] / "schemas"


@cache
def read_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one document; read once."""
    schema: Mapping[str, Json] = json.loads((_FOLDER / "customer-profiles-segment.schema.json").read_bytes())
    return schema


@cache
def read_test_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one test, whose people are profiles; read once."""
    schema: Mapping[str, Json] = json.loads((_FOLDER / "customer-profiles-test.schema.json").read_bytes())
    return schema
