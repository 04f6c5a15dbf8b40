"""Read the words of the house out of JSON that anybody may have edited.

A field that is added to ``Usage`` or ``DeployedSegment`` is written and read without a change here, as long as its kind is
among those below; one with a default may be missing in a file of an earlier release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from segments_as_code.model.deployed import SegmentKind
from segments_as_code.model.usages import Keeps, Schedule, UsageRole

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)


class MalformedError(ValueError):
    """What is wrong with a document, as the end of a sentence; it quotes no value."""


def read_as(kind: type[T], said: Any, at: str) -> T:
    """Return the ``kind`` that ``said`` describes; ``at`` says where it stands."""
    if not isinstance(said, dict):
        raise MalformedError(f"{at} is no object")
    return kind(**dict(_members(kind, said, at)))


def read_text(said: Mapping[str, Any], name: str) -> str:
    """Return the text that is the member ``name``."""
    if not isinstance(value := said.get(name), str) or not value:
        raise MalformedError(f"{name} is no text")
    return value


def read_list(said: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Yield the items of the list that is the member ``name``, each with where it stands."""
    if not isinstance(value := said.get(name), list):
        raise MalformedError(f"{name} is no list")
    yield from ((f"{name}[{position}]", item) for position, item in enumerate(value))


def _members(kind: type[DataclassInstance], said: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for field in fields(kind):
        if field.name in said:
            yield field.name, _value(field, said[field.name], f"{at}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise MalformedError(f"{at} has no {field.name}")


def _value(field: Field[Any], value: Any, at: str) -> Any:
    if field.type == "Schedule":
        return read_as(Schedule, value, at)
    fits, make = _KINDS[str(field.type)]
    if not fits(value):
        raise MalformedError(f"{at} is not what belongs there")
    return make(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _same(value: Any) -> Any:
    return value


_KINDS: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    "str": (_is_text, _same),
    "str | None": (lambda value: value is None or _is_text(value), _same),
    "bool": (lambda value: isinstance(value, bool), _same),
    "bool | None": (lambda value: value is None or isinstance(value, bool), _same),
    "int": (_is_number, _same),
    "int | None": (lambda value: value is None or _is_number(value), _same),
    "tuple[str, ...]": (lambda value: isinstance(value, list) and all(map(_is_text, value)), tuple),
    "Mapping[str, str]": (lambda value: isinstance(value, dict) and all(map(_is_text, value.values())), _same),
    "Definition": (lambda value: isinstance(value, dict), _same),
    "SegmentKind": (lambda value: _is_text(value) and value in set(SegmentKind), SegmentKind),
    "UsageRole": (lambda value: _is_text(value) and value in set(UsageRole), UsageRole),
    "Keeps | None": (lambda value: value is None or (_is_text(value) and value in set(Keeps)), lambda value: value and Keeps(value)),
}
"""By a field's annotation as it is written: what a value must be, and what is made of it."""
