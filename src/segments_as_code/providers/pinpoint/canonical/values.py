"""What holds of any value in a definition: nothing that is empty, one spelling of numbers, members in order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from operator import is_
from typing import Final

from segments_as_code.model.document import Json

_EXACT: Final = 2**53
"""Below this a double holds every whole number."""
_TEXTS_ALONE: Final = {str}

text_of = json.JSONEncoder(sort_keys=True).encode
"""What values are sorted by."""


def sorted_json(values: Iterable[Json]) -> list[Json]:
    """Return ``values`` in the order of their JSON text."""
    several = list(values)
    return sorted(several, key=text_of) if len(several) > 1 else several


def said(value: Json) -> Json:
    """Return ``value`` tidied, None where it holds nothing."""
    tidied = tidy(value)
    return None if is_empty(tidied) else tidied


def tidy(value: Json) -> Json:
    """Return ``value`` without members that hold nothing, without nulls in lists, and with one spelling for each number."""
    if isinstance(value, dict):
        return _tidy_mapping(value)
    if isinstance(value, list):
        if set(map(type, value)) == _TEXTS_ALONE:
            return value
        return same(value, [tidy(element) for element in value if element is not None])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _tidy_mapping(was: dict[str, Json]) -> dict[str, Json]:
    changed: dict[str, Json] = {}
    for name, member in was.items():
        if type(member) is not str:
            tidied = tidy(member)
            if tidied is not member or is_empty(tidied):
                changed[name] = tidied
    if not changed:
        return was
    return {name: left for name, member in was.items() if not is_empty(left := changed.get(name, member))}


def _number(value: float) -> float:
    """Return an int for each whole number that a double holds exactly (so 5.0 is 5, and -0.0 is 0), else the double."""
    if type(value) is int and -_EXACT < value < _EXACT:
        return value
    try:
        double = float(value)
    except OverflowError:
        return value
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def is_empty(value: Json) -> bool:
    """Return whether ``value`` holds nothing; an empty text is something."""
    return value is None or (not value and isinstance(value, dict | list))


def with_members(was: dict[str, Json], known: dict[str, Json]) -> dict[str, Json]:
    """Return the ``known`` members of what ``was``, without those that are None, then its others by name, tidied."""
    made: dict[str, Json] = {name: member for name, member in known.items() if member is not None}
    if list(was) == list(made):
        return kept(was, made)
    for name in sorted(was.keys() - known.keys()):
        if not is_empty(tidied := tidy(was[name])):
            made[name] = tidied
    return kept(was, made)


def ordered(value: Json, order: tuple[str, ...]) -> Json:
    """Return a mapping with the members of ``order`` first, then the others by name."""
    if not isinstance(value, dict):
        return value
    names = _in_order(tuple(value), order)
    return value if names is None else {name: value[name] for name in names}


@lru_cache(maxsize=256)
def _in_order(names: tuple[str, ...], order: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return ``names`` with those of ``order`` first, then the others sorted; None where they are so already."""
    known = tuple(name for name in order if name in names)
    wanted = (*known, *sorted(set(names).difference(known)))
    return None if wanted == names else wanted


def kept(was: dict[str, Json], made: dict[str, Json]) -> dict[str, Json]:
    """Return ``made``, or what there ``was`` before it where that has the very same members in the same order."""
    return was if all(map(is_, was.values(), made.values())) and list(was) == list(made) else made


def same(was: list[Json], made: list[Json]) -> list[Json]:
    """Return ``made``, or what there ``was`` before it where that has the very same elements."""
    return was if len(was) == len(made) and all(map(is_, was, made)) else made
