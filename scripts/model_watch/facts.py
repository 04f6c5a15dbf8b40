"""What botocore's description says of the operations that we call, one fact a line, so that a difference can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from typing import TypeAlias, cast

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Model: TypeAlias = "dict[str, Json]"

OPERATIONS = frozenset(
    {
        "CreateSegment",
        "DeleteSegment",
        "GetCampaigns",
        "GetSegment",
        "GetSegmentVersion",
        "GetSegments",
        "ListJourneys",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdateSegment",
    }
)
"""Pinpoint's operations that we call: the provider's READS and WRITES, as a test checks. The model watch runs without our package."""

_LIMITS = ("required", "enum", "min", "max", "pattern")


def facts(model: Model) -> list[str]:
    """Return the facts, in order: of each operation its request, its answer and its errors; of each shape its members and limits."""
    every_shape = cast("dict[str, Model]", model["shapes"])
    operations = {name: cast("dict[str, Model]", model["operations"])[name] for name in OPERATIONS}
    shapes = {name: every_shape[name] for name in _reached(list(operations.values()), every_shape)}
    told = [fact for name, operation in sorted(operations.items()) for fact in _of_operation(name, operation)]
    return told + [fact for name, shape in sorted(shapes.items()) for fact in _of_shape(name, shape)]


def difference(known: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return what is no longer said, as ``- fact``, and what is new, as ``+ fact``."""
    lines = unified_diff(list(known), list(found), n=0, lineterm="")
    return [f"{line[0]} {line[1:]}" for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


def _of_operation(name: str, operation: Model) -> Iterator[str]:
    http = cast("Mapping[str, Json]", operation["http"])
    yield f"{name}: {http['method']} {http['requestUri']} answers {http.get('responseCode', 200)}"
    for side in ("input", "output"):
        if side in operation:
            yield f"{name} {side}: {_named(operation[side])}"
    errors = cast("list[Json]", operation.get("errors", []))
    yield f"{name} errors: {' '.join(sorted(map(_named, errors)))}"


def _of_shape(name: str, shape: Model) -> Iterator[str]:
    limits = [f" {limit} {_plain(shape[limit])}" for limit in _LIMITS if limit in shape]
    yield f"{name}: {shape['type']}{''.join(limits)}"
    for part in ("key", "value", "member"):
        if part in shape:
            yield f"{name} {part}: {_named(shape[part])}"
    members = cast("Mapping[str, Json]", shape.get("members", {}))
    yield from (f"{name}.{member}: {_named(said)}" for member, said in sorted(members.items()))


def _named(said: Json) -> str:
    """Return the shape that a member is of, and where in the request it travels."""
    member = cast("Mapping[str, Json]", said)
    where = [f" as {member['location']} {member.get('locationName', '')}".rstrip()] if "location" in member else []
    return f"{member['shape']}{''.join(where)}"


def _plain(said: Json) -> str:
    return " ".join(map(str, said)) if isinstance(said, list) else str(said)


def _reached(described: list[Model], shapes: Mapping[str, Model]) -> set[str]:
    """Return the name of every shape that ``described`` leads to."""
    seen: set[str] = set()
    pending: list[Json] = [*described]
    while pending:
        match pending.pop():
            case dict() as members:
                pending += members.values()
                name = members.get("shape")
                if isinstance(name, str) and name not in seen:
                    seen.add(name)
                    pending.append(shapes[name])
            case list() as items:
                pending += items
    return seen
