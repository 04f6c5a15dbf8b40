"""Who is in a segment, as far as AWS documents it: a small evaluator to hold the rules against.

A criterion is tested on one endpoint; values of a criterion are alternatives; criteria of a block hold together; Type, SourceType
and Include combine. What is not documented is a setting of ``Reading``, so that a rule can be tried under each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from segments_as_code.model.document import Json
from segments_as_code.model.instants import midnight, moment
from tests.pinpoint_shape import Criterion, Kind, criteria_of, elements, members

HOURS = {"HR_24": 24, "DAY_7": 7 * 24, "DAY_14": 14 * 24, "DAY_30": 30 * 24}
PUSH = {"PUSH", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "BAIDU"}


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: attributes are lists, metrics numbers, all else one value or none."""

    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    user_attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    hours_since_active: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    """By member: Country, Channel, Platform and the like."""
    position: tuple[float, float] | None = None
    segments: frozenset[str] = frozenset()
    """The sources it is in, by Ref or Id."""


@dataclass(frozen=True)
class Reading:
    """What AWS leaves open, by the names of the product's table of readings; the defaults are the product's."""

    lacking_is_excluded: bool = False
    """exclusive-missing: whether EXCLUSIVE leaves out endpoints without the attribute."""
    another_value_keeps: bool = False
    """exclusive-several: whether EXCLUSIVE keeps an endpoint that also holds a value that is not excluded."""
    range_ends_count: bool = True
    """between-ends: whether BETWEEN includes its own instants."""
    own_instant_counts: bool = False
    """before-after-ends: whether BEFORE and AFTER include their own instant."""
    lacking_is_outside: bool = False
    """not-between-missing: whether NOT_BETWEEN includes endpoints without the attribute."""
    push_is_all: bool = True
    """channel-push: whether the channel PUSH stands for GCM, APNS and the like too."""
    never_is_inactive: bool = True
    """never-active: whether an endpoint that never was active is inactive."""
    lacking_is_zero: bool = False
    """metric-missing: whether a metric that an endpoint lacks counts as 0."""
    bare_day_is_midnight: bool = False
    """date-unreadable: whether a day without a time is its midnight in UTC."""


def is_in(endpoint: Endpoint, content: Mapping[str, Json], reading: Reading) -> bool:
    """Return whether ``endpoint`` is in the segment that ``content`` (valid, connectives written out) defines."""
    top = content.get("Dimensions")
    if isinstance(top, dict):
        return _matches_block(endpoint, top, reading)
    whole = members(content.get("SegmentGroups"))
    groups = [_in_group(endpoint, members(group), reading) for group in elements(whole.get("Groups"))]
    return _combined(whole.get("Include"), groups)


def _in_group(endpoint: Endpoint, group: Mapping[str, Json], reading: Reading) -> bool:
    blocks = [_matches_block(endpoint, members(block), reading) for block in elements(group.get("Dimensions"))]
    named = [members(source) for source in elements(group.get("SourceSegments"))]
    sources = [str(source.get("Ref", source.get("Id"))) in endpoint.segments for source in named]
    return _combined(group.get("Type"), blocks) and _combined(group.get("SourceType"), sources)


def _combined(connective: Json, found: Sequence[bool]) -> bool:
    if not found:
        return True
    return {"ALL": all(found), "ANY": any(found), "NONE": not any(found)}[str(connective)]


def _matches_block(endpoint: Endpoint, block: Mapping[str, Json], reading: Reading) -> bool:
    return all(_matches(endpoint, criterion, reading) for criterion in criteria_of(block, ()))


def _matches(endpoint: Endpoint, criterion: Criterion, reading: Reading) -> bool:
    body = criterion.body
    match criterion.kind:
        case Kind.ATTRIBUTE:
            held = endpoint.attributes if criterion.at[-2] == "Attributes" else endpoint.user_attributes
            return _compares(str(body["AttributeType"]), held.get(criterion.name, ()), [str(value) for value in criterion.values], reading)
        case Kind.METRIC:
            number = endpoint.metrics.get(criterion.name, 0 if reading.lacking_is_zero else None)
            return number is not None and _meets(number, body)
        case Kind.RECENCY:
            hours = HOURS[str(body["Duration"])]
            ago = endpoint.hours_since_active
            if ago is None:
                return body["RecencyType"] == "INACTIVE" and reading.never_is_inactive
            return (ago <= hours) == (body["RecencyType"] == "ACTIVE")
        case Kind.SET:
            wanted = [str(value) for value in criterion.values]
            if criterion.name == "Channel" and reading.push_is_all and "PUSH" in wanted:
                wanted = [*wanted, *PUSH]
            found = endpoint.texts.get(criterion.name)
            return _compares(str(body["DimensionType"]), [] if found is None else [found], wanted, reading)
        case Kind.CIRCLE:
            return endpoint.position is not None and _is_within(endpoint.position, body)


def _compares(type_: str, held: Sequence[str], wanted: Sequence[str], reading: Reading) -> bool:
    match type_:
        case "INCLUSIVE":
            return not set(held).isdisjoint(wanted)
        case "EXCLUSIVE":
            if not held:
                return not reading.lacking_is_excluded
            return not set(held) <= set(wanted) if reading.another_value_keeps else set(held).isdisjoint(wanted)
        case "CONTAINS":
            return any(part in text for part in wanted for text in held)
        case "NOT_BETWEEN" if not held:
            return reading.lacking_is_outside
        case _:
            return any(_is_dated(type_, text, wanted, reading) for text in held)


def _is_dated(type_: str, text: str, wanted: Sequence[str], reading: Reading) -> bool:
    written = (midnight(text) if reading.bare_day_is_midnight else None) or text
    found, dates = moment(written), [at for at in map(moment, wanted) if at is not None]
    if found is None:
        return False
    is_end = (reading.range_ends_count if type_ == "BETWEEN" else reading.own_instant_counts) and found in dates
    match type_:
        case "BEFORE":
            return found < dates[0] or is_end
        case "AFTER":
            return found > dates[0] or is_end
        case "ON":
            return found[0][:10] == dates[0][0][:10]
        case "BETWEEN":
            return dates[0] < found < dates[1] or is_end
        case _:
            return not dates[0] <= found <= dates[1]


def _meets(number: float, body: Mapping[str, Json]) -> bool:
    value = body["Value"]
    assert isinstance(value, int | float)
    outcomes = {
        "GREATER_THAN": number > value,
        "GREATER_THAN_OR_EQUAL": number >= value,
        "LESS_THAN": number < value,
        "LESS_THAN_OR_EQUAL": number <= value,
        "EQUAL": number == value,
    }
    return outcomes[str(body["ComparisonOperator"])]


def _is_within(position: tuple[float, float], body: Mapping[str, Json]) -> bool:
    middle = members(body["Coordinates"])
    latitude, longitude = _degrees(middle.values())
    here, there = radians(position[0]), radians(latitude)
    apart = radians(longitude - position[1])
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(apart / 2) ** 2
    radius = body.get("RangeInKilometers", 0)
    return 2 * 6371.0088 * asin(sqrt(min(1, half))) <= (radius if isinstance(radius, int | float) else 0)


def _degrees(values: Iterable[Json]) -> tuple[float, float]:
    latitude, longitude = (value for value in values if isinstance(value, int | float))
    return float(latitude), float(longitude)
