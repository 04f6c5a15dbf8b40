"""Numbers and dates that a criterion allows, as ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from segments_as_code.model.instants import moment
from segments_as_code.providers.pinpoint.rules.logic import texts_of, type_of
from segments_as_code.providers.pinpoint.shape import Criterion
from segments_as_code.providers.pinpoint.wording import shown

Moment = tuple[str, str]
"""What orders instants in time: date and clock, then the fraction of a second."""

_Bound = TypeVar("_Bound", float, Moment)

_FIRST: Moment = ("", "")
_LAST: Moment = ("~", "")
_WORDS: Mapping[str, str] = {
    "GREATER_THAN": "more than",
    "GREATER_THAN_OR_EQUAL": "at least",
    "LESS_THAN": "less than",
    "LESS_THAN_OR_EQUAL": "at most",
    "EQUAL": "exactly",
}


@dataclass(frozen=True, slots=True)
class Range(Generic[_Bound]):
    """From ``low`` to ``high``; whether those themselves are in it."""

    low: _Bound
    high: _Bound
    with_low: bool = True
    with_high: bool = True


def are_apart(one: Range[_Bound], other: Range[_Bound]) -> bool:
    """Return whether nothing is in both."""
    return _is_before(one, other) or _is_before(other, one)


def are_everything(one: Range[_Bound], other: Range[_Bound], *, least: _Bound, most: _Bound) -> bool:
    """Return whether everything from ``least`` to ``most`` is in one of two ranges at least."""
    low, high = (one, other) if one.low == least else (other, one)
    if low.low != least or high.high != most:
        return False
    return low.high > high.low or (low.high == high.low and (low.with_high or high.with_low))


def number_range(criterion: Criterion) -> Range[float] | None:
    """Return the numbers that a metric may be."""
    value = criterion.body.get("Value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e308 < value < 1e308:  # noqa: PLR2004  # about a double's largest
        return None
    match criterion.body.get("ComparisonOperator"):
        case "EQUAL":
            return Range(value, value)
        case "GREATER_THAN" | "GREATER_THAN_OR_EQUAL" as operator:
            return Range(value, math.inf, with_low=operator != "GREATER_THAN")
        case "LESS_THAN" | "LESS_THAN_OR_EQUAL" as operator:
            return Range(-math.inf, value, with_high=operator != "LESS_THAN")
        case _:
            return None


def number_words(criterion: Criterion) -> str:
    """Return what a metric with a ``number_range`` has to be, such as ``more than 5``."""
    return f"{_WORDS[str(criterion.body['ComparisonOperator'])]} {shown(criterion.body['Value'])}"


def date_range(criterion: Criterion) -> Range[Moment] | None:
    """Return the moments that a date may be; read generously, since AWS does not document whether its ends count."""
    moments = [moment(text) for text in texts_of(criterion)]
    match type_of(criterion), moments:
        case "AFTER", [(str(), str()) as start]:
            return Range(start, _LAST)
        case "BEFORE", [(str(), str()) as end]:
            return Range(_FIRST, end)
        case "ON", [(str() as clock, str())]:
            day = clock.partition("T")[0]
            return Range((f"{day}T00:00:00", ""), (f"{day}T23:59:59", "999999999"))
        case "BETWEEN", [(str(), str()) as start, (str(), str()) as end] if start <= end:
            return Range(start, end)
        case _:
            return None


def date_words(criterion: Criterion) -> str:
    """Return what a date with a ``date_range`` has to be, such as ``after 2023-11-01T00:00:00Z``."""
    return f"{str(type_of(criterion)).lower()} {' and '.join(texts_of(criterion))}"


def take_every_number(one: Criterion, other: Criterion) -> bool:
    """Return whether every number meets one of two metrics."""
    first, second = number_range(one), number_range(other)
    return first is not None and second is not None and are_everything(first, second, least=-math.inf, most=math.inf)


def take_every_date(one: Criterion, other: Criterion) -> bool:
    """Return whether every moment (where AFTER and BEFORE meet, perhaps but one) meets one of two dates."""
    first, second = date_range(one), date_range(other)
    return first is not None and second is not None and are_everything(first, second, least=_FIRST, most=_LAST)


def _is_before(one: Range[_Bound], other: Range[_Bound]) -> bool:
    return one.high < other.low or (one.high == other.low and not (one.with_high and other.with_low))
