"""Reasons to refuse the write of a segment beyond the model: documented limits, and options of Behaviour.

Source of the limits: Amazon Pinpoint developer guide, Quotas and Tagging (June 2023); the texts of the service model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.types import Body, Json, items, members, text, texts
from aws_emulator.pinpoint.behaviour import Behaviour

_MOST_DIMENSIONS = 100
_LONGEST_NAME = 50
_LONGEST_VALUE = 100
_MOST_TAGS = 50
_LONGEST_TAG_NAME = 128
_LONGEST_TAG_VALUE = 256
_OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
_RANGES = ("BETWEEN", "NOT_BETWEEN")
_DATE_TYPES = ("BEFORE", "AFTER", "ON", *_RANGES)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TAG_TEXT = re.compile(r"[\w\s.:/=+\-]*")


def check_segment(content: Body, behaviour: Behaviour) -> None:
    """Raise BadRequest for the first thing in a write request that is not allowed."""
    if behaviour.both_members == "refuse" and "Dimensions" in content and "SegmentGroups" in content:
        raise BadRequest("Specify either Dimensions or SegmentGroups, not both.")
    groups = items(content, "SegmentGroups", "Groups")
    if 0 < behaviour.most_groups < len(groups):
        raise BadRequest(f"{len(groups)} segment groups; at most {behaviour.most_groups} are allowed.")
    blocks = list(blocks_of(content))
    if behaviour.quotas == "enforce":
        _check_quotas(blocks)
    for block in blocks:
        _check_attributes(block, behaviour)
        _check_metrics(block, behaviour)


def check_tags(tags: Mapping[str, str], behaviour: Behaviour) -> None:
    """Raise BadRequest for tags that break the documented rules."""
    if behaviour.quotas == "ignore":
        return
    if len(tags) > _MOST_TAGS:
        raise BadRequest(f"{len(tags)} tags; a resource takes at most {_MOST_TAGS}.")
    for name, value in tags.items():
        if not 1 <= len(name) <= _LONGEST_TAG_NAME or len(value) > _LONGEST_TAG_VALUE:
            raise BadRequest(f"Tag {name[:_LONGEST_TAG_NAME]} is too long, or has no name.")
        if not _TAG_TEXT.fullmatch(name) or not _TAG_TEXT.fullmatch(value):
            raise BadRequest(f"Tag {name} has characters other than letters, digits, blanks and _ . : / = + -.")
        if name.lower().startswith("aws:"):
            raise BadRequest(f"Tag {name} begins with aws:, which is reserved.")


def blocks_of(content: Body) -> Iterator[Body]:
    """Yield every block of dimensions in a segment's body."""
    if "Dimensions" in content:
        yield members(content, "Dimensions")
    for group in items(content, "SegmentGroups", "Groups"):
        for block in items(group, "Dimensions"):
            yield members(block)


def attributes_of(block: Body) -> Iterator[tuple[str, Body]]:
    """Yield the attribute and user attribute criteria of a block with their names."""
    for kind in ("Attributes", "UserAttributes"):
        for name, criterion in members(block, kind).items():
            yield name, members(criterion)


def _check_quotas(blocks: Iterable[Body]) -> None:
    criteria = [named for block in blocks for named in _criteria(block)]
    if len(criteria) > _MOST_DIMENSIONS:
        raise BadRequest(f"{len(criteria)} dimensions; a segment takes at most {_MOST_DIMENSIONS}.")
    for name, criterion in criteria:
        if len(name) > _LONGEST_NAME:
            raise BadRequest(f"Attribute name {name} is longer than {_LONGEST_NAME} characters.")
        for value in items(criterion, "Values"):
            if isinstance(value, str) and len(value) > _LONGEST_VALUE:
                raise BadRequest(f"A value of {name} is longer than {_LONGEST_VALUE} characters.")


def _criteria(block: Body) -> Iterator[tuple[str, Json]]:
    """Yield every criterion of a block: the stricter of two readings of what a dimension is."""
    yield from attributes_of(block)
    for parent in (members(block, "Metrics"), members(block, "Behavior"), members(block, "Demographic"), members(block, "Location")):
        yield from parent.items()


def _check_attributes(block: Body, behaviour: Behaviour) -> None:
    for name, criterion in attributes_of(block):
        kind = text(criterion, "AttributeType")
        values = items(criterion, "Values")
        if kind in _RANGES and behaviour.between_takes == "two" and len(values) != len(_RANGES):
            raise BadRequest(f"{kind} on {name} takes two values, not {len(values)}.")
        if kind in _DATE_TYPES and not all(_is_date(value, behaviour) for value in values):
            raise BadRequest(f"{kind} on {name} takes instants such as 2023-11-01T00:00:00Z.")


def _is_date(value: Json, behaviour: Behaviour) -> bool:
    if behaviour.date_values == "any":
        return True
    found = value if isinstance(value, str) else ""
    if not _INSTANT.fullmatch(found) and not (behaviour.date_values == "dates" and _DATE.fullmatch(found)):
        return False
    try:
        datetime.fromisoformat(found[:19].rstrip("Z"))
    except ValueError:
        return False
    return True


def _check_metrics(block: Body, behaviour: Behaviour) -> None:
    for name, criterion in members(block, "Metrics").items():
        operator = text(criterion, "ComparisonOperator")
        if behaviour.comparison_operators == "documented" and operator not in _OPERATORS:
            raise BadRequest(f"ComparisonOperator of {name} is {operator}, not one of {', '.join(_OPERATORS)}.")


def tags_in(content: Body) -> dict[str, str]:
    """Return the tags in a request."""
    return texts(content.get("tags"))
