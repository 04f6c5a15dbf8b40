"""Explain failures of a mapping's members: missing ones, unknown ones, and those that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from re import search
from typing import Final

from segments_as_code.model.values import Json
from segments_as_code.problems import Finding
from segments_as_code.validate.failure import Failure
from segments_as_code.validate.wording import guess, listed, named, shown

_MOST_REPORTED: Final = 20
_MOST_LISTED: Final = 12


def guesses(failure: Failure) -> Mapping[str, str | None]:
    """Return the members that additionalProperties refuses, each with the known one it is most likely a misspelling of."""
    known, patterns = _mapping(failure.schema.get("properties")), _mapping(failure.schema.get("patternProperties"))
    strangers = [name for name in _mapping(failure.found) if name not in known and not any(search(pattern, name) for pattern in patterns)]
    return {name: guess(name, known) if index < _MOST_REPORTED else None for index, name in enumerate(strangers)}


def explain_unknown(failure: Failure, homes: Mapping[str, str]) -> Iterator[Finding]:
    """Say which members are unknown, at their keys, and what was probably meant, or where they belong."""
    known = list(_mapping(failure.schema.get("properties")))
    strangers = guesses(failure)
    take_out = "take it out." if not known or len(known) > _MOST_LISTED else f"take it out, or write {listed(known, 'or')}."
    for name, meant in list(strangers.items())[:_MOST_REPORTED]:
        if name in homes:
            message, fix = f"{shown(name)} is not known here; it belongs in {homes[name]}.", f"move it into {homes[name]}."
        elif meant is None:
            message, fix = f"{shown(name)} is not known here.", take_out
        elif meant in _mapping(failure.found):
            message, fix = f"{shown(name)} is not known here; {meant} is, and stands here too.", f"keep {meant} alone."
        else:
            message, fix = f"{shown(name)} is not known here; did you mean {meant}?", f"write {meant}."
        yield Finding((*failure.at, name), failure.note("x-code") or "unknown-member", message, failure.note("x-fix") or fix, of_key=True)
    more = len(strangers) - _MOST_REPORTED
    if more > 0:
        yield Finding(failure.at, "unknown-member", f"{named(failure.at)} has {more} more unknown members.", take_out, of_key=True)


def explain_missing(failure: Failure, meant: frozenset[str]) -> Iterator[Finding]:
    """Say which members are missing; those that a misspelt one was meant to be are not."""
    missing = [name for name in _required(failure) if name not in _mapping(failure.found) and name not in meant]
    if missing:
        found = f"{named(failure.at)} has no {listed(missing, 'and no')}"
        says = "it is required" if len(missing) == 1 else "they are required"
        yield failure.finding("missing-member", found, says, f"add {listed(missing)}.", of_key=True)


def explain_exclusion(failure: Failure) -> Iterator[Finding]:
    """Say what cannot stand here, or which members cannot stand together."""
    together = [name for name in _names(_mapping(failure.wanted).get("required")) if name in _mapping(failure.found)]
    if together:
        found = f"{named(failure.at)} has both {listed(together)}"
        yield failure.finding(
            "either-or", found, "only one of them is possible", "take one of them out.", at=(*failure.at, together[-1]), of_key=True
        )
    else:
        yield failure.finding(
            "either-or", f"{named(failure.at)} cannot stand here", "something else excludes it", "take it out.", of_key=True
        )


def explain_alternatives(failure: Failure, meant: frozenset[str]) -> Iterator[Finding]:
    """Say which members exclude each other, or of which one is needed, for alternatives that only differ in what they require."""
    alternatives = [name for branch in _list(failure.wanted) for name in _names(_mapping(branch).get("required"))]
    found = _mapping(failure.found)
    present = [name for name in found if name in alternatives]
    if len(present) > 1:
        clause, at = f"{named(failure.at)} has both {listed(present)}", (*failure.at, present[-1])
        yield failure.finding("either-or", clause, "exactly one of them is needed", f"keep one of {listed(present)}.", at=at, of_key=True)
    elif not meant.intersection(alternatives):
        clause = f"{named(failure.at)} has neither {listed(alternatives, 'nor')}"
        yield failure.finding("either-or", clause, "exactly one of them is needed", f"add {listed(alternatives, 'or')}.", of_key=True)


def are_about_members(failure: Failure) -> bool:
    """Return whether the alternatives of anyOf or oneOf only differ in what they require."""
    branches = _list(failure.wanted)
    return isinstance(failure.found, Mapping) and all(set(_mapping(branch)) == {"required"} for branch in branches)


def _required(failure: Failure) -> list[str]:
    if failure.keyword == "required":
        return _names(failure.wanted)
    found = _mapping(failure.found)
    return [name for member, names in _mapping(failure.wanted).items() if member in found for name in _names(names)]


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else ()


def _names(value: Json) -> list[str]:
    return [name for name in _list(value) if isinstance(name, str)]
