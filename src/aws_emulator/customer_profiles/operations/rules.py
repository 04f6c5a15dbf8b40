"""Reasons to refuse CreateSegmentDefinition beyond the model: documented limits, and options of Behaviour.

Source of the limits: the Amazon Connect administrator guide, "Troubleshooting segments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.types import Body, Json, items, members, text
from aws_emulator.customer_profiles.account import ProfilesAccount

_MOST_ATTRIBUTES = 60
_MOST_CALCULATED = 10
_DEEPEST = 5
_ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
_RANGES = ("BETWEEN", "NOT_BETWEEN")
_DATES = ("BEFORE", "AFTER", "ON", *_RANGES)
_NUMBERS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class _Uses:
    """The attributes that a segment uses through all its sources, and how deep the sources go."""

    attributes: set[str] = field(default_factory=set)
    calculated: set[str] = field(default_factory=set)
    depth: int = 0


def check_definition(account: ProfilesAccount, domain: str, content: Body) -> None:
    """Raise BadRequest for the first thing in a definition that is not allowed."""
    behaviour = account.behaviour
    both = "SegmentGroups" in content and "SegmentSqlQuery" in content
    if both and behaviour.both_criteria == "refuse":
        raise BadRequest("Specify either SegmentGroups or SegmentSqlQuery, not both.")
    if behaviour.no_criteria == "refuse" and not ("SegmentGroups" in content or "SegmentSqlQuery" in content):
        raise BadRequest("Specify SegmentGroups or SegmentSqlQuery.")
    if behaviour.empty_groups == "refuse" and "SegmentGroups" in content and not items(content, "SegmentGroups", "Groups"):
        raise BadRequest("SegmentGroups has no group.")
    if behaviour.unknown_references == "refuse":
        for source in sources_of(content):
            if account.store.get("segment_definition", domain, source) is None:
                raise BadRequest(f"Source segment {source} does not exist.")
    for name, criterion in criteria_of(content):
        _check_values(account, name, criterion)
    _check_calculated(account, domain, content)
    if behaviour.quotas == "enforce":
        _check_quotas(account, domain, content)


def sources_of(content: Body) -> Iterator[str]:
    """Yield the names of the segments that a definition builds on."""
    for group in items(content, "SegmentGroups", "Groups"):
        for source in items(group, "SourceSegments"):
            yield text(source, "SegmentDefinitionName")


def criteria_of(content: Body) -> Iterator[tuple[str, Body]]:
    """Yield every criterion of a definition, with the name of its subject; calculated attributes begin with ``@``."""
    for group in items(content, "SegmentGroups", "Groups"):
        for dimension in map(members, items(group, "Dimensions")):
            for name, criterion in members(dimension, "CalculatedAttributes").items():
                yield f"@{name}", members(criterion)
            for name, criterion in members(dimension, "ProfileAttributes").items():
                if name == "Attributes" or name in _ADDRESSES:
                    yield from ((f"{name}.{below}", members(one)) for below, one in members(criterion).items())
                else:
                    yield name, members(criterion)


def _check_values(account: ProfilesAccount, name: str, criterion: Body) -> None:
    behaviour = account.behaviour
    how, values = text(criterion, "DimensionType"), items(criterion, "Values")
    literals = [value for value in values if "{{" not in str(value)]
    if how in _RANGES and behaviour.between_takes == "two" and len(values) != len(_RANGES):
        raise BadRequest(f"{how} on {name} takes two values, not {len(values)}.")
    if how in _DATES and behaviour.date_values != "any" and not all(_is_date(value, behaviour.date_values) for value in literals):
        raise BadRequest(f"{how} on {name} takes instants such as 2023-11-01T00:00:00Z.")
    if how in _NUMBERS and behaviour.number_values == "numbers" and not all(map(_is_number, literals)):
        raise BadRequest(f"{how} on {name} takes numbers, written as texts.")


def _check_calculated(account: ProfilesAccount, domain: str, content: Body) -> None:
    if account.behaviour.unknown_calculated_attributes == "accept":
        return
    for name, _ in criteria_of(content):
        if name.startswith("@") and account.store.get("calculated_attribute", domain, name[1:]) is None:
            raise BadRequest(f"The domain has no calculated attribute {name[1:]}.")


def _check_quotas(account: ProfilesAccount, domain: str, content: Body) -> None:
    uses = _uses(account, domain, content, 0, _Uses())
    for found, most, what in (
        (len(uses.attributes), _MOST_ATTRIBUTES, "unique attributes"),
        (len(uses.calculated), _MOST_CALCULATED, "unique calculated attributes"),
        (uses.depth, _DEEPEST, "levels of source segments"),
    ):
        if found > most:
            raise BadRequest(f"{found} {what} through all source segments; at most {most} are allowed.")


def _uses(account: ProfilesAccount, domain: str, content: Body, depth: int, uses: _Uses) -> _Uses:
    for name, _ in criteria_of(content):
        (uses.calculated if name.startswith("@") else uses.attributes).add(name)
    uses.depth = max(uses.depth, depth)
    for source in sources_of(content) if depth <= _DEEPEST else ():
        _uses(account, domain, account.store.get("segment_definition", domain, source) or {}, depth + 1, uses)
    return uses


def _is_number(value: Json) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _is_date(value: Json, allowed: str) -> bool:
    found = str(value)
    if not _INSTANT.fullmatch(found) and not (allowed == "dates" and _DATE.fullmatch(found)):
        return False
    try:
        datetime.fromisoformat(found[:19].rstrip("Z"))
    except ValueError:
        return False
    return True
