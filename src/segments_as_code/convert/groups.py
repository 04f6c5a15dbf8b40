"""Convert the structure of criteria: groups, blocks and sources, with a segment of its own for what no form has room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.convert.rulings import Clause
from segments_as_code.model.criteria import Block, Condition, Connective, Criteria, Group, InSegment, Joined, Unknown
from segments_as_code.model.segment import Reference
from segments_as_code.ports import Dialect

ConvertCondition = Callable[[Condition], Clause | None]
ConvertSource = Callable[[InSegment], Reference | None]
MakeHelper = Callable[[Criteria], Reference]


@dataclass(frozen=True, slots=True)
class _Conjunction:
    """What a block becomes: conditions that must all hold, and clauses that need a group of their own."""

    conditions: tuple[Condition, ...]
    clauses: tuple[Clause, ...]
    is_whole: bool = True
    """Whether every condition has a form; a block without one of them would let more people in."""


@dataclass(frozen=True, slots=True)
class GroupConverter:
    """Converts the criteria of one segment.

    A condition or source without a form returns None and is left out; the caller marks the segment. ``make_helper`` makes a segment
    of criteria and returns its reference.
    """

    target: Dialect
    convert_condition: ConvertCondition
    convert_source: ConvertSource
    note_unknown: Callable[[Unknown], None]
    make_helper: MakeHelper

    def convert(self, criteria: Criteria) -> Criteria:
        """Return the criteria that select the same people, with every connective written."""
        for unknown in criteria.rest:
            self.note_unknown(unknown)
        groups = [self._group(group) for group in self._known(criteria.groups)]
        if criteria.groups.needs_all or not groups:
            return _all_of([group for several in groups for group in several])
        if criteria.groups.how == "NONE":
            return _all_of([self._none_of(groups)])
        return Criteria(Joined("ANY", tuple(self._one_group(several) for several in groups)))

    def _known(self, joined: Joined[Group]) -> list[Group]:
        for part in joined.parts:
            if isinstance(part, Unknown):
                self.note_unknown(part)
        return [part for part in joined.parts if isinstance(part, Group)]

    def _one_group(self, groups: Sequence[Group]) -> Group:
        """Return groups that must all hold as one, which builds on a helper if there are several."""
        if len(groups) == 1:
            return groups[0]
        return _sources_group("ALL", [self.make_helper(_all_of(groups))])

    def _none_of(self, groups: Sequence[Sequence[Group]]) -> Group:
        """Return a group that is in none of several, each of which is several groups that must all hold."""
        entries: list[Block] = []
        for several in groups:
            alternatives = self._alternatives(several)
            if alternatives is None:
                return _sources_group("NONE", [self.make_helper(_all_of(each)) for each in groups])
            entries += alternatives
        return _blocks_group("NONE", entries)

    def _alternatives(self, groups: Sequence[Group]) -> list[Block] | None:
        """Return blocks of which any must hold, if that is all that ``groups`` say."""
        if len(groups) != 1 or groups[0].sources.parts:
            return None
        blocks = [block for block in groups[0].blocks.parts if isinstance(block, Block)]
        is_alternative = groups[0].blocks.how == "ANY" or len(blocks) == 1
        is_plain = groups[0].blocks.how != "NONE" and bool(blocks) and all(map(self._fits, blocks))
        return blocks if is_alternative and is_plain else None

    def _group(self, group: Group) -> list[Group]:
        """Return one or several groups that must all hold."""
        for unknown in group.rest:
            self.note_unknown(unknown)
        sources = self._sources(group)
        blocks = [self._block(block) for block in group.blocks.parts if isinstance(block, Block)]
        for part in group.blocks.parts:
            if isinstance(part, Unknown):
                self.note_unknown(part)
        if group.blocks.needs_all or not blocks:
            plain = tuple(Block(block.conditions) for block in blocks if block.conditions)
            own = [_blocks_group(clause.how, _one_each(clause)) for block in blocks for clause in block.clauses]
            main = [Group(Joined("ALL", plain), sources)] if plain or sources.parts or not own else []
            return [*main, *own]
        return self._joined_blocks(group, blocks, sources)

    def _joined_blocks(self, group: Group, blocks: Sequence[_Conjunction], sources: Joined[InSegment]) -> list[Group]:
        """Return blocks of which any or none must hold; each that is more than one entry becomes a helper."""
        how = group.blocks.how or "ALL"
        entries: list[Block] = []
        helpers: list[Reference] = []
        for block in (block for block in blocks if block.is_whole):
            if not block.clauses and self._fits(Block(block.conditions)):
                entries.append(Block(block.conditions))
            elif not block.conditions and len(block.clauses) == 1 and block.clauses[0].how == "ANY":
                entries += _one_each(block.clauses[0])
            else:
                helpers.append(self.make_helper(_as_criteria(block)))
        if not helpers:
            return [Group(Joined(how, tuple(entries)), sources)]
        if entries:
            helpers.append(self.make_helper(_all_of([_blocks_group("ANY", entries)])))
        built = _sources_group(how, helpers)
        return [Group(Joined("ALL", ()), sources), built] if sources.parts else [built]

    def _sources(self, group: Group) -> Joined[InSegment]:
        found: list[InSegment] = []
        for source in group.sources.parts:
            if isinstance(source, Unknown):
                self.note_unknown(source)
            elif (reference := self.convert_source(source)) is not None:
                found.append(InSegment(reference))
        return Joined(_how(group.sources), tuple(found))

    def _block(self, block: Block) -> _Conjunction:
        conditions: list[Condition] = []
        clauses: list[Clause] = []
        is_whole = True
        for condition in block.conditions:
            if isinstance(condition, Unknown):
                self.note_unknown(condition)
                continue
            clause = self.convert_condition(condition)
            if clause is None:
                is_whole = False
                continue
            if clause.how == "ALL" or (clause.how == "ANY" and len(clause.conditions) == 1):
                conditions += clause.conditions
            else:
                clauses.append(clause)
        return _Conjunction(tuple(conditions), tuple(clauses), is_whole)

    def _fits(self, block: Block) -> bool:
        """Return whether a block is one entry of the service, so that it can stand among alternatives."""
        group = Group(Joined("ANY", (block, block)), Joined("ALL", ()))
        return not self.target.write_criteria(Criteria(Joined("ALL", (group,))))[1]


def _how(joined: Joined[InSegment]) -> Connective:
    return "ALL" if joined.needs_all or joined.how is None else joined.how


def _one_each(clause: Clause) -> list[Block]:
    return [Block((condition,)) for condition in clause.conditions]


def _as_criteria(block: _Conjunction) -> Criteria:
    main = [Group(Joined("ALL", (Block(block.conditions),)), _NO_SOURCES)] if block.conditions else []
    return _all_of([*main, *(_blocks_group(clause.how, _one_each(clause)) for clause in block.clauses)])


def _all_of(groups: Sequence[Group]) -> Criteria:
    """Return criteria of groups that must all hold, without those that everybody meets."""
    return Criteria(Joined("ALL", tuple(group for group in groups if group.blocks.parts or group.sources.parts)))


def _blocks_group(how: Connective, blocks: Sequence[Block]) -> Group:
    return Group(Joined(how, tuple(blocks)), _NO_SOURCES)


def _sources_group(how: Connective, references: Sequence[Reference]) -> Group:
    return Group(Joined("ALL", ()), Joined(how, tuple(map(InSegment, references))))


_NO_SOURCES: Final[Joined[InSegment]] = Joined("ALL", ())
