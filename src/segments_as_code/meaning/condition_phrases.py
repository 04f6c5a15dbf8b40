"""Describe in English what one condition requires of an endpoint or a profile.

Facts: botocore's models and the user guides of both services: several values of a condition are alternatives; CONTAINS is case-sensitive;
ON compares only the day; INACTIVE means no activity within the duration.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from segments_as_code.meaning.vocabulary import CHANNEL_NAMES, COUNTRY_NAMES, MEMBER_NAMES
from segments_as_code.model.criteria import (
    Active,
    AddressPart,
    Attribute,
    Calculated,
    Condition,
    Country,
    Dates,
    DateTest,
    Demographic,
    Field,
    LastActivity,
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
from segments_as_code.model.document import Json
from segments_as_code.model.instants import normal_instant
from segments_as_code.model.phrases import Part, Phrase, Role

OTHER_ATTRIBUTE: Final = re.compile(r"\{\{_(profile|calculated_attribute)\.([^{}]+)\}\}")
"""A value of Customer Profiles that stands for what the same profile has elsewhere (botocore's model, Values of a dimension)."""

_FEW_VALUES: Final = 3
_TEXT_WORDS: Final[Mapping[TextTest, tuple[str, str, str]]] = {
    TextTest.ONE_OF: ("is", "or", ""),
    TextTest.NONE_OF: ("is none of", "and", ""),
    TextTest.CONTAINS: ("contains", "or", " (capitals matter)"),
    TextTest.BEGINS_WITH: ("begins with", "or", " (capitals matter)"),
    TextTest.ENDS_WITH: ("ends with", "or", " (capitals matter)"),
    TextTest.LIST_HAS_ANY: ("has any of", "and", ""),
    TextTest.LIST_HAS_ALL: ("has all of", "and", ""),
}
_DATE_WORDS: Final[Mapping[DateTest, str]] = {
    DateTest.BEFORE: "is before",
    DateTest.AFTER: "is after",
    DateTest.ON: "is on the day of",
    DateTest.BETWEEN: "is between",
    DateTest.NOT_BETWEEN: "is not between",
}
_NUMBER_WORDS: Final[Mapping[NumberTest, str]] = {
    NumberTest.MORE_THAN: "is more than",
    NumberTest.LESS_THAN: "is less than",
    NumberTest.AT_LEAST: "is at least",
    NumberTest.AT_MOST: "is at most",
    NumberTest.EQUALS: "is exactly",
}
_HOURS_A_DAY: Final = 24
_CLOCK_COLONS: Final = 2


@dataclass(frozen=True, slots=True)
class ConditionPhrases:
    """A condition in words: complete, and with a few of its values for a short line."""

    whole: Phrase
    brief: Phrase


def phrase_condition(condition: Condition | Unknown) -> ConditionPhrases:
    """Return a condition in words; what could not be read is shown unchanged."""
    if isinstance(condition, Unknown):
        phrase = (*words("it fits "), *name(".".join(condition.keys)), *words(": "), *as_json(condition.json))
        return ConditionPhrases(phrase, phrase)
    return _phrase(condition.subject, condition.test)


@lru_cache(maxsize=4_096)
def _phrase(subject: Subject, test: Test) -> ConditionPhrases:
    """Return a condition of a canonical definition in words, cached, because many segments share conditions."""
    if isinstance(test, Texts):
        return _texts(subject, test.how, test.values)
    said = _phrase_other(subject, test)
    return ConditionPhrases(said, said)


def _phrase_other(subject: Subject, test: Dates | Number | Active | Within) -> Phrase:
    match test:
        case Dates(how, values):
            return (
                *_subject(subject),
                *words(f" {_DATE_WORDS[how]} "),
                *listed([_other_attribute(subject, text) or _instant(text) for text in values], "and"),
            )
        case Number(operator, number, text):
            shown = value(str(number) if text is None else text)
            odd = words(" (no number)") if number is None else ()
            return (*_subject(subject), *words(f" {_NUMBER_WORDS[operator]} "), *(_other_attribute(subject, text or "") or (*shown, *odd)))
        case Active(hours, is_active):
            return (*words(f"there was {'' if is_active else 'no '}activity in the last "), *value(duration(hours)))
        case Within(latitude, longitude, kilometers):
            return _circle(value(f"{latitude}, {longitude}"), kilometers)


def duration(hours: int) -> str:
    """Return a number of hours as days, if it is more than one day."""
    return f"{hours // _HOURS_A_DAY} days" if hours > _HOURS_A_DAY and hours % _HOURS_A_DAY == 0 else f"{hours} hours"


def _subject(subject: Subject) -> Phrase:  # noqa: PLR0911  # one return a kind of subject
    match subject:
        case Attribute(member, level):
            return (*words("the user's " if level == "user" else ""), *name(member))
        case Metric(member):
            return (*words("the number "), *name(member))
        case Demographic(member):
            return words(f"the {MEMBER_NAMES.get(member, member)}")
        case Country():
            return words("the country")
        case Field(member):
            return (*words("the profile's "), *name(member))
        case AddressPart(address, part):
            return (*words("the "), *name(part), *words(" of "), *name(address))
        case Calculated():
            return _calculated(subject)
        case LastActivity():
            return words("the last activity")
        case Position():
            return words("the position")


def _calculated(subject: Calculated) -> Phrase:
    days = subject.range
    if days is None:
        return (*words("the calculated "), *name(subject.name))
    until = f" to {days.end} days ago" if days.end is not None else ""
    return (*words("the calculated "), *name(subject.name), *words(f" (from {days.start}{until or ' days ago'})"))


def _texts(subject: Subject, how: TextTest, values: Sequence[str]) -> ConditionPhrases:
    verb, last, tail = _TEXT_WORDS[how]
    if how is TextTest.NONE_OF and len(values) == 1:
        verb = "is not"
    known = COUNTRY_NAMES if subject == Country() else CHANNEL_NAMES if subject == Demographic("Channel") else {}
    whole = [(*value(known[text]), *words(" ("), *name(text), *words(")")) if text in known else _value(subject, text) for text in values]
    brief = [_value(subject, known.get(text, text)) for text in values]
    start = (*_subject(subject), *words(f" {verb} "))
    return ConditionPhrases((*start, *listed(whole, last), *words(tail)), (*start, *few(brief, last, _FEW_VALUES)))


def _value(subject: Subject, text: str) -> Phrase:
    return _other_attribute(subject, text) or value(text)


def _other_attribute(subject: Subject, text: str) -> Phrase:
    """Return the attribute of the same profile that a value refers to; nothing if it is a plain value, as every one of Pinpoint is."""
    of_profile = isinstance(subject, Field | AddressPart | Calculated) or (isinstance(subject, Attribute) and subject.level == "profile")
    found = OTHER_ATTRIBUTE.fullmatch(text) if of_profile else None
    if found is None:
        return ()
    kind, member = found.groups()
    return (*words("the profile's own " if kind == "profile" else "the profile's own calculated "), *name(member))


def _instant(text: str) -> Phrase:
    """Return an instant in readable form, or say that a text is not an instant."""
    if normal_instant(text) != text:
        return (*value(text), *words(" (no instant)"))
    day, _, clock = text.removesuffix("Z").partition("T")
    return value(f"{day} {clock.removesuffix(':00') if clock.count(':') == _CLOCK_COLONS else clock} UTC")


def _circle(middle: Phrase, kilometers: float | None) -> Phrase:
    if kilometers is None:
        return (*words("the position is near "), *middle, *words(" (no distance is given)"))
    return (*words("the position is within "), *value(f"{kilometers} km"), *words(" of "), *middle)


# ── combining phrases ────────────────────────────────────────────────────────────────────────────────────────────────


def words(text: str) -> Phrase:
    """Return fixed words; nothing for an empty text."""
    return (Part(Role.WORDS, text),) if text else ()


def value(text: str) -> Phrase:
    """Return a value; say so if it is an empty text."""
    return (Part(Role.VALUE, text),) if text else words("(empty text)")


def name(text: str) -> Phrase:
    """Return the name of an attribute, a metric, or a member."""
    return (Part(Role.NAME, text),) if text else words("(no name)")


def as_json(found: Json) -> Phrase:
    """Return unchanged what there are no words for."""
    return (Part(Role.NAME, json.dumps(found, sort_keys=True, ensure_ascii=False)),)


def listed(phrases: Sequence[Phrase], last: str) -> Phrase:
    """Return ``a, b or c`` for the word ``or``."""
    if len(phrases) <= 1:
        return phrases[0] if phrases else ()
    return (*_with_commas(phrases[:-1]), *words(f" {last} "), *phrases[-1])


def few(phrases: Sequence[Phrase], last: str, most: int) -> Phrase:
    """Return the first of ``phrases``, and the number of others."""
    if len(phrases) <= most:
        return listed(phrases, last)
    return (*_with_commas(phrases[:most]), *words(f" {last} {len(phrases) - most:,} more"))


def _with_commas(phrases: Sequence[Phrase]) -> Phrase:
    parts: list[Part] = []
    for phrase in phrases:
        parts += [*(words(", ") if parts else ()), *phrase]
    return tuple(parts)
