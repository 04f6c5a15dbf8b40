"""ANY where ALL was most likely meant.

People say "who is not X, and is Y" and write two blocks; under ANY everybody who is not X is in, whatever Y says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.logic import Block, Group, Whole
from segments_as_code.providers.pinpoint.rules.ranges import date_words, number_words, take_every_date, take_every_number
from segments_as_code.providers.pinpoint.rules.saying import doubt, unless_meant
from segments_as_code.providers.pinpoint.shape import Kind
from segments_as_code.providers.pinpoint.wording import named

CODES: Mapping[str, str] = {
    "or-trap": "Blocks or groups that look meant to hold together are combined by ANY, so that nearly everybody is in.",
}


def find_traps(whole: Whole) -> Iterator[Finding]:
    """Yield each ANY that one of what it combines makes of almost no effect."""
    yield from _of_groups(whole)
    for group in whole.groups:
        if group.type == "ANY" and len(group.blocks) > 1:
            yield from _of_blocks(group)


def _of_blocks(group: Group) -> Iterator[Finding]:
    """Yield at most one finding for a group: one is enough to look at it again."""
    at = (*group.at, "Type")
    excluding = next((block for block in group.blocks if block.only_excludes), None)
    if excluding is not None:
        others = "whatever the other block says" if len(group.blocks) == 2 else "whatever the other blocks say"  # noqa: PLR2004  # one other
        number = group.blocks.index(excluding) + 1
        message = f"with Type: ANY it is enough not to be excluded by block {number} ({_names(excluding)}), {others}."
        yield doubt(at, "or-trap", message, unless_meant("write Type: ALL for those who match every block", "or-trap"))
    elif (words := next(_together_everything(group.blocks), None)) is not None:
        message = f"with Type: ANY {words}, which is true of every value."
        yield doubt(at, "or-trap", message, unless_meant("write Type: ALL for what is between the two", "or-trap"))


def _of_groups(whole: Whole) -> Iterator[Finding]:
    if whole.include != "ANY" or len(whole.groups) < 2:  # noqa: PLR2004  # one alone is not combined
        return
    for number, group in enumerate(whole.groups, start=1):
        if not group.narrows and group.blocks:
            others = "whatever the other group says" if len(whole.groups) == 2 else "whatever the other groups say"  # noqa: PLR2004  # one other
            message = f"with Include: ANY it is enough not to be excluded by group {number}, {others}."
            remedy = unless_meant("write Include: ALL for those who are in every group", "or-trap")
            yield doubt(("SegmentGroups", "Include"), "or-trap", message, remedy)
            return


def _together_everything(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield how two blocks of one criterion each let in everybody who has the value that both are about."""
    alone = [block.criteria[0] for block in blocks if len(block.criteria) == 1]
    for one, other in combinations(alone, 2):
        if one.at[-2:] != other.at[-2:]:
            continue
        if one.kind is Kind.METRIC and take_every_number(one, other):
            yield f"{named(one.at)} may be {number_words(one)} or {number_words(other)}"
        if one.kind is Kind.ATTRIBUTE and take_every_date(one, other):
            yield f"{named(one.at)} may be {date_words(one)} or {date_words(other)}"


def _names(block: Block) -> str:
    return " and ".join(named(criterion.at) for criterion in block.criteria)
