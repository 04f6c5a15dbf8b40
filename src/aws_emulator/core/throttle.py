"""The documented request rates: a token bucket for each operation, as the quotas page has them per account and Region.

Source: Amazon Pinpoint developer guide, Quotas, API request quotas (June 2023).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from aws_emulator.core.types import TooManyRequests

_SEGMENT_WRITES = frozenset({"CreateSegment", "UpdateSegment", "DeleteSegment"})


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a second, and as many at once: for each of the three segment writes, and for each other operation."""

    segment_writes: float = 25.0
    others: float = 300.0


@dataclass(slots=True)
class Throttle:
    """Admits requests at ``rates`` by ``clock`` (seconds); None admits all."""

    rates: Rates | None
    clock: Callable[[], float]
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def admit(self, operation: str) -> None:
        """Take a token for ``operation``, or raise TooManyRequests."""
        if self.rates is None:
            return
        rate = self.rates.segment_writes if operation in _SEGMENT_WRITES else self.rates.others
        with self._lock:
            now = self.clock()
            tokens, since = self._buckets.get(operation, (rate, now))
            tokens = min(rate, tokens + max(0.0, now - since) * rate)
            admitted = tokens >= 1
            self._buckets[operation] = (tokens - admitted, now)
        if not admitted:
            raise TooManyRequests("Too many requests")

    def reset(self) -> None:
        """Fill every bucket."""
        with self._lock:
            self._buckets.clear()
