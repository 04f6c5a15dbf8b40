"""The schemas of one document and of one test, and their own problem codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from segments_as_code.model.document import Json
from segments_as_code.providers.aws.codes import SHARED_SCHEMA_CODES

_FOLDER: Final = Path(__file__).parents[2] / "schemas"

SCHEMA_CODES: Final[Mapping[str, str]] = {
    **SHARED_SCHEMA_CODES,
    "groups-or-sql": "A segment has neither SegmentGroups nor SegmentSqlQuery, or both.",
    "not-a-number": "GREATER_THAN and its like compare with a text that is no number.",
    "one-kind-of-attributes": "A block has neither ProfileAttributes nor CalculatedAttributes, or both.",
    "one-number": "GREATER_THAN and its like are given more than one value.",
    "ref-or-name": "A source segment is named by neither Ref nor SegmentDefinitionName, or by both.",
    "undecided": "A converted segment still has decisions of segments convert in it.",
    "unknown-profile-type": "A ProfileType is neither ACCOUNT_PROFILE nor PROFILE.",
}
"""Codes that the schema gives as ``x-code`` instead of the generic ones of the validate step."""


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
