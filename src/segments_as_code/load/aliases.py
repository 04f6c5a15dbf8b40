"""Anchors, and what aliases may repeat of them: enough for people, too little for a bomb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segments_as_code.load.limits import MAX_DEPTH, MAX_REPEATED

if TYPE_CHECKING:
    from segments_as_code.load.trouble import Troubles
    from segments_as_code.model.values import Json


class Anchors:
    """The anchors of one file. What an alias repeats is shared, not copied, and counted as if it were copied."""

    __slots__ = ("_open", "_repeated", "_sizes", "_troubles", "_values")

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles
        self._repeated = 0
        self.forget()

    def forget(self) -> None:
        """Begin another document: anchors end with theirs, the count goes on."""
        self._open: set[str] = set()
        self._values: dict[str, Json] = {}
        self._sizes: dict[int, tuple[int, int]] = {}

    def begin(self, name: str | None) -> None:
        """Note that the value anchored as ``name`` begins; None is no anchor."""
        if name is not None:
            self._open.add(name)

    def finish(self, name: str | None, value: Json) -> None:
        """Note that the value anchored as ``name`` is ``value``; None is no anchor."""
        if name is not None:
            self._open.discard(name)
            self._values[name] = value

    def follow(self, name: str, at: int, depth: int) -> Json:
        """Return what the alias ``name`` repeats at this depth, or None where it cannot be followed, with the trouble noted."""
        if name in self._open:
            message, remedy = f"*{name} stands inside the value it repeats.", "write the value out instead of the alias."
            self._troubles.spoil(at, "recursive-alias", message, remedy)
            return None
        if name not in self._values:
            message = f"*{name} repeats what is marked &{name}, and nothing before it is."
            self._troubles.spoil(at, "unknown-alias", message, "if the star is part of the text, put the whole value in quotes.")
            return None
        return self._within_bounds(name, at, depth)

    def _within_bounds(self, name: str, at: int, depth: int) -> Json:
        value = self._values[name]
        nodes, height = self._measure(value)
        was_within = self._repeated <= MAX_REPEATED
        self._repeated += nodes
        if self._repeated > MAX_REPEATED:
            if was_within:
                message = f"the aliases of this file repeat more than {MAX_REPEATED:,} values."
                self._troubles.spoil(at, "too-many-aliases", message, "write values out where they are used, and fewer of them.")
            return None
        if depth + height > MAX_DEPTH:
            message = f"with what *{name} repeats, values are nested more than {MAX_DEPTH} levels deep."
            self._troubles.spoil(at, "too-deep", message, "nest less; a segment needs about ten levels.")
            return None
        return value

    def _measure(self, value: Json) -> tuple[int, int]:
        """Return how many values there are in ``value`` and how deep they nest; what is shared counts wherever it stands."""
        if not isinstance(value, (dict, list)):
            return 1, 0
        size = self._sizes.get(id(value))
        if size is None:
            children = value.values() if isinstance(value, dict) else value
            sizes = [self._measure(child) for child in children]
            size = 1 + sum(nodes for nodes, _ in sizes), 1 + max((height for _, height in sizes), default=0)
            self._sizes[id(value)] = size
        return size
