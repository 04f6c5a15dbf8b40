"""Write once; if the reply is lost, look for the result before writing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from segments_as_code.model.problem import UnclearWrite

_T = TypeVar("_T")


def write_once(write: Callable[[], _T], find_existing: Callable[[], _T | None], *, looks: int = 1) -> _T:
    """Write. If the reply is lost, look for the result, and write a second time only if it is not there.

    Raises:
        UnclearWrite: the second reply was lost too, and no result was found.
    """
    try:
        return write()
    except UnclearWrite:
        found = _look(find_existing, looks)
    if found is not None:
        return found
    try:
        return write()
    except UnclearWrite:
        found = _look(find_existing, looks)
        if found is None:
            raise
        return found


def write_without_result(write: Callable[[], None], is_done: Callable[[], bool] = lambda: False, *, looks: int = 1) -> None:
    """Do a write that returns nothing; without ``is_done`` it must be safe to repeat."""

    def write_and_confirm() -> bool:
        write()
        return True

    write_once(write_and_confirm, lambda: is_done() or None, looks=looks)


def _look(find_existing: Callable[[], _T | None], looks: int) -> _T | None:
    for _ in range(looks):
        if (found := find_existing()) is not None:
            return found
    return None
