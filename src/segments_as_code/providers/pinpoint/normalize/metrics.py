"""Respell metrics that are written like attributes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from segments_as_code.model.document import Json, Path
from segments_as_code.model.wording import named, shown
from segments_as_code.providers.pinpoint.normalize.draft import Draft
from segments_as_code.providers.pinpoint.shape import OPERATORS

CODES: Mapping[str, str] = {
    "metric-spelling": "A metric is written like an attribute; it was read as one ComparisonOperator and one Value.",
    "metric-without-reading": "A metric is written like an attribute, and there is no single reading of it as one operator and one number.",
    "numeric-text": "A metric's Value is a number, not text; text that is a number was read as that.",
}

_OPERATOR_WORDS = ("ComparisonOperator", "DimensionType", "AttributeType")
_FOREIGN = ("DimensionType", "AttributeType", "Values")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def normalize_metric(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    """Respell one criterion of Metrics."""
    foreign = [name for name in criterion if name in _FOREIGN]
    if not foreign:
        _numeric_text(draft, at, criterion)
        return
    operator, number = _operator(criterion), _value(criterion)
    if operator is None or number is None:
        message = f"{named(at)} is written with {' and '.join(foreign)}, and {_reason(criterion, operator)}."
        remedy = "write one ComparisonOperator and one Value, for example {ComparisonOperator: GREATER_THAN, Value: 5}."
        draft.refuse(at, "metric-without-reading", message, remedy, of_key=True)
        return
    spelling = f"ComparisonOperator: {operator} and Value: {shown(number)}"
    message = f"{named(at)} is written with {' and '.join(foreign)}; it was read as {spelling}."
    draft.warn((*at, foreign[0]), "metric-spelling", message, f"write {spelling}.", of_key=True)
    _rewrite(draft, at, criterion, operator, number)


def _rewrite(draft: Draft, at: Path, criterion: dict[str, Json], operator: str, number: float) -> None:
    word = next(name for name in _OPERATOR_WORDS if name in criterion)
    source: Path = (*at, "Value")
    if "Values" in criterion:
        source = (*at, "Values", 0) if isinstance(criterion["Values"], list) else (*at, "Values")
    origins = {"ComparisonOperator": draft.origin((*at, word)), "Value": draft.origin(source)}
    rest = {name: value for name, value in criterion.items() if name not in (*_OPERATOR_WORDS, "Values", "Value")}
    criterion.clear()
    criterion.update({"ComparisonOperator": operator, "Value": number, **rest})
    for name, origin in origins.items():
        if origin != (*at, name):
            draft.origins[*at, name] = origin


def _operator(criterion: Mapping[str, Json]) -> str | None:
    """Return the one operator that a criterion names; INCLUSIVE means EQUAL."""
    found = [criterion[name] for name in _OPERATOR_WORDS if name in criterion]
    if len(found) != 1 or not isinstance(found[0], str):
        return None
    operator = "EQUAL" if found[0] == "INCLUSIVE" else found[0]
    return operator if operator in OPERATORS else None


def _value(criterion: Mapping[str, Json]) -> float | None:
    """Return the one number that a criterion compares with."""
    found = [criterion[name] for name in ("Value", "Values") if name in criterion]
    if len(found) != 1:
        return None
    value = found[0]
    if isinstance(value, list):
        return _number(value[0]) if len(value) == 1 else None
    return _number(value)


def _number(value: Json) -> float | None:
    """Return a finite number, also from its text; None where ``value`` is neither."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and _NUMBER.fullmatch(value) is None:
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _reason(criterion: Mapping[str, Json], operator: str | None) -> str:
    if operator is None:
        found = [shown(criterion[name]) for name in _OPERATOR_WORDS if name in criterion]
        return f"{' and '.join(found)} is no comparison of numbers" if found else "no operator says how to compare"
    values = criterion.get("Values", criterion.get("Value"))
    if isinstance(values, list) and len(values) == 1:
        return f"{shown(values[0])} is not a number"
    return f"{shown(values)} is not one number"


def _numeric_text(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    value = criterion.get("Value")
    number = _number(value)
    if not isinstance(value, str) or number is None:
        return
    message = f"Value is the text {shown(value)}; it was read as the number {shown(number)}."
    draft.warn((*at, "Value"), "numeric-text", message, f"write Value: {shown(number)} without quotes.")
    criterion["Value"] = number
