"""Respell criteria that compare with a list of values: attributes, demographics and countries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from segments_as_code.model.document import Json, Path
from segments_as_code.model.instants import in_utc, midnight, normal_instant
from segments_as_code.model.wording import named, shown
from segments_as_code.providers.pinpoint.normalize.draft import Draft, own_list, rename
from segments_as_code.providers.pinpoint.shape import ATTRIBUTE_TYPES, DATE_TYPES, DIMENSION_TYPES

CODES: Mapping[str, str] = {
    "type-spelling": "AttributeType belongs to attributes, DimensionType to Demographic and Country; one was read for the other.",
    "single-value": "Values is a list; one value on its own was read as a list of one.",
    "date-operator": "GREATER_THAN and LESS_THAN compare metrics; on a date they were read as AFTER and BEFORE.",
    "comparison-on-attribute": "GREATER_THAN and its like compare metrics, and this attribute's value has no single reading as a date.",
    "date-only": "Pinpoint compares dates as instants; a date was read as the midnight (UTC) it begins with.",
    "offset-instant": "Pinpoint compares instants in UTC; a time with an offset has to be converted.",
}

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_AS_DATE = {"GREATER_THAN": "AFTER", "LESS_THAN": "BEFORE"}
_COMPARISONS = (*_AS_DATE, "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL")


def normalize_attribute(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    """Respell one criterion of Attributes or UserAttributes."""
    _type_member(draft, at, criterion, "AttributeType", (*ATTRIBUTE_TYPES, *_COMPARISONS))
    _listed_values(draft, at, criterion)
    _comparison(draft, at, criterion)
    if criterion.get("AttributeType") in DATE_TYPES:
        _instants(draft, at, criterion)


def normalize_set(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    """Respell one criterion of Demographic, or Country."""
    _type_member(draft, at, criterion, "DimensionType", DIMENSION_TYPES)
    _listed_values(draft, at, criterion)


def _type_member(draft: Draft, at: Path, criterion: dict[str, Json], right: str, known: Sequence[str]) -> None:
    wrong = "DimensionType" if right == "AttributeType" else "AttributeType"
    if right in criterion or criterion.get(wrong) not in known:
        return
    message = f"{named(at)} is compared by {right}; {wrong} was read as that."
    draft.warn((*at, wrong), "type-spelling", message, f"write {right}.", of_key=True)
    rename(criterion, wrong, right)
    draft.origins[*at, right] = draft.origin((*at, wrong))


def _listed_values(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    value = criterion.get("Values")
    if not isinstance(value, str):
        return
    inside = (*at, "Values")
    message = f"Values is a list; {shown(value)} was read as a list of one."
    draft.warn(inside, "single-value", message, f"write Values: [{shown(value)}].")
    criterion["Values"] = [value]
    draft.origins[*inside, 0] = draft.origin(inside)


def _comparison(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    """Read GREATER_THAN and LESS_THAN on one date as AFTER and BEFORE; refuse them, and their like, on all else."""
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
        draft.warn(inside, "date-operator", f"{message}, that exact instant excluded.", remedy)
        criterion["AttributeType"], criterion["Values"] = better, [instant]
        return
    message = f"AttributeType is {operator}, which compares metrics, and {named(at)} is compared with {shown(values)}."
    if value is not None:
        message = f"AttributeType is {operator}, which compares metrics; for an attribute {shown(value)} has no single reading."
    remedy = _comparison_remedy(at, operator, value, instant or in_utc(text))
    # Beside a number nothing else is to be said of this criterion: quotes round it would not help.
    is_text = isinstance(value, str)
    draft.refuse(inside if is_text else at, "comparison-on-attribute", message, remedy, of_key=not is_text)


def _comparison_remedy(at: Path, operator: str, value: Json, instant: str | None) -> str:
    if instant is None:
        number = shown(value) if _NUMBER.fullmatch(shown(value)) else "5"
        return f"compare numbers under Metrics: {{{named(at[-1:])}: {{ComparisonOperator: {operator}, Value: {number}}}}}."
    if operator in _AS_DATE:
        return f"write AttributeType: {_AS_DATE[operator]} and Values: [{instant}]."
    strict = "AFTER" if operator.startswith("GREATER") else "BEFORE"
    nearby = "one a millisecond before it" if strict == "AFTER" else "one a millisecond after it"
    return f"write AttributeType: {strict}, with {instant} where that instant itself does not count, or {nearby} where it does."


def _instants(draft: Draft, at: Path, criterion: dict[str, Json]) -> None:
    values = own_list(criterion, "Values")
    for index, value in enumerate(values or []):
        if not isinstance(value, str) or values is None:
            continue
        inside = (*at, "Values", index)
        instant, converted = midnight(value), in_utc(value)
        if instant is not None:
            message = f"{value} is a date, and Pinpoint compares instants; it was read as {instant}."
            draft.warn(inside, "date-only", message, f"write {instant}.")
            values[index] = instant
        elif converted is not None:
            message = f"{value} has an offset, and Pinpoint compares instants in UTC."
            draft.refuse(inside, "offset-instant", message, f"write {converted}, which is the same instant.")
