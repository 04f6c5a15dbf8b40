"""Explain why a person is in a segment or not, down to the criterion: what it requires, and what the person has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from segments_as_code.meaning.evaluate import (
    Person,
    decide,
    decide_sources,
    kilometers_between,
    nanoseconds,
    read_number,
)
from segments_as_code.meaning.person_text import ago, name_of, phrases, quoted, span_words, written
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    And,
    Atom,
    Contains,
    Dated,
    Environment,
    Field,
    Given,
    Near,
    Not,
    NumberIn,
    Numeric,
    OneOf,
    Or,
    Predicate,
    Ref,
    Some,
    TextTest,
)

_MOST_HELD: Final = 3
"""Limit for the values of a person to show."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One decisive criterion: what it requires, whether it is met, and what the person has; with a hint if that may help.

    ``asked_by`` is the key of the segment with the criterion, empty for the segment itself.
    """

    criterion: str
    held: str
    hint: str = ""
    asked_by: str = ""

    @property
    def text(self) -> str:
        """The reason on one line."""
        hint = f" ({self.hint})" if self.hint else ""
        asked = f" (asked for by {self.asked_by})" if self.asked_by else ""
        return f"{self.criterion}; {self.held}{hint}{asked}" if self.held else f"{self.criterion}{hint}{asked}"


def find_reasons(person: Person, key: str, environment: Environment) -> tuple[Reason, ...]:
    """Return why ``person`` is in the segment ``key``, or why not, each reason once; none if that is unknown.

    For an *and* that fails, the parts that fail; for an *or* that holds, the parts that hold; else all parts.
    """
    known = decide_sources(person, Ref(key), environment)
    found: dict[Reason, None] = {}
    waiting: list[tuple[Predicate, bool, str]] = [] if known[key] is None else [(environment[key], bool(known[key]), "")]
    entered: set[str] = set()
    while waiting:
        part, holds, asked_by = waiting.pop()
        match part:
            case And(parts) | Or(parts):
                decisive = [(each, holds, asked_by) for each in parts if decide(person, each, known) is holds]
                waiting += reversed(decisive)
            case Not(inner):
                waiting.append((inner, not holds, asked_by))
            case Ref(source):
                if source not in entered:
                    entered.add(source)
                    waiting.append((environment[source], holds, source))
            case atom:
                found[_reason(person, atom, asked_by, holds=holds)] = None
    return tuple(found)


def _reason(person: Person, atom: Atom, asked_by: str, *, holds: bool) -> Reason:
    match atom:
        case Some(field, test):
            is_, is_not = phrases(test)
            criterion = f"{name_of(field)} {is_ if holds else is_not}"
            return Reason(criterion, _texts_held(person, field), "" if holds else _hint(person, field, test), asked_by)
        case NumberIn(field, spans):
            words = " or ".join(filter(None, (span_words(span, field) for span in spans)))
            return Reason(_number_criterion(field, words, holds=holds), _number_held(person, field), "", asked_by)
        case Near(latitude, longitude, kilometers):
            where = f"{written(kilometers)} km of {written(latitude)}, {written(longitude)}"
            criterion = f"the position is {'' if holds else 'not '}within {where}"
            return Reason(criterion, _position_held(person, (latitude, longitude)), "", asked_by)
        case Given(_, name):  # a list: unread parts decide nothing, and readings are settled
            return Reason(f"{'' if holds else 'not '}in the imported segment {quoted(name)}", "", "", asked_by)


def _number_criterion(field: Field, words: str, *, holds: bool) -> str:
    if field.member == LAST_ACTIVE:
        return f"{'' if holds else 'not '}last active {words}" if words else ("was ever active" if holds else "was never active")
    if not words:
        return f"{name_of(field)} is {'there' if holds else 'missing'}"
    return f"{name_of(field)} is {'' if holds else 'not '}{words}"


def _number_held(person: Person, field: Field) -> str:
    number = person.numbers.get(field)
    if field.member == LAST_ACTIVE:
        return "never active here" if number is None else f"last active {ago(number)} here"
    return f"{name_of(field)} is missing here" if number is None else f"{name_of(field)} here: {written(number)}"


def _texts_held(person: Person, field: Field) -> str:
    held = person.texts.get(field, ())
    if not held:
        return f"{name_of(field)} is missing here"
    more = [f"{len(held) - _MOST_HELD} more"] if len(held) > _MOST_HELD else []
    return f"{name_of(field)} here: {' and '.join([*(quoted(text) for text in held[:_MOST_HELD]), *more])}"


def _position_held(person: Person, middle: tuple[float, float]) -> str:
    if person.position is None:
        return "no position here"
    away = round(kilometers_between(person.position, middle), 1)
    return f"position here: {written(person.position[0])}, {written(person.position[1])}, {written(away)} km away"


# ── hints ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hint(person: Person, field: Field, test: TextTest) -> str:
    """Return a hint about a text that fails a test: its case, its spaces, its form."""
    held = person.texts.get(field, ())
    return next(iter([*_hints(held, test), *_same_name(person, field)]), "")


def _hints(held: Iterable[str], test: TextTest) -> Iterator[str]:
    for text in held:
        match test:
            case OneOf(texts, False):
                yield from (
                    f"{quoted(text)} is not {quoted(wanted)}: case and spaces count" for wanted in sorted(texts) if _is_like(text, wanted)
                )
            case Contains(parts, False):
                yield from (f"case counts in {quoted(part)}" for part in sorted(parts) if part.casefold() in text.casefold())
            case Dated(_, bare_days) if nanoseconds(text, bare_days=bare_days) is None:
                yield f"{quoted(text)} is not an instant such as 2026-11-27T00:00:00Z"
            case Numeric() if read_number(text) is None:
                yield f"{quoted(text)} is not a number"
            case _:
                pass


def _same_name(person: Person, field: Field) -> Iterator[str]:
    """Return a hint that the person has the same name elsewhere, such as in an endpoint's attribute instead of the user's."""
    if field not in person.texts and field.name:
        others = sorted(other.member for other in [*person.texts, *person.numbers] if other.name == field.name)
        yield from (f"the criterion asks about {field.member}, and the example has it in {other}" for other in others)


def _is_like(one: str, other: str) -> bool:
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()
