"""Read SegmentGroups as groups of criteria and write them back; what is inside of a block is the provider's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard, TypeVar

from segments_as_code.model.criteria import Block, Connective, DateTest, Group, InSegment, Joined, NumberTest, TextTest, Unknown
from segments_as_code.model.document import Json, Path
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.canonical_values import is_empty

_GROUPS: Final = ("SegmentGroups", "Groups")
_KNOWN: Final = ("Dimensions", "SourceSegments", "Type", "SourceType")

_Part = TypeVar("_Part")
_Word = TypeVar("_Word", TextTest, DateTest, NumberTest)

WriteSource = Callable[[Reference], Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Outline:
    """Reads SegmentGroups with a provider's ways to read a block and a source segment."""

    read_block: Callable[[Json, Path], Block | Unknown]
    read_source: Callable[[Json, Path], InSegment | Unknown]

    def read(self, groups: Json) -> tuple[Joined[Group], tuple[Unknown, ...]]:
        """Return the groups, and the members that are not known; all of SegmentGroups if it does not have its shape."""
        if is_empty(groups) or (isinstance(groups, dict) and all(map(is_empty, map(groups.get, groups.keys() - {"Include"})))):
            return Joined("ALL", ()), ()
        if not isinstance(groups, dict) or not is_list(found := groups.get("Groups")) or not _is_connective(groups.get("Include")):
            return Joined("ALL", ()), (Unknown(("SegmentGroups",), groups, ("SegmentGroups",)),)
        parts = tuple(self._group(group, (*_GROUPS, index)) for index, group in enumerate(found or ()) if group is not None)
        names = others(groups, ("Include", "Groups"))
        rest = tuple(Unknown(("SegmentGroups", name), groups[name], ("SegmentGroups", name)) for name in names)
        return _joined(groups.get("Include"), parts, ("SegmentGroups", "Include")), rest

    def _group(self, found: Json, path: Path) -> Group | Unknown:
        """Return a group; all of it is unknown if a known member does not have its shape."""
        if not isinstance(found, dict):
            return Unknown((), found, path)
        blocks, sources = found.get("Dimensions"), found.get("SourceSegments")
        if not (is_list(blocks) and is_list(sources) and all(_is_connective(found.get(name)) for name in ("Type", "SourceType"))):
            return Unknown((), found, path)
        block_parts = tuple(
            self.read_block(block, (*path, "Dimensions", index)) for index, block in enumerate(blocks or ()) if block is not None
        )
        source_parts = tuple(
            self.read_source(source, (*path, "SourceSegments", index))
            for index, source in enumerate(sources or ())
            if source not in (None, {})
        )
        return Group(
            _joined(found.get("Type"), block_parts, (*path, "Type")),
            _joined(found.get("SourceType"), source_parts, (*path, "SourceType")),
            tuple(Unknown((name,), found[name], (*path, name)) for name in others(found, _KNOWN)),
            path,
        )


def write_groups(
    groups: Joined[Group], write_blocks: Callable[[Joined[Block]], tuple[Connective | None, list[Json]]], write_source: WriteSource
) -> dict[str, Json]:
    """Return SegmentGroups; ``write_blocks`` returns the blocks of a group and how they combine."""

    def write_group(group: Group | Unknown) -> Json:
        if isinstance(group, Unknown):
            return group.json
        how, blocks = write_blocks(group.blocks)
        sources = [source.json if isinstance(source, Unknown) else write_source(source.reference) for source in group.sources.parts]
        written: dict[str, Json] = {"Dimensions": blocks, "SourceSegments": sources}
        written |= {**_how("SourceType", group.sources.how), **_how("Type", how)}
        return written | {unknown.keys[0]: unknown.json for unknown in group.rest}

    return {**_how("Include", groups.how), "Groups": [write_group(group) for group in groups.parts]}


def _how(member: str, how: Connective | None) -> dict[str, Json]:
    return {} if how is None else {member: how}


def _joined(how: Json, parts: tuple[_Part | Unknown, ...], path: Path) -> Joined[_Part]:
    return Joined(_connective(how) or ("ALL" if len(parts) <= 1 else None), parts, path)


def _connective(how: Json) -> Connective | None:
    match how:
        case "ALL" | "ANY" | "NONE":
            return how
        case _:
            return None


def _is_connective(how: Json) -> bool:
    return is_empty(how) or _connective(how) is not None


# ── any value ────────────────────────────────────────────────────────────────────────────────────────────────────────


def others(found: Mapping[str, Json], known: Sequence[str]) -> list[str]:
    """Return the members that are not ``known`` and not empty."""
    return [name for name, value in found.items() if name not in known and not is_empty(value)]


def is_list(value: Json) -> TypeGuard[list[Json] | None]:
    """Return whether a member is a list, or empty."""
    return is_empty(value) or isinstance(value, list)


def word_of(found: Json, known: Sequence[_Word]) -> _Word | None:
    """Return which of the ``known`` words a value is."""
    return next((word for word in known if word == found), None)


def texts_of(values: Json) -> tuple[str, ...]:
    """Return a list of texts; none if it is no list, or not all of it is text."""
    texts = [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
    return tuple(texts) if isinstance(values, list) and len(texts) == len(values) else ()


def has_key(written: Mapping[str, Json], keys: Sequence[str]) -> bool:
    """Return whether there is a value at ``keys``."""
    first, *rest = keys
    inner = written.get(first)
    return first in written if not rest else isinstance(inner, dict) and has_key(inner, rest)


def put(written: dict[str, Json], keys: Sequence[str], value: Json) -> None:
    """Write ``value`` at ``keys``, with the mappings that lead there."""
    first, *rest = keys
    if not rest:
        written[first] = value
        return
    inner = written.setdefault(first, {})
    if isinstance(inner, dict):
        put(inner, rest, value)
