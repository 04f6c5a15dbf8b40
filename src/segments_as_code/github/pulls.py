"""Pull requests, and which of them brought a commit to a branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from segments_as_code.github.members import is_from_fork, is_true, label_names, text, whole_number
from segments_as_code.model.values import Json
from segments_as_code.problems import ForgeError


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as GitHub holds it now; ``merge_commit_sha`` is a test merge until ``is_merged``."""

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


def read_pull_request(content: Json) -> PullRequest | None:
    """Return the pull request that GitHub describes, or None where number, head or base are missing."""
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
    )


def select_pull_request(candidates: Iterable[PullRequest], sha: str, branch: str) -> PullRequest | None:
    """Return the one pull request whose merge brought ``sha`` to ``branch``, or None if there is none.

    Of those that were merged into ``branch`` the one that GitHub says was merged as this very commit (squash, merge commit,
    the last of a rebase), else the one that holds it. If none was merged there, the one that was merged into another branch
    as this commit: ``branch`` was moved to it. It tells what happened, and was reviewed by the rules of that other branch.
    Raise ForgeError if that leaves more than one.
    """
    merged = [candidate for candidate in candidates if candidate.is_merged]
    here = [candidate for candidate in merged if candidate.base_ref == branch]
    exact = [candidate for candidate in here or merged if candidate.merge_commit_sha == sha]
    remaining = exact or here
    if here and len(remaining) > 1:
        numbers = ", ".join(f"#{candidate.number}" for candidate in sorted(remaining, key=lambda candidate: candidate.number))
        message = f"Several merged pull requests hold the commit {sha[:12]}: {numbers}."
        raise ForgeError(
            "several-pull-requests", message, "start the apply by hand with `approved-plan` set to the digest that was reviewed"
        )
    return remaining[0] if remaining else None
