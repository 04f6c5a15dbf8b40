"""Anchors and aliases, with limits that stop an alias bomb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from segments_as_code.definitions.yaml_errors import ProblemCollector
    from segments_as_code.definitions.yaml_events import Mark
    from segments_as_code.definitions.yaml_reader import NodePositions
    from segments_as_code.model.document import Json

MAX_DEPTH: Final = 100
"""Limit for nested mappings and lists; a segment needs about ten, and Python's own stack ends near a thousand."""

MAX_REPEATED: Final = 100_000
"""Limit for the values that all aliases of one file repeat."""


class Anchors:
    """The anchors of one file. What an alias repeats is shared, not copied, and counted as if it were copied."""

    def __init__(self, problems: ProblemCollector) -> None:
        self._problems = problems
        self._repeated = 0
        self.begin_document()

    def begin_document(self) -> None:
        """Forget the anchors of the previous document, but keep the count."""
        self._open: set[str] = set()
        self._values: dict[str, tuple[Json, NodePositions | None]] = {}
        self._sizes: dict[int, tuple[int, int]] = {}

    def open(self, name: str | None) -> None:
        """Note that a collection begins, anchored as ``name`` if that is not None."""
        if name is not None:
            self._open.add(name)

    def close(self, name: str | None, value: Json, positions: NodePositions | None = None) -> None:
        """Note a complete value, anchored as ``name`` if that is not None."""
        if name is not None:
            self._open.discard(name)
            self._values[name] = value, positions

    def follow(self, name: str, at: Mark, depth: int) -> tuple[Json, NodePositions | None]:
        """Return the value that the alias ``name`` repeats, and the positions inside it; None if it cannot be followed."""
        if name in self._open:
            message, remedy = f"*{name} is inside the value that it repeats.", "write the value out instead of the alias."
            self._problems.reject_document(at, "recursive-alias", message, remedy)
            return None, None
        if name not in self._values:
            message = f"*{name} repeats what is marked &{name}, but nothing before it is marked so."
            remedy = "if the star is part of the text, put the whole value in quotes."
            self._problems.reject_document(at, "unknown-alias", message, remedy)
            return None, None
        return self._values[name] if self._is_within_bounds(name, at, depth) else (None, None)

    def _is_within_bounds(self, name: str, at: Mark, depth: int) -> bool:
        nodes, height = self._measure(self._values[name][0])
        was_within = self._repeated <= MAX_REPEATED
        self._repeated += nodes
        if self._repeated > MAX_REPEATED:
            if was_within:
                message = f"the aliases of this file repeat more than {MAX_REPEATED:,} values."
                self._problems.reject_document(
                    at, "too-many-aliases", message, "write the values out instead of using aliases, and use fewer of them."
                )
            return False
        if depth + height > MAX_DEPTH:
            message = f"with what *{name} repeats, values are nested more than {MAX_DEPTH} levels deep."
            self._problems.reject_document(at, "too-deep", message, "nest less; a segment needs about ten levels.")
            return False
        return True

    def _measure(self, value: Json) -> tuple[int, int]:
        """Return how many values there are in ``value`` and how deep they nest; shared values count each time they occur."""
        if not isinstance(value, (dict, list)):
            return 1, 0
        size = self._sizes.get(id(value))
        if size is None:
            children = value.values() if isinstance(value, dict) else value
            sizes = [self._measure(child) for child in children]
            size = 1 + sum(nodes for nodes, _ in sizes), 1 + max((height for _, height in sizes), default=0)
            self._sizes[id(value)] = size
        return size
