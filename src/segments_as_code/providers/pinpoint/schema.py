"""The schema of one document, and its own problem codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from segments_as_code.model.document import Json
from segments_as_code.providers.aws.codes import SHARED_SCHEMA_CODES

_FOLDER = Path(__file__).parents[2] / "schemas"

SCHEMA_CODES: Mapping[str, str] = {
    **SHARED_SCHEMA_CODES,
    "dimensions-and-groups": "Both Dimensions and SegmentGroups are given; Pinpoint takes one of them.",
    "ref-or-id": "A source segment is named by neither Ref nor Id, or by both.",
    "version-of-a-ref": "A source segment that is named by Ref has a Version.",
    "unknown-attribute-type": "AttributeType is not one that Pinpoint knows.",
    "unknown-operator": "ComparisonOperator is not one that Pinpoint knows.",
    "unknown-duration": "Recency.Duration is not one that Pinpoint knows.",
    "unknown-recency-type": "Recency.RecencyType is not one that Pinpoint knows.",
}
"""Codes that the schema gives as ``x-code`` instead of the generic ones of the validate step."""


@cache
def read_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one document; read once."""
    schema: Mapping[str, Json] = json.loads(
        (_FOLDER / "pinpoint-segment.schema.json").read_bytes()
    )  # importlib.resources imports zipfile, which takes longer than all of this
    return schema


@cache
def read_test_schema() -> Mapping[str, Json]:
    """Return the JSON Schema of one test, whose people are endpoints; read once."""
    schema: Mapping[str, Json] = json.loads((_FOLDER / "segments-test.schema.json").read_bytes())
    return schema
