"""A box of degrees around a circle, as conditions on a profile."""

from __future__ import annotations

from math import asin, ceil, cos, degrees, floor, radians, sin
from typing import Final

from segments_as_code.meaning.evaluate import EARTH_RADIUS_KM
from segments_as_code.model.criteria import Attribute, Condition, Number, NumberTest

_DEGREE_DIGITS: Final = 10**6
_POLE: Final = 90.0
_DATE_LINE: Final = 180.0

Box = tuple[float, float, float, float]
"""The least and the greatest latitude, then longitude."""


def box_around(latitude: float, longitude: float, kilometers: float) -> Box | None:
    """Return the smallest box of degrees around a circle, rounded outwards; None over a pole or the date line."""
    angle = kilometers / EARTH_RADIUS_KM
    low, high = latitude - degrees(angle), latitude + degrees(angle)
    if low <= -_POLE or high >= _POLE:
        return None
    across = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
    left, right = longitude - across, longitude + across
    if left <= -_DATE_LINE or right >= _DATE_LINE:
        return None
    return _down(low), _up(high), _down(left), _up(right)


def box_conditions(latitude: str, longitude: str, box: Box) -> tuple[Condition, ...]:
    """Return the four bounds of a box on two profile attributes."""
    keys = (latitude, latitude, longitude, longitude)
    tests = (NumberTest.AT_LEAST, NumberTest.AT_MOST) * 2
    return tuple(
        Condition(Attribute(key, "profile"), Number(test, end, number_text(end))) for key, test, end in zip(keys, tests, box, strict=True)
    )


def _down(value: float) -> float:
    return floor(value * _DEGREE_DIGITS) / _DEGREE_DIGITS


def _up(value: float) -> float:
    return ceil(value * _DEGREE_DIGITS) / _DEGREE_DIGITS


def number_text(value: float) -> str:
    """Return a number as text, in digits if it is whole."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
