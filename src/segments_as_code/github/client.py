"""GitHub's REST API, as far as this project needs it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from segments_as_code.github.comments import OurTexts, PullRequestComments, RepositoryIssues
from segments_as_code.github.connection import Connection
from segments_as_code.github.contents import RepositoryContents
from segments_as_code.github.members import is_from_fork, is_true, label_names, text, whole_number
from segments_as_code.github.response_errors import unreadable_error
from segments_as_code.github.retry import Request, always
from segments_as_code.model.comment import LabelEvent
from segments_as_code.model.document import Json
from segments_as_code.model.problem import ForgeError

_REPOSITORY = re.compile(r"(?!\.{1,2}/)[A-Za-z0-9_.-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+")
_SHA = re.compile(r"[0-9a-fA-F]{7,64}")
_WORKFLOW_BOT = "github-actions[bot]"
"""The author of comments that are written with a workflow's own token."""

_INDEX_PAUSES_S = (2.0, 4.0, 8.0)
"""GitHub's index may lag a few seconds behind a merge."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as it is now; ``merge_commit_sha`` is a test merge until ``is_merged``.

    ``merged_at`` is empty if it is not merged, or if GitHub does not say when it was.
    """

    number: int
    url: str
    title: str
    author: str
    head_sha: str
    head_ref: str
    base_sha: str
    base_ref: str
    is_merged: bool
    merge_commit_sha: str
    is_draft: bool
    is_fork: bool
    labels: tuple[str, ...]
    merged_at: str = ""


class GitHub:
    """One repository on one GitHub, seen with one token.

    ``read_target`` returns the target in the header of a text. ``sleep`` and ``clock`` (seconds since 1970) are the
    caller's; ``notify`` is called with a sentence for every wait. All waits for rate limits and failures together take at most
    ``longest_wait_s``; a response may take at most ``read_timeout_s``.
    """

    def __init__(  # noqa: PLR0913 - four facts about where, and the outside with its limits
        self,
        api_url: str,
        graphql_url: str,
        repository: str,
        token: str,
        *,
        read_target: Callable[[str], str | None],
        sleep: Callable[[float], None],
        notify: Callable[[str], None],
        clock: Callable[[], float] = time.time,
        longest_wait_s: float = 300.0,
        read_timeout_s: float = 30.0,
    ) -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise ForgeError("github-repository", f"{repository!r} is no repository's name.", "write it as owner/name")
        self.repository = repository
        self._connection = Connection(api_url, graphql_url, token, sleep, clock, notify, longest_wait_s, read_timeout_s)
        self._login = ""
        self._ours = OurTexts(self.own_login, read_target)
        self.contents = RepositoryContents(self._connection, repository)

    def __repr__(self) -> str:
        return f"GitHub({self._connection.api_url!r}, {self.repository!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._connection.close()

    def plan_comments(self, pull_number: int, target: str, is_wanted: Callable[[], bool] = always) -> PullRequestComments:
        """Return our comments on a pull request for ``target``; ``is_wanted`` is called before a write is sent again."""
        return PullRequestComments(self._connection, self.repository, pull_number, target, self._ours, is_wanted)

    def issues(self, label: str, target: str) -> RepositoryIssues:
        """Return our open issues with ``label`` for ``target``."""
        return RepositoryIssues(self._connection, self.repository, label, target, self._ours)

    def pull_request(self, number: int) -> PullRequest:
        """Return a pull request as it is now."""
        request = Request("GET", f"{self._here}/pulls/{number}", f"read pull request {number} of {self.repository}")
        found = read_pull_request(self._connection.send(request).content)
        if found is None:
            raise unreadable_error(request, "it has no pull request")
        return found

    def label_events(self, number: int) -> Sequence[LabelEvent]:
        """Return the additions and removals of labels on a pull request, oldest first."""
        request = Request(
            "GET", f"{self._here}/issues/{number}/events?per_page=100", f"read the labels of pull request {number} of {self.repository}"
        )
        events = [event for event in self._connection.read_pages(request) if text(event, "event") in {"labeled", "unlabeled"}]
        return [
            LabelEvent(
                label=text(event, "label", "name"),
                by=text(event, "actor", "login"),
                at=text(event, "created_at"),
                is_added=text(event, "event") == "labeled",
            )
            for event in events
        ]

    def pull_requests_of_commit(self, sha: str) -> Sequence[PullRequest]:
        """Return the pull requests of a commit: merged ones, and open ones that contain it."""
        if not _SHA.fullmatch(sha):
            raise ForgeError("event-incomplete", f"{sha!r} is no commit's id.", "run the workflow again from GitHub")
        doing = f"find the pull request of commit {sha[:12]} of {self.repository}"
        request = Request("GET", f"{self._here}/commits/{sha}/pulls?per_page=100", doing)
        found = [read_pull_request(content) for content in self._connection.read_pages(request)]
        return [pull_request for pull_request in found if pull_request is not None]

    def pull_request_of_commit(self, sha: str, branch: str) -> PullRequest | None:
        """Return the pull request that was merged to ``branch`` as ``sha``, or None for a push without one.

        Retries three times within 14 seconds, because GitHub's index may lag behind a merge. If all pull requests found were
        merged into another branch, one of them is returned: see ``select_pull_request``.
        """
        for pause_s in (*_INDEX_PAUSES_S, 0.0):
            found = select_pull_request(self.pull_requests_of_commit(sha), sha, branch)
            if not pause_s or (found is not None and found.base_ref == branch):
                return found
            self._connection.notify(
                f"GitHub knows no pull request that {sha[:12]} was merged to {branch} by yet: looking again in {pause_s:.0f} s."
            )
            self._connection.sleep(pause_s)
        return None

    def own_login(self) -> str:
        """Return the login of the token's account, requested once.

        ``GET /user`` refuses a workflow's own token, GraphQL's ``viewer`` answers it. If GraphQL refuses, the token is assumed to be
        a workflow's own.
        """
        if not self._login:
            self._login = self._ask_whose_token() or _WORKFLOW_BOT
        return self._login

    @property
    def _here(self) -> str:
        return f"{self._connection.api_url}/repos/{self.repository}"

    def _ask_whose_token(self) -> str:
        request = Request("POST", self._connection.graphql_url, "learn whose token this is", {"query": "query { viewer { login } }"})
        try:
            return text(self._connection.send(request).content, "data", "viewer", "login")
        except ForgeError as error:
            if error.code in {"github-forbidden", "github-not-found", "github-rejected"}:
                return ""
            raise


def read_pull_request(content: Json) -> PullRequest | None:
    """Return the pull request in GitHub's answer, or None if number, head or base are missing."""
    number = whole_number(content, "number")
    head_sha, base_ref = text(content, "head", "sha"), text(content, "base", "ref")
    if number is None or not head_sha or not base_ref:
        return None
    return PullRequest(
        number=number,
        url=text(content, "html_url"),
        title=text(content, "title"),
        author=text(content, "user", "login"),
        head_sha=head_sha,
        head_ref=text(content, "head", "ref"),
        base_sha=text(content, "base", "sha"),
        base_ref=base_ref,
        is_merged=is_true(content, "merged") or bool(text(content, "merged_at")),
        merge_commit_sha=text(content, "merge_commit_sha"),
        is_draft=is_true(content, "draft"),
        is_fork=is_from_fork(content),
        labels=label_names(content),
        merged_at=text(content, "merged_at"),
    )


def select_pull_request(candidates: Iterable[PullRequest], sha: str, branch: str) -> PullRequest | None:
    """Return the pull request that was merged to ``branch`` as ``sha``, or None.

    Of those that were merged into ``branch``, the one that was merged as exactly this commit (squash, merge commit,
    the last of a rebase), else the one that contains it. If none was merged there, the one that was merged into another branch
    as this commit: ``branch`` was moved to it, and the review followed the rules of that other branch.
    Raise ForgeError if that leaves more than one.
    """
    merged = [candidate for candidate in candidates if candidate.is_merged]
    here = [candidate for candidate in merged if candidate.base_ref == branch]
    exact = [candidate for candidate in here or merged if candidate.merge_commit_sha == sha]
    remaining = exact or here
    if here and len(remaining) > 1:
        numbers = ", ".join(f"#{candidate.number}" for candidate in sorted(remaining, key=lambda candidate: candidate.number))
        message = f"Several merged pull requests contain the commit {sha[:12]}: {numbers}."
        raise ForgeError("several-pull-requests", message, "start the apply by hand with `approved-plan` set to the reviewed digest")
    return remaining[0] if remaining else None
