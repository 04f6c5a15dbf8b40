"""A repository's issues in memory, for tests that need no HTTP; they keep the same contract as the real client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.comment import Issue
from segments_as_code.model.problem import UnclearWrite
from segments_as_code.review.comment_header import read_header


@dataclass(slots=True)
class FakeTracker:
    """All the open issues with our label, and how those that were closed were."""

    open: dict[int, Issue] = field(default_factory=dict)
    closed: dict[int, tuple[Issue, str]] = field(default_factory=dict)

    def add(self, author: str, title: str, body: str) -> Issue:
        """Have somebody open an issue with our label."""
        number = max([100, *self.open, *self.closed]) + 1
        self.open[number] = Issue(number, f"https://github.test/acme/audiences/issues/{number}", author, title, body)
        return self.open[number]


@dataclass(slots=True)
class FakeIssues:
    """Our part of a tracker. ``lose_replies`` is how many of our next issues are opened, or not with ``loses_all``, and then unclear.

    ``meanwhile`` is called before each issue that we open, ``afterwards`` when it stands.
    """

    tracker: FakeTracker
    target: str
    me: str = "github-actions[bot]"
    lose_replies: int = 0
    loses_all: bool = False
    meanwhile: Callable[[], object] = lambda: None
    afterwards: Callable[[], object] = lambda: None
    calls: list[str] = field(default_factory=list)

    def open_issues(self) -> Sequence[Issue]:
        """Return our open issues, oldest first."""
        found = [issue for _, issue in sorted(self.tracker.open.items()) if issue.author == self.me]
        return [issue for issue in found if (header := read_header(issue.body)) and header.target == self.target]

    def open(self, title: str, body: str) -> Issue:
        """Open a new issue."""
        self.calls.append("open")
        self.meanwhile()
        is_lost = self.lose_replies > 0
        self.lose_replies -= is_lost
        issue = None if is_lost and self.loses_all else self.tracker.add(self.me, title, body)
        self.afterwards()
        if is_lost or issue is None:
            raise UnclearWrite("comment-unclear", "It is not clear whether we could open an issue.")
        return issue

    def edit(self, issue: Issue, title: str, body: str, *, closes: str = "") -> Issue:
        """Replace an issue's title and text, and close it with ``closes``."""
        self.calls.append("close" if closes else "edit")
        edited = replace(self.tracker.open[issue.number], title=title, body=body)
        self.tracker.open[issue.number] = edited
        if closes:
            self.tracker.closed[issue.number] = (self.tracker.open.pop(issue.number), closes)
        return edited
