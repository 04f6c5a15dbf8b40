"""Segments that say only who is not in them, and ANY where ALL was probably intended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from segments_as_code.meaning.ranges import describe_dates, describe_number, take_every_date, take_every_number
from segments_as_code.model.criteria import Active, Block, Condition, Criteria, Dates, Group, Joined, Number, Texts, TextTest
from segments_as_code.model.problem import DocumentProblem, unless_meant, warning
from segments_as_code.model.wording import member_name, value_text

CODES: Final[Mapping[str, str]] = {
    "only-exclusive": "All criteria are EXCLUSIVE: AWS does not document whether those who lack the attribute are in the segment.",
    "or-trap": "Blocks or groups that probably should all hold are combined by ANY, so that nearly everybody is in.",
}

_TWO: Final = 2


def groups_of(criteria: Criteria) -> list[Group]:
    """Return the groups that could be read."""
    return [group for group in criteria.groups.parts if isinstance(group, Group)]


def blocks_of(group: Group) -> list[Block]:
    """Return the blocks of a group that could be read."""
    return [block for block in group.blocks.parts if isinstance(block, Block)]


# ── segments that say only who is not in them ────────────────────────────────────────────────────────────────────────


def find_only_exclusive(criteria: Criteria) -> Iterator[DocumentProblem]:
    """Yield, once, that nothing says who is in the segment, if blocks of EXCLUSIVE decide.

    EXCLUSIVE is "matches none" (botocore's text on AttributeType); AWS does not document whether somebody who lacks the attribute
    matches none of its values. A group of Type NONE is certain: people who lack the attribute do not match
    its block.
    """
    groups = groups_of(criteria)
    if not criteria.groups.needs_all or any(_narrows(group) for group in groups):
        return
    deciding = [condition for group in groups if group.blocks.needs_all for block in blocks_of(group) for condition in block.conditions]
    excluding = [condition for condition in deciding if isinstance(condition, Condition)]
    if excluding:
        names = list(dict.fromkeys(value_text(str(condition.path[-1])) for condition in excluding))
        said = member_name(excluding[0].path) if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
        message = f"this segment says only who is not in it; AWS does not document whether those without {said} are."
        remedy = "say also who is in it, or write INCLUSIVE in a group of Type: NONE, which certainly lets in those who lack it"
        yield warning(excluding[0].how_path, "only-exclusive", message, unless_meant(remedy, "only-exclusive"))


def _narrows(group: Group) -> bool:
    """Return whether something in a group says who is in it, and not only who is not."""
    blocks = blocks_of(group)
    if (group.sources.parts and group.sources.how != "NONE") or group.rest or len(blocks) < len(group.blocks.parts):
        return True
    if group.blocks.how == "NONE":  # who is not among those that are not X, has to be X
        return any(all(_takes_strangers(condition) for condition in block.conditions) for block in blocks)
    combine = any if group.blocks.needs_all else all
    return combine(not _only_excludes(block) for block in blocks)


def _only_excludes(block: Block) -> bool:
    return bool(block.conditions) and all(excludes(condition) for condition in block.conditions)


def excludes(condition: object) -> bool:
    """Return whether a condition says only which values somebody must not have."""
    return isinstance(condition, Condition) and isinstance(condition.test, Texts) and condition.test.how is TextTest.NONE_OF


def _takes_strangers(condition: object) -> bool:
    """Return whether somebody of whom nothing is known may meet a condition."""
    is_inactive = isinstance(condition, Condition) and isinstance(condition.test, Active) and not condition.test.is_active
    return is_inactive or excludes(condition)


# ── ANY where ALL was probably intended ──────────────────────────────────────────────────────────────────────────────


def find_or_traps(criteria: Criteria) -> Iterator[DocumentProblem]:
    """Yield each ANY that almost everyone meets because of one of its parts.

    People say "who is not X, and is Y" and write two blocks; under ANY everybody who is not X is in, whatever Y says.
    """
    groups = criteria.groups
    if groups.how == "ANY" and len(groups.parts) >= _TWO:
        trap = next((n for n, g in enumerate(groups.parts, 1) if isinstance(g, Group) and g.blocks.parts and not _narrows(g)), None)
        if trap is not None:
            others = "whatever the other group says" if len(groups.parts) == _TWO else "whatever the other groups say"
            message = f"with Include: ANY it is enough not to be excluded by group {trap}, {others}."
            yield warning(groups.path, "or-trap", message, unless_meant("write Include: ALL for those who are in every group", "or-trap"))
    for group in groups_of(criteria):
        if group.blocks.how == "ANY" and len(group.blocks.parts) >= _TWO:
            yield from _find_block_trap(group.blocks)


def _find_block_trap(blocks: Joined[Block]) -> Iterator[DocumentProblem]:
    """Yield at most one problem for a group, which is enough to check it."""
    parts = [(number, block) for number, block in enumerate(blocks.parts, 1) if isinstance(block, Block)]
    excluding = next(((number, block) for number, block in parts if _only_excludes(block)), None)
    if excluding is not None:
        number, block = excluding
        others = "whatever the other block says" if len(blocks.parts) == _TWO else "whatever the other blocks say"
        names = " and ".join(member_name(condition.path) for condition in block.conditions)
        message = f"with Type: ANY it is enough not to be excluded by block {number} ({names}), {others}."
        yield warning(blocks.path, "or-trap", message, unless_meant("write Type: ALL for those who match every block", "or-trap"))
    elif (words := next(_together_everything([block for _, block in parts]), None)) is not None:
        message = f"with Type: ANY {words}, which is true of every value."
        yield warning(blocks.path, "or-trap", message, unless_meant("write Type: ALL for what is between the two", "or-trap"))


def _together_everything(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield how two blocks of one condition each let in everybody who has the value that both are about."""
    alone = [block.conditions[0] for block in blocks if len(block.conditions) == 1]
    for one, other in combinations([condition for condition in alone if isinstance(condition, Condition)], 2):
        if one.subject != other.subject:
            continue
        match one.test, other.test:
            case (Number() as first, Number() as second) if take_every_number(first, second):
                yield f"{member_name(one.path)} may be {describe_number(first)} or {describe_number(second)}"
            case (Dates() as first, Dates() as second) if take_every_date(first, second):
                yield f"{member_name(one.path)} may be {describe_dates(first)} or {describe_dates(second)}"
