"""Send a write once, at the service's rate; send it again only if it certainly had no effect."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from segments_as_code.model.problem import UnclearWrite
from segments_as_code.providers.aws.boto_client import Client
from segments_as_code.providers.aws.calls import call, retry
from segments_as_code.providers.aws.rate_limit import RateLimits

_PASSING = frozenset({"throttled", "service-unreachable"})
"""Errors of requests that certainly had no effect: 429, and a connection that could not be made."""

_SETTLE_S = 5.0
"""How long after a lost reply a write may still be running or not be listed yet: a guess, AWS does not document it."""


class WriteOnce:
    """Makes the writing calls of one client.

    A request that was throttled (429) or could not be sent had no effect and is sent again; no other
    request is. UnclearWrite is raised after a pause, so that the effect of the write is visible by then. Writers that share
    ``limits`` share one quota. Thread-safe.
    """

    def __init__(
        self,
        client: Client,
        limits: RateLimits,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._buckets = limits.in_region(client.region)
        self._clock = clock
        self._sleep = sleep

    def __call__(self, operation: str, *, needs: str = "", **arguments: Any) -> Mapping[str, Any]:
        """Return the answer of ``operation``; see ``call``."""

        def send() -> Mapping[str, Any]:
            if operation in self._buckets:
                self._buckets[operation].take()
            return call(self._client, operation, needs=needs, writing=True, **arguments)

        attempts = self._client.connection.attempts
        try:
            return retry(send, passing=_PASSING, attempts=attempts, clock=self._clock, sleep=self._sleep)
        except UnclearWrite:
            self._sleep(_SETTLE_S)
            raise
