"""Request rates: a token bucket for each operation, as AWS documents its quotas per account and Region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from aws_emulator.core.errors import TooManyRequests


@dataclass(slots=True)
class Throttle:
    """Admits requests by ``clock`` (seconds), if it is ``enabled``; else all."""

    enabled: bool
    clock: Callable[[], float]
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def admit(self, service: str, operation: str, rate: float) -> None:
        """Take a token for ``operation``, with ``rate`` a second and as burst; raise TooManyRequests if there is none."""
        if not self.enabled:
            return
        key = (service, operation)
        with self._lock:
            now = self.clock()
            tokens, since = self._buckets.get(key, (rate, now))
            tokens = min(rate, tokens + max(0.0, now - since) * rate)
            admitted = tokens >= 1
            self._buckets[key] = (tokens - admitted, now)
        if not admitted:
            raise TooManyRequests("Too many requests")

    def reset(self) -> None:
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()
