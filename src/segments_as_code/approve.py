"""Hold the plan that would be applied against the one that was reviewed. Whatever is not certain refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segments_as_code.marker import read_marker
from segments_as_code.model import Comment, Header, Plan
from segments_as_code.problems import Refused


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of the review: the merged pull request, its last commit, our comments on it, and those that only look like ours."""

    pull_request: int
    head: str
    comments: Sequence[Comment]
    strangers: Sequence[Comment] = ()


def require_approval(plan: Plan, review: Review | None, *, approved: str | None) -> None:
    """Return where ``plan`` is what was reviewed: in our comment on the pull request, or by the digest ``approved``.

    A plan with nothing to do needs no approval. The record of an apply that failed in part approves what it left to do.

    Raises:
        Refused: with a code of its own for each way in which it is not.
    """
    if plan.is_empty:
        return
    if approved is not None:
        _require_digest(plan, approved, "approved-plan names")
        return
    if review is None:
        message = "no merged pull request brought this commit, so nobody reviewed a plan."
        raise Refused("no-pull-request", message, _by_hand(plan))
    header, where = _reviewed(review, plan), f"the comment on pull request #{review.pull_request}"
    if not header.digest:
        found = "is the record of an apply that left nothing to do" if header.kind == "record" else "has no plan, only findings"
        raise Refused("no-approval", f"{where} {found}.", _by_hand(plan))
    if header.head != review.head:
        message = f"{where} is for commit {_short(header.head)}, but what was merged is {_short(review.head)}."
        raise Refused("stale-head", message, _by_hand(plan))
    _require_digest(plan, header.digest, f"{where} approves")


def _reviewed(review: Review, plan: Plan) -> Header:
    headers = [header for comment in review.comments if (header := read_marker(comment.body)) is not None]
    if not headers and review.strangers:
        author = review.strangers[0].author
        message = f"the plan comment on pull request #{review.pull_request} was written by {author}, and this job's token is not theirs."
        raise Refused("foreign-approval", message, _by_hand(plan))
    if not headers:
        message = f"pull request #{review.pull_request} has no plan comment of ours for this target."
        raise Refused("no-approval", message, _by_hand(plan))
    if len(headers) > 1:
        message = (
            f"pull request #{review.pull_request} has {len(headers)} plan comments for this target; which was reviewed is not certain."
        )
        raise Refused("several-approvals", message, _by_hand(plan))
    return headers[0]


def _require_digest(plan: Plan, approved: str, who: str) -> None:
    if approved != plan.digest:
        message = f"{who} plan {_short(approved)}, but the plan now is {_short(plan.digest)}: files or deployed segments changed since."
        raise Refused("plan-differs", message, _by_hand(plan))


def _by_hand(plan: Plan) -> str:
    return f"review the plan printed here; to apply it, run the workflow by hand with command: apply and approved-plan: {plan.digest}."


def _short(text: str) -> str:
    return text[:7] or "(none)"
