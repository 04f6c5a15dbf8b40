"""Explain what a schema refuses: one problem for each error, none for its consequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from re import search
from typing import Final, TypeAlias

from segments_as_code.definitions.schema_failures import Failure, guess, listed, quote_value
from segments_as_code.definitions.value_errors import (
    explain_choice,
    explain_count,
    explain_form,
    explain_length,
    explain_limit,
    explain_repetition,
    explain_type,
)
from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import DocumentProblem

_MOST_REPORTED: Final = 20
_MOST_LISTED: Final = 12

_Meant: TypeAlias = Mapping[Path, frozenset[str]]

_OF_VALUES: Final[Mapping[str, Callable[[Failure], Iterator[DocumentProblem]]]] = {
    "type": explain_type,
    "const": explain_choice,
    "enum": explain_choice,
    "minItems": explain_count,
    "maxItems": explain_count,
    "minProperties": explain_count,
    "maxProperties": explain_count,
    "minLength": explain_length,
    "maxLength": explain_length,
    "pattern": explain_form,
    "minimum": explain_limit,
    "maximum": explain_limit,
    "exclusiveMinimum": explain_limit,
    "exclusiveMaximum": explain_limit,
    "multipleOf": explain_limit,
    "uniqueItems": explain_repetition,
}
"""The first of these keywords that a value fails is reported; failures of the others probably follow from it."""

_OF_BRANCHES: Final = ("oneOf", "anyOf")
_RANKS: Final = {keyword: rank for rank, keyword in enumerate(_OF_VALUES)}


def explain_failures(failures: Sequence[Failure], belongs_in: Mapping[str, str]) -> Iterator[DocumentProblem]:
    """Yield a problem for each cause of ``failures``, in no order; ``belongs_in`` is from ``misplaced_members``."""
    unknown = [failure for failure in failures if failure.keyword == "additionalProperties"]
    meant = {failure.at: frozenset(name for name in guesses(failure).values() if name) for failure in unknown}
    for failure in _first_of_each_value(failures):
        yield from _explain_one(failure, meant, belongs_in)


def _first_of_each_value(failures: Sequence[Failure]) -> Iterator[Failure]:
    """Yield the highest-ranking failure of each value; the schema's own words break a tie."""
    of_values: dict[tuple[Path, bool], Failure] = {}
    mistyped = {failure.at for failure in failures if failure.keyword == "type"}
    for failure in failures:
        if failure.keyword not in _RANKS:
            if failure.keyword not in _OF_BRANCHES or failure.at not in mistyped:
                yield failure
            continue
        place = failure.at, failure.of_key
        if place not in of_values or _rank(failure) < _rank(of_values[place]):
            of_values[place] = failure
    yield from of_values.values()


def _rank(failure: Failure) -> tuple[int, bool]:
    return _RANKS[failure.keyword], failure.note("x-code") is None


def _explain_one(failure: Failure, meant: _Meant, belongs_in: Mapping[str, str]) -> Iterator[DocumentProblem]:
    match failure.keyword:
        case "additionalProperties":
            return explain_unknown(failure, belongs_in)
        case "required" | "dependentRequired":
            return explain_missing(failure, meant.get(failure.at, frozenset()))
        case "not":
            return explain_exclusion(failure)
        case "oneOf" | "anyOf":
            return _explain_branches(failure, meant, belongs_in)
        case keyword:
            return _OF_VALUES.get(keyword, explain_form)(failure)


def _explain_branches(failure: Failure, meant: _Meant, belongs_in: Mapping[str, str]) -> Iterator[DocumentProblem]:
    """Explain the alternative that was most likely intended: of the right type, with the fewest and deepest failures."""
    if are_about_members(failure):
        yield from explain_alternatives(failure, meant.get(failure.at, frozenset()))
    elif failure.note("x-says") is not None or not failure.branches:
        yield from explain_form(failure)
    else:
        yield from explain_failures(min(failure.branches.values(), key=lambda branch: _unlikeliness(branch, failure.at)), belongs_in)


def _unlikeliness(branch: Sequence[Failure], at: Path) -> tuple[bool, int, int]:
    is_of_another_type = any(failure.keyword == "type" and failure.at == at for failure in branch)
    return is_of_another_type, len(branch), -max(len(failure.at) for failure in branch)


# ── members: missing, unknown, misplaced, excluding each other ─────────────────────────────────────────────────────────


def misplaced_members(schema: Mapping[str, Json]) -> Mapping[str, str]:
    """Return the member that each member name belongs in; names that belong in several, or in none, are left out."""
    parents: dict[str, set[str]] = {}
    for parent, member in _members_of_members(schema):
        parents.setdefault(member, set()).add(parent)
    return {member: found.pop() for member, found in parents.items() if len(found) == 1}


def _members_of_members(schema: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    definitions = _mapping(schema.get("$defs"))
    for mapping in (schema, *definitions.values()):
        for parent, child in _mapping(_mapping(mapping).get("properties")).items():
            reference = _mapping(child).get("$ref")
            held = definitions.get(reference.removeprefix("#/$defs/")) if isinstance(reference, str) else child
            yield from ((parent, member) for member in _mapping(_mapping(held).get("properties")))


def guesses(failure: Failure) -> Mapping[str, str | None]:
    """Return the members that additionalProperties refuses, each with the known one that was probably intended."""
    known, patterns = _mapping(failure.schema.get("properties")), _mapping(failure.schema.get("patternProperties"))
    unknown = [name for name in _mapping(failure.found) if name not in known and not any(search(pattern, name) for pattern in patterns)]
    return {name: guess(name, known) if index < _MOST_REPORTED else None for index, name in enumerate(unknown)}


def explain_unknown(failure: Failure, belongs_in: Mapping[str, str]) -> Iterator[DocumentProblem]:
    """Report unknown members, at their keys, with a suggestion or where they belong."""
    known = list(_mapping(failure.schema.get("properties")))
    unknown = guesses(failure)
    take_out = "take it out." if not known or len(known) > _MOST_LISTED else f"take it out, or write {listed(known, 'or')}."
    for name, meant in list(unknown.items())[:_MOST_REPORTED]:
        if name in belongs_in:
            message, fix = f"{quote_value(name)} is not known here; it belongs in {belongs_in[name]}.", f"move it into {belongs_in[name]}."
        elif meant is None:
            message, fix = f"{quote_value(name)} is not known here.", take_out
        elif meant in _mapping(failure.found):
            message, fix = f"{quote_value(name)} is not known here; {meant} is, and stands here too.", f"keep {meant} alone."
        else:
            message, fix = f"{quote_value(name)} is not known here; did you mean {meant}?", f"write {meant}."
        yield DocumentProblem(
            (*failure.at, name), failure.note("x-code") or "unknown-member", message, failure.note("x-fix") or fix, of_key=True
        )
    more = len(unknown) - _MOST_REPORTED
    if more > 0:
        yield DocumentProblem(failure.at, "unknown-member", f"{failure.name} has {more} more unknown members.", take_out, of_key=True)


def explain_missing(failure: Failure, meant: frozenset[str]) -> Iterator[DocumentProblem]:
    """Report missing members, except those of which a misspelling is present."""
    missing = [name for name in _required(failure) if name not in _mapping(failure.found) and name not in meant]
    if missing:
        found = f"{failure.name} has no {listed(missing, 'and no')}"
        says = "it is required" if len(missing) == 1 else "they are required"
        yield failure.problem("missing-member", found, says, f"add {listed(missing)}.", of_key=True)


def explain_exclusion(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a value that is not allowed here, or members that are not allowed together."""
    together = [name for name in _names(_mapping(failure.wanted).get("required")) if name in _mapping(failure.found)]
    if together:
        found = f"{failure.name} has both {listed(together)}"
        yield failure.problem(
            "either-or", found, "only one of them is possible", "take one of them out.", at=(*failure.at, together[-1]), of_key=True
        )
    else:
        yield failure.problem("either-or", f"{failure.name} cannot stand here", "something else excludes it", "take it out.", of_key=True)


def explain_alternatives(failure: Failure, meant: frozenset[str]) -> Iterator[DocumentProblem]:
    """Report members that exclude each other, or a missing one of several, for alternatives that differ only in ``required``."""
    alternatives = [name for branch in _list(failure.wanted) for name in _names(_mapping(branch).get("required"))]
    found = _mapping(failure.found)
    present = [name for name in found if name in alternatives]
    if len(present) > 1:
        clause, at = f"{failure.name} has both {listed(present)}", (*failure.at, present[-1])
        yield failure.problem("either-or", clause, "exactly one of them is needed", f"keep one of {listed(present)}.", at=at, of_key=True)
    elif not meant.intersection(alternatives):
        clause = f"{failure.name} has neither {listed(alternatives, 'nor')}"
        yield failure.problem("either-or", clause, "exactly one of them is needed", f"add {listed(alternatives, 'or')}.", of_key=True)


def are_about_members(failure: Failure) -> bool:
    """Return whether the alternatives of anyOf or oneOf differ only in ``required``."""
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
