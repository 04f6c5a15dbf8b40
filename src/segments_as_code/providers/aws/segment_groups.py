"""SegmentGroups, which Pinpoint and Customer Profiles share: groups of blocks of criteria and of source segments, and how they combine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.model.document import Json, Path
from segments_as_code.providers.aws.canonical_values import in_order, with_members, with_order

Source = Mapping[str, Json]

GROUPS_ORDER: Final = ("Include", "Groups")
_EVERYONE: Final[Mapping[str, Json]] = {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}


def canonical_groups(value: Json, canonical_block: Callable[[Json], Json], source_order: tuple[str, ...]) -> Json:
    """Return tidy SegmentGroups in canonical form; None if everyone is in them.

    Blocks, groups and sources are sorted; ``source_order`` has the members of a source. A connective that joins at most one part
    is ALL (unless it is NONE); a missing one that joins several stays missing.
    """
    if not isinstance(value, dict):
        return value
    found = value.get("Groups", [])
    if not isinstance(found, list):
        return with_order(value, GROUPS_ORDER)
    groups = [_group(group, canonical_block, source_order) for group in found]
    include = _connective(value.get("Include"), len(groups))
    if include == "ALL":
        groups = [group for group in groups if group != _EVERYONE]
    made = with_members(value, {"Include": include, "Groups": in_order(groups)})
    return made if groups or made.keys() - set(GROUPS_ORDER) else None


def _group(value: Json, canonical_block: Callable[[Json], Json], source_order: tuple[str, ...]) -> Json:
    if not isinstance(value, dict):
        return value
    blocks, sources = value.get("Dimensions", []), value.get("SourceSegments", [])
    type_, source_type = value.get("Type"), value.get("SourceType")
    if isinstance(blocks, list):
        type_ = _connective(type_, len(blocks))
        made = [canonical_block(block) for block in blocks]
        blocks = in_order([block for block in made if block != {}] if type_ == "ALL" else made)
    if isinstance(sources, list):
        kept = [with_order(source, source_order) for source in sources if source != {}]
        source_type = _connective(source_type, len(kept))
        sources = in_order(kept)
    return with_members(value, {"Dimensions": blocks, "SourceSegments": sources, "SourceType": source_type, "Type": type_})


def _connective(value: Json, parts: int) -> Json:
    """Return ALL if ``value`` cannot differ from it in meaning; None if it is missing and matters."""
    return "ALL" if parts <= 1 and (value is None or value == "ANY") else value


def sources_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Source]]:
    """Yield each segment that a group starts from, with its path."""
    for index, group in enumerate(_elements(_members(content.get("SegmentGroups")).get("Groups"))):
        for number, source in enumerate(_elements(_members(group).get("SourceSegments"))):
            if isinstance(source, dict):
                yield ("SegmentGroups", "Groups", index, "SourceSegments", number), source


def change_sources(definition: Mapping[str, Json], change: Callable[[Source], Source]) -> Mapping[str, Json]:
    """Return ``definition`` with each source segment changed; it is not canonical any more unless it has no sources."""
    if not any(True for _ in sources_in(definition)):
        return definition
    groups = _members(definition.get("SegmentGroups"))
    changed = [_changed_group(group, change) for group in _elements(groups.get("Groups"))]
    return {**definition, "SegmentGroups": {**groups, "Groups": changed}}


def _changed_group(group: Json, change: Callable[[Source], Source]) -> Json:
    sources = _members(group).get("SourceSegments")
    if not isinstance(group, dict) or not isinstance(sources, list):
        return group
    return {**group, "SourceSegments": [change(source) if isinstance(source, dict) else source for source in sources]}


def _members(value: Json) -> Mapping[str, Json]:
    """Return ``value`` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _elements(value: Json) -> Sequence[Json]:
    """Return ``value`` if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()
