"""Wait for the service in a thread, while what it said before is worked on in another."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final, TypeVar

_T = TypeVar("_T")

_USUAL: Final = sys.getswitchinterval()
_OFTEN: Final = 0.001
"""Seconds that a thread which has received something waits for one that calculates: by default 5 ms, several times a page."""
_HEAD_START: Final = 0.003
"""Seconds that whoever works on a page leaves to the thread first, in which that signs and sends the next request: beside somebody
who calculates it would wait for Python's lock at each step, and the service be asked later."""


class _Later(Enum):
    LATER = "nothing has come yet"


_LATER: Final = _Later.LATER


def fetched_beside(pages: Iterable[_T]) -> Iterator[_T]:
    """Yield what ``pages`` yields, and raise what it raises; it is taken from ``pages`` as fast as that can give it, in a thread.

    So the next page is asked for before the one before it is looked at. The thread ends with the last page, and after the one
    it waits for where nobody wants more. What ``pages`` needs is imported by now.
    """
    fetched: SimpleQueue[tuple[_T] | BaseException | None] = SimpleQueue()
    unwanted = Event()

    def fetch() -> None:
        sys.setswitchinterval(_OFTEN)
        try:
            for page in pages:
                fetched.put((page,))
                if unwanted.is_set():
                    return
            fetched.put(None)
        except BaseException as failure:  # noqa: BLE001  # whatever it is, it is raised where the page is asked for
            fetched.put(failure)
        finally:
            sys.setswitchinterval(_USUAL)

    Thread(target=fetch, name="pages", daemon=True).start()
    try:
        found = fetched.get()
        while found is not None:
            if isinstance(found, BaseException):
                raise found
            following = _soon(fetched)
            yield found[0]
            found = fetched.get() if following is _LATER else following
    finally:
        unwanted.set()


def _soon(fetched: SimpleQueue[tuple[_T] | BaseException | None]) -> tuple[_T] | BaseException | _Later | None:
    """Return what comes next where it comes at once, as the end does."""
    try:
        return fetched.get(timeout=_HEAD_START)
    except Empty:
        return _LATER
