"""What a predicate means for a person with two endpoints, and for the profile that both are merged into."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from segments_as_code.convert.pull_back import unread_bit
from segments_as_code.meaning.predicate import LAST_ACTIVE, And, AnyText, Field, Near, Not, NumberIn, Or, Predicate, Some, Span

_ANY_TEXT: Final = AnyText()

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
    """Return ``predicate`` about the merged profile, which has what the first endpoint holds, or else what the second holds."""
    match predicate:
        case And(parts):
            return And(tuple(map(of_profile, parts)))
        case Or(parts):
            return Or(tuple(map(of_profile, parts)))
        case Not(part):
            return Not(of_profile(part))
        case Some(held, _) if held.member in OF_ENDPOINTS:
            first, second = (of_endpoint(predicate, number) for number in (1, 2))
            both: Predicate = Or((first, And((Not(of_endpoint(Some(held, _ANY_TEXT), 1)), second))))
            return Or((first, second)) if held.shape == "list" else both
        case NumberIn(held, _) if held.member in OF_ENDPOINTS:
            first, second = (of_endpoint(predicate, number) for number in (1, 2))
            if held.member == LAST_ACTIVE:
                return Or((first, second))
            return Or((first, And((Not(of_endpoint(NumberIn(held, (Span(),)), 1)), second))))
        case Near():
            return of_endpoint(predicate, 1)
        case other:
            return other


def _at(held: Field, number: int) -> Field:
    return Field(held.member, f"{held.name or held.member} of endpoint {number}", held.shape)


def is_of_endpoints(predicates: Iterable[Predicate]) -> bool:
    """Return whether any of ``predicates`` asks about something that belongs to one endpoint."""
    return any(of_endpoint(each, 1) != each for each in predicates)
