"""Rules that hold for every service: mistakes for certain, and what is probably one, said as a warning.

A rule speaks up only if it can prove what it says, or says that it doubts. What AWS does not document proves nothing. Every
warning can be silenced for one segment, and one that may well be meant says with which ``Lifecycle.Ignore``. To add a rule,
write one function here and its code in ``CODES``; what names a quota, a console or a spelling of one service belongs to its provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.meaning.condition_phrases import OTHER_ATTRIBUTE
from segments_as_code.meaning.contradictions import CODES as CONTRADICTION_CODES
from segments_as_code.meaning.contradictions import find_contradictions
from segments_as_code.meaning.exclusions import CODES as EXCLUSION_CODES
from segments_as_code.meaning.exclusions import blocks_of, excludes, find_only_exclusive, find_or_traps, groups_of
from segments_as_code.model.criteria import (
    RANGE_TESTS,
    Attribute,
    Condition,
    Country,
    Criteria,
    Dates,
    Demographic,
    InSegment,
    Metric,
    Texts,
    TextTest,
    conditions,
)
from segments_as_code.model.document import Json
from segments_as_code.model.instants import moment, normal_instant
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.problem import DocumentProblem, error, unless_meant, warning
from segments_as_code.model.wording import member_name, value_text
from segments_as_code.ports import Dialect

CODES: Final[Mapping[str, str]] = {
    **CONTRADICTION_CODES,
    **EXCLUSION_CODES,
    "blanks-around-value": "A value begins or ends with a blank.",
    "contrary-name": "A segment is named after the very value that it excludes.",
    "duplicate-value": "A value is given twice.",
    "empty-block": "A block in a group's Dimensions has no criterion.",
    "empty-group": "A group has neither criteria nor source segments: everyone is in it.",
    "ends-before-start": "The end of BETWEEN is before its start.",
    "everyone": "A segment has neither criteria nor source segments: everyone is in it.",
    "no-such-date": "An instant names a day that does not exist.",
    "similar-names": "Two attributes, or two metrics, of one block have names that differ in capitals only.",
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

    def find_problems(self, content: Mapping[str, Json]) -> Iterator[DocumentProblem]:
        """Yield what is wrong, or probably wrong, with a document's content that the schema accepts."""
        criteria = self._dialect.read_criteria(content)
        yield from find_problems(criteria, self._dialect.nouns, self._dialect.name_of(content))
        yield from self._dialect.find_problems(criteria)


def find_problems(criteria: Criteria, nouns: Nouns, name: Json) -> Iterator[DocumentProblem]:
    """Yield what the rules of this module find in the criteria of a segment with that ``name``."""
    yield from _find_emptiness(criteria, nouns)
    yield from find_contradictions(criteria, nouns)
    yield from find_only_exclusive(criteria)
    yield from find_or_traps(criteria)
    yield from _find_contrary_name(criteria, name)
    yield from _find_sources_twice(criteria)
    yield from _find_similar_names(criteria)
    for condition in conditions(criteria):
        yield from _find_odd_dates(condition)
        yield from _find_duplicates(condition)
        yield from _find_similar_values(condition)


# ── whether a segment says anything ──────────────────────────────────────────────────────────────────────────────────


def _find_emptiness(criteria: Criteria, nouns: Nouns) -> Iterator[DocumentProblem]:
    groups = groups_of(criteria)
    blocks = [block for group in groups for block in blocks_of(group)]
    empty = [block for block in blocks if not block.conditions and block.path != criteria.path]
    for block in empty:
        yield error(block.path, "empty-block", "this block of Dimensions has no criterion.", "add a criterion, or take the block out.")
    says_something = criteria.rest or len(groups) < len(criteria.groups.parts) or any(group.sources.parts or group.rest for group in groups)
    everyone = f"has neither criteria nor source segments: everyone in the {nouns.container} is in it."
    if not says_something and not empty and not any(block.conditions for block in blocks):
        remedy = "add Dimensions; if everyone should be in it, write Lifecycle: {Ignore: [everyone]}."
        yield warning(criteria.path, "everyone", f"this segment {everyone}", remedy, of_key=True)
        return
    for group in groups:
        if not group.blocks.parts and not group.sources.parts and not group.rest:
            yield warning(group.path, "empty-group", f"this group {everyone}", "add criteria or source segments, or take the group out.")


# ── names and sources ────────────────────────────────────────────────────────────────────────────────────────────────


def _find_contrary_name(criteria: Criteria, name: Json) -> Iterator[DocumentProblem]:
    """Yield each excluded value that is all the name says.

    Any word besides (not, all but, former) may turn the meaning, so that nothing is certain. The same holds under NONE, which
    turns it once more, and if the same value is asked for elsewhere.
    """
    words = _words(name)
    if not words or criteria.groups.how == "NONE":
        return
    blocks = [block for group in groups_of(criteria) if group.blocks.how != "NONE" for block in blocks_of(group)]
    texts = [c for block in blocks for c in block.conditions if isinstance(c, Condition) and isinstance(c.test, Texts | Dates)]
    excluding = [condition for condition in texts if excludes(condition)]
    asked = {_words(text) for condition in texts if not excludes(condition) for text in _values(condition)} if excluding else set()
    for condition in excluding:
        for index, value in enumerate(_values(condition)):
            meant = _words(value)
            if meant and meant not in asked and (words == meant or (words[:-1] == meant and words[-1] in _PEOPLE)):
                message = f"this segment is named {value_text(name)}, and {value_text(value)} is excluded from it."
                remedy = unless_meant("write INCLUSIVE for those who are, or a name for those who are not", "contrary-name")
                yield warning(condition.value_path(index), "contrary-name", message, remedy)


def _words(text: Json) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold())) if isinstance(text, str) else ()


def _find_sources_twice(criteria: Criteria) -> Iterator[DocumentProblem]:
    for group in groups_of(criteria):
        seen = set()
        for source in group.sources.parts:
            if isinstance(source, InSegment):
                if source.reference in seen:
                    name = value_text(source.reference.key or source.reference.id)
                    yield warning(source.path, "source-twice", f"{name} is a source of this group already.", "take one of the two out.")
                seen.add(source.reference)


def _find_similar_names(criteria: Criteria) -> Iterator[DocumentProblem]:
    for block in (block for group in groups_of(criteria) for block in blocks_of(group)):
        seen: dict[tuple[type, str], str] = {}
        for condition in block.conditions:
            if not isinstance(condition, Condition) or not isinstance(condition.subject, Attribute | Metric):
                continue
            name = condition.subject.name
            earlier = seen.setdefault((type(condition.subject), name.casefold()), name)
            if earlier != name:
                message = f"{value_text(name)} differs from {value_text(earlier)}, which is compared here too, in capitals only."
                remedy = unless_meant("keep the one that your data has", "similar-names")
                yield warning(condition.path, "similar-names", message, remedy, of_key=True)


# ── dates and values that are probably mistyped ──────────────────────────────────────────────────────────────────────


def _find_odd_dates(condition: Condition) -> Iterator[DocumentProblem]:
    if not isinstance(condition.test, Dates):
        return
    values = condition.test.values
    for index, value in enumerate(values):
        if normal_instant(value) is None and OTHER_ATTRIBUTE.fullmatch(value) is None:
            message = f"{value_text(value)} is a day or a time that does not exist."
            remedy = "write a day of the calendar, such as 2023-02-28T00:00:00Z."
            yield error(condition.value_path(index), "no-such-date", message, remedy)
    if condition.test.how in RANGE_TESTS:
        start, end = map(moment, values)
        if start is not None and end is not None and end < start:
            message = f"{member_name(condition.path)} ends at {value_text(values[1])}, before it starts at {value_text(values[0])}."
            yield error(condition.value_path(1), "ends-before-start", message, "write the earlier instant first.")


def _find_duplicates(condition: Condition) -> Iterator[DocumentProblem]:
    if isinstance(condition.test, Dates) and condition.test.how in RANGE_TESTS:
        return
    seen: set[str] = set()
    for index, value in enumerate(_values(condition)):
        if value in seen:
            yield warning(condition.value_path(index), "duplicate-value", f"{value_text(value)} is given twice.", "take one of them out.")
        seen.add(value)


def _find_similar_values(condition: Condition) -> Iterator[DocumentProblem]:
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
            message = f"{value_text(value)} differs from {value_text(earlier)}, which is given too, in {differs} only."
            yield warning(path, "similar-values", message, unless_meant("keep the one that your data has", "similar-values"))
        elif value != value.strip() and condition.test.how is not TextTest.CONTAINS:
            message = f"{value_text(value)} {'begins' if value[0].isspace() else 'ends'} with a blank, which is probably not in your data."
            remedy = unless_meant(f"write {value_text(value.strip())}" if value.strip() else "take it out", "blanks-around-value")
            yield warning(path, "blanks-around-value", message, remedy)


def _values(condition: Condition) -> Sequence[str]:
    return condition.test.values if isinstance(condition.test, Texts | Dates) else ()
