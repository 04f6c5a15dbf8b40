"""Hold the plan that would be applied against the one that was reviewed. Whatever is not certain refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.model.comments import Comment, Header
from segments_as_code.model.plan import Fingerprints, Plan
from segments_as_code.model.problem import Refused, short
from segments_as_code.review.comment_header import VERSION, read_header

_MOST_NAMED = 8
_APPROVING = frozenset({"plan", "record"})
"""The kinds of comment that approve what their digest names."""


@dataclass(frozen=True, slots=True)
class Review:
    """What is known of the review: the merged pull request, its last commit, our comments on it, and those that only look like ours.

    ``elsewhere`` is the branch that it was merged into if that is not the one that is applied.
    """

    pull_request: int
    head: str
    comments: Sequence[Comment]
    foreign_comments: Sequence[Comment] = ()
    elsewhere: str = ""


def require_approval(plan: Plan, review: Review | None, *, approved: str | None, workflow: str = "") -> None:
    """Return where ``plan`` is what was reviewed: in our comment on the pull request, or by the digest ``approved``.

    A plan with nothing to do needs no approval. The record of an apply that failed in part approves what it left to do.
    ``workflow`` names what to start by hand, as ``gh workflow run`` takes it, where that is known.

    Raises:
        Refused: with a code of its own for each way in which it is not.
    """
    if plan.is_empty:
        return
    by_hand = _by_hand(plan, workflow)
    if approved is not None:
        if approved != plan.digest:
            message = f"approved-plan names plan {_short(approved)}, but the plan now is {_short(plan.digest)}."
            raise Refused("plan-differs", message, by_hand)
        return
    if review is None:
        message = "no merged pull request brought this commit, so nobody reviewed a plan."
        raise Refused("no-pull-request", message, by_hand)
    if review.elsewhere:
        into = f"was merged into {short(review.elsewhere)}, and was reviewed by the rules of that branch alone"
        message = f"pull request #{review.pull_request}, which brought this commit, {into}."
        raise Refused("another-branch", message, by_hand)
    where = f"the comment on pull request #{review.pull_request}"
    header = _reviewed(review, where, by_hand)
    _require_a_plan(header, review, where, by_hand)
    _require_this_plan(header, plan, where, by_hand)


def _reviewed(review: Review, where: str, by_hand: str) -> Header:
    headers = [header for comment in review.comments if (header := read_header(comment.body)) is not None]
    if not headers and review.foreign_comments:
        author = review.foreign_comments[0].author or "an account that is gone"
        message = f"the plan comment on pull request #{review.pull_request} was written by {author}, and this job's token is not theirs."
        raise Refused("foreign-approval", message, by_hand)
    if not headers:
        message = f"pull request #{review.pull_request} has no plan comment of ours for this target."
        raise Refused("no-approval", message, by_hand)
    if len(headers) > 1:
        message = (
            f"pull request #{review.pull_request} has {len(headers)} plan comments for this target; which was reviewed is not certain."
        )
        raise Refused("several-approvals", message, by_hand)
    if headers[0].version != VERSION:
        raise Refused("no-approval", f"{where} was written by another release of Segments as Code, whose plans differ.", by_hand)
    if not headers[0].is_intact:
        message = f"the hidden first line of {where} was edited by hand: its checksum does not fit, or is missing."
        raise Refused("approval-tampered", message, by_hand)
    return headers[0]


def _require_a_plan(header: Header, review: Review, where: str, by_hand: str) -> None:
    if header.head != review.head:
        message = f"{where} is for commit {_short(header.head)}, but what was merged is {_short(review.head)}."
        raise Refused("stale-head", message, by_hand)
    if header.kind == "snapshot":
        message = f"{where} shows a plan that was made against a snapshot: nobody reviewed what the service itself holds."
        raise Refused("plan-from-snapshot", message, by_hand)
    if header.kind not in _APPROVING or not header.digest:
        raise Refused("no-approval", f"{where} {_approves_nothing(header)}.", by_hand)


def _approves_nothing(header: Header) -> str:
    if header.kind == "record":
        return "is the record of an apply that left nothing to do: what is to be done now came later"
    if header.kind == "findings" or not header.digest:
        return "has no plan, only findings"
    return f"is of the kind {short(header.kind)!r}, and only a plan or the record of an apply approves"


def _require_this_plan(header: Header, plan: Plan, where: str, by_hand: str) -> None:
    if header.digest == plan.digest:
        return
    message = f"{where} approves plan {_short(header.digest)}, but the plan now is {_short(plan.digest)}"
    reviewed, now = header.fingerprints, plan.fingerprints
    if reviewed is None or now is None:
        raise Refused("plan-differs", f"{message}: files or deployed segments changed since.", by_hand)
    told = f" {_told(reviewed, now)}"
    if reviewed.desired != now.desired:
        raise Refused("definitions-changed", f"{message}: the definitions are not those that were reviewed.{told}", _WAIT + by_hand)
    same = "the definitions are as reviewed, so what is deployed changed since"
    raise Refused("deployment-changed", f"{message}: {same}.{told}", by_hand)


_WAIT = "where another pull request was merged just before this one, let its apply end and run this job again; otherwise "
"""Two merges within seconds: the later plan was made without the earlier one's changes, and finds them gone once they are applied."""


def _told(reviewed: Fingerprints, now: Fingerprints) -> str:
    if reviewed.changes is None or now.changes is None:
        return "It has too many changes to say which; compare the plan printed here with the comment."
    found = list(_differences(dict(reviewed.changes), dict(now.changes)))
    more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"{'; '.join(found[:_MOST_NAMED])}{more}." if found else "Each change is the same, but not what they build on, or their order."


def _differences(reviewed: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    otherwise = [key for key in now if key in reviewed and now[key] != reviewed[key]]
    yield from (f"{short(key)} is to be changed in another way than was reviewed" for key in otherwise)
    yield from (f"{short(key)} was not in the reviewed plan" for key in now if key not in reviewed)
    yield from (f"{short(key)} is no longer to be changed" for key in reviewed if key not in now)


def _by_hand(plan: Plan, workflow: str) -> str:
    command = f" (gh workflow run {workflow} -f approved-plan={plan.digest})" if workflow else ""
    start = f"run the workflow by hand with command: apply and approved-plan: {plan.digest}{command}"
    return f"review the plan printed here; to apply it, {start}."


def _short(text: str) -> str:
    return text[:7] or "(none)"
