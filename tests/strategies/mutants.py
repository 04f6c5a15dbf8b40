"""What does not mean the same as a document: one value is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from segments_as_code.model.document import Json, Path
from tests.strategies.documents import CONNECTIVES, DURATIONS, OPERATORS, Document

_FRESH = "a value that is nowhere else"
_LATE = "2999-12-31T23:59:59Z"
_CRITERION: Document = {"AttributeType": "INCLUSIVE", "Values": ["new"]}
_ALIKE: tuple[tuple[str, ...], ...] = (
    ("INCLUSIVE", "EXCLUSIVE", "CONTAINS"),
    ("BEFORE", "AFTER", "ON"),
    ("BETWEEN", "NOT_BETWEEN"),
)


@st.composite
def mutated(draw: DrawFn, document: Mapping[str, Json]) -> Document:
    """Return a valid document that differs from ``document`` in one value, and so in meaning."""
    at, value = draw(st.sampled_from(list(_mutations(document))))
    return _with(document, at, value)


@st.composite
def damaged(draw: DrawFn, document: Mapping[str, Json], instead: SearchStrategy[Json]) -> Document:
    """Return ``document`` with one of its values, of whatever kind, replaced by one of ``instead``."""
    return _with(document, draw(st.sampled_from(list(_places(document)))), draw(instead))


def _places(value: Json, at: Path = ()) -> Iterator[Path]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in inside:
        yield (*at, step)
        yield from _places(inner, (*at, step))


def all_mutants(document: Mapping[str, Json]) -> Iterator[Document]:
    """Yield every document that ``mutated`` may return."""
    return (_with(document, at, value) for at, value in _mutations(document))


def _with(document: Mapping[str, Json], at: Path, value: Json) -> Document:
    result = deepcopy(dict(document))
    holder: Json = result
    for step in at[:-1]:
        holder = holder[step]  # type: ignore[index]  # the path was found in this document
    holder[at[-1]] = value  # type: ignore[index]  # as above, and it is a copy of our own
    return result


def _mutations(document: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    """Yield each mutation as a path and the value to put there."""
    yield ("Name",), "New" if document["Name"] == "Old" else "Old"
    dimensions, groups = document.get("Dimensions"), document.get("SegmentGroups")
    if isinstance(dimensions, dict):
        yield from _in_block(("Dimensions",), dimensions)
    elif isinstance(groups, dict):
        yield from _in_groups(("SegmentGroups",), groups)
    else:
        yield ("Dimensions",), {"Attributes": {"fresh": _CRITERION}}


def _in_groups(at: Path, groups: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    found = groups["Groups"]
    assert isinstance(found, list)
    yield from _connective((*at, "Include"), groups["Include"], len(found))
    yield (*at, "Groups"), [*found, {"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"Id": "f" * 32}]}]
    for index, group in enumerate(found):
        yield from _in_group((*at, "Groups", index), group)


def _in_group(at: Path, group: Json) -> Iterator[tuple[Path, Json]]:
    assert isinstance(group, dict)
    blocks, sources = group.get("Dimensions", []), group.get("SourceSegments", [])
    assert isinstance(blocks, list)
    assert isinstance(sources, list)
    yield from _connective((*at, "Type"), group["Type"], len(blocks))
    yield from _connective((*at, "SourceType"), group["SourceType"], len(sources))
    yield (*at, "Dimensions"), [*blocks, {"Attributes": {"fresh": _CRITERION}}]
    for index, block in enumerate(blocks):
        assert isinstance(block, dict)
        yield from _in_block((*at, "Dimensions", index), block)
    for index, source in enumerate(sources):
        assert isinstance(source, dict)
        yield (*at, "SourceSegments", index), {"Id": "0" * 32 if source.get("Id") != "0" * 32 else "1" * 32}
        if "Id" in source:
            version = source.get("Version", 0)
            assert isinstance(version, int)
            yield (*at, "SourceSegments", index, "Version"), version + 1


def _connective(at: Path, said: Json, joined: int) -> Iterator[tuple[Path, Json]]:
    for other in CONNECTIVES:
        if other != said and (joined > 1 or "NONE" in (other, said)):
            yield at, other


def _in_block(at: Path, block: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    attributes = block.get("Attributes", {})
    assert isinstance(attributes, dict)
    yield (*at, "Attributes"), {**attributes, _FRESH: _CRITERION}
    if attributes != (of_users := block.get("UserAttributes", {})):
        swapped: Document = {**block, "Attributes": of_users, "UserAttributes": attributes}
        yield at, {section: criteria for section, criteria in swapped.items() if criteria}
    for section, criteria in block.items():
        assert isinstance(criteria, dict)
        for name, body in criteria.items():
            assert isinstance(body, dict)
            yield from _in_criterion((*at, section, name), body)


def _in_criterion(at: Path, body: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    for member, found in body.items():
        inside = (*at, member)
        match member, found:
            case "Values", list():
                yield from _in_values(inside, found, body)
            case "AttributeType", str():
                alike = next(alike for alike in _ALIKE if found in alike)
                yield from ((inside, other) for other in alike if other != found)
            case "DimensionType", str():
                yield inside, "EXCLUSIVE" if found == "INCLUSIVE" else "INCLUSIVE"
            case "RecencyType", str():
                yield inside, "ACTIVE" if found == "INACTIVE" else "INACTIVE"
            case "Duration" | "ComparisonOperator", str():
                known = DURATIONS if member == "Duration" else OPERATORS
                yield from ((inside, other) for other in known if other != found)
            case "Coordinates", dict():
                yield from (((*inside, axis), 1.5 if found[axis] != 1.5 else 2.5) for axis in ("Latitude", "Longitude"))
            case _:
                yield inside, 17 if found != 17 else 18


def _in_values(at: Path, found: list[Json], body: Mapping[str, Json]) -> Iterator[tuple[Path, Json]]:
    type_ = body.get("AttributeType")
    if type_ in _ALIKE[0] or type_ is None:
        yield at, [*found, "EMAIL" if "EMAIL" not in found else _FRESH]
        yield (*at, 0), _FRESH
        if len(found) > 1:
            yield at, found[1:]
    else:
        yield (*at, len(found) - 1), _LATE
