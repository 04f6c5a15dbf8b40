"""The issues that we keep in one repository (docs.github.com, "REST API endpoints for issues")."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from segments_as_code.github.connection import Connection
from segments_as_code.github.members import items, member, text, whole_number
from segments_as_code.github.refusals import unreadable
from segments_as_code.github.replies import Call
from segments_as_code.marker import read_marker
from segments_as_code.model.comments import Issue
from segments_as_code.model.values import Json


class RepositoryIssues:
    """The open issues of one repository with one label that carry our marker for one target and that we ourselves opened."""

    def __init__(self, connection: Connection, repository: str, label: str, target: str, who_am_i: Callable[[], str]) -> None:
        self._connection = connection
        self._issues = f"{connection.api_url}/repos/{repository}/issues"
        self._label = label
        self._target = target
        self._who_am_i = who_am_i
        self._there = f"of {repository}"

    def open_issues(self) -> Sequence[Issue]:
        """Return our open issues, oldest first, from all pages; each once, though pages may shift as we read."""
        found = {issue.number: issue for issue in self._all() if self._is_ours(issue)}
        return [found[number] for number in sorted(found)]

    def open(self, title: str, body: str) -> Issue:
        """Open a new issue with our label; not repeated when its reply is lost (UnclearWrite)."""
        said: Json = {"title": title, "body": body, "labels": [self._label]}
        call = Call("POST", self._issues, f"open an issue {self._there}", said, repeatable=False)
        content = self._connection.call(call).content
        issue = _issue(content)
        if issue is None:
            raise unreadable(call, "it holds no issue")
        if self._label not in _labels(content):  # GitHub drops labels from whoever may not set them while opening an issue
            self._put_label(issue)
        return issue

    def edit(self, issue: Issue, title: str, body: str, *, closes: str = "") -> Issue:
        """Replace an issue's title and text; with ``closes`` (completed or not_planned) close it in the same call."""
        said: dict[str, Json] = {"title": title, "body": body}
        if closes:
            said |= {"state": "closed", "state_reason": closes}
        call = Call("PATCH", f"{self._issues}/{issue.number}", f"edit issue {issue.number} {self._there}", said)
        edited = _issue(self._connection.call(call).content)
        if edited is None:
            raise unreadable(call, "it holds no issue")
        return edited

    def _put_label(self, issue: Issue) -> None:
        doing = f"label issue {issue.number} {self._there}"
        self._connection.call(Call("POST", f"{self._issues}/{issue.number}/labels", doing, {"labels": [self._label]}))

    def _all(self) -> Iterator[Issue]:
        """Yield open issues with our label; GitHub's list has pull requests too."""
        call = Call("GET", f"{self._issues}?state=open&labels={self._label}&per_page=100", f"read the issues {self._there}")
        for content in self._connection.pages(call):
            issue = _issue(content)
            if issue is None:
                raise unreadable(call, "an issue in it has no number")
            if member(content, "pull_request") is None:
                yield issue

    def _is_ours(self, issue: Issue) -> bool:
        header = read_marker(issue.body)
        return header is not None and header.target == self._target and issue.author.casefold() == self._who_am_i().casefold()


def _issue(content: Json) -> Issue | None:
    """Return the issue that GitHub describes; one whose author's account is gone has no author."""
    number = whole_number(content, "number")
    if number is None:
        return None
    return Issue(number, text(content, "html_url"), text(content, "user", "login"), text(content, "title"), text(content, "body"))


def _labels(content: Json) -> set[str]:
    """Return the names of an issue's labels, which GitHub gives as objects or as bare names."""
    return {label if isinstance(label, str) else text(label, "name") for label in items(content, "labels")}
