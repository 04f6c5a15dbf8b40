"""People, fields and what is asked of them as text for a reader, and people as JSON that ``segments test`` reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    Amount,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    NoneOf,
    Numeric,
    OneOf,
    Span,
    TextTest,
)
from segments_as_code.meaning.stretches import instant_text
from segments_as_code.meaning.vocabulary import PUSH_CHANNELS
from segments_as_code.model.document import Json

NOBODY_KNOWN: Final = "somebody of whom nothing is known"

_LONGEST_VALUE = 60
_WORD: Final = re.compile(r"[\w.-]+")
_NO_QUOTES: Final = str.maketrans({"“": '"', "”": '"', "\n": "⏎", "\r": "⏎"})
_MOST_NAMED = 5
_HOURS_A_DAY = 24


def person_text(person: Person) -> str:
    """Return an example person as a line: ``customerType gold, Country SE, orders 3``."""
    parts = [_held(field, texts) for field, texts in person.texts.items()]
    parts += [f"last active {ago(n)}" if f.member == LAST_ACTIVE else f"{name_of(f)} {written(n)}" for f, n in person.numbers.items()]
    if person.position is not None:
        parts.append(f"at {written(person.position[0])}, {written(person.position[1])}")
    parts += [f"in the imported list {quoted(given.label or given.name)}" for given in sorted(person.given) if given.kind == "list"]
    return ", ".join(parts) or NOBODY_KNOWN


def person_json(person: Person) -> dict[str, Json]:
    """Return an example person as ``segments test`` reads one, so that it can be pasted into a test."""
    found: dict[str, Json] = {}
    for field, texts in person.texts.items():
        value: Json = texts[0] if len(texts) == 1 else [*texts]
        _put(found, field, value)
    for field, number in person.numbers.items():
        _put(found, field, ago(number) if field.member == LAST_ACTIVE else _json_number(number))
    if person.position is not None:
        found["Position"] = [*person.position]
    lists: list[Json] = [given.name for given in sorted(person.given) if given.kind == "list"]
    if lists:
        found["InImported"] = lists
    return found


def _held(field: Field, texts: Sequence[str]) -> str:
    return f"{name_of(field)} {' and '.join(quoted(text) for text in texts)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _put(found: dict[str, Json], field: Field, value: Json) -> None:
    if not field.name:
        found[field.member] = value
        return
    inside = found.setdefault(field.member, {})
    if isinstance(inside, dict):
        inside[field.name] = value


def _json_number(number: Amount) -> Json:
    return int(number) if number == int(number) else number


# ── names, numbers, tests ────────────────────────────────────────────────────────────────────────────────────────────


def name_of(field: Field) -> str:
    """Return the name of a field for a sentence; in quotation marks if it is more than a word."""
    name = field.name or field.member
    return name if _WORD.fullmatch(name) else quoted(name)


def quoted(value: str) -> str:
    """Return a value in quotation marks that nothing in it can close, so that no value reads like part of the sentence."""
    return f"“{_short(value).translate(_NO_QUOTES)}”"


def span_words(span: Span, field: Field) -> str:
    """Return a span in words: ``at least 3 and less than 5``; empty if it is all numbers."""
    recency = field.member == LAST_ACTIVE
    write = ago if recency else written
    if span.low is not None and span.low == span.high:
        return write(span.low)
    parts = []
    if span.low is not None:
        parts.append(f"{'at least' if span.low_in else 'more than'} {write(span.low)}")
    if span.high is not None:
        parts.append(f"{'at most' if span.high_in else 'less than'} {write(span.high)}")
    return " and ".join(parts)


def written(number: Amount) -> str:
    """Return a number as a person writes it."""
    return repr(float(number)).removesuffix(".0") if abs(number) < 10**15 else repr(number)


def ago(hours: Amount) -> str:
    """Return how long ago: ``3 days ago``, ``1 hour ago``."""
    days = hours / _HOURS_A_DAY
    count, unit = (int(days), "day") if days == int(days) and days else (written(hours), "hour")
    return f"{count} {unit}{'' if count in (1, '1') else 's'} ago"


def phrases(test: TextTest) -> tuple[str, str]:  # noqa: PLR0911  # one return a test
    """Return how it reads that a held text passes a test, and that none does."""
    match test:
        case AnyText():
            return "is there", "is missing"
        case OneOf(texts):
            return f"is {either(texts)}", f"is not {either(texts)}"
        case NoneOf(texts):
            return f"is something else than {either(texts)}", f"is nothing else than {either(texts)}"
        case Contains(parts):
            return f"contains {either(parts)}", f"does not contain {either(parts)}"
        case BeginsWith(parts):
            return f"begins with {either(parts)}", f"does not begin with {either(parts)}"
        case EndsWith(parts):
            return f"ends with {either(parts)}", f"does not end with {either(parts)}"
        case Dated(spans):
            words = " or ".join(map(_period, spans))
            return f"is {words}", f"is not {words}"
        case Numeric(spans):
            words = " or ".join(span_words(span, Field("", "", "number")) for span in spans)
            return f"is {words}", f"is not {words}"


def _period(span: Span) -> str:
    low, high = (None if end is None else instant_text(int(end)).removesuffix("T00:00:00Z") for end in (span.low, span.high))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"after {low}" if high is None else f"before {high}"


def either(texts: Iterable[str]) -> str:
    """Return texts as alternatives, the first few by name: ``AT or CH or 3 more``; PUSH stands for all push channels."""
    every = sorted(texts)
    if {"PUSH", *PUSH_CHANNELS} <= {*every}:
        every = [text for text in every if text not in PUSH_CHANNELS]
    named = [quoted(text) for text in every[:_MOST_NAMED]]
    more = [f"{len(every) - len(named)} more"] if len(every) > len(named) else []
    return " or ".join([*named, *more])
