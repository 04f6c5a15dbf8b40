"""Rules that hold for every service: mistakes for certain, and what is probably one, said as a warning.

A rule speaks up only if it can prove what it says, or says that it doubts. What AWS does not document proves nothing. Every
warning can be silenced for one segment, and one that may well be meant says with which ``Lifecycle.Ignore``. To add a rule,
write one function here and its code in ``CODES``; what names a quota, a console or a spelling of one service belongs to its provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from segments_as_code.meaning.contradictions import CODES as CONTRADICTION_CODES
from segments_as_code.meaning.contradictions import find_contradictions
from segments_as_code.meaning.ranges import describe_dates, describe_number, take_every_date, take_every_number
from segments_as_code.model.criteria import (
    RANGE_TESTS,
    Active,
    Block,
    Condition,
    Country,
    Criteria,
    Dates,
    Demographic,
    Group,
    InSegment,
    Joined,
    Nouns,
    Number,
    Texts,
    TextTest,
    conditions,
)
from segments_as_code.model.document import Json
from segments_as_code.model.instants import moment, normal_instant
from segments_as_code.model.problem import Finding, error, unless_meant, warning
from segments_as_code.model.wording import named, shown
from segments_as_code.ports import Dialect

CODES: Final[Mapping[str, str]] = {
    **CONTRADICTION_CODES,
    "blanks-around-value": "A value begins or ends with a blank.",
    "contrary-name": "A segment is named after the very value that it excludes.",
    "duplicate-value": "A value is given twice.",
    "empty-block": "A block in a group's Dimensions holds no criterion.",
    "empty-group": "A group has neither criteria nor source segments: everyone in the application is in it.",
    "ends-before-start": "The end of BETWEEN is before its start.",
    "everyone": "A segment has neither criteria nor source segments: everyone in the application is in it.",
    "no-such-date": "An instant names a day that does not exist.",
    "only-exclusive": "All criteria are EXCLUSIVE: AWS does not document whether those who lack the attribute are in the segment.",
    "or-trap": "Blocks or groups that look meant to hold together are combined by ANY, so that nearly everybody is in.",
    "similar-values": "Two values of one criterion differ in capitals or blanks only.",
    "source-twice": "A group names the same source segment twice.",
}

_ENUMERATED: Final = (Country(), Demographic("Channel"))
"""Each value has a rule of its own: a wrong spelling is reported there, and once."""
_PEOPLE: Final = frozenset(
    {
        *("audience", "buyers", "clients", "contacts", "customers", "guests", "members", "people", "segment", "shoppers"),
        *("subscribers", "users", "visitors"),
    }
)
"""What may follow a value in a name without changing what it says: loyal, and loyal customers."""
_WORD: Final = re.compile(r"\w+")
_TWO: Final = 2


class Linter:
    """Finds what a schema cannot say: by the rules of this module, and by those of one provider."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    @property
    def codes(self) -> Mapping[str, str]:
        """Return every code of a problem that a dialect's schema, its spellings or a rule can have."""
        return {**CODES, **self._dialect.codes}

    def find_problems(self, content: Mapping[str, Json]) -> Iterator[Finding]:
        """Yield what is wrong, or probably wrong, with a document's content that the schema accepts."""
        criteria = self._dialect.read_criteria(content)
        yield from find_problems(criteria, self._dialect.nouns, content.get("Name"))
        yield from self._dialect.find_problems(criteria)


def find_problems(criteria: Criteria, nouns: Nouns, name: Json) -> Iterator[Finding]:
    """Yield what the rules of this module find in the criteria of a segment with that ``name``."""
    yield from _find_emptiness(criteria, nouns)
    yield from find_contradictions(criteria, nouns)
    yield from _find_only_exclusive(criteria)
    yield from _find_or_traps(criteria)
    yield from _find_contrary_name(criteria, name)
    yield from _find_sources_twice(criteria)
    for condition in conditions(criteria):
        yield from _find_odd_dates(condition)
        yield from _find_duplicates(condition)
        yield from _find_similar_values(condition)


def _groups(criteria: Criteria) -> list[Group]:
    return [group for group in criteria.groups.parts if isinstance(group, Group)]


def _blocks(group: Group) -> list[Block]:
    return [block for block in group.blocks.parts if isinstance(block, Block)]


# ── whether a segment says anything ──────────────────────────────────────────────────────────────────────────────────


def _find_emptiness(criteria: Criteria, nouns: Nouns) -> Iterator[Finding]:
    groups = _groups(criteria)
    blocks = [block for group in groups for block in _blocks(group)]
    empty = [block for block in blocks if not block.conditions and block.path != criteria.path]
    for block in empty:
        yield error(block.path, "empty-block", "this block of Dimensions holds no criterion.", "add a criterion, or take the block out.")
    says_something = criteria.rest or len(groups) < len(criteria.groups.parts) or any(group.sources.parts or group.rest for group in groups)
    everyone = f"has neither criteria nor source segments: everyone in the {nouns.container} is in it."
    if not says_something and not empty and not any(block.conditions for block in blocks):
        remedy = "add Dimensions; if everyone is meant, write Lifecycle: {Ignore: [everyone]}."
        yield warning(criteria.path, "everyone", f"this segment {everyone}", remedy, of_key=True)
        return
    for group in groups:
        if not group.blocks.parts and not group.sources.parts and not group.rest:
            yield warning(group.path, "empty-group", f"this group {everyone}", "add Dimensions or SourceSegments, or take the group out.")


# ── segments that say only who is not in them ────────────────────────────────────────────────────────────────────────


def _find_only_exclusive(criteria: Criteria) -> Iterator[Finding]:
    """Yield, once, that nothing says who is in the segment, if blocks of EXCLUSIVE decide.

    EXCLUSIVE is "matches none" (botocore's text on AttributeType); AWS does not document whether somebody who lacks the attribute
    matches none of its values. A group of Type NONE leaves no such doubt: whoever lacks the attribute does not match its block.
    """
    groups = _groups(criteria)
    if not criteria.groups.needs_all or any(_narrows(group) for group in groups):
        return
    deciding = [condition for group in groups if group.blocks.needs_all for block in _blocks(group) for condition in block.conditions]
    excluding = [condition for condition in deciding if isinstance(condition, Condition)]
    if excluding:
        names = list(dict.fromkeys(shown(_last(condition)) for condition in excluding))
        said = named(excluding[0].path) if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
        message = f"this segment says only who is not in it; AWS does not document whether those without {said} are."
        remedy = "say also who is in it, or write INCLUSIVE in a group of Type: NONE, which surely lets in those who lack it"
        yield warning(excluding[0].how_path, "only-exclusive", message, unless_meant(remedy, "only-exclusive"))


def _narrows(group: Group) -> bool:
    """Return whether something in a group says who is in it, and not only who is not."""
    blocks = _blocks(group)
    if (group.sources.parts and group.sources.how != "NONE") or group.rest or len(blocks) < len(group.blocks.parts):
        return True
    if group.blocks.how == "NONE":  # who is not among those that are not X, has to be X
        return any(all(_takes_strangers(condition) for condition in block.conditions) for block in blocks)
    combine = any if group.blocks.needs_all else all
    return combine(not _only_excludes(block) for block in blocks)


def _only_excludes(block: Block) -> bool:
    return bool(block.conditions) and all(_excludes(condition) for condition in block.conditions)


def _excludes(condition: object) -> bool:
    return isinstance(condition, Condition) and isinstance(condition.test, Texts) and condition.test.how is TextTest.NONE_OF


def _takes_strangers(condition: object) -> bool:
    """Return whether somebody of whom nothing is known may meet a condition."""
    is_inactive = isinstance(condition, Condition) and isinstance(condition.test, Active) and not condition.test.is_active
    return is_inactive or _excludes(condition)


# ── ANY that was most likely meant as ALL ────────────────────────────────────────────────────────────────────────────


def _find_or_traps(criteria: Criteria) -> Iterator[Finding]:
    """Yield each ANY that one of its parts makes of almost no effect.

    People say "who is not X, and is Y" and write two blocks; under ANY everybody who is not X is in, whatever Y says.
    """
    groups = criteria.groups
    if groups.how == "ANY" and len(groups.parts) >= _TWO:
        trap = next((n for n, g in enumerate(groups.parts, 1) if isinstance(g, Group) and g.blocks.parts and not _narrows(g)), None)
        if trap is not None:
            others = "whatever the other group says" if len(groups.parts) == _TWO else "whatever the other groups say"
            message = f"with Include: ANY it is enough not to be excluded by group {trap}, {others}."
            yield warning(groups.path, "or-trap", message, unless_meant("write Include: ALL for those who are in every group", "or-trap"))
    for group in _groups(criteria):
        if group.blocks.how == "ANY" and len(group.blocks.parts) >= _TWO:
            yield from _find_block_trap(group.blocks)


def _find_block_trap(blocks: Joined[Block]) -> Iterator[Finding]:
    """Yield at most one problem for a group: one is enough to look at it again."""
    parts = [(number, block) for number, block in enumerate(blocks.parts, 1) if isinstance(block, Block)]
    excluding = next(((number, block) for number, block in parts if _only_excludes(block)), None)
    if excluding is not None:
        number, block = excluding
        others = "whatever the other block says" if len(blocks.parts) == _TWO else "whatever the other blocks say"
        names = " and ".join(named(condition.path) for condition in block.conditions)
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
                yield f"{named(one.path)} may be {describe_number(first)} or {describe_number(second)}"
            case (Dates() as first, Dates() as second) if take_every_date(first, second):
                yield f"{named(one.path)} may be {describe_dates(first)} or {describe_dates(second)}"


# ── names and sources ────────────────────────────────────────────────────────────────────────────────────────────────


def _find_contrary_name(criteria: Criteria, name: Json) -> Iterator[Finding]:
    """Yield each excluded value that is all the name says.

    Any word besides (not, all but, former) may turn the meaning, so that nothing is certain. The same holds under NONE, which
    turns it once more, and if the same value is asked for elsewhere.
    """
    words = _words(name)
    if not words or criteria.groups.how == "NONE":
        return
    blocks = [block for group in _groups(criteria) if group.blocks.how != "NONE" for block in _blocks(group)]
    texts = [c for block in blocks for c in block.conditions if isinstance(c, Condition) and isinstance(c.test, Texts | Dates)]
    asked = {_words(text) for condition in texts if not _excludes(condition) for text in _values(condition)}
    for condition in filter(_excludes, texts):
        for index, value in enumerate(_values(condition)):
            meant = _words(value)
            if meant and meant not in asked and (words == meant or (words[:-1] == meant and words[-1] in _PEOPLE)):
                message = f"this segment is named {shown(name)}, and {shown(value)} is excluded from it."
                remedy = unless_meant("write INCLUSIVE for those who are, or a name for those who are not", "contrary-name")
                yield warning(condition.value_path(index), "contrary-name", message, remedy)


def _words(text: Json) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold())) if isinstance(text, str) else ()


def _find_sources_twice(criteria: Criteria) -> Iterator[Finding]:
    for group in _groups(criteria):
        seen = set()
        for source in group.sources.parts:
            if isinstance(source, InSegment):
                if source.reference in seen:
                    name = shown(source.reference.key or source.reference.id)
                    yield warning(source.path, "source-twice", f"{name} is a source of this group already.", "take one of the two out.")
                seen.add(source.reference)


# ── dates and values that are probably mistyped ──────────────────────────────────────────────────────────────────────


def _find_odd_dates(condition: Condition) -> Iterator[Finding]:
    if not isinstance(condition.test, Dates):
        return
    values = condition.test.values
    for index, value in enumerate(values):
        if normal_instant(value) is None:
            message = f"{shown(value)} is a day or a time that does not exist."
            remedy = "write a day of the calendar, such as 2023-02-28T00:00:00Z."
            yield error(condition.value_path(index), "no-such-date", message, remedy)
    if condition.test.how in RANGE_TESTS:
        start, end = map(moment, values)
        if start is not None and end is not None and end < start:
            message = f"{named(condition.path)} ends at {shown(values[1])}, before it starts at {shown(values[0])}."
            yield error(condition.value_path(1), "ends-before-start", message, "write the earlier instant first.")


def _find_duplicates(condition: Condition) -> Iterator[Finding]:
    if isinstance(condition.test, Dates) and condition.test.how in RANGE_TESTS:
        return
    seen: set[str] = set()
    for index, value in enumerate(_values(condition)):
        if value in seen:
            yield warning(condition.value_path(index), "duplicate-value", f"{shown(value)} is given twice.", "take one of them out.")
        seen.add(value)


def _find_similar_values(condition: Condition) -> Iterator[Finding]:
    """Yield values that differ from an earlier one by what nobody sees, or that have a blank at an end.

    A blank at the end of a part of a word may well be meant: of CONTAINS only the first is reported.
    """
    if not isinstance(condition.test, Texts) or condition.subject in _ENUMERATED:
        return
    seen: dict[str, str] = {}
    for index, value in enumerate(condition.test.values):
        earlier, path = seen.setdefault("".join(value.split()).casefold(), value), condition.value_path(index)
        if earlier != value:
            differs = "blanks" if earlier.casefold() != value.casefold() else "capitals"
            message = f"{shown(value)} differs from {shown(earlier)}, which is given too, in {differs} only."
            yield warning(path, "similar-values", message, unless_meant("keep the one that your data has", "similar-values"))
        elif value != value.strip() and condition.test.how is not TextTest.CONTAINS:
            message = f"{shown(value)} {'begins' if value[0].isspace() else 'ends'} with a blank, which is probably not in your data."
            remedy = unless_meant(f"write {shown(value.strip())}" if value.strip() else "take it out", "blanks-around-value")
            yield warning(path, "blanks-around-value", message, remedy)


def _values(condition: Condition) -> Sequence[str]:
    return condition.test.values if isinstance(condition.test, Texts | Dates) else ()


def _last(condition: Condition) -> str:
    return str(condition.path[-1])
