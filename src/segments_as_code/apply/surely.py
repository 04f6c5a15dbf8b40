"""Write once; where the reply was lost, look before writing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from segments_as_code.problems import UnclearWrite

_T = TypeVar("_T")


def surely(write: Callable[[], _T], look: Callable[[], _T | None], *, looks: int = 1) -> _T:
    """Write; where the reply was lost, look for what it would have done, and write once more if that is not there.

    Raises:
        UnclearWrite: the reply to the second was lost too, and there is nothing to be seen of either.
    """
    try:
        return write()
    except UnclearWrite:
        found = _look(look, looks)
    if found is not None:
        return found
    try:
        return write()
    except UnclearWrite:
        found = _look(look, looks)
        if found is None:
            raise
        return found


def do(write: Callable[[], None], is_done: Callable[[], bool] = lambda: False) -> None:
    """Write what has no answer; by default what may be repeated without harm."""

    def done() -> bool:
        write()
        return True

    surely(done, lambda: is_done() or None)


def _look(look: Callable[[], _T | None], looks: int) -> _T | None:
    for _ in range(looks):
        if (found := look()) is not None:
            return found
    return None
