"""The record of requests, for tests that count calls and hold IAM policies to them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from aws_emulator.core.types import Body, Call, Json

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered: ``status`` 0 where the connection was dropped, ``error`` the class of a refusal.

    ``operation`` and ``parameters`` are by the model's names; an unknown path has the operation ``""``.
    """

    operation: str
    parameters: Mapping[str, str]
    status: int
    error: str = ""
    body: Json = None

    def as_json(self) -> Body:
        """Return this as JSON."""
        return {
            "operation": self.operation,
            "parameters": dict(self.parameters),
            "status": self.status,
            "error": self.error,
            "body": self.body,
        }


@dataclass(slots=True)
class Log:
    """The last 100,000 requests in the order of their answers; ``heard`` is told of each."""

    heard: Callable[[Request], None] | None = None
    _requests: deque[Request] = field(default_factory=lambda: deque(maxlen=_MOST))
    _lock: Lock = field(default_factory=Lock)

    def add(self, call: Call, status: int, error: str = "") -> None:
        """Note a request."""
        parameters = {**call.parameters, **({"TagKeys": ",".join(call.tag_keys)} if call.tag_keys else {})}
        request = Request(call.operation, parameters, status, error, call.body)
        with self._lock:
            self._requests.append(request)
        if self.heard:
            self.heard(request)

    def all(self) -> list[Request]:
        """Return a copy."""
        with self._lock:
            return list(self._requests)

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._requests.clear()
