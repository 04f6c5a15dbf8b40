"""Read Pinpoint's definitions as criteria; ``criteria_writer`` writes them.

Facts: botocore's Pinpoint model (SegmentDimensions and below). A body that does not match the model exactly becomes an
``Unknown``, and is written back unchanged; so does one without AttributeType or DimensionType, for which AWS documents no default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeGuard

from segments_as_code.model.criteria import (
    RANGE_TESTS,
    Active,
    Attribute,
    Block,
    Condition,
    Country,
    Criteria,
    Dates,
    DateTest,
    Demographic,
    Group,
    InSegment,
    Joined,
    LastActivity,
    Level,
    Metric,
    Number,
    NumberTest,
    Position,
    Subject,
    Test,
    Texts,
    TextTest,
    Unknown,
    Within,
)
from segments_as_code.model.document import Json, Path
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.canonical_values import is_empty
from segments_as_code.providers.aws.criteria_outline import Outline, others, texts_of, word_of
from segments_as_code.providers.pinpoint.shape import BLOCK_ORDER

LEVELS: Final[Mapping[str, Level]] = {"Attributes": "endpoint", "UserAttributes": "user"}
DEMOGRAPHICS: Final = ("AppVersion", "Channel", "DeviceType", "Make", "Model", "Platform")
HOURS: Final[Mapping[str, int]] = {"HR_24": 24, "DAY_7": 7 * 24, "DAY_14": 14 * 24, "DAY_30": 30 * 24}

SUBJECTS: Final[Mapping[tuple[str, str], Subject]] = {
    ("Behavior", "Recency"): LastActivity(),
    **{("Demographic", name): Demographic(name) for name in DEMOGRAPHICS},
    ("Location", "Country"): Country(),
    ("Location", "GPSPoint"): Position(),
}
_RECENCY_TYPES: Final[Mapping[str, bool]] = {"ACTIVE": True, "INACTIVE": False}
ATTRIBUTE_TESTS: Final = (TextTest.ONE_OF, TextTest.NONE_OF, TextTest.CONTAINS)
SET_TESTS: Final = (TextTest.ONE_OF, TextTest.NONE_OF)


def read_criteria(definition: Mapping[str, Json]) -> Criteria:
    """Return the criteria of a canonical definition or a normalized document; never raise, drop nothing that has a meaning."""
    dimensions = definition.get("Dimensions")
    path: Path = next(((name,) for name in ("Dimensions", "SegmentGroups") if name in definition), ())
    groups, rest = Outline(_block, _source).read(definition.get("SegmentGroups"))
    if not groups.parts and not rest:
        return Criteria(Joined("ALL", () if is_empty(dimensions) else (_lone_group(dimensions),), ("Dimensions",)), (), path)
    beside = () if is_empty(dimensions) else (Unknown(("Dimensions",), dimensions, ("Dimensions",)),)
    return Criteria(groups, (*rest, *beside), path)


def _lone_group(dimensions: Json) -> Group:
    path: Path = ("Dimensions",)
    return Group(Joined("ALL", (_block(dimensions, path),), path), Joined("ALL", (), path), (), path)


def _source(found: Json, path: Path) -> InSegment | Unknown:
    if isinstance(found, dict):
        key, id_, version = (found.get(name) for name in ("Ref", "Id", "Version"))
        reference = Reference(
            key=key if isinstance(key, str) else None,
            id=id_ if isinstance(id_, str) else None,
            version=version if type(version) is int else None,
        )
        if (reference.key is None) is not (reference.id is None) and write_source(reference).keys() == set(others(found, ())):
            return InSegment(reference, path)
    return Unknown((), found, path)


def _block(found: Json, path: Path) -> Block | Unknown:
    if not isinstance(found, dict):
        return Unknown((), found, path)
    sections = sorted(others(found, ()), key=lambda section: BLOCK_ORDER.index(section) if section in BLOCK_ORDER else len(BLOCK_ORDER))
    return Block(tuple(part for section in sections for part in _section(section, found[section], (*path, section))), path)


def _section(section: str, found: Json, path: Path) -> Iterator[Condition | Unknown]:
    if not isinstance(found, dict):
        yield Unknown((section,), found, path)
        return
    for name in others(found, ()):
        body, inside = found[name], (*path, name)
        yield _condition(section, name, body, inside) or Unknown((section, name), body, inside)


def _condition(section: str, name: str, body: Json, path: Path) -> Condition | None:
    """Return one criterion of a block; None if it does not have the model's shape."""
    if not isinstance(body, dict):
        return None
    subject = _subject(section, name)
    test: Test | None
    match subject:
        case Attribute():
            how, test = "AttributeType", _texts(body, "AttributeType", ATTRIBUTE_TESTS) or _dates(body)
        case Demographic() | Country():
            how, test = "DimensionType", _texts(body, "DimensionType", SET_TESTS)
        case Metric():
            how, test = "ComparisonOperator", _number(body)
        case LastActivity():
            how, test = "RecencyType", _recency(body)
        case Position():
            how, test = "RangeInKilometers", _circle(body)
        case _:
            return None
    return None if test is None else Condition(subject, test, path, (*path, how))


def _subject(section: str, name: str) -> Subject | None:
    if section in LEVELS:
        return Attribute(name, LEVELS[section])
    return Metric(name) if section == "Metrics" else SUBJECTS.get((section, name))


def _texts(body: Mapping[str, Json], member: str, known: Sequence[TextTest]) -> Texts | None:
    how, values = word_of(body.get(member), known), _texts_in(body, member)
    return Texts(how, values) if how is not None and values else None


def _dates(body: Mapping[str, Json]) -> Dates | None:
    how, values = word_of(body.get("AttributeType"), tuple(DateTest)), _texts_in(body, "AttributeType")
    return Dates(how, values) if how is not None and len(values) == (2 if how in RANGE_TESTS else 1) else None


def _texts_in(body: Mapping[str, Json], member: str) -> tuple[str, ...]:
    """Return the values of a body that has only them and ``member``; none if they are not all texts."""
    return () if set(others(body, ())) - {member, "Values"} else texts_of(body.get("Values"))


def _number(body: Mapping[str, Json]) -> Number | None:
    how, value = word_of(body.get("ComparisonOperator"), tuple(NumberTest)), body.get("Value")
    if how is None or not _is_number(value) or set(others(body, ())) != {"ComparisonOperator", "Value"}:
        return None
    return Number(how, value)


def _recency(body: Mapping[str, Json]) -> Active | None:
    match {name: body[name] for name in others(body, ())}:
        case {"Duration": str() as duration, "RecencyType": "ACTIVE" | "INACTIVE" as type_, **rest} if duration in HOURS and not rest:
            return Active(HOURS[duration], _RECENCY_TYPES[type_])
        case _:
            return None


def _circle(body: Mapping[str, Json]) -> Within | None:
    middle, radius = body.get("Coordinates"), body.get("RangeInKilometers")
    if not isinstance(middle, dict) or set(others(body, ())) - {"Coordinates", "RangeInKilometers"}:
        return None
    latitude, longitude = middle.get("Latitude"), middle.get("Longitude")
    if not _is_number(latitude) or not _is_number(longitude) or set(others(middle, ())) != {"Latitude", "Longitude"}:
        return None
    if radius is None or _is_number(radius):
        return Within(latitude, longitude, radius)
    return None


def _is_number(value: Json) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def write_source(reference: Reference) -> dict[str, Json]:
    """Return a source segment as Pinpoint writes it (except ``Ref``)."""
    found: dict[str, Json] = {"Ref": reference.key, "Id": reference.id, "Version": reference.version}
    return {name: value for name, value in found.items() if value is not None}
