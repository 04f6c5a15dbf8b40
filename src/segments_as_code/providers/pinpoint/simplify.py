"""The shortest readable form of a canonical definition, which is also sent to Pinpoint."""

from __future__ import annotations

from segments_as_code.model.document import Definition, Json

_PLAIN_GROUP = {"SourceSegments": [], "SourceType": "ALL", "Type": "ALL"}

_GROUP_ORDER = ("SourceSegments", "SourceType", "Type", "Dimensions")
"""Each connective, and the member that it connects."""


def simplify(definition: Definition) -> dict[str, Json]:
    """Return ``definition`` with plain Dimensions if they are sufficient, and without empty lists.

    ``canonical`` reverses it. Connectives stay written out.
    """
    groups = definition.get("SegmentGroups")
    if not isinstance(groups, dict):
        return dict(definition)
    block = _only_block(groups) if "Dimensions" not in definition else None
    if block is not None:
        return {name: value for name, value in definition.items() if name != "SegmentGroups"} | {"Dimensions": block}
    found = groups.get("Groups")
    if isinstance(found, list):
        groups = {**groups, "Groups": [_shortened(group) for group in found]}
    return {**definition, "SegmentGroups": groups}


def write_request(definition: Definition) -> dict[str, Json]:
    """Return the body of CreateSegment and UpdateSegment for a canonical ``definition`` whose references are by id.

    Without tags: UpdateSegment ignores them (botocore's text on WriteSegmentRequest.tags), and a create adds its own. A
    definition of everyone has empty Dimensions, in case an update keeps members that it does not contain.
    """
    request = simplify(definition)
    if "SegmentGroups" not in request and "Dimensions" not in request:
        request["Dimensions"] = {}
    return request


def _only_block(groups: dict[str, Json]) -> Json:
    """Return the only block of the only group if there is nothing else, or None."""
    match groups:
        case {"Include": "ALL", "Groups": [{"Dimensions": [dict() as block], **group}], **rest}:
            return block if group == _PLAIN_GROUP and not rest else None
        case _:
            return None


def _shortened(group: Json) -> Json:
    if not isinstance(group, dict):
        return group
    names = [*(name for name in _GROUP_ORDER if name in group), *(name for name in group if name not in _GROUP_ORDER)]
    return {name: group[name] for name in names if group[name] != []}
