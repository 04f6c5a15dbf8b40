"""Values between mentioned values: numbers, and instants and numbers that are written as text, each with samples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Final

from segments_as_code.meaning.evaluate import nanoseconds, read_number
from segments_as_code.meaning.predicate import Amount, Span

_DATE_LIKE: Final = re.compile(r"[0-9TZ:.\-]*", re.ASCII)
_NUMBER_LIKE: Final = re.compile(r"[0-9eE.+\-]*", re.ASCII)
_DAY_NS: Final = 86_400 * 10**9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_NS: Final = nanoseconds("0001-01-01T00:00:00Z") or 0
_LAST_NS: Final = nanoseconds("9999-12-31T23:59:59.999999999Z") or 0
_LARGEST_WHOLE_DOUBLE: Final = 2**53
_HOURS_A_DAY: Final = 24
_LARGEST_DOUBLE: Final = 1.7976931348623157e308


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of one stretch of time or of numbers, as texts: for each value its spellings, the plainest first.

    Complete: these are all the texts that there are.
    """

    spellings: tuple[tuple[str, ...], ...]
    alphabet: re.Pattern[str]
    beginning: str = ""
    is_complete: bool = False


def date_stretches(spans: Sequence[Span], *, bare_days: bool, several: bool = True) -> Iterator[Stretch]:
    """Yield each stretch between mentioned instants, as far as they can be written, then each mentioned instant.

    ``several`` instants of a stretch are of use only if something else is asked of the same texts.
    """
    if not spans:
        return
    points = sorted({int(end) for span in spans for end in (span.low, span.high) if end is not None and _FIRST_NS <= end <= _LAST_NS})
    for low, high in zip([_FIRST_NS - 1, *points], [*points, _LAST_NS + 1], strict=True):
        if low + 1 < high:
            found = _instants_between(low, high)
            ordered = found[::-1] if points and low < points[0] else found  # the day before a date, not one in the year 1
            samples = ordered[: None if several else 1]
            days = [(instant_text(each)[:10],) for each in samples if bare_days and each % _DAY_NS == 0]
            spellings = (*days, *(_instant_spellings(each, bare_days=False) for each in samples))
            beginning = _common_beginning(instant_text(low + 1), instant_text(high - 1))[: 10 if bare_days else None]
            yield Stretch(spellings, _DATE_LIKE, beginning, is_complete=low + 2 == high)
    for point in points:
        yield Stretch((_instant_spellings(point, bare_days=bare_days),), _DATE_LIKE, is_complete=True)


def _instants_between(low: int, high: int) -> tuple[int, ...]:
    """Return instants strictly between two: midnights if there are any, the first of them first; else whole seconds; else any."""
    for unit in (_DAY_NS, 10**9, 1):
        first, last = low // unit + 1, -(-high // unit) - 1
        if first <= last:
            steps = sorted({first, *(first + (last - first) * part // 7 for part in range(1, 7)), last})
            return tuple(step * unit for step in steps)
    return ()


_YEAR_10000: Final = 253_402_300_800
"""Seconds since 1970: a day of the last year can end there, and no date can be written so late."""


def instant_text(instant: int) -> str:
    """Return the plainest spelling of an instant, given in nanoseconds since 1970; the year 10000 stands for all that come after 9999."""
    seconds, rest = divmod(instant, 10**9)
    if seconds >= _YEAR_10000:
        return "10000-01-01T00:00:00Z"
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return f"{text}.{rest:09}".rstrip("0") + "Z" if rest else f"{text}Z"


def _instant_spellings(instant: int, *, bare_days: bool) -> tuple[str, ...]:
    """Return every way to write an instant that is read as one: with zeros after the fraction, and as a bare day."""
    text = instant_text(instant)
    digits = len(text) - 21 if "." in text else 0
    longer = [f"{text[:-1]}{'' if digits else '.'}{'0' * more}Z" for more in range(1, 10 - digits)]
    day = [text[:10]] if bare_days and instant % _DAY_NS == 0 else []
    return (*day, text, *longer)


def _common_beginning(one: str, other: str) -> str:
    size = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[: min(size, 19)]  # what follows the seconds is written in several ways


def number_stretches(spans: Sequence[Span]) -> Iterator[Stretch]:
    """Yield each mentioned number and one of each stretch between two, in some of the endless ways to write it."""
    for number in numbers(spans, whole=False) if spans else ():
        plain = repr(float(number)).removesuffix(".0")
        sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
        if read_number(plain) == number:
            yield Stretch((tuple(f"{sign}{'0' * zeros}{digits}" for zeros in range(40)),), _NUMBER_LIKE)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def strata(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield each mentioned number and each stretch between two, in order; together they are all numbers."""
    points = sorted({end for span in spans for end in (span.low, span.high) if end is not None})
    low: Amount | None = None
    for point in points:
        yield Span(low, point, low_in=False, high_in=False)
        yield Span(point, point)
        low = point
    yield Span(low, None, low_in=False, high_in=False)


def hours_ago(spans: Sequence[Span]) -> Iterator[Amount]:
    """Yield an amount of hours of each stretch between mentioned ones, whole days if it can be, then each mentioned one; from 0 up."""
    points = sorted({end for span in spans for end in (span.low, span.high) if end is not None and end >= 0})
    for low, high in zip([None, *points], [*points, None], strict=True):
        day = _HOURS_A_DAY * (floor((low or 0) / _HOURS_A_DAY) + 1)
        if high is None or day < high:
            yield day
        elif (hours := _simplest_between(0 if low is None else low, high, whole=False)) is not None:
            yield hours
    yield from points


def numbers(spans: Sequence[Span], *, whole: bool) -> Iterator[Amount]:
    """Yield each number that is mentioned and a simple one of each stretch between, if there is one."""
    points = sorted({end for span in spans for end in (span.low, span.high) if end is not None})
    for point in points:
        if not (whole and point != floor(point)):
            yield point
    for low, high in zip([None, *points], [*points, None], strict=True):
        number = _simplest_between(low, high, whole=whole)
        if number is not None:
            yield number


def _simplest_between(low: Amount | None, high: Amount | None, *, whole: bool) -> Amount | None:
    """Return a number strictly between two, whole and near zero if it can be, else with few digits; None if there is none."""
    first = None if low is None else floor(low) + 1
    last = None if high is None else ceil(high) - 1
    if first is None or last is None or first <= last:
        nearest = max(0, first) if first is not None and first > 0 else min(0, last) if last is not None else 0
        if abs(nearest) <= _LARGEST_WHOLE_DOUBLE:
            return nearest
    number = _double_between(low, high)
    return None if whole and number != floor(number or 0) else number


def _double_between(low: Amount | None, high: Amount | None) -> float | None:
    bottom = -_LARGEST_DOUBLE if low is None else low
    top = _LARGEST_DOUBLE if high is None else high
    for digits in range(1, 17):
        scale = 10**digits
        number = float(Fraction(floor(Fraction(bottom) * scale) + 1, scale))
        if bottom < number < top:
            return number
    middle = float((Fraction(bottom) + Fraction(top)) / 2)
    return middle if bottom < middle < top else None
