"""The one form of a definition that all definitions of equal meaning share.

What the service returns for what was written is not documented: it may fill in empty members, defaults and versions, and
answer in groups what was asked for in dimensions. So both sides are brought to groups, and to one spelling wherever two
spellings cannot differ in meaning. What we do not know is kept, so that it differs rather than vanishes.

What is canonical already is returned itself, not copied: most of most definitions is, and ten thousand are held at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import is_

from segments_as_code.model import Definition, Json
from segments_as_code.providers.pinpoint.instants import midnight, normal_instant
from segments_as_code.providers.pinpoint.shape import (
    ATTRIBUTE_SECTIONS,
    BLOCK_ORDER,
    DATE_TYPES,
    GROUP_ORDER,
    GROUPS_ORDER,
    RANGE_TYPES,
    SOURCE_ORDER,
)

_EVERYONE: Mapping[str, Json] = {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}
_DEFAULT_TYPE = "INCLUSIVE"
"""Our assumption where AttributeType or DimensionType is missing: AWS documents no default."""
_EXACT = 2**53
"""Below this a double holds every whole number."""
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
    return _ordered({**value, "Include": include, "Groups": _same(found, sorted_json(groups))}, GROUPS_ORDER, was=value)


def _group(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    blocks, sources = value.get("Dimensions", []), value.get("SourceSegments", [])
    type_, source_type = value.get("Type"), value.get("SourceType")
    if isinstance(blocks, list):
        type_ = _connective(type_, len(blocks))
        blocks = _same(blocks, sorted_json(block for block in map(_block, blocks) if type_ != "ALL" or block != {}))
    if isinstance(sources, list):
        kept = [_ordered(source, SOURCE_ORDER) for source in sources if source != {}]
        source_type = _connective(source_type, len(kept))
        sources = _same(sources, sorted_json(kept))
    known: dict[str, Json] = {"Dimensions": blocks, "SourceSegments": sources, "SourceType": source_type, "Type": type_}
    return _ordered({**value, **known}, GROUP_ORDER, was=value)


def _connective(value: Json, joined: int) -> Json:
    """Return ALL where ``value`` cannot differ from it in meaning; None where it is missing and matters."""
    return "ALL" if joined <= 1 and (value is None or value == "ANY") else value


# ── criteria ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _block(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return _ordered({section: _section(section, found) for section, found in value.items()}, BLOCK_ORDER, was=value)


def _section(section: str, found: Json) -> Json:
    if section in ATTRIBUTE_SECTIONS:
        return _each(found, lambda criterion: _valued(criterion, "AttributeType"))
    match section:
        case "Metrics":
            return _each(found, lambda criterion: _ordered(criterion, ("ComparisonOperator", "Value")))
        case "Behavior":
            return _each(found, lambda criterion: _ordered(criterion, ("Duration", "RecencyType")))
        case "Demographic":
            return _each(found, lambda criterion: _valued(criterion, "DimensionType"))
        case "Location" if isinstance(found, dict):
            known = {"Country": _valued(found.get("Country"), "DimensionType"), "GPSPoint": _circle(found.get("GPSPoint"))}
            return _ordered({**found, **known}, tuple(known), was=found)
        case _:
            return found


def _each(found: Json, change: Callable[[Json], Json]) -> Json:
    """Return a mapping of criteria by name, in the order of their names, each changed."""
    return _kept(found, {name: change(found[name]) for name in sorted(found)}) if isinstance(found, dict) else found


def _valued(criterion: Json, type_member: str) -> Json:
    """Return a criterion that compares with a set of values."""
    if not isinstance(criterion, dict):
        return criterion
    type_ = criterion.get(type_member, _DEFAULT_TYPE)
    known = {type_member: type_, "Values": _values(type_, criterion.get("Values"))}
    return _ordered({**criterion, **known}, tuple(known), was=criterion)


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = _same(values, [_instant(value) for value in values])
    if type_ in RANGE_TYPES:
        return values
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and _PLAIN.fullmatch("".join(texts)):
        return _same(values, [*sorted(set(texts))])
    return _same(values, sorted_json({_TEXT(value): value for value in values}.values()))


def _instant(value: Json) -> Json:
    return (midnight(value) or normal_instant(value) or value) if isinstance(value, str) else value


def _circle(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    middle = _ordered(value.get("Coordinates"), ("Latitude", "Longitude"))
    return _ordered({**value, "Coordinates": middle}, ("Coordinates", "RangeInKilometers"), was=value)


# ── any value ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tidy(value: Json) -> Json:
    """Return ``value`` without members that hold nothing, without nulls in lists, and with one spelling for each number."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        tidied = {name: member if type(member) is str else _tidy(member) for name, member in value.items()}
        return _kept(value, {name: member for name, member in tidied.items() if member or not _is_empty(member)})
    if isinstance(value, list):
        return _same(value, [element if type(element) is str else _tidy(element) for element in value if element is not None])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _number(value: float) -> float:
    """Return an int for each whole number that a double holds exactly (so 5.0 is 5, and -0.0 is 0), else the double."""
    try:
        double = float(value)
    except OverflowError:
        return value
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def _is_empty(value: Json) -> bool:
    return value is None or (not value and isinstance(value, dict | list))


def _ordered(value: Json, order: Sequence[str], *, was: dict[str, Json] | None = None) -> Json:
    """Return a mapping without empty members: those of ``order`` first, then the others by name; lists of groups stay.

    Where that is the very same as ``value``, or what there ``was`` before it, that itself is returned.
    """
    if not isinstance(value, dict):
        return value
    names = [name for name in order if name in value]
    if len(names) < len(value):
        names += sorted(value.keys() - set(order))
    return _kept(value if was is None else was, {name: member for name in names if (member := value[name]) is not None})


def _kept(was: dict[str, Json], made: dict[str, Json]) -> dict[str, Json]:
    return was if all(map(is_, was.values(), made.values())) and list(was) == list(made) else made


def _same(was: list[Json], made: list[Json]) -> list[Json]:
    return was if len(was) == len(made) and all(map(is_, was, made)) else made


_TEXT = json.JSONEncoder(sort_keys=True).encode
"""What values are sorted by."""
