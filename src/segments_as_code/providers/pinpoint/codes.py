"""Every finding code of this dialect, with one sentence on what it means."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.providers.pinpoint.normalize import CODES as NORMALIZE_CODES
from segments_as_code.providers.pinpoint.rules import CODES as RULE_CODES

SCHEMA_CODES: Mapping[str, str] = {
    "missing-name": "A segment has no Name; without one it does not show in Pinpoint's console.",
    "dimensions-and-groups": "Both Dimensions and SegmentGroups are given; Pinpoint takes one of them.",
    "empty-groups": "SegmentGroups holds no group.",
    "ambiguous-connective": "Type, SourceType or Include is missing where it decides who is in the segment.",
    "unknown-connective": "Type, SourceType or Include is not ALL, ANY or NONE.",
    "ref-or-id": "A source segment is named by neither Ref nor Id, or by both.",
    "version-of-a-ref": "A source segment that is named by Ref has a Version.",
    "unknown-attribute-type": "AttributeType is none that Pinpoint knows.",
    "one-date": "BEFORE, AFTER or ON is given more than one value.",
    "two-dates": "BETWEEN is not given exactly two values.",
    "not-an-instant": "A date is not written as an instant in UTC.",
    "unknown-operator": "ComparisonOperator is none that Pinpoint knows.",
    "unknown-duration": "Recency.Duration is none that Pinpoint knows.",
    "unknown-recency-type": "Recency.RecencyType is none that Pinpoint knows.",
    "unknown-dimension-type": "DimensionType is neither INCLUSIVE nor EXCLUSIVE.",
    "reserved-tag": "A tag's name begins with a prefix that AWS or we keep for ourselves.",
    "tag-form": "A tag's name or value has characters that AWS does not take.",
    "too-many-tags": "A segment names more than 45 tags: Pinpoint allows 50, and five are ours.",
}
"""Those that the schema gives as ``x-code`` in place of the generic ones of the validate step."""

CODES: Mapping[str, str] = dict(sorted({**NORMALIZE_CODES, **SCHEMA_CODES, **RULE_CODES}.items()))
