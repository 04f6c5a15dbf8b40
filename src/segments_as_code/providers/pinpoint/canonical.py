"""The canonical form, which is the same for all definitions that mean the same.

It is not documented what the service returns for a written definition: it may fill in empty members, defaults and versions, and
return groups for dimensions. So both sides are converted to groups, and to one spelling if two spellings cannot differ in
meaning. Unknown members are kept, so that they show up as a difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Final

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.instants import midnight, normal_instant
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS, BLOCK_ORDER, DATE_TYPES, GROUPS_ORDER, RANGE_TYPES, SOURCE_ORDER

_EVERYONE: Final[Mapping[str, Json]] = {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}
_DEFAULT_TYPE: Final = "INCLUSIVE"
"""Our assumption if AttributeType or DimensionType is missing: AWS documents no default."""
_EXACT: Final = 2**53
"""A double can represent every whole number below this."""

_json_text = json.JSONEncoder(sort_keys=True).encode


def canonical(definition: Definition) -> dict[str, Json]:
    """Return the name and the groups of ``definition``; only the name if everyone is in it.

    Idempotent. Sets of values, blocks, groups and sources are sorted; members are in the API's order. A connective that
    joins at most one part is ALL (unless it is NONE); a missing one that joins several stays missing.
    """
    result: dict[str, Json] = {}
    if definition.get("Name") is not None:
        result["Name"] = definition["Name"]
    groups = _groups(_tidy(definition.get("SegmentGroups")))
    if _is_empty(groups):
        block = _block(_tidy(definition.get("Dimensions")))
        groups = None if _is_empty(block) else _groups({"Groups": [{"Dimensions": [block]}]})
    if not _is_empty(groups):
        result["SegmentGroups"] = groups
    return result


def audience(definition: Definition) -> bytes:
    """Return the criteria of a canonical ``definition`` as bytes, the same for equal criteria; none if there are none."""
    groups = definition.get("SegmentGroups")
    return b"" if _is_empty(groups) else json.dumps(groups).encode()


# ── groups (all values passed to these functions are tidy already) ───────────────────────────────────────────────────


def _groups(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    found = value.get("Groups", [])
    if not isinstance(found, list):
        return _ordered(value, GROUPS_ORDER)
    groups = [_group(group) for group in found]
    include = _connective(value.get("Include"), len(groups))
    if include == "ALL":
        groups = [group for group in groups if group != _EVERYONE]
    made = _with_members(value, {"Include": include, "Groups": _sorted(groups)})
    return made if groups or made.keys() - set(GROUPS_ORDER) else None


def _group(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    blocks, sources = value.get("Dimensions", []), value.get("SourceSegments", [])
    type_, source_type = value.get("Type"), value.get("SourceType")
    if isinstance(blocks, list):
        type_ = _connective(type_, len(blocks))
        made = [_block(block) for block in blocks]
        blocks = _sorted([block for block in made if block != {}] if type_ == "ALL" else made)
    if isinstance(sources, list):
        kept = [_ordered(source, SOURCE_ORDER) for source in sources if source != {}]
        source_type = _connective(source_type, len(kept))
        sources = _sorted(kept)
    return _with_members(value, {"Dimensions": blocks, "SourceSegments": sources, "SourceType": source_type, "Type": type_})


def _connective(value: Json, parts: int) -> Json:
    """Return ALL if ``value`` cannot differ from it in meaning; None if it is missing and matters."""
    return "ALL" if parts <= 1 and (value is None or value == "ANY") else value


# ── blocks and criteria ──────────────────────────────────────────────────────────────────────────────────────────────


def _block(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    made = {name: _section(name, json.dumps(section)) if name in _SECTIONS else section for name, section in value.items()}
    return _ordered(made, BLOCK_ORDER)


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
    type_ = criterion.get(type_member, _DEFAULT_TYPE)
    return _with_members(criterion, {type_member: type_, "Values": _values(type_, criterion.get("Values"))})


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = [_instant(value) for value in values]
    if type_ in RANGE_TYPES or len(values) == 1:
        return values
    return _sorted({_json_text(value): value for value in values}.values())


def _instant(value: Json) -> Json:
    return midnight(value) or normal_instant(value) or value if isinstance(value, str) else value


def _location(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return _with_members(value, {"Country": _valued("DimensionType", value.get("Country")), "GPSPoint": _circle(value.get("GPSPoint"))})


def _circle(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    middle = _ordered(value.get("Coordinates"), ("Latitude", "Longitude"))
    return _with_members(value, {"Coordinates": middle, "RangeInKilometers": value.get("RangeInKilometers")})


_SECTIONS: Final[Mapping[str, Callable[[Json], Json]]] = {
    **dict.fromkeys(ATTRIBUTE_SECTIONS, partial(_each, partial(_valued, "AttributeType"))),
    "Metrics": partial(_each, lambda criterion: _ordered(criterion, ("ComparisonOperator", "Value"))),
    "Behavior": partial(_each, lambda criterion: _ordered(criterion, ("Duration", "RecencyType"))),
    "Demographic": partial(_each, partial(_valued, "DimensionType")),
    "Location": _location,
}


# ── any value ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tidy(value: Json) -> Json:
    """Return ``value`` without empty members and nulls in lists, and with one spelling for each number."""
    if isinstance(value, dict):
        return {name: tidied for name, member in value.items() if not _is_empty(tidied := _tidy(member))}
    if isinstance(value, list):
        return [_tidy(element) for element in value if element is not None]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _number(value: float) -> float:
    """Return an int for a whole number that a double represents exactly (5.0 is 5, and -0.0 is 0), else the double."""
    try:
        double = float(value)
    except OverflowError:
        return value
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def _is_empty(value: Json) -> bool:
    """Return whether ``value`` is empty; an empty text does not count as empty."""
    return value is None or (not value and isinstance(value, dict | list))


def _sorted(values: Iterable[Json]) -> list[Json]:
    """Return ``values`` in the order of their JSON text."""
    return sorted(values, key=_json_text)


def _ordered(value: Json, order: tuple[str, ...]) -> Json:
    """Return a mapping with the members of ``order`` first, then the others by name."""
    return _with_members(value, {name: value.get(name) for name in order}) if isinstance(value, dict) else value


def _with_members(was: Mapping[str, Json], known: Mapping[str, Json]) -> dict[str, Json]:
    """Return the ``known`` members without those that are None, then the other members of ``was`` by name."""
    made = {name: member for name, member in known.items() if member is not None}
    return {**made, **{name: was[name] for name in sorted(was.keys() - known.keys())}}
