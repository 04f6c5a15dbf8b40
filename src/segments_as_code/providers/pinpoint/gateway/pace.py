"""Keep to a rate of requests, so that the service need not refuse any."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Pacer:
    """A token bucket: ``burst`` requests at once, then ``rate`` a second; safe to share between threads."""

    def __init__(
        self, rate: float, burst: int, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._tokens = float(burst)
        self._at = clock()

    def wait(self) -> None:
        """Take one token; sleep until there is one."""
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            self._tokens -= 1
            missing = -self._tokens / self._rate
        if missing > 0:
            self._sleep(missing)
