"""The one form of a definition that all definitions of equal meaning share.

What the service returns for what was written is not documented: it may fill in empty members, defaults and versions, and
answer in groups what was asked for in dimensions. So both sides are brought to groups, and to one spelling wherever two
spellings cannot differ in meaning. What we do not know is kept, so that it differs rather than vanishes.

What is canonical already is returned itself, not copied: most of most definitions is, and ten thousand are held at once. So
every step here first asks whether anything has to change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from operator import is_
from typing import Final

from segments_as_code.model import Definition, Json
from segments_as_code.providers.pinpoint.instants import midnight, normal_instant
from segments_as_code.providers.pinpoint.shape import (
    ATTRIBUTE_SECTIONS,
    BLOCK_ORDER,
    DATE_TYPES,
    GROUPS_ORDER,
    RANGE_TYPES,
    SOURCE_ORDER,
)

_EVERYONE: Final[Mapping[str, Json]] = {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}
_DEFAULT_TYPE = "INCLUSIVE"
"""Our assumption where AttributeType or DimensionType is missing: AWS documents no default."""
_EXACT = 2**53
"""Below this a double holds every whole number."""
_TO_THE_SECOND: Final = len("2023-11-01T00:00:00Z")
_TEXTS_ALONE: Final = {str}
_PLAIN = re.compile(r"[#-\[\]-~]*")
"""Texts of these characters stand in the same order as their JSON texts do."""


def canonical(definition: Definition) -> dict[str, Json]:
    """Return the name and the groups of ``definition``; the name alone where it is about everyone.

    Idempotent. Sets of values, blocks, groups and sources are sorted; members stand in the API's order. A connective that
    joins at most one thing is ALL (unless it is NONE); one that is missing where it joins several stays missing.
    """
    result: dict[str, Json] = {}
    name = definition.get("Name")
    if name is not None:
        result["Name"] = name
    groups = _groups(_tidy(definition.get("SegmentGroups")))
    if _is_empty(groups):
        groups = _lifted(_tidy(definition.get("Dimensions")))
    if not _is_empty(groups):
        result["SegmentGroups"] = groups
    return result


def audience(definition: Definition) -> str:
    """Return the criteria of a canonical ``definition`` as text, the same for equal criteria; empty where there are none."""
    groups = definition.get("SegmentGroups")
    return "" if _is_empty(groups) else _TEXT(groups)


def sorted_json(values: Iterable[Json]) -> list[Json]:
    """Return ``values`` in the order of their JSON text."""
    several = list(values)
    return sorted(several, key=_TEXT) if len(several) > 1 else several


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lifted(dimensions: Json) -> Json:
    """Return the groups that say what ``dimensions`` alone say."""
    return None if _is_empty(dimensions) else _groups({"Groups": [{"Dimensions": [dimensions]}]})


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
    if not groups and not value.keys() - set(GROUPS_ORDER):
        return None
    return _with(value, {"Include": include, "Groups": _same(found, sorted_json(groups))})


def _group(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    blocks, sources = value.get("Dimensions", []), value.get("SourceSegments", [])
    type_, source_type = value.get("Type"), value.get("SourceType")
    if isinstance(blocks, list):
        type_ = _connective(type_, len(blocks))
        made = [_block(block) for block in blocks]
        blocks = _same(blocks, sorted_json([block for block in made if block != {}] if type_ == "ALL" else made))
    if isinstance(sources, list):
        kept = [_ordered(source, SOURCE_ORDER) for source in sources if source != {}]
        source_type = _connective(source_type, len(kept))
        sources = _same(sources, sorted_json(kept))
    return _with(value, {"Dimensions": blocks, "SourceSegments": sources, "SourceType": source_type, "Type": type_})


def _connective(value: Json, joined: int) -> Json:
    """Return ALL where ``value`` cannot differ from it in meaning; None where it is missing and matters."""
    return "ALL" if joined <= 1 and (value is None or value == "ANY") else value


# ── criteria ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _block(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    made = {section: _SECTIONS[section](found) if section in _SECTIONS else found for section, found in value.items()}
    return _ordered(_kept(value, made), BLOCK_ORDER)


def _each(change: Callable[[Json], Json], found: Json) -> Json:
    """Return a mapping of criteria by name, in the order of their names, each changed."""
    return _kept(found, {name: change(found[name]) for name in sorted(found)}) if isinstance(found, dict) else found


def _valued(type_member: str, criterion: Json) -> Json:
    """Return a criterion that compares with a set of values."""
    if not isinstance(criterion, dict):
        return criterion
    type_ = criterion.get(type_member, _DEFAULT_TYPE)
    return _with(criterion, {type_member: type_, "Values": _values(type_, criterion.get("Values"))})


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = _same(values, [_instant(value) for value in values])
    if type_ in RANGE_TYPES or len(values) == 1:
        return values
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and _PLAIN.fullmatch("".join(texts)):
        made: list[Json] = [*sorted(set(texts))]
        return values if values == made else made
    return _same(values, sorted_json({_TEXT(value): value for value in values}.values()))


def _instant(value: Json) -> Json:
    if not isinstance(value, str) or len(value) == _TO_THE_SECOND:  # which has no other spelling
        return value
    return midnight(value) or normal_instant(value) or value


def _location(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return _with(value, {"Country": _valued("DimensionType", value.get("Country")), "GPSPoint": _circle(value.get("GPSPoint"))})


def _circle(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    middle = _ordered(value.get("Coordinates"), ("Latitude", "Longitude"))
    return _with(value, {"Coordinates": middle, "RangeInKilometers": value.get("RangeInKilometers")})


_SECTIONS: Final[Mapping[str, Callable[[Json], Json]]] = {
    **dict.fromkeys(ATTRIBUTE_SECTIONS, partial(_each, partial(_valued, "AttributeType"))),
    "Metrics": partial(_each, lambda criterion: _ordered(criterion, ("ComparisonOperator", "Value"))),
    "Behavior": partial(_each, lambda criterion: _ordered(criterion, ("Duration", "RecencyType"))),
    "Demographic": partial(_each, partial(_valued, "DimensionType")),
    "Location": _location,
}


# ── any value ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tidy(value: Json) -> Json:
    """Return ``value`` without members that hold nothing, without nulls in lists, and with one spelling for each number."""
    if isinstance(value, dict):
        return _tidy_mapping(value)
    if isinstance(value, list):
        if set(map(type, value)) == _TEXTS_ALONE:
            return value
        return _same(value, [_tidy(element) for element in value if element is not None])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _tidy_mapping(was: dict[str, Json]) -> dict[str, Json]:
    changed: dict[str, Json] = {}
    for name, member in was.items():
        if type(member) is not str:
            tidied = _tidy(member)
            if tidied is not member or _is_empty(tidied):
                changed[name] = tidied
    if not changed:
        return was
    return {name: kept for name, member in was.items() if not _is_empty(kept := changed.get(name, member))}


def _number(value: float) -> float:
    """Return an int for each whole number that a double holds exactly (so 5.0 is 5, and -0.0 is 0), else the double."""
    if type(value) is int and -_EXACT < value < _EXACT:
        return value
    try:
        double = float(value)
    except OverflowError:
        return value
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def _is_empty(value: Json) -> bool:
    return value is None or (not value and isinstance(value, dict | list))


def _with(was: dict[str, Json], known: dict[str, Json]) -> dict[str, Json]:
    """Return the ``known`` members of what ``was``, without those that are None, then its others by name."""
    if list(was) == list(known) and all(map(is_, was.values(), known.values())):
        return was
    made: dict[str, Json] = {name: member for name, member in known.items() if member is not None}
    for name in sorted(was.keys() - known.keys()):
        made[name] = was[name]
    return _kept(was, made)


def _ordered(value: Json, order: tuple[str, ...]) -> Json:
    """Return a mapping with the members of ``order`` first, then the others by name."""
    if not isinstance(value, dict):
        return value
    names = _in_order(tuple(value), order)
    return value if names is None else {name: value[name] for name in names}


@lru_cache(maxsize=256)
def _in_order(names: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return ``names`` with those of ``order`` first, then the others sorted; None where they are so already."""
    known = tuple(name for name in order if name in names)
    ordered = (*known, *sorted(set(names).difference(known)))
    return None if ordered == names else ordered


def _kept(was: dict[str, Json], made: dict[str, Json]) -> dict[str, Json]:
    return was if all(map(is_, was.values(), made.values())) and list(was) == list(made) else made


def _same(was: list[Json], made: list[Json]) -> list[Json]:
    return was if len(was) == len(made) and all(map(is_, was, made)) else made


_TEXT = json.JSONEncoder(sort_keys=True).encode
"""What values are sorted by."""
