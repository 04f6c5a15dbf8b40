"""What the review step needs from GitHub, as protocols; the tests' fakes implement them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from segments_as_code.model.comment import Comment, Issue


class PlanComments(Protocol):
    """The comments on one pull request that have this action's header for one target and were written by its account."""

    def comments(self) -> Sequence[Comment]:
        """Return our comments, oldest first, from all pages."""
        ...

    def foreign_comments(self) -> Sequence[Comment]:
        """Return comments with our header for this target that somebody else wrote, oldest first; they do not count."""
        ...

    def other_targets(self) -> frozenset[str]:
        """Return the other targets of our comments on this pull request."""
        ...

    def post(self, body: str) -> Comment:
        """Write a new comment; not repeated if its response is lost (UnclearWrite)."""
        ...

    def edit(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text."""
        ...

    def remove(self, comment: Comment) -> None:
        """Delete one of our comments; it is not an error if it is gone already."""
        ...


class Issues(Protocol):
    """The open issues with our label and our header for one target that were opened by our account."""

    def open_issues(self) -> Sequence[Issue]:
        """Return them, oldest first, from all pages."""
        ...

    def open(self, title: str, body: str) -> Issue:
        """Open a new one; not repeated if its response is lost (UnclearWrite)."""
        ...

    def edit(self, issue: Issue, title: str, body: str, *, closes: str = "") -> Issue:
        """Replace title and text; with ``closes`` (completed or not_planned) close it in the same call."""
        ...
