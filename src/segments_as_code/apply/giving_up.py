"""Know when to stop: where the service is out of order, the next change fails too, and only later."""

from __future__ import annotations

from segments_as_code.problems import SegmentsError

MOST_IN_A_ROW = 3
"""So many changes in a row fail for the service's reasons before the rest is left. With the gateway's bounds, each of them takes
two minutes at the worst (a silent service), so that an apply of any size ends within minutes of the service."""

_OF_THE_SERVICE = frozenset(
    {
        "application-not-found",
        "connection-lost",
        "credentials-expired",
        "credentials-missing",
        "credentials-rejected",
        "reply-unreadable",
        "service-failed",
        "service-unreachable",
        "throttled",
    }
)
_OF_THE_POLICY = "access-denied"
"""Counts only while nothing has been applied: a policy that lacks one call still lets the other changes through."""


class Streak:
    """Changes that failed in a row for a reason that is the service's and not theirs."""

    def __init__(self) -> None:
        self._length = 0
        self._last = ""
        self._has_applied = False

    @property
    def verdict(self) -> str | None:
        """Return why no more should be tried, or None while it should."""
        if self._length < MOST_IN_A_ROW:
            return None
        return f"{MOST_IN_A_ROW} changes in a row failed for a reason that is the service's, so this one was not tried: {self._last}"

    @property
    def is_going_well(self) -> bool:
        """Whether something was applied, and the last change did not fail for the service's reasons."""
        return self._has_applied and self._length == 0

    def went_well(self) -> None:
        """Note a change that was applied."""
        self._has_applied = True
        self._length = 0

    def failed(self, error: SegmentsError) -> None:
        """Note a change that failed."""
        is_the_services = error.code in _OF_THE_SERVICE or (error.code == _OF_THE_POLICY and not self._has_applied)
        self._length = self._length + 1 if is_the_services else 0
        self._last = error.message
