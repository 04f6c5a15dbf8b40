"""Which mapping a member belongs into, for one that stands in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.model.values import Json


def find_homes(schema: Mapping[str, Json]) -> Mapping[str, str]:
    """Return for each member name the one member that holds it directly; names with several such homes, or none, are left out."""
    homes: dict[str, set[str]] = {}
    for parent, member in _members_of_members(schema):
        homes.setdefault(member, set()).add(parent)
    return {member: parents.pop() for member, parents in homes.items() if len(parents) == 1}


def _members_of_members(schema: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    definitions = _mapping(schema.get("$defs"))
    for mapping in (schema, *definitions.values()):
        for parent, child in _mapping(_mapping(mapping).get("properties")).items():
            reference = _mapping(child).get("$ref")
            held = definitions.get(reference.removeprefix("#/$defs/")) if isinstance(reference, str) else child
            yield from ((parent, member) for member in _mapping(_mapping(held).get("properties")))


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
