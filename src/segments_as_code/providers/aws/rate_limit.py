"""Limit the rate of requests, so that the service does not throttle them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Lock


class TokenBucket:
    """Allows ``burst`` requests at once, then ``rate`` a second; thread-safe."""

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

    def take(self) -> None:
        """Take one token; sleep until one is available."""
        with self._lock:
            now = self._clock()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            self._tokens -= 1
            missing = -self._tokens / self._rate
        if missing > 0:
            self._sleep(missing)


@dataclass(frozen=True, slots=True)
class Quota:
    """An account's quota in one region: ``rate`` requests a second of each of ``operations``, and ``burst`` at once."""

    rate: float
    burst: int
    operations: Collection[str]


class RateLimits:
    """A token bucket for each operation and region, shared by all writers of the process, because the quota is the account's."""

    def __init__(self, quota: Quota, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep) -> None:
        self._quota = quota
        self._clock = clock
        self._sleep = sleep
        self._buckets: dict[str, Mapping[str, TokenBucket]] = {}

    def in_region(self, region: str) -> Mapping[str, TokenBucket]:
        """Return the buckets of a region, by operation."""
        if region not in self._buckets:
            rate, burst = self._quota.rate, self._quota.burst
            buckets = {name: TokenBucket(rate, burst, clock=self._clock, sleep=self._sleep) for name in self._quota.operations}
            self._buckets[region] = buckets
        return self._buckets[region]
