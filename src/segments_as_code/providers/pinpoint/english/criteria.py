"""Say one criterion: what is true of an endpoint that meets it.

Facts: botocore's Pinpoint model (SegmentDimensions and below) and the Pinpoint user guide, "Building segments": several values of a
criterion are alternatives; CONTAINS looks at upper and lower case; ON looks at the day alone; RecencyType INACTIVE means no activity
within the duration. What is not as the model says is shown as it stands, so that nothing that somebody wrote goes unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeGuard

from segments_as_code.model.phrases import Phrase
from segments_as_code.model.values import Json
from segments_as_code.providers.pinpoint.english.names import CHANNEL_NAMES, COUNTRY_NAMES, MEMBER_NAMES
from segments_as_code.providers.pinpoint.english.words import as_json, few, listed, name, value, words
from segments_as_code.providers.pinpoint.instants import normal_instant
from segments_as_code.providers.pinpoint.sameness import Known
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_SECTIONS, DATE_TYPES, RANGE_TYPES, TEXT_TYPES

_RANGE = 2
_FEW_VALUES = 3
_OPERATORS = {
    "GREATER_THAN": "is more than",
    "LESS_THAN": "is less than",
    "GREATER_THAN_OR_EQUAL": "is at least",
    "LESS_THAN_OR_EQUAL": "is at most",
    "EQUAL": "is exactly",
}
_DURATIONS = {"HR_24": "24 hours", "DAY_7": "7 days", "DAY_14": "14 days", "DAY_30": "30 days"}
_RECENCIES = {"ACTIVE": "there was activity", "INACTIVE": "there was no activity"}
_DATES = {"BEFORE": "is before", "AFTER": "is after", "ON": "is on the day of", "BETWEEN": "is between", "NOT_BETWEEN": "is not between"}


@dataclass(frozen=True, slots=True)
class Said:
    """A criterion in words: in whole, and with a few of its values for where there is little room."""

    whole: Phrase
    brief: Phrase


def criteria(block: Mapping[str, Json]) -> Iterator[Said]:
    """Yield what a canonical block asks of an endpoint, one criterion after another."""
    for section, found in block.items():
        for member, body in found.items() if isinstance(found, dict) else [("", found)]:
            yield _KNOWN.of((section, member), body, partial(_said, section, member, body))


_KNOWN: Final = Known[Said]()


def _said(section: str, member: str, body: Json) -> Said:
    return _criterion(section, member, body) or _as_it_stands(section, member, body)


def _as_it_stands(section: str, member: str, body: Json) -> Said:
    phrase = (*words("it fits "), *name(f"{section}.{member}" if member else section), *words(": "), *as_json(body))
    return Said(phrase, phrase)


def _criterion(section: str, member: str, body: Json) -> Said | None:
    """Return the criterion in words, None where it is not of the shape that the model gives it."""
    if not isinstance(body, dict):
        return None
    match section, member:
        case "Metrics", _:
            said = _metric(member, body)
        case "Behavior", "Recency":
            said = _recency(body)
        case "Demographic", _ if member in MEMBER_NAMES:
            said = _set(f"the {MEMBER_NAMES[member]}", body, CHANNEL_NAMES if member == "Channel" else {})
        case "Location", "Country":
            said = _set("the country", body, COUNTRY_NAMES)
        case "Location", "GPSPoint":
            said = _circle(body)
        case _ if section in ATTRIBUTE_SECTIONS:
            said = _attribute((*words("the user's " * (section == "UserAttributes")), *name(member)), body)
        case _:
            said = None
    return said


def _attribute(subject: Phrase, body: Mapping[str, Json]) -> Said | None:
    type_, found = body.get("AttributeType"), body.get("Values")
    if body.keys() != {"AttributeType", "Values"} or not _are_texts(found):
        return None
    if type_ in DATE_TYPES and isinstance(type_, str):
        return _dated(subject, type_, found)
    if type_ not in TEXT_TYPES:
        return None
    return _compared(subject, str(type_), [value(text) for text in found])


def _compared(subject: Phrase, type_: str, found: Sequence[Phrase]) -> Said:
    verb, last, tail = {
        "INCLUSIVE": ("is", "or", ""),
        "EXCLUSIVE": ("is not" if len(found) == 1 else "is none of", "and", ""),
        "CONTAINS": ("contains", "or", " (capitals matter)"),
    }[type_]
    start = (*subject, *words(f" {verb} "))
    whole, brief = listed(found, last), few(found, last, _FEW_VALUES)
    return Said((*start, *whole, *words(tail)), (*start, *brief))


def _dated(subject: Phrase, type_: str, found: Sequence[str]) -> Said | None:
    if (len(found) == _RANGE) is not (type_ in RANGE_TYPES) or (type_ not in RANGE_TYPES and len(found) != 1):
        return None
    phrase = (*subject, *words(f" {_DATES[type_]} "), *listed([_instant(text) for text in found], "and"))
    return Said(phrase, phrase)


def _instant(text: str) -> Phrase:
    """Return an instant as people write it; what is none is said to be none."""
    if normal_instant(text) != text:
        return (*value(text), *words(" (no instant)"))
    day, _, clock = text.removesuffix("Z").partition("T")
    return value(f"{day} {clock.removesuffix(':00') if clock.count(':') == _RANGE else clock} UTC")


def _metric(member: str, body: Mapping[str, Json]) -> Said | None:
    operator, number = _OPERATORS.get(str(body.get("ComparisonOperator"))), body.get("Value")
    if operator is None or body.keys() != {"ComparisonOperator", "Value"} or not _is_number(number):
        return None
    phrase = (*words("the number "), *name(member), *words(f" {operator} "), *value(str(number)))
    return Said(phrase, phrase)


def _recency(body: Mapping[str, Json]) -> Said | None:
    duration, verb = _DURATIONS.get(str(body.get("Duration"))), _RECENCIES.get(str(body.get("RecencyType")))
    if duration is None or verb is None or body.keys() != {"Duration", "RecencyType"}:
        return None
    phrase = (*words(f"{verb} in the last "), *value(duration))
    return Said(phrase, phrase)


def _set(subject: str, body: Mapping[str, Json], known: Mapping[str, str]) -> Said | None:
    type_, found = body.get("DimensionType"), body.get("Values")
    if type_ not in ("INCLUSIVE", "EXCLUSIVE") or body.keys() != {"DimensionType", "Values"} or not _are_texts(found):
        return None
    whole = [(*value(known[text]), *words(" ("), *name(text), *words(")")) if text in known else value(text) for text in found]
    brief = [value(known.get(text, text)) for text in found]
    return Said(_compared(words(subject), str(type_), whole).whole, _compared(words(subject), str(type_), brief).brief)


def _circle(body: Mapping[str, Json]) -> Said | None:
    middle, radius = body.get("Coordinates"), body.get("RangeInKilometers")
    if not isinstance(middle, dict) or middle.keys() != {"Latitude", "Longitude"} or body.keys() - {"Coordinates", "RangeInKilometers"}:
        return None
    if not all(map(_is_number, middle.values())) or not (radius is None or _is_number(radius)):
        return None
    where = value(f"{middle['Latitude']}, {middle['Longitude']}")
    if radius is None:
        phrase = (*words("the position is near "), *where, *words(" (no distance is given)"))
    else:
        phrase = (*words("the position is within "), *value(f"{radius} km"), *words(" of "), *where)
    return Said(phrase, phrase)


def _are_texts(found: Json) -> TypeGuard[list[str]]:
    return isinstance(found, list) and bool(found) and all(isinstance(text, str) for text in found)


def _is_number(found: Json) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)
