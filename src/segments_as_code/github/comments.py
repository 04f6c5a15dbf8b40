"""Our comments on one pull request, over GitHub's REST API (docs.github.com, "REST API endpoints for issue comments")."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from segments_as_code.github.connection import Connection
from segments_as_code.github.members import items, member, text, whole_number
from segments_as_code.github.response_errors import unreadable_error
from segments_as_code.github.retry import Request, Response, always
from segments_as_code.model.comment import Comment, Issue
from segments_as_code.model.document import Json
from segments_as_code.model.problem import ForgeError


@dataclass(frozen=True, slots=True)
class OurTexts:
    """How to recognize our comments and issues: ``login`` wrote them, and ``read_target`` returns their target."""

    login: Callable[[], str]
    read_target: Callable[[str], str | None]

    def are_by(self, author: str) -> bool:
        """Return whether ``author`` is our account."""
        return author.casefold() == self.login().casefold()


class PullRequestComments:
    """The comments on one pull request that have our header for one target and were written by our account."""

    def __init__(
        self,
        connection: Connection,
        repository: str,
        number: int,
        target: str,
        ours: OurTexts,
        is_wanted: Callable[[], bool] = always,
    ) -> None:
        self._connection = connection
        self._issues = f"{connection.api_url}/repos/{repository}/issues"
        self._number = number
        self._target = target
        self._ours = ours
        self._is_wanted = is_wanted
        self._there = f"pull request {number} of {repository}"

    def comments(self) -> Sequence[Comment]:
        """Return our comments, oldest first, from all pages."""
        return [comment for comment in self._about_target() if self._ours.are_by(comment.author)]

    def foreign_comments(self) -> Sequence[Comment]:
        """Return the comments with our header for this target that somebody else wrote, oldest first."""
        return [comment for comment in self._about_target() if not self._ours.are_by(comment.author)]

    def other_targets(self) -> frozenset[str]:
        """Return the other targets of our comments on this pull request."""
        targets = {self._ours.read_target(comment.body) for comment in self._all() if self._ours.are_by(comment.author)}
        return frozenset(target for target in targets if target is not None) - {self._target}

    def post(self, body: str) -> Comment:
        """Write a new comment; not repeated when its reply is lost (UnclearWrite)."""
        url = f"{self._issues}/{self._number}/comments"
        doing = f"write a comment on {self._there}"
        request = Request("POST", url, doing, {"body": body}, repeatable=False, is_wanted=self._is_wanted)
        return _comment_in(request, self._connection.send(request))

    def edit(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text; raise ForgeError ``comment-gone`` if it no longer exists."""
        url = f"{self._issues}/comments/{comment.id}"
        request = Request("PATCH", url, f"edit our comment on {self._there}", {"body": body}, is_wanted=self._is_wanted)
        try:
            return _comment_in(request, self._connection.send(request))
        except ForgeError as error:
            if error.code != "github-not-found":
                raise
            message = f"Our comment on {self._there} is gone: somebody deleted it."
            raise ForgeError("comment-gone", message, "run this again; a new comment is written") from error

    def remove(self, comment: Comment) -> None:
        """Delete one of our comments; it is not an error if it is gone already."""
        try:
            self._connection.send(Request("DELETE", f"{self._issues}/comments/{comment.id}", f"delete our comment on {self._there}"))
        except ForgeError as error:
            if error.code != "github-not-found":
                raise

    def _about_target(self) -> list[Comment]:
        """Return every comment with our header for this target, by any author, each once, even if pages shift while reading."""
        found = {comment.id: comment for comment in self._all() if self._ours.read_target(comment.body) == self._target}
        return [found[number] for number in sorted(found)]

    def _all(self) -> Iterator[Comment]:
        request = Request("GET", f"{self._issues}/{self._number}/comments?per_page=100", f"read the comments on {self._there}")
        for content in self._connection.read_pages(request):
            comment = _comment(content)
            if comment is None:
                raise unreadable_error(request, "a comment in it has no number")
            yield comment


def _comment_in(request: Request, response: Response) -> Comment:
    comment = _comment(response.content)
    if comment is None:
        raise unreadable_error(request, "it has no comment")
    return comment


def _comment(content: Json) -> Comment | None:
    """Return the comment in GitHub's answer, without an author if the account is gone."""
    number = whole_number(content, "id")
    if number is None:
        return None
    return Comment(number, text(content, "html_url"), text(content, "user", "login"), text(content, "body"), text(content, "updated_at"))


class RepositoryIssues:
    """The open issues of one repository with one label and our header for one target that were opened by our account."""

    def __init__(self, connection: Connection, repository: str, label: str, target: str, ours: OurTexts) -> None:
        self._connection = connection
        self._issues = f"{connection.api_url}/repos/{repository}/issues"
        self._label = label
        self._target = target
        self._ours = ours
        self._there = f"of {repository}"

    def open_issues(self) -> Sequence[Issue]:
        """Return our open issues, oldest first, from all pages, each once, even if pages shift while reading."""
        found = {issue.number: issue for issue in self._all() if self._is_ours(issue)}
        return [found[number] for number in sorted(found)]

    def open(self, title: str, body: str) -> Issue:
        """Open a new issue with our label; not repeated when its reply is lost (UnclearWrite)."""
        said: Json = {"title": title, "body": body, "labels": [self._label]}
        request = Request("POST", self._issues, f"open an issue {self._there}", said, repeatable=False)
        content = self._connection.send(request).content
        issue = _issue(content)
        if issue is None:
            raise unreadable_error(request, "it has no issue")
        if self._label not in _labels(content):  # GitHub drops the labels if the account may not set them while opening an issue
            self._put_label(issue)
        return issue

    def edit(self, issue: Issue, title: str, body: str, *, closes: str = "") -> Issue:
        """Replace an issue's title and text; with ``closes`` (completed or not_planned) close it in the same request."""
        said: dict[str, Json] = {"title": title, "body": body}
        if closes:
            said |= {"state": "closed", "state_reason": closes}
        request = Request("PATCH", f"{self._issues}/{issue.number}", f"edit issue {issue.number} {self._there}", said)
        edited = _issue(self._connection.send(request).content)
        if edited is None:
            raise unreadable_error(request, "it has no issue")
        return edited

    def _put_label(self, issue: Issue) -> None:
        doing = f"label issue {issue.number} {self._there}"
        self._connection.send(Request("POST", f"{self._issues}/{issue.number}/labels", doing, {"labels": [self._label]}))

    def _all(self) -> Iterator[Issue]:
        """Yield open issues with our label; GitHub's list has pull requests too."""
        request = Request("GET", f"{self._issues}?state=open&labels={self._label}&per_page=100", f"read the issues {self._there}")
        for content in self._connection.read_pages(request):
            issue = _issue(content)
            if issue is None:
                raise unreadable_error(request, "an issue in it has no number")
            if member(content, "pull_request") is None:
                yield issue

    def _is_ours(self, issue: Issue) -> bool:
        return self._ours.read_target(issue.body) == self._target and self._ours.are_by(issue.author)


def _issue(content: Json) -> Issue | None:
    """Return the issue in GitHub's answer, without an author if the account is gone."""
    number = whole_number(content, "number")
    if number is None:
        return None
    return Issue(number, text(content, "html_url"), text(content, "user", "login"), text(content, "title"), text(content, "body"))


def _labels(content: Json) -> set[str]:
    """Return the names of an issue's labels, which GitHub gives as objects or as names."""
    return {label if isinstance(label, str) else text(label, "name") for label in items(content, "labels")}
