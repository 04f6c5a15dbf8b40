"""Numbers and dates that a condition allows, as ranges, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from segments_as_code.model.criteria import Dates, DateTest, Number, NumberTest
from segments_as_code.model.instants import moment
from segments_as_code.model.wording import value_text

Moment = tuple[str, str]
"""A sort key for instants: date and clock, then the fraction of a second."""

_Bound = TypeVar("_Bound", float, Moment)

_FIRST: Final[Moment] = ("", "")
_LAST: Final[Moment] = ("~", "")
_LARGEST: Final = 1e308
"""About the largest double."""
_WORDS: Final[Mapping[NumberTest, str]] = {
    NumberTest.MORE_THAN: "more than",
    NumberTest.AT_LEAST: "at least",
    NumberTest.LESS_THAN: "less than",
    NumberTest.AT_MOST: "at most",
    NumberTest.EQUALS: "exactly",
}


@dataclass(frozen=True, slots=True)
class Range(Generic[_Bound]):
    """From ``low`` to ``high``, and whether these are included."""

    low: _Bound
    high: _Bound
    with_low: bool = True
    with_high: bool = True


def are_apart(one: Range[_Bound], other: Range[_Bound]) -> bool:
    """Return whether nothing is in both."""
    return _is_before(one, other) or _is_before(other, one)


def number_range(test: Number) -> Range[float] | None:
    """Return the numbers that a test allows; None if that is not known."""
    value = test.value
    if value is None or not -_LARGEST < value < _LARGEST:
        return None
    match test.how:
        case NumberTest.EQUALS:
            return Range(value, value)
        case NumberTest.MORE_THAN | NumberTest.AT_LEAST:
            return Range(value, math.inf, with_low=test.how is NumberTest.AT_LEAST)
        case NumberTest.LESS_THAN | NumberTest.AT_MOST:
            return Range(-math.inf, value, with_high=test.how is NumberTest.AT_MOST)


def date_range(test: Dates) -> Range[Moment] | None:
    """Return the instants that a test allows, by the widest reading, because AWS does not document whether its ends count."""
    match test.how, [moment(text) for text in test.values]:
        case DateTest.AFTER, [(str(), str()) as start]:
            return Range(start, _LAST)
        case DateTest.BEFORE, [(str(), str()) as end]:
            return Range(_FIRST, end)
        case DateTest.ON, [(str() as clock, str())]:
            day = clock.partition("T")[0]
            return Range((f"{day}T00:00:00", ""), (f"{day}T23:59:59", "999999999"))
        case DateTest.BETWEEN, [(str(), str()) as start, (str(), str()) as end] if start <= end:
            return Range(start, end)
        case _:
            return None


def describe_number(test: Number) -> str:
    """Return the condition on a number in words, such as ``more than 5``."""
    return f"{_WORDS[test.how]} {value_text(test.value if test.text is None else test.text)}"


def describe_dates(test: Dates) -> str:
    """Return the condition on a date in words, such as ``after 2023-11-01T00:00:00Z``."""
    return f"{test.how.lower()} {' and '.join(test.values)}"


def take_every_number(one: Number, other: Number) -> bool:
    """Return whether every number passes one of two tests."""
    first, second = number_range(one), number_range(other)
    return first is not None and second is not None and _are_everything(first, second, least=-math.inf, most=math.inf)


def take_every_date(one: Dates, other: Dates) -> bool:
    """Return whether every instant passes one of two tests (possibly except the one at which AFTER and BEFORE meet)."""
    first, second = date_range(one), date_range(other)
    return first is not None and second is not None and _are_everything(first, second, least=_FIRST, most=_LAST)


def _are_everything(one: Range[_Bound], other: Range[_Bound], *, least: _Bound, most: _Bound) -> bool:
    low, high = (one, other) if one.low == least else (other, one)
    if low.low != least or high.high != most:
        return False
    return low.high > high.low or (low.high == high.low and (low.with_high or high.with_low))


def _is_before(one: Range[_Bound], other: Range[_Bound]) -> bool:
    return one.high < other.low or (one.high == other.low and not (one.with_high and other.with_low))
