"""Conditions that nobody can meet together.

What is certain depends on how many values a field can have. A metric is one number; country, channel, platform and the like are one
text each (botocore's EndpointRequest, EndpointDemographic, EndpointLocation). An attribute of an endpoint or a user is a list of
up to 50 values (developer guide, quotas), so that INCLUSIVE [a] and INCLUSIVE [b], or two dates that do not meet, contradict each other
only if it has one value: then nothing is reported for texts, and exactly that for dates. INCLUSIVE and EXCLUSIVE of the same values
always contradict each other, because EXCLUSIVE is "matches none" (botocore's text on AttributeType).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeVar

from segments_as_code.meaning.condition_phrases import duration
from segments_as_code.meaning.ranges import are_apart, date_range, describe_dates, describe_number, number_range
from segments_as_code.meaning.vocabulary import PUSH_CHANNELS
from segments_as_code.model.countries import is_country_code, meant_country
from segments_as_code.model.criteria import (
    Active,
    Attribute,
    Block,
    Condition,
    Country,
    Criteria,
    Dates,
    Demographic,
    Group,
    Number,
    Subject,
    Test,
    Texts,
    TextTest,
)
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.problem import DocumentProblem, unless_meant, warning
from segments_as_code.model.wording import member_name, value_text

CODES: Final[Mapping[str, str]] = {
    "no-single-date": "No single date can meet all conditions on one attribute; only somebody with several dates in it could match.",
    "nobody-matches": "Criteria that must be met together contradict each other: nobody can be in the segment, or in the group.",
}

_MOST_SHOWN: Final = 3
_REMEDY: Final = "take one of the two out, or combine them by ANY"

_T = TypeVar("_T", Texts, Dates, Number, Active)


def find_contradictions(criteria: Criteria, nouns: Nouns) -> Iterator[DocumentProblem]:
    """Yield a problem for each subject with contradictory conditions, at the last of them."""
    for what, needed in _required_together(criteria):
        for subject, several in _by_subject(needed):
            last, name = several[-1].path, member_name(several[-1].path)
            tests = [condition.test for condition in several]
            reason = next(_reasons(subject, tests, str(several[0].path[-1]), nouns), None)
            apart = None if reason is not None else _dates_apart(tests)
            if reason is not None:
                message = f"nobody can be in {what}: {name} {reason}."
                yield warning(last, "nobody-matches", message, unless_meant(_REMEDY, "nobody-matches"), of_key=True)
            elif apart is not None:
                message = f"{name} has to be {apart}, and no single date is; only who has several dates there can be in {what}."
                yield warning(last, "no-single-date", message, unless_meant(_REMEDY, "no-single-date"), of_key=True)


def _required_together(criteria: Criteria) -> Iterator[tuple[str, list[Condition]]]:
    """Yield conditions that must all be met at once, and for what: this segment, or this group."""
    groups = [group for group in criteria.groups.parts if isinstance(group, Group) and group.blocks.needs_all]
    needed = [[block for block in group.blocks.parts if isinstance(block, Block)] for group in groups]
    if criteria.groups.needs_all:
        needed = [[block for blocks in needed for block in blocks]]
    for blocks in needed:
        if len(blocks) > 1:  # one block names each subject once, and cannot contradict itself
            what = "this segment" if criteria.groups.needs_all else "this group"
            yield what, [part for block in blocks for part in block.conditions if isinstance(part, Condition)]


def _by_subject(needed: Sequence[Condition]) -> Iterator[tuple[Subject, list[Condition]]]:
    found: dict[Subject, list[Condition]] = {}
    for condition in needed:
        found.setdefault(condition.subject, []).append(condition)
    return ((subject, several) for subject, several in found.items() if len(several) > 1)


def _reasons(subject: Subject, tests: Sequence[Test], name: str, nouns: Nouns) -> Iterator[str]:
    texts = _only(Texts, tests)
    yield from _included_and_excluded(texts)
    if _holds_one(subject):
        yield from _texts_apart(subject, texts, name, nouns)
    yield from _numbers_apart(_only(Number, tests))
    yield from _active_and_not(_only(Active, tests))


def _only(kind: type[_T], tests: Sequence[Test]) -> list[_T]:
    return [test for test in tests if isinstance(test, kind)]


def _holds_one(subject: Subject) -> bool:
    """Return whether ``subject`` has at most one value; not DeviceType, because AWS does not say what it is compared with."""
    return not isinstance(subject, Attribute) and subject != Demographic("DeviceType")


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _included_and_excluded(tests: Sequence[Texts]) -> Iterator[str]:
    """Yield a problem if all included values are also excluded, which holds for one value and for lists."""
    excluded = {text for test in tests if test.how is TextTest.NONE_OF for text in test.values}
    for test in tests:
        if test.how is TextTest.ONE_OF and excluded.issuperset(test.values):
            wanted = _listed(test.values)
            yield f"has to be {wanted}, and must {f'not be {wanted}' if len(test.values) == 1 else 'be none of these'}"


def _texts_apart(subject: Subject, tests: Sequence[Texts], name: str, nouns: Nouns) -> Iterator[str]:
    for one, other in combinations([test.values for test in tests if test.how is TextTest.ONE_OF], 2):
        first, second = _all_it_may_mean(subject, one), _all_it_may_mean(subject, other)
        if first is not None and second is not None and not first & second:
            yield f"has to be {_listed(one)} and also {_listed(other)}, and {nouns.a_member} has one {name}"


def _all_it_may_mean(subject: Subject, texts: Sequence[str]) -> frozenset[str] | None:
    """Return the most that ``texts`` may match, by the widest reading; None if unknown."""
    if subject == Country():
        codes = [meant_country(text) or "" for text in texts]
        return frozenset(codes) if all(map(is_country_code, codes)) else None
    if subject == Demographic("Channel"):  # AWS does not say whether PUSH includes each of the push channels
        return frozenset(texts).union(PUSH_CHANNELS if "PUSH" in texts else ())
    return frozenset("".join(text.split()).casefold() for text in texts)


# ── dates, numbers, activity ─────────────────────────────────────────────────────────────────────────────────────────


def _dates_apart(tests: Sequence[Test]) -> str | None:
    ranges = [(test, found) for test in _only(Dates, tests) if (found := date_range(test)) is not None]
    apart = ((first, second) for (first, one), (second, other) in combinations(ranges, 2) if are_apart(one, other))
    return next((f"{describe_dates(first)} and {describe_dates(second)}" for first, second in apart), None)


def _numbers_apart(tests: Sequence[Number]) -> Iterator[str]:
    ranges = [(test, found) for test in tests if (found := number_range(test)) is not None]
    for (first, one), (second, other) in combinations(ranges, 2):
        if are_apart(one, other):
            yield f"has to be {describe_number(first)} and {describe_number(second)}"


def _active_and_not(tests: Sequence[Active]) -> Iterator[str]:
    """Yield a problem if activity is required within days that must also be without any."""
    active, inactive = ([test.hours for test in tests if test.is_active is wanted] for wanted in (True, False))
    if active and inactive and min(active) <= max(inactive):
        yield f"asks for activity in the last {duration(min(active))}, and for none in the last {duration(max(inactive))}"


def _listed(texts: Sequence[str]) -> str:
    *others, last = [value_text(text) for text in texts[:_MOST_SHOWN]]
    if len(texts) > _MOST_SHOWN:
        return f"one of {len(texts)} values ({', '.join([*others, last])}, …)"
    return f"{', '.join(others)} or {last}" if others else last
