"""Blocks of criteria in canonical form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from segments_as_code.model.document import Json
from segments_as_code.model.instants import midnight, normal_instant
from segments_as_code.providers.pinpoint.canonical.values import is_empty, kept, ordered, same, sorted_json, text_of, tidy, with_members
from segments_as_code.providers.pinpoint.sameness import Known
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS, BLOCK_ORDER, DATE_TYPES, RANGE_TYPES

_DEFAULT_TYPE: Final = "INCLUSIVE"
"""Our assumption where AttributeType or DimensionType is missing: AWS documents no default."""
_TO_THE_SECOND: Final = len("2023-11-01T00:00:00Z")
_PLAIN: Final = re.compile(r"[#-\[\]-~]*")
"""Texts of these characters stand in the same order as their JSON texts do."""
_KNOWN: Final = Known[Json]()
"""Sections of criteria as they came, each with its canonical form."""


def block(value: Json) -> Json:
    """Return one block in canonical form, without sections that hold nothing."""
    if not isinstance(value, dict):
        return tidy(value)
    made = {name: section for name, found in value.items() if not is_empty(section := _section(name, found))}
    return ordered(kept(value, made), BLOCK_ORDER)


def _section(name: str, found: Json) -> Json:
    """Return a section of criteria; equal ones of several segments are one and the same object.

    Most segments of an application say the same of channels, countries and recency: that is looked through once, and kept once.
    """
    if not isinstance(found, dict):
        return tidy(found)
    return _KNOWN.of((name,), found, lambda: _criteria(name, found))


def _criteria(name: str, found: Json) -> Json:
    tidied = tidy(found)
    return _SECTIONS[name](tidied) if name in _SECTIONS else tidied


def _each(change: Callable[[Json], Json], found: Json) -> Json:
    """Return a mapping of criteria by name, in the order of their names, each changed."""
    return kept(found, {name: change(found[name]) for name in sorted(found)}) if isinstance(found, dict) else found


def _valued(type_member: str, criterion: Json) -> Json:
    """Return a criterion that compares with a set of values."""
    if not isinstance(criterion, dict):
        return criterion
    type_ = criterion.get(type_member, _DEFAULT_TYPE)
    return with_members(criterion, {type_member: type_, "Values": _values(type_, criterion.get("Values"))})


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = same(values, [_instant(value) for value in values])
    if type_ in RANGE_TYPES or len(values) == 1:
        return values
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and _PLAIN.fullmatch("".join(texts)):
        made: list[Json] = [*sorted(set(texts))]
        return values if values == made else made
    return same(values, sorted_json({text_of(value): value for value in values}.values()))


def _instant(value: Json) -> Json:
    if not isinstance(value, str) or len(value) == _TO_THE_SECOND:  # which has no other spelling
        return value
    return midnight(value) or normal_instant(value) or value


def _location(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return with_members(value, {"Country": _valued("DimensionType", value.get("Country")), "GPSPoint": _circle(value.get("GPSPoint"))})


def _circle(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    middle = ordered(value.get("Coordinates"), ("Latitude", "Longitude"))
    return with_members(value, {"Coordinates": middle, "RangeInKilometers": value.get("RangeInKilometers")})


_SECTIONS: Final[Mapping[str, Callable[[Json], Json]]] = {
    **dict.fromkeys(ATTRIBUTE_SECTIONS, partial(_each, partial(_valued, "AttributeType"))),
    "Metrics": partial(_each, lambda criterion: ordered(criterion, ("ComparisonOperator", "Value"))),
    "Behavior": partial(_each, lambda criterion: ordered(criterion, ("Duration", "RecencyType"))),
    "Demographic": partial(_each, partial(_valued, "DimensionType")),
    "Location": _location,
}
