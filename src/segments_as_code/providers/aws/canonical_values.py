"""JSON values in one form, for definitions that services return with empty members, in another order, or with other numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from segments_as_code.model.document import Json

_EXACT: Final = 2**53
"""A double can represent every whole number below this."""

json_text = json.JSONEncoder(sort_keys=True).encode


def tidy(value: Json) -> Json:
    """Return ``value`` without empty members and nulls in lists, and with one spelling for each number."""
    if isinstance(value, dict):
        return {name: tidied for name, member in value.items() if not is_empty(tidied := tidy(member))}
    if isinstance(value, list):
        return [tidy(element) for element in value if element is not None]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return value


def _number(value: float) -> float:
    """Return an int for a whole number that a double represents exactly (5.0 is 5, and -0.0 is 0), else the double."""
    try:
        double = float(value)
    except OverflowError:
        return value
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def is_empty(value: Json) -> bool:
    """Return whether ``value`` is empty; false, 0 and an empty text are not."""
    return value is None or (not value and isinstance(value, dict | list))


def in_order(values: Iterable[Json]) -> list[Json]:
    """Return ``values`` in the order of their JSON text; most definitions have one group with one block, and no text is made of it."""
    found = list(values)
    return sorted(found, key=json_text) if len(found) > 1 else found


def with_order(value: Json, order: tuple[str, ...]) -> Json:
    """Return a mapping with the members of ``order`` first, then the others by name."""
    return with_members(value, {name: value.get(name) for name in order}) if isinstance(value, dict) else value


def with_members(was: Mapping[str, Json], known: Mapping[str, Json]) -> dict[str, Json]:
    """Return the ``known`` members without those that are None, then the other members of ``was`` by name."""
    made = {name: member for name, member in known.items() if member is not None}
    return {**made, **{name: was[name] for name in sorted(was.keys() - known.keys())}}
