"""Format a definition file: canonical spelling, the schema's order, the standard layout, all comments kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from segments_as_code.definitions.tree_editor import Edit, SortMembers
from segments_as_code.definitions.yaml_editor import lay_out, write_json
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem

if TYPE_CHECKING:
    from segments_as_code.model.document import Document, Json, Path, SourceFile
    from segments_as_code.ports import Dialect


def format_file(source: SourceFile, documents: Sequence[Document], dialect: Dialect) -> bytes | Problem:
    """Return the formatted bytes of a file with ``documents``, or a problem if it cannot be formatted."""
    normalized = [(document.content, dialect.normalize(document.content)) for document in documents]
    edits = [Edit(said, found.content, found.origins) for said, found in normalized]
    try:
        write = write_json if source.is_json else lay_out
        return write(source.content.decode(), edits, schema_order(dialect.schema)).encode()
    except CannotEditError as error:
        message = f"this file was left as it is: {error}."
        remedy = "put each key on one line, and write out what aliases (*name) repeat."
        return Problem(Location(source.path), "not-rewritten", message, remedy)


def schema_order(schema: Mapping[str, Json]) -> SortMembers:
    """Return the order in which a JSON Schema lists the properties of each mapping; unknown members come last, in their own order."""

    def sort_members(at: Path, names: Sequence[str]) -> list[str]:
        node = _follow(schema, schema)
        for step in at:
            node = _inside(schema, node, step)
        known = _properties(node)
        return [*(name for name in known if name in names), *(name for name in names if name not in known)]

    return sort_members


def _inside(schema: Mapping[str, Json], node: Mapping[str, Json], step: str | int) -> Mapping[str, Json]:
    """Return the schema of the member or the item ``step``."""
    if isinstance(step, int):
        return _follow(schema, node.get("items"))
    return _follow(schema, _properties(node).get(step, node.get("additionalProperties")))


def _properties(node: Mapping[str, Json]) -> Mapping[str, Json]:
    found = node.get("properties")
    return found if isinstance(found, Mapping) else {}


def _follow(schema: Mapping[str, Json], node: Json) -> Mapping[str, Json]:
    """Return ``node``, or the part of the schema that it refers to."""
    while isinstance(node, Mapping) and isinstance(reference := node.get("$ref"), str):
        found: Json = schema
        for step in reference.removeprefix("#/").split("/"):
            found = found.get(step) if isinstance(found, Mapping) else None
        node = found
    return node if isinstance(node, Mapping) else {}
