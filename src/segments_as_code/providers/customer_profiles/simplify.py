"""The shortest readable form of a canonical definition, which is also sent to Customer Profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from segments_as_code.model.document import Definition, Json

_EVERYONE: Final[Mapping[str, Json]] = {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Type": "ALL", "Dimensions": []}]}
_GROUP_ORDER: Final = ("SourceSegments", "SourceType", "Type", "Dimensions")
"""Each connective, and the member that it connects."""


def simplify(definition: Definition) -> dict[str, Json]:
    """Return ``definition`` without empty lists, and with a group for everyone if it has no criteria.

    ``canonical`` reverses it. Connectives stay written out, because AWS documents no default.
    """
    groups = definition.get("SegmentGroups")
    if groups is None and "SegmentSqlQuery" not in definition:
        return _in_order(definition, _EVERYONE)
    found = groups.get("Groups") if isinstance(groups, dict) else None
    if not isinstance(groups, dict) or not isinstance(found, list):
        return dict(definition)
    return {**definition, "SegmentGroups": {**groups, "Groups": [_shortened(group) for group in found]}}


def write_request(definition: Definition) -> dict[str, Json]:
    """Return the members of CreateSegmentDefinition for a canonical ``definition`` whose references are by name.

    DomainName and Tags are added by who creates it.
    """
    return simplify(definition)


def _in_order(definition: Definition, groups: Mapping[str, Json]) -> dict[str, Json]:
    after = {name: value for name, value in definition.items() if name == "SegmentSort"}
    return {**{name: value for name, value in definition.items() if name not in after}, "SegmentGroups": groups, **after}


def _shortened(group: Json) -> Json:
    if not isinstance(group, dict):
        return group
    names = [*(name for name in _GROUP_ORDER if name in group), *(name for name in group if name not in _GROUP_ORDER)]
    short: dict[str, Json] = {name: group[name] for name in names if group[name] != []}
    blocks = short.get("Dimensions")
    if isinstance(blocks, list):
        short["Dimensions"] = [{"ProfileAttributes": {}} if block == {} else block for block in blocks]
    return short if "SourceSegments" in short else {**short, "Dimensions": short.get("Dimensions", [])}
