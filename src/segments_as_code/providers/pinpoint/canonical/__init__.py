"""The one form of a definition that all definitions of equal meaning share.

What the service returns for what was written is not documented: it may fill in empty members, defaults and versions, and
answer in groups what was asked for in dimensions. So both sides are brought to groups, and to one spelling wherever two
spellings cannot differ in meaning. What we do not know is kept, so that it differs rather than vanishes.

What is canonical already is returned itself, not copied: most of most definitions is, and ten thousand are held at once. So
every step here first asks whether anything has to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from segments_as_code.model.document import Definition, Json
from segments_as_code.providers.pinpoint.canonical.criteria import block
from segments_as_code.providers.pinpoint.canonical.values import is_empty, ordered, said, same, sorted_json, tidy, with_members
from segments_as_code.providers.pinpoint.sameness import bytes_of
from segments_as_code.providers.pinpoint.shape import GROUPS_ORDER, SOURCE_ORDER

__all__ = ["audience", "canonical"]

_EVERYONE: Final[Mapping[str, Json]] = {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}


def canonical(definition: Definition) -> dict[str, Json]:
    """Return the name and the groups of ``definition``; the name alone where it is about everyone.

    Idempotent. Sets of values, blocks, groups and sources are sorted; members stand in the API's order. A connective that
    joins at most one thing is ALL (unless it is NONE); one that is missing where it joins several stays missing.
    """
    result: dict[str, Json] = {}
    name = definition.get("Name")
    if name is not None:
        result["Name"] = name
    groups = _groups(definition.get("SegmentGroups"))
    if is_empty(groups):
        groups = _lifted(definition.get("Dimensions"))
    if not is_empty(groups):
        result["SegmentGroups"] = groups
    return result


def audience(definition: Definition) -> bytes:
    """Return the criteria of a canonical ``definition`` as bytes, the same for equal criteria; none where there are none."""
    groups = definition.get("SegmentGroups")
    return b"" if is_empty(groups) else bytes_of(groups)


def _lifted(dimensions: Json) -> Json:
    """Return the groups that say what ``dimensions`` alone say."""
    alone = block(dimensions)
    return None if is_empty(alone) else _groups({"Groups": [{"Dimensions": [alone]}]})


def _groups(value: Json) -> Json:
    if not isinstance(value, dict):
        return tidy(value)
    found = _listed(value.get("Groups"))
    if not isinstance(found, list):
        return ordered(tidy(value), GROUPS_ORDER)
    groups = [_group(group) for group in found if group is not None]
    include = _connective(said(value.get("Include")), len(groups))
    if include == "ALL":
        groups = [group for group in groups if group != _EVERYONE]
    made = with_members(value, {"Include": include, "Groups": same(found, sorted_json(groups))})
    return made if groups or made.keys() - set(GROUPS_ORDER) else None


def _group(value: Json) -> Json:
    if not isinstance(value, dict):
        return tidy(value)
    blocks, sources = _listed(value.get("Dimensions")), _listed(value.get("SourceSegments"))
    type_, source_type = said(value.get("Type")), said(value.get("SourceType"))
    if isinstance(blocks, list):
        made = [block(one) for one in blocks if one is not None]
        type_ = _connective(type_, len(made))
        blocks = same(blocks, sorted_json([one for one in made if one != {}] if type_ == "ALL" else made))
    if isinstance(sources, list):
        tidied = [tidy(source) for source in sources if source is not None]
        kept = [ordered(source, SOURCE_ORDER) for source in tidied if source != {}]
        source_type = _connective(source_type, len(kept))
        sources = same(sources, sorted_json(kept))
    return with_members(value, {"Dimensions": blocks, "SourceSegments": sources, "SourceType": source_type, "Type": type_})


def _listed(value: Json) -> Json:
    """Return a list as it is, an empty one for nothing, and anything else tidied."""
    if isinstance(value, list):
        return value
    other = said(value)
    return [] if other is None else other


def _connective(value: Json, joined: int) -> Json:
    """Return ALL where ``value`` cannot differ from it in meaning; None where it is missing and matters."""
    return "ALL" if joined <= 1 and (value is None or value == "ANY") else value
