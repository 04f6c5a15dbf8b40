"""Tell whether two values are the same, to the type of each number in them, and remember what was made of one.

The segments of an application have most of their criteria in common.
"""

from __future__ import annotations

from collections.abc import Callable
from marshal import dumps
from typing import Any, Final, Generic, TypeVar

_T = TypeVar("_T")

_WITHOUT_MEMORY: Final = 2
"""A version of marshal's format in which equal values have equal bytes, whoever else holds them."""


def bytes_of(value: Any) -> bytes:
    """Return bytes that JSON values share just where they are equal in type, too, and in the order of their members.

    Raises:
        ValueError: ``value`` is nested some two thousand levels deep.
    """
    return dumps(value, _WITHOUT_MEMORY)


class Known(Generic[_T]):
    """What was made of values, for the next that is the same; of the first ``most``, whatever comes."""

    __slots__ = ("_made", "_most")

    def __init__(self, most: int = 4_096) -> None:
        self._made: dict[tuple[tuple[str, ...], bytes], _T] = {}
        self._most = most

    def of(self, names: tuple[str, ...], value: Any, make: Callable[[], _T]) -> _T:
        """Return what ``make`` returns, or returned for the same ``names`` and ``value``; None is not remembered."""
        try:
            came = names, bytes_of(value)
        except ValueError:  # nested beyond all measure
            return make()
        made = self._made.get(came)
        if made is None:
            made = make()
            if len(self._made) < self._most:
                self._made[came] = made
        return made
