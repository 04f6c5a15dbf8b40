"""The schema of one document, and its own problem codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from segments_as_code.model.document import Json

_FOLDER = Path(__file__).parents[2] / "schemas"

SCHEMA_CODES: Mapping[str, str] = {
    "missing-name": "A segment has no Name; without one it does not show in Pinpoint's console.",
    "dimensions-and-groups": "Both Dimensions and SegmentGroups are given; Pinpoint takes one of them.",
    "empty-groups": "SegmentGroups has no group.",
    "ambiguous-connective": "Type, SourceType or Include is missing although it decides who is in the segment.",
    "unknown-connective": "Type, SourceType or Include is not ALL, ANY or NONE.",
    "ref-or-id": "A source segment is named by neither Ref nor Id, or by both.",
    "version-of-a-ref": "A source segment that is named by Ref has a Version.",
    "unknown-attribute-type": "AttributeType is not one that Pinpoint knows.",
    "one-date": "BEFORE, AFTER or ON is given more than one value.",
    "two-dates": "BETWEEN is not given exactly two values.",
    "not-an-instant": "A date is not written as an instant in UTC.",
    "unknown-operator": "ComparisonOperator is not one that Pinpoint knows.",
    "unknown-duration": "Recency.Duration is not one that Pinpoint knows.",
    "unknown-recency-type": "Recency.RecencyType is not one that Pinpoint knows.",
    "unknown-dimension-type": "DimensionType is neither INCLUSIVE nor EXCLUSIVE.",
    "reserved-tag": "A tag's name begins with a prefix that AWS or we keep for ourselves.",
    "tag-form": "A tag's name or value has characters that AWS does not take.",
    "too-many-tags": "A segment names more than 45 tags: Pinpoint allows 50, and five are ours.",
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
