"""The canonical form, which is the same for all definitions that mean the same.

It is not documented what the service returns for a written definition: it may fill in empty members, defaults and versions, and
return groups for dimensions. So both sides are converted to groups, and to one spelling if two spellings cannot differ in
meaning. Unknown members are kept, so that they show up as a difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Final

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.instants import midnight, normal_instant
from segments_as_code.providers.aws.canonical_values import in_order, is_empty, json_text, tidy, with_members, with_order
from segments_as_code.providers.aws.segment_groups import canonical_groups
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS, BLOCK_ORDER, DATE_TYPES, RANGE_TYPES, SOURCE_ORDER


def canonical(definition: Definition) -> dict[str, Json]:
    """Return the name and the groups of ``definition``; only the name if everyone is in it.

    Idempotent. Sets of values, blocks, groups and sources are sorted; members are in the API's order. A connective that
    joins at most one part is ALL (unless it is NONE); a missing one that joins several stays missing, and so does the type of a
    comparison, for which AWS documents no default.
    """
    result: dict[str, Json] = {}
    if definition.get("Name") is not None:
        result["Name"] = definition["Name"]
    groups = _groups(definition.get("SegmentGroups"))
    block = _block(tidy(definition.get("Dimensions")))
    lone = None if is_empty(block) else _groups({"Groups": [{"Dimensions": [block]}]})
    groups, beside = (lone, None) if is_empty(groups) else (groups, lone)
    if not is_empty(groups):
        result["SegmentGroups"] = groups
    if beside not in (None, groups):
        result["Dimensions"] = block  # no file says both: what the groups do not say is a difference that has to be seen
    return result


def audience(definition: Definition) -> bytes:
    """Return the criteria of a canonical ``definition`` as bytes, the same for equal criteria; none if there are none."""
    groups = definition.get("SegmentGroups")
    return b"" if is_empty(groups) else json.dumps(groups).encode()


def _groups(value: Json) -> Json:
    return canonical_groups(tidy(value), _block, SOURCE_ORDER)


# ── blocks and criteria (all values passed to these functions are tidy already)


def _block(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    made = {name: _section(name, json.dumps(section)) if name in _SECTIONS else section for name, section in value.items()}
    return with_order(made, BLOCK_ORDER)


@lru_cache(maxsize=4_096)
def _section(name: str, text: str) -> Json:
    """Return a section of criteria from its JSON text, one shared object for equal texts.

    Most segments of an application have the same channels and countries: ten thousand of them take a quarter less memory.
    """
    return _SECTIONS[name](json.loads(text))


def _each(change: Callable[[Json], Json], section: Json) -> Json:
    """Return a mapping of criteria by name, in the order of their names, each changed."""
    return {name: change(section[name]) for name in sorted(section)} if isinstance(section, dict) else section


def _valued(type_member: str, criterion: Json) -> Json:
    """Return a criterion that compares with a set of values."""
    if not isinstance(criterion, dict):
        return criterion
    type_ = criterion.get(type_member)
    return with_members(criterion, {type_member: type_, "Values": _values(type_, criterion.get("Values"))})


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = [_instant(value) for value in values]
    if type_ in RANGE_TYPES or len(values) == 1:
        return values
    return in_order({json_text(value): value for value in values}.values())


def _instant(value: Json) -> Json:
    return midnight(value) or normal_instant(value) or value if isinstance(value, str) else value


def _location(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return with_members(value, {"Country": _valued("DimensionType", value.get("Country")), "GPSPoint": _circle(value.get("GPSPoint"))})


def _circle(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    middle = with_order(value.get("Coordinates"), ("Latitude", "Longitude"))
    return with_members(value, {"Coordinates": middle, "RangeInKilometers": value.get("RangeInKilometers")})


_SECTIONS: Final[Mapping[str, Callable[[Json], Json]]] = {
    **dict.fromkeys(ATTRIBUTE_SECTIONS, partial(_each, partial(_valued, "AttributeType"))),
    "Metrics": partial(_each, lambda criterion: with_order(criterion, ("ComparisonOperator", "Value"))),
    "Behavior": partial(_each, lambda criterion: with_order(criterion, ("Duration", "RecencyType"))),
    "Demographic": partial(_each, partial(_valued, "DimensionType")),
    "Location": _location,
}
