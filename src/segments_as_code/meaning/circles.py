"""Circles on the earth: which combinations of them contain a point, found by trying points.

Whether one of two circles is inside the other, or they are apart, is certain with a tolerance of a millimetre. Whether a combination of
several circles contains a point is found by trying centres, edges, crossings, and points around them. A combination that no tried point
shows may exist anyway, so that proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import acos, asin, atan2, cos, degrees, radians, sin
from typing import Final

from segments_as_code.meaning.evaluate import EARTH_RADIUS_KM, kilometers_between
from segments_as_code.meaning.predicate import Near

MOST_CIRCLES: Final = 40

_SLACK_KM: Final = 1e-6
_BEARINGS: Final = tuple(radians(each) for each in range(0, 360, 45))
_Point = tuple[float, float]


def patterns(circles: Sequence[Near]) -> dict[int, _Point]:
    """Return a point (latitude, longitude) for each combination of circles (one bit for each circle) with a tried point."""
    found: dict[int, _Point] = {}
    for point in _points(circles):
        for each in (*(_rounded(point, digits) for digits in (1, 3)), point):
            found.setdefault(_pattern(each, circles), each)
    return found


def is_inside(one: Near, other: Near) -> bool:
    """Return whether every point of ``one`` is certainly in ``other``."""
    return _distance(one, other) + one.kilometers <= other.kilometers - _SLACK_KM


def is_apart(one: Near, other: Near) -> bool:
    """Return whether the two certainly have no point in common."""
    return _distance(one, other) > one.kilometers + other.kilometers + _SLACK_KM


def _distance(one: Near, other: Near) -> float:
    return kilometers_between((one.latitude, one.longitude), (other.latitude, other.longitude))


def _pattern(point: _Point, circles: Sequence[Near]) -> int:
    return sum(
        1 << i for i, circle in enumerate(circles) if kilometers_between(point, (circle.latitude, circle.longitude)) <= circle.kilometers
    )


def _points(circles: Sequence[Near]) -> Iterator[_Point]:
    for circle in circles:
        yield circle.latitude, circle.longitude
    for circle in circles:
        for share in (0.5, 0.98, 0.999, 1.001, 1.02, 1.5):
            yield from (_from(circle, bearing, circle.kilometers * share) for bearing in _BEARINGS)
    for one, other in combinations(circles, 2):
        for crossing in _crossings(one, other):
            for offset in (0.02, 0.001):
                beside = Near(*crossing, min(one.kilometers, other.kilometers) * offset)
                yield from (_from(beside, bearing, beside.kilometers) for bearing in _BEARINGS)
    yield from ((0.0, 0.0), (0.0, 180.0), (90.0, 0.0), (-90.0, 0.0))
    yield from ((-circle.latitude, circle.longitude - 180 if circle.longitude > 0 else circle.longitude + 180) for circle in circles)


def _crossings(one: Near, other: Near) -> Iterator[_Point]:
    """Yield where the edges of two circles cross, by the spherical law of cosines."""
    apart, here, there = (km / EARTH_RADIUS_KM for km in (_distance(one, other), one.kilometers, other.kilometers))
    below = sin(here) * sin(apart)
    if below == 0:
        return
    cosine = (cos(there) - cos(here) * cos(apart)) / below
    if -1 <= cosine <= 1:
        towards = _bearing(one, other)
        yield _from(one, towards + acos(cosine), one.kilometers)
        yield _from(one, towards - acos(cosine), one.kilometers)


def _bearing(one: Near, other: Near) -> float:
    here, there, along = radians(one.latitude), radians(other.latitude), radians(other.longitude - one.longitude)
    return atan2(sin(along) * cos(there), cos(here) * sin(there) - sin(here) * cos(there) * cos(along))


def _from(circle: Near, bearing: float, kilometers: float) -> _Point:
    """Return the point at a bearing (radians) and distance from a circle's centre."""
    angle, latitude = kilometers / EARTH_RADIUS_KM, radians(circle.latitude)
    sine = sin(latitude) * cos(angle) + cos(latitude) * sin(angle) * cos(bearing)
    reached = asin(max(-1.0, min(1.0, sine)))
    along = atan2(sin(bearing) * sin(angle) * cos(latitude), cos(angle) - sin(latitude) * sin(reached))
    return degrees(reached), (degrees(along + radians(circle.longitude)) + 540) % 360 - 180


def _rounded(point: _Point, digits: int) -> _Point:
    return round(point[0], digits) + 0.0, round(point[1], digits) + 0.0
