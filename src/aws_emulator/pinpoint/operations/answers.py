"""Show a stored segment differently from how it was written, as the options of Behaviour say."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, TypeAlias

from aws_emulator.core.types import Body, Json, items, members, text
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.behaviour import Behaviour

Occasion: TypeAlias = Literal["get", "list", "write"]

_MAPS = ("Attributes", "UserAttributes", "Metrics", "Behavior", "Demographic", "Location")
_DOUBLES = frozenset({"Value", "Latitude", "Longitude", "RangeInKilometers"})
_UNORDERED = frozenset({"Values", "Dimensions", "Groups", "SourceSegments"})
_RANGES = ("BETWEEN", "NOT_BETWEEN")


def show_segment(account: PinpointAccount, body: Body, occasion: Occasion) -> Body:
    """Return a segment as it is answered this time."""
    behaviour = account.behaviour
    shown = dict(body)
    if not behaviour.version_in_answers:
        shown.pop("Version", None)
    criteria = _criteria({name: body[name] for name in ("Dimensions", "SegmentGroups") if name in body}, behaviour)
    for name in ("Dimensions", "SegmentGroups"):
        shown.pop(name, None)
    shown.update(criteria)
    if {"get": behaviour.tags_in_get, "list": behaviour.tags_in_list, "write": behaviour.tags_in_write}[occasion]:
        tags = account.tags(text(body, "Arn"))
        if tags or behaviour.empty_members == "fill":
            shown["tags"] = dict(tags)
    return shown


def _criteria(criteria: Body, behaviour: Behaviour) -> Body:
    """Return Dimensions and SegmentGroups changed by each option that is not at its default."""
    if "Dimensions" in criteria and "SegmentGroups" not in criteria and behaviour.dimensions_come_back_as != "dimensions":
        criteria = _lifted(criteria, behaviour)
    if behaviour.defaults_for_connectives == "write":
        criteria = _with_defaults(criteria, behaviour)
    if behaviour.empty_members != "leave":
        pruned = _pruned(criteria)
        criteria = pruned if isinstance(pruned, dict) else {}
        criteria = _filled(criteria) if behaviour.empty_members == "fill" else criteria
    if behaviour.numbers_come_back_as != "written":
        criteria = {name: _renumbered(member, name, behaviour) for name, member in criteria.items()}
    if behaviour.order_of_lists == "shuffled":
        criteria = members(_shuffled(criteria))
    return criteria


def _lifted(criteria: Body, behaviour: Behaviour) -> Body:
    """Return Dimensions as one group with one block, and as Dimensions too if both are returned."""
    connective = behaviour.missing_connective
    block = criteria["Dimensions"]
    group: Body = {"Dimensions": [block], "SourceSegments": [], "SourceType": connective, "Type": connective}
    lifted: Body = {"SegmentGroups": {"Groups": [group], "Include": "ALL"}}
    return {"Dimensions": block, **lifted} if behaviour.dimensions_come_back_as == "both" else lifted


def _with_defaults(criteria: Body, behaviour: Behaviour) -> Body:
    shown = dict(criteria)
    if "Dimensions" in shown:
        shown["Dimensions"] = _block_with_defaults(members(shown["Dimensions"]))
    if "SegmentGroups" in shown:
        shown["SegmentGroups"] = _groups_with_defaults(members(shown["SegmentGroups"]), behaviour)
    return shown


def _groups_with_defaults(groups: Body, behaviour: Behaviour) -> Body:
    written: list[Json] = []
    for group in map(members, items(groups, "Groups")):
        full: Body = {"SourceType": behaviour.missing_connective, "Type": behaviour.missing_connective, **group}
        if "Dimensions" in full:
            full["Dimensions"] = [_block_with_defaults(members(block)) for block in items(full, "Dimensions")]
        written.append(full)
    return {"Include": "ALL", **groups, "Groups": written}


def _block_with_defaults(block: Body) -> Body:
    full = dict(block)
    for kind in ("Attributes", "UserAttributes"):
        if kind in full:
            full[kind] = {name: {"AttributeType": "INCLUSIVE", **members(one)} for name, one in members(full, kind).items()}
    if "Demographic" in full:
        full["Demographic"] = {name: {"DimensionType": "INCLUSIVE", **members(one)} for name, one in members(full, "Demographic").items()}
    if "Country" in members(full, "Location"):
        full["Location"] = {**members(full, "Location"), "Country": {"DimensionType": "INCLUSIVE", **members(full, "Location", "Country")}}
    return full


def _pruned(value: Json) -> Json:
    """Return ``value`` without empty maps and lists at any depth; a list keeps its items."""
    if isinstance(value, dict):
        kept = {name: _pruned(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member not in ({}, [])}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def _filled(criteria: Body) -> Body:
    full = dict(criteria)
    if "Dimensions" in full:
        full["Dimensions"] = _block_filled(members(full, "Dimensions"))
    if "SegmentGroups" in full:
        groups: list[Json] = []
        for group in map(members, items(full, "SegmentGroups", "Groups")):
            blocks: list[Json] = [_block_filled(members(block)) for block in items(group, "Dimensions")]
            groups.append({"SourceSegments": [], **group, "Dimensions": blocks})
        full["SegmentGroups"] = {**members(full, "SegmentGroups"), "Groups": groups}
    return full


def _block_filled(block: Body) -> Body:
    return {**{name: {} for name in _MAPS}, **block}


def _renumbered(value: Json, name: str, behaviour: Behaviour) -> Json:
    if isinstance(value, dict):
        return {below: _renumbered(member, below, behaviour) for below, member in value.items()}
    if isinstance(value, list):
        return [_renumbered(item, "", behaviour) for item in value]
    if name not in _DOUBLES or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if behaviour.numbers_come_back_as == "float":
        return float(value)
    return int(value) if float(value).is_integer() else value


def _shuffled(value: Json) -> Json:
    """Return ``value`` with its unordered lists in the order of a hash: different from the written order, but stable."""
    if isinstance(value, list):
        return [_shuffled(item) for item in value]
    if not isinstance(value, dict):
        return value
    ordered = value.get("AttributeType") in _RANGES
    shown: Body = {}
    for name, member in value.items():
        inner = _shuffled(member)
        shown[name] = _mixed(inner) if name in _UNORDERED and isinstance(inner, list) and not ordered else inner
    return shown


def _mixed(written: list[Json]) -> list[Json]:
    mixed = sorted(written, key=lambda item: sha256(repr(item).encode()).hexdigest())
    return mixed[::-1] if mixed == written else mixed
