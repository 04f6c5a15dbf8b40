"""Try again what may be tried again: a few times, after growing pauses, and never for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from itertools import count
from typing import TypeVar

from segments_as_code.problems import ServiceError

_T = TypeVar("_T")

LAST_START_S = 40.0
"""No try begins later than this after the first: with a read timeout of 30 s, one call takes 70 s at the worst, and 61 s where the
service is silent. (botocore's own retries have no such bound: six tries of 30 s and their pauses are 211 s.)"""

_LONGEST_PAUSE_S = 16.0
_FEW = 3
"""Tries where no connection can be made: that passes soon, or is a wrong address, which somebody waits to hear."""


class Patience:
    """How one call is repeated: ``attempts`` times at most, after 1, 2, 4, 8 and 16 seconds."""

    def __init__(self, attempts: int, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._attempts = attempts
        self._clock = clock
        self._sleep = sleep

    def persist(self, attempt: Callable[[], _T], passing: Collection[str]) -> _T:
        """Return what ``attempt`` returns, in the end; errors with a code in ``passing`` are those that may pass.

        Raises:
            ServiceError: the last one, or the first that does not pass.
        """
        begun = self._clock()
        for number in count(1):
            try:
                return attempt()
            except ServiceError as error:
                pause = min(_LONGEST_PAUSE_S, 0.5 * 2**number)
                most = min(_FEW, self._attempts) if error.code == "service-unreachable" else self._attempts
                if error.code not in passing or number >= most or self._clock() - begun + pause > LAST_START_S:
                    raise
            self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")
