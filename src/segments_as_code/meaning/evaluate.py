"""Decide whether one person is in a segment: the reference semantics, against which everything else is tested."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Final

from segments_as_code.meaning.predicate import (
    Amount,
    And,
    AnyText,
    Atom,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Environment,
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
    Ref,
    Some,
    Spans,
    TextTest,
    keys_in_order,
)

EARTH_RADIUS_KM: Final = 6371.0088
"""The mean radius of the earth (IUGG), used everywhere."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """The data of one endpoint or profile; a field that is not here is missing."""

    texts: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[Field, Amount] = field(default_factory=dict)
    position: tuple[float, float] | None = None
    given: frozenset[Given] = frozenset()


def is_in(person: Person, predicate: Predicate, environment: Environment) -> bool:
    """Return whether ``person`` meets ``predicate``; an unread part holds only if ``person.given`` says so."""
    known: dict[str, bool] = {}

    def decide(part: Predicate) -> bool:
        match part:
            case And(parts):
                return all(map(decide, parts))
            case Or(parts):
                return any(map(decide, parts))
            case Not(inner):
                return not decide(inner)
            case Ref(key):
                return known[key]
            case atom:
                return meets(person, atom)

    for key in keys_in_order(predicate, environment):  # one after the other, so that long chains need no deep recursion
        known[key] = decide(environment[key])
    return decide(predicate)


def is_surely_in(person: Person, predicate: Predicate, environment: Environment, unknown: Collection[Given] = ()) -> bool | None:
    """Return whether ``person`` meets ``predicate`` for any content of the unread parts; None if it depends on them.

    ``unknown`` are other bits with an open value.
    """
    return decide(person, predicate, decide_sources(person, predicate, environment, unknown), unknown)


def decide_sources(
    person: Person, predicate: Predicate, environment: Environment, unknown: Collection[Given] = ()
) -> dict[str, bool | None]:
    """Return, by key, whether ``person`` is in each of the segments that ``predicate`` builds on; None as ``is_surely_in`` has it."""
    known: dict[str, bool | None] = {}
    for key in keys_in_order(predicate, environment):  # one after the other, so that long chains need no deep recursion
        known[key] = decide(person, environment[key], known, unknown)
    return known


def decide(person: Person, predicate: Predicate, known: Mapping[str, bool | None], unknown: Collection[Given] = ()) -> bool | None:
    """Return what ``is_surely_in`` does, with ``known`` for the segments that ``predicate`` refers to."""
    match predicate:
        case And(parts) | Or(parts):
            decisive, is_open = isinstance(predicate, Or), False
            for part in parts:
                found = decide(person, part, known, unknown)
                if found is decisive:
                    return decisive
                is_open = is_open or found is None
            return None if is_open else not decisive
        case Not(inner):
            inside = decide(person, inner, known, unknown)
            return None if inside is None else not inside
        case Ref(key):
            return known[key]
        case Given() if predicate.kind == "unread" or predicate in unknown:
            return None
        case atom:
            return meets(person, atom)


def meets(person: Person, atom: Atom) -> bool:
    """Return whether ``person`` meets one atom."""
    match atom:
        case Some(held, test):
            return any(passes(test, text) for text in person.texts.get(held, ()))
        case NumberIn(held, spans):
            number = person.numbers.get(held)
            return number is not None and _in_any(number, spans)
        case Near(latitude, longitude, kilometers):
            return person.position is not None and kilometers_between(person.position, (latitude, longitude)) <= kilometers
        case Given():
            return atom in person.given


def passes(test: TextTest, text: str) -> bool:  # noqa: PLR0911  # one return a test
    """Return whether one text passes a test."""
    match test:
        case AnyText():
            return True
        case OneOf(texts, fold):
            return _folded(text, fold=fold) in _all_folded(texts, fold=fold)
        case NoneOf(texts, fold):
            return _folded(text, fold=fold) not in _all_folded(texts, fold=fold)
        case Contains(parts, fold):
            return any(part in _folded(text, fold=fold) for part in _all_folded(parts, fold=fold))
        case BeginsWith(parts, fold):
            return _folded(text, fold=fold).startswith(tuple(_all_folded(parts, fold=fold)))
        case EndsWith(parts, fold):
            return _folded(text, fold=fold).endswith(tuple(_all_folded(parts, fold=fold)))
        case Dated(spans, bare_days):
            moment = nanoseconds(text, bare_days=bare_days)
            return moment is not None and _in_any(moment, spans)
        case Numeric(spans):
            number = read_number(text)
            return number is not None and _in_any(number, spans)


@lru_cache(maxsize=4_096)
def nanoseconds(text: str, *, bare_days: bool = False) -> int | None:
    """Return an ISO instant in UTC as nanoseconds since 1970; None if ``text`` is no instant that exists.

    The form is Java's ISO_INSTANT with up to nine digits of a second, as botocore describes it for AttributeType. With ``bare_days``
    a date without a time is its midnight in UTC.
    """
    if bare_days and _DAY.fullmatch(text):
        text = f"{text}T00:00:00Z"
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 10**9 + int((match[2] or "").ljust(9, "0"))


def read_number(text: str) -> float | None:
    """Return the number that a text is written as (``5``, ``-1.5e3``); None for anything else, ``nan`` and ``1_000`` too."""
    if _NUMBER.fullmatch(text) is None:
        return None
    number = float(text)
    return number if isfinite(number) else None


def kilometers_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two positions (latitude, longitude, in degrees), by the haversine formula."""
    here, there = radians(one[0]), radians(other[0])
    apart = radians(other[1] - one[1])
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(apart / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def _in_any(number: Amount, spans: Spans) -> bool:
    return any(number in span for span in spans)


def _folded(text: str, *, fold: bool) -> str:
    return text.casefold() if fold else text


def _all_folded(texts: frozenset[str], *, fold: bool) -> frozenset[str]:
    return frozenset(text.casefold() for text in texts) if fold else texts
