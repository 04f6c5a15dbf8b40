"""Codes of problems that both services on AWS can have, with one sentence about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHARED_SCHEMA_CODES: Final[Mapping[str, str]] = {
    "missing-name": "A segment has no Name (in Customer Profiles: DisplayName).",
    "empty-groups": "SegmentGroups has no group.",
    "ambiguous-connective": "Type, SourceType or Include is missing although it decides who is in the segment.",
    "unknown-connective": "Type, SourceType or Include is not ALL, ANY or NONE.",
    "one-date": "BEFORE, AFTER or ON is given more than one value.",
    "two-dates": "BETWEEN is not given exactly two values.",
    "not-an-instant": "A date is not written as an instant in UTC.",
    "unknown-dimension-type": "DimensionType is not one that the service knows for this criterion.",
    "reserved-tag": "A tag's name begins with a prefix that AWS or we keep for ourselves.",
    "tag-form": "A tag's name or value has characters that AWS does not take.",
    "too-many-tags": "A segment names more tags than AWS allows beside our own.",
}
"""Codes that both schemas give as ``x-code``."""

SHARED_SPELLINGS: Final[Mapping[str, str]] = {
    "tags-spelling": "The member is called Tags in a definition; tags is the API's word for it.",
    "tags-twice": "Both tags and Tags are given, and only one can count.",
    "dimensions-not-a-list": "The Dimensions of a group is a list of blocks; one block on its own was read as a list of one.",
    "response-member": "A member that the service answers with, such as Arn, has no place in a definition.",
    "wrapped-segment": "A segment is pasted with what was around it: a CloudFormation resource, or a request or reply by its name.",
    "missing-connective": "Type, SourceType or Include is missing and can only mean ALL; write it out.",
    "single-value": "Values is a list; one value on its own was read as a list of one.",
    "date-only": "The service compares dates as instants; a date was read as the midnight (UTC) it begins with.",
    "offset-instant": "The service compares instants in UTC; a time with an offset has to be converted.",
}
"""Codes of pasted spellings."""

SHARED_RULES: Final[Mapping[str, str]] = {
    "more-than-two-groups": "A segment has more than two groups, the most that the service's console makes and shows.",
}
"""Codes of rules."""
