"""What a predicate means for a person with two endpoints, and for the profile that both are merged into.

Of a single value that both endpoints have, either may win: that is a choice for each field, which the prover makes like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from segments_as_code.convert.pull_back import unread_bit
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.person_text import NOBODY_KNOWN, person_text
from segments_as_code.meaning.predicate import LAST_ACTIVE, And, AnyText, Field, Given, Near, Not, NumberIn, Or, Predicate, Some, Span

_ANY_TEXT: Final = AnyText()
_ENDINGS: Final = (" of endpoint 1", " of endpoint 2")
_SECOND_WINS: Final = "the profile has what the second endpoint has of "

OF_ENDPOINTS: Final = frozenset(
    {"Attributes", "Metrics", "Country", LAST_ACTIVE, "Channel", "Platform", "Make", "Model", "AppVersion", "DeviceType"}
)
"""The members that belong to one endpoint, not to the user."""


def of_endpoint(predicate: Predicate, number: int) -> Predicate:  # noqa: PLR0911  # one return a kind of part
    """Return ``predicate`` about the first or the second endpoint of a person who has two."""
    match predicate:
        case And(parts):
            return And(tuple(of_endpoint(part, number) for part in parts))
        case Or(parts):
            return Or(tuple(of_endpoint(part, number) for part in parts))
        case Not(part):
            return Not(of_endpoint(part, number))
        case Some(held, test) if held.member in OF_ENDPOINTS:
            return Some(_at(held, number), test)
        case NumberIn(held, spans) if held.member in OF_ENDPOINTS:
            return NumberIn(_at(held, number), spans)
        case Near():
            return unread_bit(
                f"whether endpoint {number} is within {predicate.kilometers} km of {predicate.latitude}, {predicate.longitude}"
            )
        case other:
            return other


def of_profile(predicate: Predicate) -> Predicate:  # noqa: PLR0911  # one return a kind of part
    """Return ``predicate`` about the merged profile: lists are joined, and of two single values either one is kept."""
    match predicate:
        case And(parts):
            return And(tuple(map(of_profile, parts)))
        case Or(parts):
            return Or(tuple(map(of_profile, parts)))
        case Not(part):
            return Not(of_profile(part))
        case Some(held, _) if held.member in OF_ENDPOINTS:
            return _merged(predicate, Some(held, _ANY_TEXT), held, is_joined=held.shape == "list")
        case NumberIn(held, _) if held.member in OF_ENDPOINTS:
            return _merged(predicate, NumberIn(held, (Span(),)), held, is_joined=held.member == LAST_ACTIVE)
        case Near():
            return of_endpoint(predicate, 1)
        case other:
            return other


def _merged(test: Predicate, is_there: Predicate, held: Field, *, is_joined: bool) -> Predicate:
    first, second = (of_endpoint(test, number) for number in (1, 2))
    if is_joined:
        return Or((first, second))
    has_first, has_second = (of_endpoint(is_there, number) for number in (1, 2))
    name = held.name or held.member  # below, a bit that is free, and part of an example person
    second_wins = Given("list", f"{_SECOND_WINS}{held.member} {held.name}", name)
    return Or((And((first, Or((Not(second_wins), Not(has_second))))), And((second, Or((second_wins, Not(has_first)))))))


def two_endpoints_text(person: Person) -> str:
    """Return an example person who has two endpoints as a line."""
    (first, second, both) = _parts_of(person)
    endpoints = [first, second] if any(found != Person() for _, found in (first, second)) else []
    parts = [f"{words}: {person_text(found) if found != Person() else 'no value'}" for words, found in endpoints]
    parts += [f"{both[0]}: {person_text(both[1])}"] if both[1] != Person() else []
    kept = sorted(given.label for given in person.given if given.name.startswith(_SECOND_WINS))
    parts += [f"the profile keeps {' and '.join(kept)} of the second"] if kept else []
    return "; ".join(parts) or NOBODY_KNOWN


def _parts_of(person: Person) -> Iterator[tuple[str, Person]]:
    """Yield each endpoint of a person, and what both have."""
    for words, ending in (("first endpoint", _ENDINGS[0]), ("second endpoint", _ENDINGS[1])):
        texts = {_without(field, ending): held for field, held in person.texts.items() if field.name.endswith(ending)}
        numbers = {_without(field, ending): held for field, held in person.numbers.items() if field.name.endswith(ending)}
        yield words, Person(texts, numbers)
    texts = {field: held for field, held in person.texts.items() if not field.name.endswith(_ENDINGS)}
    lists = frozenset(given for given in person.given if not given.name.startswith(_SECOND_WINS))
    yield "both", Person(texts, {}, None, lists)


def _without(held: Field, ending: str) -> Field:
    name = held.name.removesuffix(ending)
    return Field(held.member, "" if name == held.member else name, held.shape)


def _at(held: Field, number: int) -> Field:
    return Field(held.member, f"{held.name or held.member}{_ENDINGS[number - 1]}", held.shape)


def is_of_endpoints(predicates: Iterable[Predicate]) -> bool:
    """Return whether any of ``predicates`` asks about something that belongs to one endpoint."""
    return any(of_endpoint(each, 1) != each for each in predicates)
