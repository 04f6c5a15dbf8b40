"""Tell whether two values are the same, to the type of each number in them."""

from __future__ import annotations

from marshal import dumps
from typing import Any, Final

_WITHOUT_MEMORY: Final = 2
"""A version of marshal's format in which equal values have equal bytes, whoever else holds them."""


def bytes_of(value: Any) -> bytes:
    """Return bytes that JSON values share just where they are equal in type, too, and in the order of their members.

    Raises:
        ValueError: ``value`` is nested some two thousand levels deep.
    """
    return dumps(value, _WITHOUT_MEMORY)
