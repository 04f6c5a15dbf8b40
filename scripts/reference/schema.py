"""Split a JSON Schema into sections: one for each mapping that a document can contain, in reading order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from segments_as_code.model.document import Json

_FOLDER = Path(__file__).parents[2] / "schemas"

Node = Mapping[str, Json]


@dataclass(slots=True)
class Section:
    """A mapping with known members: its first path, its other paths, and what the mapping of names around it says.

    ``kind`` is the name of its definition if several are allowed at that path.
    """

    path: str
    schema: Node
    kind: str = ""
    also: list[str] = field(default_factory=list)
    around: Node = field(default_factory=dict)


class Schema:
    """A schema with its sections: one for each mapping, even if several references lead to it."""

    def __init__(self, file: str) -> None:
        self.root: Node = json.loads((_FOLDER / file).read_text(encoding="utf-8"))
        self.sections: list[Section] = []
        self._visit("", self.root)

    def followed(self, node: Node) -> Node:
        """Return the definition that ``node`` refers to, in one step or several, or ``node``."""
        while name := referred(node):
            node = mapping(mapping(self.root["$defs"])[name])
        return node

    def section_of(self, node: Node) -> Section | None:
        """Return the section for ``node`` if it is a mapping with known members."""
        found = self.followed(node)
        return next((section for section in self.sections if section.schema is found), None)

    def alternatives(self, node: Node) -> list[Section]:
        """Return the sections of the mappings that ``node`` allows."""
        return [section for choice in _choices(self.followed(node)) if (section := self.section_of(choice)) is not None]

    def _visit(self, path: str, node: Node, *, kind: str = "", around: Node | None = None) -> None:
        found, known = self.followed(node), self.section_of(node)
        if known is not None:
            known.also += [path] if path not in {known.path, *known.also} else []
            return
        if "properties" in found:
            self.sections.append(Section(path, found, kind, around=around or {}))
        for choice in _choices(found):
            self._visit(path, choice, kind=referred(choice))
        for inner_path, inner in _inside(path, found):
            self._visit(inner_path, inner, around=found if inner is found.get("additionalProperties") else None)


def referred(node: Node) -> str:
    """Return the name of the definition that ``node`` refers to, or an empty text."""
    return str(node.get("$ref", "")).removeprefix("#/$defs/")


def mapping(node: Json) -> Node:
    """Return ``node`` if it is a mapping, else an empty one."""
    return node if isinstance(node, Mapping) else {}


def elements(node: Json) -> list[Json]:
    """Return ``node`` if it is a list, else an empty one."""
    return list(node) if isinstance(node, list) else []


def _choices(node: Node) -> list[Node]:
    """Return the alternatives of ``node`` if each refers to a definition of its own."""
    choices = [mapping(choice) for choice in elements(node.get("oneOf"))]
    return choices if all(map(referred, choices)) else []


def _inside(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the path and schema of each value inside ``node``."""
    for member, inner in mapping(node.get("properties")).items():
        yield f"{path}.{member}".removeprefix("."), mapping(inner)
    if isinstance(node.get("items"), Mapping):
        yield f"{path}[]", mapping(node["items"])
    if isinstance(node.get("additionalProperties"), Mapping):
        yield f"{path}.<name>", mapping(node["additionalProperties"])
