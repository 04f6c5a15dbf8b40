"""The canonical form, which is the same for all definitions that mean the same.

It is not documented what the service returns for a written definition: it may leave out or fill in empty members, and change
their order. Unknown members of criteria are kept, so that they show up as a difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.instants import midnight, normal_instant
from segments_as_code.providers.aws.canonical_values import in_order, is_empty, json_text, tidy, with_members, with_order
from segments_as_code.providers.aws.segment_groups import canonical_groups
from segments_as_code.providers.customer_profiles.shape import (
    ADDRESS_PARTS,
    ADDRESSES,
    CRITERION_ORDER,
    DATE_TYPES,
    PROFILE_ORDER,
    RANGE_ORDER,
    RANGE_TYPES,
    SORT_ORDER,
    SOURCE_ORDER,
)

_BLOCK_ORDER: Final = ("ProfileAttributes", "CalculatedAttributes")


def canonical(definition: Definition) -> dict[str, Json]:
    """Return name, description, criteria and order of ``definition``; no criteria if everyone is in it.

    SegmentDefinitionName is no part of it: it is the id. Idempotent. Sets of values, blocks, groups and sources are sorted;
    members are in the API's order. A connective that joins at most one part is ALL (unless it is NONE); a missing one that
    joins several stays missing.
    """
    made: dict[str, Json] = {
        "DisplayName": definition.get("DisplayName"),
        "Description": definition.get("Description") or None,  # the service refuses an empty one, so that it means none
        "SegmentGroups": canonical_groups(tidy(definition.get("SegmentGroups")), _block, SOURCE_ORDER),
        "SegmentSqlQuery": definition.get("SegmentSqlQuery") or None,
        "SegmentSort": _sort(tidy(definition.get("SegmentSort"))),
    }
    return {name: value for name, value in made.items() if not is_empty(value)}


def audience(definition: Definition) -> bytes:
    """Return the criteria of a canonical ``definition`` as bytes, the same for equal criteria; none if there are none."""
    criteria = {name: definition[name] for name in ("SegmentGroups", "SegmentSqlQuery") if name in definition}
    return json.dumps(criteria).encode() if criteria else b""


# ── blocks and criteria (all values passed to these functions are tidy already) ────────────────────────────────────────


def _block(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    profile, calculated = value.get("ProfileAttributes"), value.get("CalculatedAttributes")
    made = with_members(value, {"ProfileAttributes": _profile(profile), "CalculatedAttributes": _each(_criterion, calculated)})
    return with_order(made, _BLOCK_ORDER)


def _profile(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    return with_order({name: _field(name, field) for name, field in value.items()}, PROFILE_ORDER)


def _field(name: str, value: Json) -> Json:
    if name in ADDRESSES:
        return with_order(_each(_criterion, value), ADDRESS_PARTS)
    return _each(_criterion, value) if name == "Attributes" else _criterion(value)


def _each(change: Callable[[Json], Json], section: Json) -> Json:
    """Return a mapping of criteria by name, in the order of their names, each changed."""
    return {name: change(section[name]) for name in sorted(section)} if isinstance(section, dict) else section


def _criterion(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    made = {**value}
    if "Values" in made:
        made["Values"] = _values(made.get("DimensionType"), made["Values"])
    overrides = made.get("ConditionOverrides")
    if isinstance(overrides, dict) and "Range" in overrides:
        made["ConditionOverrides"] = with_order({**overrides, "Range": with_order(overrides["Range"], RANGE_ORDER)}, ("Range",))
    return with_order(made, CRITERION_ORDER)


def _values(type_: Json, values: Json) -> Json:
    if not isinstance(values, list):
        return values
    if type_ in DATE_TYPES:
        values = [_instant(value) for value in values]
    if type_ in RANGE_TYPES:
        return values
    return in_order({json_text(value): value for value in values}.values())


def _instant(value: Json) -> Json:
    return midnight(value) or normal_instant(value) or value if isinstance(value, str) else value


def _sort(value: Json) -> Json:
    attributes = value.get("Attributes") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(attributes, list):
        return value
    return with_order({**value, "Attributes": [with_order(attribute, SORT_ORDER) for attribute in attributes]}, ("Attributes",))
