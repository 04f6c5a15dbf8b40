"""What GitHub lets one token do in a minute (docs.github.com, "Rate limits for the REST API", read 2026-11-23)."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from tests.fake_github.description import Reply, Request
from tests.fake_github.routes import refuse

WRITES_A_MINUTE = 80
POINTS_A_MINUTE = 900
POINTS_OF_A_WRITE = 5


@dataclass(slots=True)
class Budget:
    """Refuses what goes beyond, as GitHub's secondary limits do; ``refused`` counts how often. A read is one point.

    GitHub does not say where its minutes begin: here any ``window_s`` seconds count, the strictest reading.
    """

    writes: int = WRITES_A_MINUTE
    points: int = POINTS_A_MINUTE
    window_s: float = 60.0
    clock: Callable[[], float] = time.monotonic
    refused: int = 0
    _spent: deque[tuple[float, bool]] = field(default_factory=deque)

    def refusal(self, request: Request) -> Reply | None:
        """Return GitHub's refusal if ``request`` is one too many; else count it and return None."""
        now = self.clock()
        while self._spent and self._spent[0][0] <= now - self.window_s:
            self._spent.popleft()
        is_write = writes(request.method, request.path)
        written = sum(was_write for _, was_write in self._spent)
        points = len(self._spent) + (POINTS_OF_A_WRITE - 1) * written
        if written + is_write <= self.writes and points + (POINTS_OF_A_WRITE if is_write else 1) <= self.points:
            self._spent.append((now, is_write))
            return None
        self.refused += 1
        wait_s = self._spent[0][0] + self.window_s - now if self._spent else self.window_s
        message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
        return refuse(403, message, retry_after=str(max(1, ceil(wait_s))))


def writes(method: str, path: str) -> bool:
    """Return whether a request makes or changes content; the one GraphQL question asked is a read."""
    return method in {"POST", "PATCH", "PUT", "DELETE"} and not path.endswith("/graphql")
