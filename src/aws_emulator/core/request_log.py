"""The record of requests, for tests that count calls and check IAM policies against them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from aws_emulator.core.types import Body, Call, Json

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered: ``status`` 0 if the connection was dropped, ``error`` the class of an error.

    ``operation`` and ``parameters`` are by the model's names, ``service`` is botocore's name of the API; both names are empty
    for an unknown path.
    """

    operation: str
    parameters: Mapping[str, str]
    status: int
    error: str = ""
    body: Json = None
    service: str = ""

    def as_json(self) -> Body:
        """Return this as JSON."""
        return {
            "operation": self.operation,
            "parameters": dict(self.parameters),
            "status": self.status,
            "error": self.error,
            "body": self.body,
            "service": self.service,
        }


@dataclass(slots=True)
class RequestLog:
    """The last 100,000 requests in the order of their answers; ``on_request`` is called with each."""

    on_request: Callable[[Request], None] | None = None
    _requests: deque[Request] = field(default_factory=lambda: deque(maxlen=_MOST))
    _lock: Lock = field(default_factory=Lock)

    def add(self, call: Call, status: int, error: str = "") -> None:
        """Add a request."""
        parameters = {**call.parameters, **({"TagKeys": ",".join(call.tag_keys)} if call.tag_keys else {})}
        request = Request(call.operation, parameters, status, error, call.body, call.service)
        with self._lock:
            self._requests.append(request)
        if self.on_request:
            self.on_request(request)

    def all(self) -> list[Request]:
        """Return a copy."""
        with self._lock:
            return list(self._requests)

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._requests.clear()
