"""Where the values of a document begin, kept in eight bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from segments_as_code.load.events import Mark
    from segments_as_code.model.values import Json, Path

_COLUMN_BITS: Final = 24
_LAST_COLUMN: Final = (1 << _COLUMN_BITS) - 1
_FEW: Final = 16


def pack(mark: Mark) -> int:
    """Return a parser's mark as one number, which orders as places do."""
    return mark.line << _COLUMN_BITS | min(mark.column, _LAST_COLUMN)


def line_and_column(position: int) -> tuple[int, int]:
    """Return line and column, from 1, of a packed position."""
    return (position >> _COLUMN_BITS) + 1, (position & _LAST_COLUMN) + 1


class NodePositions:
    """The places of the values of one document, whose content is ``root``: implements ``Positions``.

    A container is known by its identity, which holds because ``root`` keeps it alive. What an alias repeats is therefore
    found where its anchor stands.
    """

    __slots__ = ("_orders", "_places", "_root_position", "_starts", "root")

    def __init__(self, root_position: int) -> None:
        self.root: Json = None
        self._root_position = root_position
        self._places = array("Q")
        self._starts: dict[int, int] = {}
        self._orders: dict[int, dict[str, int]] = {}

    def add(self, container: Mapping[str, Json] | Sequence[Json], places: list[int]) -> None:
        """Remember the packed positions of a container's children: those of its items, or of its keys and values in turn."""
        self._starts[id(container)] = len(self._places)
        self._places.extend(places)

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``at``, or of its key; of the nearest parent where there is none."""
        value, found = self.root, self._root_position
        for length, step in enumerate(at, start=1):
            child = self._child(value, step)
            if child is None:
                break
            value, place, key_place = child
            found = key_place if of_key and length == len(at) else place
        return line_and_column(found)

    def _child(self, value: Json, step: str | int) -> tuple[Json, int, int] | None:
        """Return the child of ``value`` at ``step``, its packed position and its key's."""
        if isinstance(value, dict) and isinstance(step, str) and step in value:
            start = self._starts[id(value)] + 2 * self._order(value)[step]
            return value[step], self._places[start + 1], self._places[start]
        if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            place = self._places[self._starts[id(value)] + step]
            return value[step], place, place
        return None

    def _order(self, mapping: Mapping[str, Json]) -> dict[str, int]:
        """Return which in order each key is; remembered for large mappings, so that many look-ups take linear time."""
        order = self._orders.get(id(mapping))
        if order is None:
            order = {key: index for index, key in enumerate(mapping)}
            if len(order) > _FEW:
                self._orders[id(mapping)] = order
        return order
