"""When to ask GitHub again, and when not to."""

from __future__ import annotations

from dataclasses import dataclass

from segments_as_code.github.replies import Call, Lost, Reply

MOST_TRIES = 4
"""As octokit's retry plugin: one try and three more, after 1, 4 and 9 seconds."""

_UNSAID_S = 60.0
"""GitHub's advice where neither header says how long: at least a minute, then longer each time."""


@dataclass(frozen=True, slots=True)
class Pause:
    """How long to wait before the next try, and what to tell the reader."""

    seconds: float
    reason: str


def pause_before_next_try(call: Call, outcome: Reply | Lost, *, tries: int, now: float) -> Pause | None:
    """Return the pause after ``tries`` tries of ``call``, or None where another try is no use or no good.

    ``now`` is in seconds since 1970, as GitHub's ``x-ratelimit-reset`` is. A call that was refused by a rate limit was not
    carried out, so any call may be repeated then.
    """
    if isinstance(outcome, Reply) and outcome.is_rate_limit:
        return Pause(_rate_limit_pause(outcome, tries, now), "GitHub's rate limit is reached")
    if tries >= MOST_TRIES or not _may_repeat(call, outcome):
        return None
    if isinstance(outcome, Lost):
        return Pause(float(tries**2), f"GitHub could not be reached ({outcome.reason})")
    return Pause(float(tries**2), f"GitHub answered with status {outcome.status}") if outcome.is_server_error else None


def _may_repeat(call: Call, outcome: Reply | Lost) -> bool:
    return call.repeatable or (isinstance(outcome, Lost) and not outcome.may_have_arrived)


def _rate_limit_pause(reply: Reply, tries: int, now: float) -> float:
    seconds = _number(reply.headers.get("retry-after"))
    if seconds is not None:
        return max(seconds, 1.0)
    reset = _number(reply.headers.get("x-ratelimit-reset"))
    if reset is not None and reply.headers.get("x-ratelimit-remaining") == "0":
        return max(reset - now, 0.0) + 1.0
    return _UNSAID_S * 2.0 ** (tries - 1)


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
