"""Turn criteria, what the author wrote, into a predicate, what it means.

Everything that AWS leaves open is decided here by a reading, or kept as one free bit that both sides of a comparison share. A part that
cannot be read becomes ``Given("unread", …)``, named by its content and never by its path, so that the same part is the same bit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Final

from segments_as_code.meaning.condition_phrases import phrase_condition
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    TRUE,
    And,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    Given,
    Near,
    NoneOf,
    Not,
    NumberIn,
    Numeric,
    OneOf,
    Or,
    Predicate,
    Shape,
    Some,
    Span,
    Spans,
)
from segments_as_code.meaning.readings import OPEN, READINGS, Assumptions
from segments_as_code.meaning.vocabulary import PUSH_CHANNELS
from segments_as_code.model import criteria as tree
from segments_as_code.model.criteria import DateTest, NumberTest, TextTest
from segments_as_code.model.phrases import Role
from segments_as_code.model.segment import Reference

ReadSource = Callable[[Reference], Predicate]

_DAY_NS: Final = 86_400 * 10**9
_LONGEST_NAME: Final = 60
_REFERENCE: Final = "{{"
"""What a value of Customer Profiles begins with if it names another attribute of the same profile."""


def lower(criteria: tree.Criteria, assumptions: Assumptions, read_source: ReadSource) -> Predicate:
    """Return what ``criteria`` mean; ``read_source`` gives the predicate of each segment that they build on."""
    return _Lowering(assumptions, read_source).criteria(criteria)


def unread(part: object) -> Given:
    """Return the bit of a part that cannot be read: a short text of its content, the same for equal parts."""
    text = _in_words(part) if isinstance(part, tree.Condition) else json.dumps(_content(part), sort_keys=True, ensure_ascii=False)
    if len(text) > _LONGEST_NAME:
        text = f"{text[:_LONGEST_NAME]}… ({sha256(text.encode(errors='surrogatepass')).hexdigest()[:12]})"
    return Given("unread", text)


def _in_words(condition: tree.Condition) -> str:
    """Return a condition in words; names and values are quoted, so that two conditions never have the same words."""
    parts = phrase_condition(condition).whole
    return "".join(part.text if part.role is Role.WORDS else json.dumps(part.text, ensure_ascii=False) for part in parts)


def _content(part: object) -> object:
    """Return what a node says, without paths."""
    if is_dataclass(part):
        return {"is": type(part).__name__, **{each.name: _content(getattr(part, each.name)) for each in fields(part) if each.compare}}
    if isinstance(part, tuple | list):
        return [_content(each) for each in part]
    if isinstance(part, Mapping):
        return {str(name): _content(value) for name, value in part.items()}
    return part


@dataclass(frozen=True, slots=True)
class _Lowering:
    assumptions: Assumptions
    read_source: ReadSource

    def criteria(self, criteria: tree.Criteria) -> Predicate:
        return _all([self.joined(criteria.groups, self.group), *map(unread, criteria.rest)])

    def group(self, group: tree.Group) -> Predicate:
        blocks = self.joined(group.blocks, self.block)
        sources = self.joined(group.sources, lambda each: self.read_source(each.reference))
        return _all([blocks, sources, *map(unread, group.rest)])

    def block(self, block: tree.Block) -> Predicate:
        return _all([unread(each) if isinstance(each, tree.Unknown) else self.condition(each) for each in block.conditions])

    def joined(self, joined: tree.Joined[tree.Part_co], read: Callable[[tree.Part_co], Predicate]) -> Predicate:
        parts = [unread(each) if isinstance(each, tree.Unknown) else read(each) for each in joined.parts]
        how = joined.how if joined.how is not None or len(parts) <= 1 else self.assumptions.readings["connective-missing"]
        match how:
            case _ if not parts:
                return TRUE
            case "ANY":
                return _any(parts)
            case "NONE":
                return Not(_any(parts))
            case "unknown":
                return unread(joined)
            case _:
                return _all(parts)

    def condition(self, condition: tree.Condition) -> Predicate:
        if not isinstance(condition.test, tree.Texts | tree.Dates):  # 1 equals 1.0, and a person is shown the one that was written
            return self.read_condition(condition)
        known = self.assumptions.known.get(condition)
        if known is None:
            known = self.assumptions.known[condition] = self.read_condition(condition)
        return known

    def read_condition(self, condition: tree.Condition) -> Predicate:
        subject = condition.subject
        if isinstance(subject, tree.Demographic) and subject.name == "DeviceType":
            return unread(condition)
        match condition.test:
            case tree.Texts(how, values):
                return unread(condition) if _has_reference(values) else self.texts(self.field(subject, how), how, values)
            case tree.Dates(how, values):
                moments = [nanoseconds(value, bare_days=True) for value in values]
                known = [moment for moment in moments if moment is not None]
                return self.dates(self.field(subject), how, known) if len(known) == len(moments) else unread(condition)
            case tree.Number(how, value, text):
                return unread(condition) if value is None else self.number(condition, how, value, text)
            case tree.Active(hours, is_active):
                return self.activity(hours, is_active=is_active)
            case tree.Within(latitude, longitude, kilometers):
                return unread(condition) if kilometers is None else Near(latitude, longitude, kilometers)

    def field(self, subject: tree.Subject, how: TextTest | None = None) -> Field:  # noqa: PLR0911  # one return a subject
        """Return the field of an example person that a subject stands for."""
        match subject:
            case tree.Attribute(name, level):
                holds_list = level != "profile" or self.assumptions.readings["attribute-values"] == "list"
                shape: Shape = "one" if name in self.assumptions.single or not holds_list else "list"
                return Field("UserAttributes" if level == "user" else "Attributes", name, shape)
            case tree.Metric(name):
                return Field("Metrics", name, "whole" if name in self.assumptions.whole else "number")
            case tree.Demographic(name) | tree.Field(name):
                return Field(name, "", "one")
            case tree.AddressPart(address, part):
                return Field(address, part, "one")
            case tree.Calculated(name, days):
                over = "" if days is None else f" ({days.start} to {days.end or 0} days ago)"
                is_list = how in {TextTest.LIST_HAS_ANY, TextTest.LIST_HAS_ALL}
                return Field("CalculatedAttributes", f"{name}{over}", "list" if is_list else "one")
            case tree.Country():
                return Field("Country", "", "one")
            case tree.LastActivity():
                return Field(LAST_ACTIVE, "", "number")
            case tree.Position():
                return Field("Position", "", "one")

    def texts(self, held: Field, how: TextTest, values: Sequence[str]) -> Predicate:
        fold = self.assumptions.readings["fold-case"] == "on"
        wanted = frozenset(values)
        match how:
            case TextTest.ONE_OF | TextTest.LIST_HAS_ANY:
                return self.channels(held, wanted, lambda texts: Some(held, OneOf(texts, fold)))
            case TextTest.NONE_OF:
                return self.channels(held, wanted, lambda texts: self.none_of(held, texts, fold=fold))
            case TextTest.LIST_HAS_ALL:
                return _all(Some(held, OneOf(frozenset({value}), fold)) for value in sorted(wanted))
            case TextTest.CONTAINS:
                return Some(held, Contains(wanted, fold))
            case TextTest.BEGINS_WITH:
                return Some(held, BeginsWith(wanted, fold))
            case TextTest.ENDS_WITH:
                return Some(held, EndsWith(wanted, fold))

    def channels(self, held: Field, wanted: frozenset[str], test: Callable[[frozenset[str]], Predicate]) -> Predicate:
        """Return a test of the given texts; PUSH among channels stands for every push channel, unless read literally."""
        if held.member != "Channel" or "PUSH" not in wanted:
            return test(wanted)
        return self.choose("channel-push", lambda: test(wanted | {*PUSH_CHANNELS}), lambda: test(wanted))

    def none_of(self, held: Field, texts: frozenset[str], *, fold: bool) -> Predicate:
        lacks = Not(Some(held, AnyText()))
        any_excludes = Not(Some(held, OneOf(texts, fold)))
        found: Predicate = any_excludes
        if held.shape == "list":
            found = self.choose("exclusive-several", lambda: any_excludes, lambda: Or((Some(held, NoneOf(texts, fold)), lacks)))
        return self.choose("exclusive-missing", lambda: found, lambda: And((found, Some(held, AnyText()))))

    def dates(self, held: Field, how: DateTest, moments: Sequence[int]) -> Predicate:
        first, last = moments[0], moments[-1]
        match how:
            case DateTest.BEFORE:
                return self.ends("before-after-ends", held, Span(None, first, high_in=False), Span(None, first))
            case DateTest.AFTER:
                return self.ends("before-after-ends", held, Span(first, low_in=False), Span(first))
            case DateTest.ON:
                day = first - first % _DAY_NS
                return self.dated(held, Span(day, day + _DAY_NS, high_in=False))
            case DateTest.BETWEEN:
                return self.ends("between-ends", held, Span(first, last), Span(first, last, low_in=False, high_in=False))
            case DateTest.NOT_BETWEEN:
                outside = self.dated(held, Span(None, first, high_in=False), Span(last, low_in=False))
                return self.choose("not-between-missing", lambda: outside, lambda: Or((outside, Not(Some(held, AnyText())))))

    def ends(self, name: str, held: Field, default: Span, other: Span) -> Predicate:
        return self.choose(name, lambda: self.dated(held, default), lambda: self.dated(held, other))

    def dated(self, held: Field, *spans: Span) -> Predicate:
        return self.choose("date-unreadable", lambda: Some(held, Dated(spans)), lambda: Some(held, Dated(spans, bare_days=True)))

    def number(self, condition: tree.Condition, how: NumberTest, value: float, text: str | None) -> Predicate:
        spans = _spans(how, value)
        held = self.field(condition.subject)
        if not isinstance(condition.subject, tree.Metric):  # Customer Profiles keeps numbers as text
            as_text = Some(held, OneOf(frozenset({text or ""}))) if how is NumberTest.EQUALS else unread(condition)
            return self.choose("number-text", lambda: Some(held, Numeric(spans)), lambda: as_text)
        found = NumberIn(held, spans)
        if any(0 in span for span in spans):
            return self.choose("metric-missing", lambda: found, lambda: Or((found, Not(NumberIn(held, (Span(),))))))
        return found

    def activity(self, hours: int, *, is_active: bool) -> Predicate:
        held = self.field(tree.LastActivity())
        active = NumberIn(held, (Span(None, hours),))
        if is_active:
            return active
        return self.choose("never-active", lambda: Not(active), lambda: And((Not(active), NumberIn(held, (Span(),)))))

    def choose(self, name: str, default: Callable[[], Predicate], other: Callable[[], Predicate]) -> Predicate:
        """Return what a reading decides between; both, told apart by its bit, if it is open."""
        value = self.assumptions.readings[name]
        if value == OPEN:
            bit = Given("reading", name)
            return Or((And((Not(bit), default())), And((bit, other()))))
        return default() if value == READINGS[name].default else other()


def _spans(how: NumberTest, value: float) -> Spans:
    match how:
        case NumberTest.MORE_THAN:
            return (Span(value, low_in=False),)
        case NumberTest.AT_LEAST:
            return (Span(value),)
        case NumberTest.LESS_THAN:
            return (Span(None, value, high_in=False),)
        case NumberTest.AT_MOST:
            return (Span(None, value),)
        case NumberTest.EQUALS:
            return (Span(value, value),)


def _has_reference(values: Iterable[str]) -> bool:
    return any(value.startswith(_REFERENCE) for value in values)


def _all(parts: Iterable[Predicate]) -> Predicate:
    found = tuple(part for part in parts if part != TRUE)
    return found[0] if len(found) == 1 else And(found)


def _any(parts: Iterable[Predicate]) -> Predicate:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Or(found)
