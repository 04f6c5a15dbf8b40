"""The order of members, as a JSON Schema lists its properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segments_as_code.model.values import Json


@dataclass(frozen=True, slots=True)
class Order:
    """What a schema says of the order of the members of one value, and of what is in it."""

    root: Mapping[str, Json]
    node: Json

    def sorted(self, names: Iterable[str]) -> list[str]:
        """Return the names the schema knows in its order, then the others as they come."""
        several = list(names)
        known = self._properties()
        return [*(name for name in known if name in several), *(name for name in several if name not in known)]

    def member(self, name: str) -> Order:
        """Return the order inside the member called ``name``."""
        inner = self._properties().get(name)
        return Order(self.root, self._followed().get("additionalProperties") if inner is None else inner)

    def item(self) -> Order:
        """Return the order inside each item of a list."""
        return Order(self.root, self._followed().get("items"))

    def _properties(self) -> Mapping[str, Json]:
        found = self._followed().get("properties")
        return found if isinstance(found, Mapping) else {}

    def _followed(self) -> Mapping[str, Json]:
        """Return the node, or what it refers to inside the schema."""
        node = self.node
        while isinstance(node, Mapping) and isinstance(reference := node.get("$ref"), str):
            found: Json = self.root
            for step in reference.removeprefix("#/").split("/"):
                found = found.get(step) if isinstance(found, Mapping) else None
            node = found
        return node if isinstance(node, Mapping) else {}
