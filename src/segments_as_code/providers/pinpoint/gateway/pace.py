"""Keep to a rate of requests, so that the service need not refuse any."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock

_RATE, _BURST = 25, 22
"""25 requests a second and operation, burst 25: Pinpoint developer guide, "Quotas" (read 2026-11-23). Three fewer begin at once,
lest some that were held up on their way arrive together with the next."""

_PACED = ("CreateSegment", "UpdateSegment", "DeleteSegment")


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


class Paces:
    """A pacer for each operation and region: the quota is an account's, so whatever writes there in one process shares them."""

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._pacers: dict[str, Mapping[str, Pacer]] = {}

    def of(self, region: str) -> Mapping[str, Pacer]:
        """Return the pacers of a region, by operation."""
        return self._pacers.setdefault(region, {operation: Pacer(_RATE, _BURST, sleep=self._sleep) for operation in _PACED})
