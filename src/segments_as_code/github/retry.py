"""Requests to GitHub, responses, and when to retry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from segments_as_code.model.document import Json

_TOO_MANY = 429
_FORBIDDEN = 403


def always() -> bool:
    """Return True: most requests are still wanted after a wait."""
    return True


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``doing`` completes the sentence "could not …".

    If it is not ``repeatable``, sending it twice may have an effect twice. ``is_wanted`` is called after each wait, before the
    request is sent again.
    """

    method: str
    url: str
    doing: str
    body: Json = None
    repeatable: bool = True
    is_wanted: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class Response:
    """A response: header names in lower case, ``content`` the JSON in the body (None if there is none)."""

    status: int
    headers: Mapping[str, str]
    content: Json = None

    @property
    def is_success(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the range is what the protocol calls success

    @property
    def is_server_error(self) -> bool:
        """Whether GitHub had an error of its own; the request may have had its effect."""
        return self.status >= 500  # noqa: PLR2004 - the protocol's own number

    @property
    def message(self) -> str:
        """GitHub's message, on one short line, for printing."""
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
class NoResponse:
    """No response: the ``reason``, and whether the request may have reached GitHub."""

    reason: str
    may_have_arrived: bool


MOST_TRIES = 4
"""Like octokit's retry plugin: one try and three more, after 1, 4 and 9 seconds."""

_UNSAID_S = 60.0
"""GitHub's advice if neither header says how long: at least a minute, then longer each time."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The wait before the next try, and the reason."""

    seconds: float
    reason: str


def pause_before_next_try(request: Request, outcome: Response | NoResponse, *, tries: int, now: float) -> Pause | None:
    """Return the pause after ``tries`` tries of ``request``, or None if another try is useless or could do harm.

    ``now`` is in seconds since 1970, as GitHub's ``x-ratelimit-reset`` is. A request that was refused by a rate limit had
    no effect, so any request may be repeated then.
    """
    if isinstance(outcome, Response) and outcome.is_rate_limit:
        return Pause(_rate_limit_pause(outcome, tries, now), "GitHub's rate limit is reached")
    if tries >= MOST_TRIES or not _may_repeat(request, outcome):
        return None
    if isinstance(outcome, NoResponse):
        return Pause(float(tries**2), f"GitHub could not be reached ({outcome.reason})")
    return Pause(float(tries**2), f"GitHub answered with status {outcome.status}") if outcome.is_server_error else None


def _may_repeat(request: Request, outcome: Response | NoResponse) -> bool:
    return request.repeatable or (isinstance(outcome, NoResponse) and not outcome.may_have_arrived)


def _rate_limit_pause(response: Response, tries: int, now: float) -> float:
    seconds = _number(response.headers.get("retry-after"))
    if seconds is not None:
        return max(seconds, 1.0)
    reset = _number(response.headers.get("x-ratelimit-reset"))
    if reset is not None and response.headers.get("x-ratelimit-remaining") == "0":
        return max(reset - now, 0.0) + 1.0
    return _UNSAID_S * 2.0 ** (tries - 1)


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
