"""Read Customer Profiles' definitions as criteria; ``criteria_writer`` writes them.

Facts: botocore's model (SegmentGroup and below). A body that does not match the model exactly becomes an ``Unknown``, and is written
back unchanged; so does a segment in SQL. Name, description and SegmentSort are no criteria: they do not decide who is in a segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Final

from segments_as_code.model.criteria import (
    RANGE_TESTS,
    AddressPart,
    Attribute,
    Block,
    Calculated,
    Condition,
    Criteria,
    Dates,
    DateTest,
    DayRange,
    Field,
    InSegment,
    Number,
    NumberTest,
    Subject,
    Test,
    Texts,
    TextTest,
    Unknown,
)
from segments_as_code.model.document import Json, Path
from segments_as_code.providers.aws.canonical_values import is_empty
from segments_as_code.providers.aws.criteria_outline import Outline, others, texts_of, word_of
from segments_as_code.providers.customer_profiles.references import reference_of, write_source
from segments_as_code.providers.customer_profiles.shape import ADDRESS_PARTS, ADDRESSES, PROFILE_ORDER, PROFILE_TYPES, TEXT_FIELDS

FIELD_TESTS: Final = (TextTest.ONE_OF, TextTest.NONE_OF, TextTest.CONTAINS, TextTest.BEGINS_WITH, TextTest.ENDS_WITH)
TYPE_TESTS: Final = (TextTest.ONE_OF, TextTest.NONE_OF)
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_EXACT: Final = 2**53
_LONGEST: Final = 400
"""Characters of a number that are read: more than the longest double has."""


def read_criteria(definition: Mapping[str, Json]) -> Criteria:
    """Return the criteria of a canonical definition or a normalized document; never raise, drop nothing that has a meaning."""
    path: Path = next(((name,) for name in ("SegmentGroups", "SegmentSqlQuery") if name in definition), ())
    groups, rest = Outline(_block, _source).read(definition.get("SegmentGroups"))
    query = definition.get("SegmentSqlQuery")
    sql = () if is_empty(query) else (Unknown(("SegmentSqlQuery",), query, ("SegmentSqlQuery",)),)
    return Criteria(groups, (*rest, *sql), path)


def _source(found: Json, path: Path) -> InSegment | Unknown:
    if isinstance(found, dict):
        reference = reference_of(found)
        if (reference.key is None) is not (reference.id is None) and write_source(reference).keys() == set(others(found, ())):
            return InSegment(reference, path)
    return Unknown((), found, path)


def _block(found: Json, path: Path) -> Block | Unknown:
    """Return a block, which has either kind of attributes; one with both is unknown, because the model allows one."""
    members = others(found, ()) if isinstance(found, dict) else []
    if not isinstance(found, dict) or {"ProfileAttributes", "CalculatedAttributes"} <= {*members}:
        return Unknown((), found, path)
    return Block(tuple(part for name in members for part in _kind(name, found[name], (*path, name))), path)


def _kind(kind: str, found: Json, path: Path) -> Iterator[Condition | Unknown]:
    """Yield what one member of a block says."""
    match kind, found:
        case "CalculatedAttributes", dict():
            for name in others(found, ()):
                yield _calculated(name, found[name], (*path, name))
        case "ProfileAttributes", dict():
            for name in sorted(others(found, ()), key=_position):
                yield from _profile(name, found[name], (*path, name))
        case _:
            yield Unknown((kind,), found, path)


def _position(name: str) -> int:
    return PROFILE_ORDER.index(name) if name in PROFILE_ORDER else len(PROFILE_ORDER)


def _profile(name: str, found: Json, path: Path) -> Iterator[Condition | Unknown]:
    """Yield what one member of ProfileAttributes says: one criterion, or several by name."""
    keys = ("ProfileAttributes", name)
    if name not in {*ADDRESSES, "Attributes"}:
        yield _condition(_field(name), found, keys, path)
    elif not isinstance(found, dict):
        yield Unknown(keys, found, path)
    else:
        for part in others(found, ()):
            of_address = AddressPart(name, part) if part in ADDRESS_PARTS else None
            subject = Attribute(part, "profile") if name == "Attributes" else of_address
            yield _condition(subject, found[part], (*keys, part), (*path, part))


def _field(name: str) -> Field | None:
    return Field(name) if name in {*TEXT_FIELDS, "BirthDate", "ProfileType"} else None


def _calculated(name: str, found: Json, path: Path) -> Condition | Unknown:
    keys = ("CalculatedAttributes", name)
    overrides = found.get("ConditionOverrides") if isinstance(found, dict) else None
    if not isinstance(found, dict) or is_empty(overrides):
        return _condition(Calculated(name), found, keys, path)
    days = _days(overrides)
    plain = {member: value for member, value in found.items() if member != "ConditionOverrides"}
    read = _condition(Calculated(name, days), plain, keys, path) if days is not None else None
    return read if isinstance(read, Condition) else Unknown(keys, found, path)


def _days(overrides: Json) -> DayRange | None:
    match overrides:
        case {"Range": {"Start": int() as start, "Unit": "DAYS", **rest}, **besides} if not besides and type(start) is int:
            match rest:
                case {"End": int() as end} if type(end) is int and len(rest) == 1:
                    return DayRange(start, end)
                case {}:
                    return None if rest else DayRange(start)
    return None


def _condition(subject: Subject | None, body: Json, keys: tuple[str, ...], path: Path) -> Condition | Unknown:
    """Return one criterion; unknown if it does not have the model's shape."""
    test: Test | None = None
    if isinstance(body, dict) and subject is not None and set(others(body, ())) == {"DimensionType", "Values"}:
        how, values = body["DimensionType"], texts_of(body["Values"])
        test = _test(subject, how, values) if values else None
    return Unknown(keys, body, path) if test is None or subject is None else Condition(subject, test, path, (*path, "DimensionType"))


def _test(subject: Subject, how: Json, values: tuple[str, ...]) -> Test | None:
    match subject:
        case Field("BirthDate"):
            return _dates(how, values)
        case Field("ProfileType"):
            word = word_of(how, TYPE_TESTS)
            return Texts(word, values) if word is not None and len(values) == 1 and values[0] in PROFILE_TYPES else None
        case Field() | AddressPart():
            word = word_of(how, FIELD_TESTS)
            return Texts(word, values) if word is not None else None
        case _:
            word = word_of(how, tuple(TextTest))
            return Texts(word, values) if word is not None else _dates(how, values) or _number(how, values)


def _dates(how: Json, values: tuple[str, ...]) -> Dates | None:
    word = word_of(how, tuple(DateTest))
    return Dates(word, values) if word is not None and len(values) == (2 if word in RANGE_TESTS else 1) else None


def _number(how: Json, values: tuple[str, ...]) -> Number | None:
    word = word_of(how, tuple(NumberTest))
    return Number(word, number_of(values[0]), values[0]) if word is not None and len(values) == 1 else None


def number_of(text: str) -> float | None:
    """Return the number that a text is; None if it is none, or one too large for a double."""
    if len(text) > _LONGEST or _NUMBER.fullmatch(text) is None:
        return None
    number = float(text)
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
