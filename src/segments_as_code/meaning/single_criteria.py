"""A segment's criteria one by one: without one of them, and with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from segments_as_code.meaning.condition_phrases import name, phrase_condition, words
from segments_as_code.meaning.folder_meaning import list_name
from segments_as_code.model.criteria import Block, Condition, Connective, Criteria, Group, InSegment, Joined
from segments_as_code.model.document import Path
from segments_as_code.model.phrases import Phrase

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement of a segment, in words, and where it stands; the segment's criteria without it, and those that are it ``alone``.

    ``is_negated``: it stands under NONE, so people are in the segment ``alone`` who do not meet what the words say.
    """

    phrase: Phrase
    path: Path
    without: Criteria
    alone: Criteria
    is_negated: bool


def find_criteria(criteria: Criteria) -> Iterator[Criterion]:
    """Yield each condition and each source segment.

    A block or a group that is empty without it is left out too. Parts that cannot be read are skipped.
    """
    for g, group in enumerate(criteria.groups.parts):
        if isinstance(group, Group):
            for phrase, path, left, alone, how in _of_group(group):
                is_empty = not left.blocks.parts and not left.sources.parts and not left.rest
                without = replace(criteria, groups=_changed(criteria.groups, g, None if is_empty else left))
                only = replace(criteria, groups=_only(criteria.groups, alone), rest=())
                yield Criterion(phrase, path, without, only, (how == "NONE") != (criteria.groups.how == "NONE"))


def _of_group(group: Group) -> Iterator[tuple[Phrase, Path, Group, Group, Connective | None]]:
    nothing = replace(group, sources=replace(group.sources, parts=()), blocks=replace(group.blocks, parts=()), rest=())
    for s, source in enumerate(group.sources.parts):
        if isinstance(source, InSegment):
            phrase = (*words("in the segment "), *name(list_name(source.reference)))
            left = replace(group, sources=_changed(group.sources, s, None))
            yield phrase, source.path, left, replace(nothing, sources=_only(group.sources, source)), group.sources.how
    for b, block in enumerate(group.blocks.parts):
        for c, condition in enumerate(block.conditions if isinstance(block, Block) else ()):
            if isinstance(block, Block) and isinstance(condition, Condition):
                conditions = (*block.conditions[:c], *block.conditions[c + 1 :])
                rest = replace(block, conditions=conditions) if conditions else None
                alone = replace(nothing, blocks=_only(group.blocks, replace(block, conditions=(condition,))))
                left = replace(group, blocks=_changed(group.blocks, b, rest))
                yield phrase_condition(condition).brief, condition.path, left, alone, group.blocks.how


def _changed(joined: Joined[_Part], index: int, part: _Part | None) -> Joined[_Part]:
    """Return ``joined`` with another part at ``index``, or without it."""
    middle = () if part is None else (part,)
    return replace(joined, parts=(*joined.parts[:index], *middle, *joined.parts[index + 1 :]))


def _only(joined: Joined[_Part], part: _Part) -> Joined[_Part]:
    return replace(joined, parts=(part,))
