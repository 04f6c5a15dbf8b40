"""Decide whether a plan may be applied: it must be the reviewed one, and the branch's newest commit must still ask for it.

If that is not certain, the plan is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.plan import Delete, Fingerprints, Plan, Replace, Unchanged, key_of
from segments_as_code.model.problem import Refused, short
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import Dialect
from segments_as_code.review.comment_header import VERSION, read_header

_MOST_NAMED = 8
_APPROVING = frozenset({"plan", "record"})
"""The kinds of comment that approve the plan with their digest."""


@dataclass(frozen=True, slots=True)
class Review:
    """A review: the merged pull request, its last commit, our comments on it, and those that only look like ours.

    ``elsewhere`` is the branch that it was merged into, if it is not the branch being applied.
    """

    pull_request: int
    head: str
    comments: Sequence[Comment]
    foreign_comments: Sequence[Comment] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a plan is not approved; ``advice`` comes before the way to approve it by hand."""

    code: str
    message: str
    advice: str = ""


# ── the review ───────────────────────────────────────────────────────────────────────────────────────────────────────


def require_approval(plan: Plan, review: Review | None, *, approved: str | None, workflow: str = "") -> None:
    """Return if ``plan`` is the reviewed one: in our comment on the pull request, or by the digest ``approved``.

    A plan with nothing to do needs no approval. The record of an apply that failed in part approves what it left to do.
    ``workflow`` is the workflow to start by hand, as ``gh workflow run`` takes it, if it is known.

    Raises:
        Refused: it is not, with a separate code for each reason.
    """
    if plan.is_empty:
        return
    fault = _compare_with_digest(plan, approved) if approved is not None else _compare_with_review(plan, review)
    if fault is not None:
        raise Refused(fault.code, fault.message, f"{fault.advice}{_by_hand(plan, workflow)}")


def _compare_with_digest(plan: Plan, approved: str) -> _Fault | None:
    if approved == plan.digest:
        return None
    return _Fault("plan-differs", f"approved-plan names plan {_short(approved)}, but the plan now is {_short(plan.digest)}.")


def _compare_with_review(plan: Plan, review: Review | None) -> _Fault | None:
    if review is None:
        return _Fault("no-pull-request", "no merged pull request contains this commit, so no plan was reviewed.")
    if review.elsewhere:
        into = f"was merged into {short(review.elsewhere)}, and was reviewed by the rules of that branch alone"
        return _Fault("another-branch", f"pull request #{review.pull_request}, which brought this commit, {into}.")
    header = _find_header(review)
    if isinstance(header, _Fault):
        return header
    comment = f"the comment on pull request #{review.pull_request}"
    return _check_header(header, review.head, comment) or _compare_with_header(plan, header, comment)


def _find_header(review: Review) -> Header | _Fault:
    pull_request = f"pull request #{review.pull_request}"
    headers = [header for comment in review.comments if (header := read_header(comment.body)) is not None]
    if not headers and review.foreign_comments:
        author = review.foreign_comments[0].author or "an account that is gone"
        message = f"the plan comment on {pull_request} was written by {author}, and this job's token is not theirs."
        return _Fault("foreign-approval", message)
    if not headers:
        return _Fault("no-approval", f"{pull_request} has no plan comment for this target.")
    if len(headers) > 1:
        message = f"{pull_request} has {len(headers)} plan comments for this target; which was reviewed is not certain."
        return _Fault("several-approvals", message)
    return headers[0]


def _check_header(header: Header, head: str, comment: str) -> _Fault | None:
    """Return why a comment with this header cannot approve any plan."""
    if header.version != VERSION:
        return _Fault("no-approval", f"{comment} was written by another release of Segments as Code, whose plans differ.")
    if not header.is_intact:
        message = f"{comment} was edited by hand: its checksum does not match, or is missing."
        return _Fault("approval-tampered", message)
    if header.head != head:
        return _Fault("stale-head", f"{comment} is for commit {_short(header.head)}, but what was merged is {_short(head)}.")
    if header.kind == "snapshot":
        message = f"{comment} shows a plan that was made against a snapshot, not against the service itself."
        return _Fault("plan-from-snapshot", message)
    if header.kind not in _APPROVING or not header.digest:
        return _Fault("no-approval", f"{comment} {_what_it_shows(header)}.")
    return None


def _what_it_shows(header: Header) -> str:
    if header.kind == "record":
        return "is the record of an apply that left nothing to do: these changes came later"
    if header.kind == "findings" or not header.digest:
        return "has no plan, only problems"
    return f"is of the kind {short(header.kind)!r}, and only a plan or the record of an apply approves"


def _compare_with_header(plan: Plan, header: Header, comment: str) -> _Fault | None:
    if header.digest == plan.digest:
        return None
    message = f"{comment} approves plan {_short(header.digest)}, but the plan now is {_short(plan.digest)}"
    reviewed, now = header.fingerprints, plan.fingerprints
    if reviewed is not None and now is not None and _is_rest(now, reviewed):
        return None
    if reviewed is None or now is None:
        return _Fault("plan-differs", f"{message}: files or deployed segments changed since.")
    differences = _describe_differences(reviewed, now)
    if reviewed.desired != now.desired:
        return _Fault("definitions-changed", f"{message}: the definitions are not those that were reviewed. {differences}", _WAIT)
    same = "the definitions are as reviewed, so what is deployed changed since"
    return _Fault("deployment-changed", f"{message}: {same}. {differences}")


def _is_rest(now: Fingerprints, reviewed: Fingerprints) -> bool:
    """Return whether some of the reviewed changes are done, and all others are to be made as they were reviewed, in the same order.

    This is what a run that was killed leaves: it could write no record.
    """
    if reviewed.changes is None or not now.changes or now.desired != reviewed.desired or now.changes == reviewed.changes:
        return False
    remaining = iter(reviewed.changes)
    return all(change in remaining for change in now.changes)


_WAIT = "if another pull request was merged just before this one, let its apply end and run this job again; otherwise "
"""Two merges within seconds: the later plan was made without the earlier one's changes, and finds them gone once they are applied."""


def _describe_differences(reviewed: Fingerprints, now: Fingerprints) -> str:
    if reviewed.changes is None or now.changes is None:
        return "It has too many changes to say which; compare the plan printed here with the comment."
    found = list(_find_differences(_first_of_each(reviewed.changes), _first_of_each(now.changes)))
    more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"{'; '.join(found[:_MOST_NAMED])}{more}." if found else "Each change is the same, but not what they build on, or their order."


def _first_of_each(changes: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    return dict(reversed(changes))


def _find_differences(reviewed: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    changed = [key for key in now if key in reviewed and now[key] != reviewed[key]]
    yield from (f"{short(key)} is to be changed in another way than was reviewed" for key in changed)
    yield from (f"{short(key)} was not in the reviewed plan" for key in now if key not in reviewed)
    yield from (f"{short(key)} is no longer to be changed" for key in reviewed if key not in now)


def _by_hand(plan: Plan, workflow: str) -> str:
    command = f" (gh workflow run {workflow} -f approved-plan={plan.digest})" if workflow else ""
    start = f"run the workflow by hand with command: apply and approved-plan: {plan.digest}{command}"
    return f"review the plan printed here; to apply it, {start}."


def _short(text: str) -> str:
    return text[:7] or "(none)"


# ── the newest commit ────────────────────────────────────────────────────────────────────────────────────────────────


def find_disagreements(
    plan: Plan, here: Sequence[DesiredSegment], at_head: Sequence[DesiredSegment], dialect: Dialect
) -> Iterator[tuple[str, str]]:
    """Yield the key of each change that the head does not ask for as planned, and how it differs there.

    ``here`` has the segments in this run's files, ``at_head`` those at the head. The head asks for a change if it has
    the same segment and the same segments that it builds on; for a deletion if it neither names the key nor needs the
    deployed segment.
    """
    ours = {segment.key: segment for segment in here}
    theirs = {segment.key: segment for segment in at_head}
    sources, needed = _sources(plan, dialect), _needed_ids(at_head, dialect)
    for change in plan.changes:
        if isinstance(change, Unchanged):
            continue
        key, disagreement = key_of(change), ""
        if key not in ours and key not in theirs:
            pass  # a deletion; or a recreation that is finished, or taken back, of a segment that no file names any more
        elif not isinstance(change, Delete):
            disagreement = _differs(key, ours, theirs, sources)
        elif key in theirs:
            disagreement = "it is not deleted there"
        if not disagreement and isinstance(change, Delete | Replace) and change.deployed.id in needed:
            disagreement = f"{short(needed[change.deployed.id])} needs the deployed segment {change.deployed.id} there"
        if disagreement:
            yield key, disagreement


def _needed_ids(segments: Sequence[DesiredSegment], dialect: Dialect) -> Mapping[str, str]:
    """Return the ids of deployed segments that ``segments`` adopt or build on, each with the key of one that does."""
    needed: dict[str, str] = {}
    for segment in segments:
        for found in [segment.lifecycle.adopt, *(reference.id for reference in dialect.references(segment.definition))]:
            if found is not None:
                needed.setdefault(found, segment.key)
    return needed


def _differs(
    key: str, ours: Mapping[str, DesiredSegment], theirs: Mapping[str, DesiredSegment], sources: Mapping[str, Sequence[str]]
) -> str:
    """Return how a segment, or one that it builds on, differs at the head; empty if they are the same."""
    waiting, seen = [key], {key}
    while waiting:
        one = waiting.pop(0)
        subject = "it" if one == key else f"{short(one)}, on which it builds,"
        if one not in theirs:
            return f"{subject} is not there"
        if one not in ours or _wanted(ours[one]) != _wanted(theirs[one]):
            return f"{subject} is another there"
        waiting += [source for source in sources.get(one, ()) if source not in seen]
        seen.update(waiting)
    return ""


def _wanted(segment: DesiredSegment) -> tuple[object, ...]:
    """Return the parts of a segment that affect what is deployed: not its location, ignored warnings or limits."""
    return (segment.definition, dict(segment.tags), replace(segment.lifecycle, ignore=(), most=None, least=None))


def _sources(plan: Plan, dialect: Dialect) -> Mapping[str, Sequence[str]]:
    """Return, for each key that is not deleted, the keys that it builds on."""
    staying = [change.desired for change in plan.changes if not isinstance(change, Delete)]
    return {
        segment.key: [reference.key for reference in dialect.references(segment.definition) if reference.key is not None]
        for segment in staying
    }
