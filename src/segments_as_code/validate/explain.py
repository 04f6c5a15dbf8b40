"""Explain what a schema refuses: one finding for each mistake, none for its consequences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from segments_as_code.model.values import Path
from segments_as_code.problems import Finding
from segments_as_code.validate.failure import Failure
from segments_as_code.validate.members import (
    are_about_members,
    explain_alternatives,
    explain_exclusion,
    explain_missing,
    explain_unknown,
    guesses,
)
from segments_as_code.validate.values import (
    explain_choice,
    explain_count,
    explain_form,
    explain_length,
    explain_limit,
    explain_repetition,
    explain_type,
)

_Meant: TypeAlias = Mapping[Path, frozenset[str]]

_OF_VALUES: Final[Mapping[str, Callable[[Failure], Iterator[Finding]]]] = {
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
"""The first that fails of a value is what is wrong with it; the others most likely follow from that."""

_OF_BRANCHES: Final = ("oneOf", "anyOf")
_RANKS: Final = {keyword: rank for rank, keyword in enumerate(_OF_VALUES)}


def explain(failures: Sequence[Failure], homes: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each mistake behind ``failures``, in no particular order; ``homes`` say which members belong elsewhere."""
    unknown = [failure for failure in failures if failure.keyword == "additionalProperties"]
    meant = {failure.at: frozenset(name for name in guesses(failure).values() if name) for failure in unknown}
    for failure in _first_of_each_value(failures):
        yield from _explain_one(failure, meant, homes)


def _first_of_each_value(failures: Sequence[Failure]) -> Iterator[Failure]:
    """Yield all failures, but of those that are about the same value only the first in rank; the schema's own words break a tie."""
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


def _explain_one(failure: Failure, meant: _Meant, homes: Mapping[str, str]) -> Iterator[Finding]:
    match failure.keyword:
        case "additionalProperties":
            return explain_unknown(failure, homes)
        case "required" | "dependentRequired":
            return explain_missing(failure, meant.get(failure.at, frozenset()))
        case "not":
            return explain_exclusion(failure)
        case "oneOf" | "anyOf":
            return _explain_branches(failure, meant, homes)
        case keyword:
            return _OF_VALUES.get(keyword, explain_form)(failure)


def _explain_branches(failure: Failure, meant: _Meant, homes: Mapping[str, str]) -> Iterator[Finding]:
    """Explain the alternative that was most likely meant: one of the right type, with the fewest and deepest failures."""
    if are_about_members(failure):
        yield from explain_alternatives(failure, meant.get(failure.at, frozenset()))
    elif failure.note("x-says") is not None or not failure.branches:
        yield from explain_form(failure)
    else:
        yield from explain(min(failure.branches.values(), key=lambda branch: _unlikeliness(branch, failure.at)), homes)


def _unlikeliness(branch: Sequence[Failure], at: Path) -> tuple[bool, int, int]:
    is_of_another_type = any(failure.keyword == "type" and failure.at == at for failure in branch)
    return is_of_another_type, len(branch), -max(len(failure.at) for failure in branch)
