"""Explain failures of a value: its type and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from segments_as_code.definitions.schema_failures import TYPES, Failure, describe_value, guess, listed, quote_value
from segments_as_code.model.document import Json
from segments_as_code.model.problem import DocumentProblem

_LIMITS: Final[Mapping[str, str]] = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
}


def explain_type(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a wrong type, and how to write a value of the right one."""
    types = [failure.wanted] if isinstance(failure.wanted, str) else [each for each in _items(failure.wanted) if each != "null"]
    wanted = listed([TYPES.get(str(type_), str(type_)) for type_ in types], "or")
    found = failure.found
    clause, says = f"{failure.name} is {describe_value(found)}", f"{wanted} is wanted here"
    if found is None and ("string" in types or failure.note("x-fix") is None):
        yield replace(failure.problem("wrong-type", clause, says, ""), remedy="write a value, or remove it.")
    elif "string" in types and isinstance(found, (dict, list)):
        yield replace(failure.problem("wrong-type", clause, says, ""), remedy=f"write {wanted} instead of {quote_value(found)}.")
    elif "string" in types:
        yield failure.problem("wrong-type", clause, says, "put it in quotes, exactly as it should be.")
    else:
        yield failure.problem("wrong-type", clause, says, f"write {_example(failure, types) or wanted}.")


def explain_choice(failure: Failure) -> Iterator[DocumentProblem]:
    """Report the allowed values, and which one was probably intended."""
    allowed = list(_items(failure.wanted)) if failure.keyword == "enum" else [failure.wanted]
    words = [quote_value(value) for value in allowed]
    near = guess(failure.found, [word for word in allowed if isinstance(word, str)]) if isinstance(failure.found, str) else None
    found = f"{failure.name} is {quote_value(failure.found) if failure.found is not None else 'empty'}"
    problem = failure.problem("unknown-value", found, f"it can be {listed(words, 'or')}", f"write {words[0]}, or another of those.")
    yield problem if near is None else replace(problem, remedy=f"write {near}.")


def explain_count(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a wrong number of items or members, and the limit."""
    is_short = failure.keyword.startswith("min")
    thing = "member" if failure.keyword.endswith("Properties") else "item"
    count = len(_items(failure.found))
    found = f"{failure.name} has {_number(count, thing)}"
    if is_short:
        yield failure.problem("too-few-values", found, f"it needs at least {failure.wanted}", "add what is missing.")
    else:
        yield failure.problem("too-many-values", found, f"it can have at most {failure.wanted}", "take some out.")


def explain_length(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a text of the wrong length, and the limit."""
    text = str(failure.found)
    if not text:
        found, says = f"{failure.name} is an empty text", "it needs a character at least"
        yield failure.problem("too-short", found, says, "write something between the quotes, or remove it.")
    elif failure.keyword == "minLength":
        found = f"{failure.name} has {_number(len(text), 'character')}"
        yield failure.problem("too-short", found, f"it needs at least {failure.wanted}", "write a longer one.")
    else:
        found = f"{failure.name} has {_number(len(text), 'character')}: {quote_value(text)}"
        yield failure.problem("too-long", found, f"it can have at most {failure.wanted}", "shorten it.")


def explain_limit(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a number outside its limits."""
    limit = _LIMITS[failure.keyword].format(quote_value(failure.wanted))
    found = f"{failure.name} is {quote_value(failure.found)}"
    yield failure.problem("out-of-range", found, f"{limit} is wanted here", f"write a number that is {limit}.")


def explain_form(failure: Failure) -> Iterator[DocumentProblem]:
    """Report a text of the wrong form."""
    found = f"{failure.name} is {quote_value(failure.found)}"
    says = f"it is not written in the form {failure.wanted}"
    yield failure.problem("wrong-form", found, says, "write it in that form.")


def explain_repetition(failure: Failure) -> Iterator[DocumentProblem]:
    """Report equal items in a list whose items must differ."""
    yield failure.problem("repeated-value", f"{failure.name} names something twice", "its items must differ", "take one of them out.")


def _items(value: Json) -> Sequence[Json] | Mapping[str, Json]:
    return value if isinstance(value, (list, dict)) else ()


def _number(count: int, thing: str) -> str:
    return f"no {thing}" if count == 0 else f"{count} {thing}{'' if count == 1 else 's'}"


def _example(failure: Failure, types: Sequence[Json]) -> str:
    """Return how to write a value of the right type, as far as the schema or the value shows."""
    found, members = failure.found, list(_items(failure.schema.get("properties", {})))
    if "array" in types and isinstance(found, (str, int, float)):
        return f"a list: [{quote_value(found)}]"
    if "object" in types and members:
        return f"its members below it, such as {members[0]}"
    if isinstance(found, str) and {"number", "integer", "boolean"} & set(types):
        return f"{listed([TYPES[str(type_)] for type_ in types], 'or')} without quotes"
    return ""
