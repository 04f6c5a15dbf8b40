"""What does not mean the same as a document of Customer Profiles: one value is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

from segments_as_code.model.document import Json, Path
from tests.strategies.documents import CONNECTIVES, Document
from tests.strategies.profiles import INSTANT_TYPES, LIST_TYPES, NUMBER_TYPES, RANGE_TYPES, TEXT_TYPES

_FRESH = "a value that is nowhere else"
_LATE = "2999-12-31T23:59:59Z"
_CRITERION: Document = {"DimensionType": "INCLUSIVE", "Values": ["new"]}
_ALIKE = (TEXT_TYPES, INSTANT_TYPES, RANGE_TYPES, NUMBER_TYPES, LIST_TYPES)


def profile_mutants(document: Mapping[str, Json]) -> Iterator[Document]:
    """Yield every document that differs from ``document`` in one value, and so in meaning."""
    return (_with(document, at, value) for at, value in _mutations(document))


def _with(document: Mapping[str, Json], at: Path, value: Json) -> Document:
    result = deepcopy(dict(document))
    holder: Json = result
    for step in at[:-1]:
        holder = holder[step]  # type: ignore[index]  # the path was found in this document
    holder[at[-1]] = value  # type: ignore[index]  # as above, and it is a copy of our own
    return result


def _mutations(document: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    for name in ("DisplayName", "Description", "SegmentSqlQuery"):
        if name in document or name == "Description":
            yield (name,), "New" if document.get(name) != "New" else "Old"
    sort = document.get("SegmentSort")
    if isinstance(sort, dict):
        attributes = sort["Attributes"]
        assert isinstance(attributes, list)
        yield ("SegmentSort", "Attributes"), [*attributes, {"Name": "fresh", "Order": "ASC"}]
        if attributes != attributes[::-1]:
            yield ("SegmentSort", "Attributes"), attributes[::-1]
        for index, attribute in enumerate(attributes):
            assert isinstance(attribute, dict)
            yield ("SegmentSort", "Attributes", index, "Order"), "ASC" if attribute["Order"] == "DESC" else "DESC"
    else:
        yield ("SegmentSort",), {"Attributes": [{"Name": "fresh", "Order": "ASC"}]}
    groups = document.get("SegmentGroups")
    if isinstance(groups, dict):
        yield from _in_groups(("SegmentGroups",), groups)


def _in_groups(at: Path, groups: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    found = groups["Groups"]
    assert isinstance(found, list)
    yield from _connective((*at, "Include"), groups["Include"], len(found))
    yield (*at, "Groups"), [*found, {"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"SegmentDefinitionName": "fresh"}]}]
    for index, group in enumerate(found):
        assert isinstance(group, dict)
        yield from _in_group((*at, "Groups", index), group)


def _in_group(at: Path, group: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    blocks, sources = group.get("Dimensions", []), group.get("SourceSegments", [])
    assert isinstance(blocks, list)
    assert isinstance(sources, list)
    yield from _connective((*at, "Type"), group["Type"], len(blocks))
    yield from _connective((*at, "SourceType"), group["SourceType"], len(sources))
    yield (*at, "Dimensions"), [*blocks, {"ProfileAttributes": {"Attributes": {"fresh": _CRITERION}}}]
    for index, block in enumerate(blocks):
        assert isinstance(block, dict)
        yield from _inside((*at, "Dimensions", index), block)
    for index in range(len(sources)):
        yield (*at, "SourceSegments", index), {"SegmentDefinitionName": "fresh"}


def _connective(at: Path, said: Json, joined: int) -> Iterator[tuple[Path, Json]]:
    for other in CONNECTIVES:
        if other != said and (joined > 1 or "NONE" in (other, said)):
            yield at, other


def _inside(at: Path, value: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    if "DimensionType" in value:
        yield from _in_criterion(at, value)
        return
    if at[-1] in {"Attributes", "CalculatedAttributes"}:
        yield at, {**value, "a-name-that-is-nowhere-else": _CRITERION}
    for name, member in value.items():
        assert isinstance(member, dict)
        yield from _inside((*at, name), member)


def _in_criterion(at: Path, body: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    found, several = body["DimensionType"], body["Values"]
    assert isinstance(several, list)
    if at[-1] == "ProfileType":
        yield (*at, "DimensionType"), "EXCLUSIVE" if found == "INCLUSIVE" else "INCLUSIVE"
        yield (*at, "Values"), ["PROFILE" if several == ["ACCOUNT_PROFILE"] else "ACCOUNT_PROFILE"]
        return
    alike = next(alike for alike in _ALIKE if found in alike)
    yield from (((*at, "DimensionType"), other) for other in alike if other != found)
    if found in INSTANT_TYPES + RANGE_TYPES:
        yield (*at, "Values", len(several) - 1), _LATE
    elif found in NUMBER_TYPES:
        yield (*at, "Values"), ["17" if several != ["17"] else "18"]
    else:
        yield (*at, "Values"), [*several, _FRESH]
        yield (*at, "Values", 0), _FRESH
    overrides = body.get("ConditionOverrides")
    if isinstance(overrides, dict):
        days = overrides["Range"]
        assert isinstance(days, dict)
        yield (*at, "ConditionOverrides", "Range", "Start"), 1000
        yield (*at, "ConditionOverrides", "Range", "End"), 1001
