"""What came back from GitHub, or why nothing did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segments_as_code.model.values import Json

_TOO_MANY = 429
_FORBIDDEN = 403


def always() -> bool:
    """Return True: most calls are wanted however long they had to wait."""
    return True


@dataclass(frozen=True, slots=True)
class Call:
    """One request: ``doing`` completes the sentence "could not …"; a call that is not ``repeatable`` may act twice if sent twice.

    ``is_wanted`` is asked after each wait, before the call is sent again.
    """

    method: str
    url: str
    doing: str
    body: Json = None
    repeatable: bool = True
    is_wanted: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: header names in lower case, ``content`` the JSON in the body (None where there is none)."""

    status: int
    headers: Mapping[str, str]
    content: Json = None

    @property
    def is_success(self) -> bool:
        """Whether GitHub did what was asked."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the range is what the protocol calls success

    @property
    def is_server_error(self) -> bool:
        """Whether GitHub failed by its own fault; what was asked may have been done."""
        return self.status >= 500  # noqa: PLR2004 - the protocol's own number

    @property
    def message(self) -> str:
        """What GitHub says, on one line and not long: texts of this kind are printed."""
        said = self.content.get("message") if isinstance(self.content, Mapping) else None
        return " ".join(said.split())[:300] if isinstance(said, str) else ""

    @property
    def is_rate_limit(self) -> bool:
        """Whether this says "not now": the primary limit, or a secondary one (docs.github.com, "Rate limits for the REST API")."""
        if self.status == _TOO_MANY:
            return True
        spent = self.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in self.headers
        return self.status == _FORBIDDEN and (spent or "rate limit" in self.message.lower())


@dataclass(frozen=True, slots=True)
class Lost:
    """No reply: ``reason`` in plain words, and whether the request can have reached GitHub."""

    reason: str
    may_have_arrived: bool
