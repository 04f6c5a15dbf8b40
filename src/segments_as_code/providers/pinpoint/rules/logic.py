"""How blocks, groups and sources combine, as far as it is certain.

A criterion is tested on one endpoint: a block holds where all its criteria do, Type combines the blocks of a group, Include the
groups (user guide, segments-building; botocore's text on SegmentGroup). A group's source segments narrow it further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from segments_as_code.model.values import Json, Path
from segments_as_code.providers.pinpoint.shape import Criterion, criteria_of, elements, groups_in, members


class Block(NamedTuple):
    """One block and its criteria."""

    at: Path
    criteria: Sequence[Criterion]

    @property
    def only_excludes(self) -> bool:
        """Return whether it says only who is not in it."""
        return bool(self.criteria) and all(type_of(criterion) == "EXCLUSIVE" for criterion in self.criteria)

    @property
    def takes_strangers(self) -> bool:
        """Return whether somebody of whom nothing is known may match it."""
        return all(type_of(criterion) == "EXCLUSIVE" or criterion.body.get("RecencyType") == "INACTIVE" for criterion in self.criteria)


class Group(NamedTuple):
    """One group, or Dimensions alone, which are a group of one block."""

    at: Path
    type: Json
    blocks: Sequence[Block]
    has_base: bool
    """Whether it starts from other segments, rather than from everyone."""

    @property
    def needs_all(self) -> bool:
        """Return whether an endpoint has to match each block; for one block ANY is the same."""
        return self.type == "ALL" or (self.type == "ANY" and len(self.blocks) <= 1)

    @property
    def narrows(self) -> bool:
        """Return whether something in it says who is in it, and not only who is not."""
        if self.has_base:
            return True
        if self.type == "NONE":  # who is not among those that are not X, has to be X
            return any(block.takes_strangers for block in self.blocks)
        combine = any if self.needs_all else all
        return combine(not block.only_excludes for block in self.blocks)


class Whole(NamedTuple):
    """A document's content, read once: all its groups and how they combine, and all its criteria."""

    content: Mapping[str, Json]
    include: Json
    groups: Sequence[Group]
    criteria: Sequence[Criterion]

    @property
    def needs_all(self) -> bool:
        """Return whether an endpoint has to be in each group; for one group ANY is the same."""
        return self.include == "ALL" or (self.include == "ANY" and len(self.groups) <= 1)


def read_whole(content: Mapping[str, Json]) -> Whole:
    """Return how ``content`` combines its blocks and groups."""
    top = content.get("Dimensions")
    if isinstance(top, dict):
        at: Path = ("Dimensions",)
        block = Block(at, list(criteria_of(top, at)))
        return Whole(content, "ALL", [Group(at, "ALL", [block], has_base=False)], block.criteria)
    include = members(content.get("SegmentGroups")).get("Include")
    groups = [_group(at, group) for at, group in groups_in(content)]
    return Whole(content, include, groups, [criterion for group in groups for block in group.blocks for criterion in block.criteria])


def required_together(whole: Whole) -> Iterator[tuple[str, list[Criterion]]]:
    """Yield criteria that one endpoint has to meet all at once, and what it is in then: this segment, or this group."""
    needed = [group.blocks for group in whole.groups if group.needs_all]
    if whole.needs_all:
        yield from _required_by([block for blocks in needed for block in blocks], "this segment")
    else:
        yield from (found for blocks in needed for found in _required_by(blocks, "this group"))


def _required_by(blocks: Sequence[Block], what: str) -> Iterator[tuple[str, list[Criterion]]]:
    if len(blocks) > 1:  # one block names each thing once, and cannot contradict itself
        yield what, [criterion for block in blocks for criterion in block.criteria]


def type_of(criterion: Criterion) -> Json:
    """Return how a criterion compares with its values; None for one that has no values."""
    return criterion.body.get("AttributeType", criterion.body.get("DimensionType"))


def texts_of(criterion: Criterion) -> list[str]:
    """Return the values of a criterion that are text, as all of them are where the schema accepts it."""
    return [value for value in criterion.values if isinstance(value, str)]


def _group(at: Path, group: Mapping[str, Json]) -> Group:
    listed = enumerate(elements(group.get("Dimensions")))
    inside = (((*at, "Dimensions", index), block) for index, block in listed if isinstance(block, dict))
    blocks = [Block(place, list(criteria_of(block, place))) for place, block in inside]
    has_base = bool(elements(group.get("SourceSegments"))) and group.get("SourceType") != "NONE"
    return Group(at, group.get("Type"), blocks, has_base)
