"""Normalize pasted criteria in other spellings: attributes, demographics, countries, and metrics."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from segments_as_code.model.document import Json, Path
from segments_as_code.model.instants import in_utc, midnight, normal_instant
from segments_as_code.model.wording import member_name, value_text
from segments_as_code.providers.aws.normalizer import Normalizer, rename
from segments_as_code.providers.aws.pasted import list_values, normalize_instants
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_TYPES, DATE_TYPES, DIMENSION_TYPES, OPERATORS

CODES: Mapping[str, str] = {
    "type-spelling": "AttributeType belongs to attributes, DimensionType to Demographic and Country; one was read for the other.",
    "date-operator": "GREATER_THAN and LESS_THAN compare metrics; on a date they were read as AFTER and BEFORE.",
    "comparison-on-attribute": "GREATER_THAN and its like compare metrics, and this attribute's value has no single reading as a date.",
    "metric-spelling": "A metric is written like an attribute; it was read as one ComparisonOperator and one Value.",
    "metric-without-reading": "A metric is written like an attribute, and cannot be read as exactly one operator and one number.",
    "numeric-text": "A metric's Value is a number, not text; text that is a number was read as that.",
}

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_AS_DATE = {"GREATER_THAN": "AFTER", "LESS_THAN": "BEFORE"}
_COMPARISONS = (*_AS_DATE, "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL")
_OPERATOR_WORDS = ("ComparisonOperator", "DimensionType", "AttributeType")
_FOREIGN = ("DimensionType", "AttributeType", "Values")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


# ── attributes, demographics, countries ─────────────────────────────────────────────────────────────────────────────────


def normalize_attribute(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Normalize one criterion of Attributes or UserAttributes."""
    _type_member(normalizer, at, criterion, "AttributeType", (*ATTRIBUTE_TYPES, *_COMPARISONS))
    list_values(normalizer, at, criterion)
    _comparison(normalizer, at, criterion)
    if criterion.get("AttributeType") in DATE_TYPES:
        normalize_instants(normalizer, at, criterion, "Pinpoint")


def normalize_set(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Normalize one criterion of Demographic, or Country."""
    _type_member(normalizer, at, criterion, "DimensionType", DIMENSION_TYPES)
    list_values(normalizer, at, criterion)


def _type_member(normalizer: Normalizer, at: Path, criterion: dict[str, Json], right: str, known: Sequence[str]) -> None:
    wrong = "DimensionType" if right == "AttributeType" else "AttributeType"
    if right in criterion or criterion.get(wrong) not in known:
        return
    message = f"{member_name(at)} is compared by {right}; {wrong} was read as that."
    normalizer.warn((*at, wrong), "type-spelling", message, f"write {right}.", of_key=True)
    rename(criterion, wrong, right)
    normalizer.origins[*at, right] = normalizer.origin((*at, wrong))


def _comparison(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Read GREATER_THAN and LESS_THAN on one date as AFTER and BEFORE; refuse them, and similar ones, on everything else."""
    operator = criterion.get("AttributeType")
    if not isinstance(operator, str) or operator not in _COMPARISONS:
        return
    values = criterion.get("Values")
    value = values[0] if isinstance(values, list) and len(values) == 1 else None
    text = value if isinstance(value, str) else ""
    instant = midnight(text) or normal_instant(text)
    inside = (*at, "AttributeType")
    if instant is not None and operator in _AS_DATE:
        better = _AS_DATE[operator]
        message = f"AttributeType is {operator}, which compares metrics; on the date {text} it was read as {better} {instant}"
        remedy = f"write AttributeType: {better} and Values: [{instant}]."
        normalizer.warn(inside, "date-operator", f"{message}, that exact instant excluded.", remedy)
        criterion["AttributeType"], criterion["Values"] = better, [instant]
        return
    message = f"AttributeType is {operator}, which compares metrics, and {member_name(at)} is compared with {value_text(values)}."
    if value is not None:
        message = f"AttributeType is {operator}, which compares metrics; for an attribute {value_text(value)} has no single reading."
    remedy = _comparison_remedy(at, operator, value, instant or in_utc(text))
    # With a number, report nothing else about this criterion: quotes around it would not help.
    is_text = isinstance(value, str)
    normalizer.refuse(inside if is_text else at, "comparison-on-attribute", message, remedy, of_key=not is_text)


def _comparison_remedy(at: Path, operator: str, value: Json, instant: str | None) -> str:
    if instant is None:
        number = value_text(value) if _PLAIN_NUMBER.fullmatch(value_text(value)) else "5"
        return f"compare numbers under Metrics: {{{member_name(at[-1:])}: {{ComparisonOperator: {operator}, Value: {number}}}}}."
    if operator in _AS_DATE:
        return f"write AttributeType: {_AS_DATE[operator]} and Values: [{instant}]."
    strict = "AFTER" if operator.startswith("GREATER") else "BEFORE"
    nearby = "one a millisecond before it" if strict == "AFTER" else "one a millisecond after it"
    return f"write AttributeType: {strict}, with {instant} if that instant itself does not count, or {nearby} if it does."


# ── metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def normalize_metric(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    """Normalize one criterion of Metrics."""
    foreign = [name for name in criterion if name in _FOREIGN]
    if not foreign:
        _numeric_text(normalizer, at, criterion)
        return
    operator, number = _operator(criterion), _value(criterion)
    if operator is None or number is None:
        message = f"{member_name(at)} is written with {' and '.join(foreign)}, and {_reason(criterion, operator)}."
        remedy = "write one ComparisonOperator and one Value, for example {ComparisonOperator: GREATER_THAN, Value: 5}."
        normalizer.refuse(at, "metric-without-reading", message, remedy, of_key=True)
        return
    spelling = f"ComparisonOperator: {operator} and Value: {value_text(number)}"
    message = f"{member_name(at)} is written with {' and '.join(foreign)}; it was read as {spelling}."
    normalizer.warn((*at, foreign[0]), "metric-spelling", message, f"write {spelling}.", of_key=True)
    _rewrite(normalizer, at, criterion, operator, number)


def _rewrite(normalizer: Normalizer, at: Path, criterion: dict[str, Json], operator: str, number: float) -> None:
    word = next(name for name in _OPERATOR_WORDS if name in criterion)
    source: Path = (*at, "Value")
    if "Values" in criterion:
        source = (*at, "Values", 0) if isinstance(criterion["Values"], list) else (*at, "Values")
    origins = {"ComparisonOperator": normalizer.origin((*at, word)), "Value": normalizer.origin(source)}
    rest = {name: value for name, value in criterion.items() if name not in (*_OPERATOR_WORDS, "Values", "Value")}
    criterion.clear()
    criterion.update({"ComparisonOperator": operator, "Value": number, **rest})
    for name, origin in origins.items():
        if origin != (*at, name):
            normalizer.origins[*at, name] = origin


def _operator(criterion: Mapping[str, Json]) -> str | None:
    """Return the only operator that a criterion names; INCLUSIVE means EQUAL."""
    found = [criterion[name] for name in _OPERATOR_WORDS if name in criterion]
    if len(found) != 1 or not isinstance(found[0], str):
        return None
    operator = "EQUAL" if found[0] == "INCLUSIVE" else found[0]
    return operator if operator in OPERATORS else None


def _value(criterion: Mapping[str, Json]) -> float | None:
    """Return the only number that a criterion compares with."""
    found = [criterion[name] for name in ("Value", "Values") if name in criterion]
    if len(found) != 1:
        return None
    value = found[0]
    if isinstance(value, list):
        return _finite_number(value[0]) if len(value) == 1 else None
    return _finite_number(value)


def _finite_number(value: Json) -> float | None:
    """Return a finite number, also from its text; None if ``value`` is neither."""
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
        found = [value_text(criterion[name]) for name in _OPERATOR_WORDS if name in criterion]
        return f"{' and '.join(found)} is not a comparison of numbers" if found else "no operator says how to compare"
    values = criterion.get("Values", criterion.get("Value"))
    if isinstance(values, list) and len(values) == 1:
        return f"{value_text(values[0])} is not a number"
    return f"{value_text(values)} is not one number"


def _numeric_text(normalizer: Normalizer, at: Path, criterion: dict[str, Json]) -> None:
    value = criterion.get("Value")
    number = _finite_number(value)
    if not isinstance(value, str) or number is None:
        return
    message = f"Value is the text {value_text(value)}; it was read as the number {value_text(number)}."
    normalizer.warn((*at, "Value"), "numeric-text", message, f"write Value: {value_text(number)} without quotes.")
    criterion["Value"] = number
