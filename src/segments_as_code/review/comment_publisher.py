"""Keep one comment, or one issue: edit ours if there is one, write it if there is none, and never leave two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segments_as_code.model.comment import Comment, Issue
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.ports import Issues, PlanComments
from segments_as_code.review.comment_header import carry_time, read_header

_MOST_ROUNDS = 4


def publish(plan_comments: PlanComments, body: str, *, is_current: Callable[[], bool], continues: str = "") -> Comment | None:
    """Make ``body`` our one comment on a pull request and return it; None if it is about a commit that is not the newest any more.

    1. Read our comments, then ask ``is_current``: a slow run for an older commit must not cover the plan of a newer one.
    2. Edit the oldest comment, or write one, and delete the others.
    3. Read them again. If a run for another commit wrote over ours, begin anew, for as long as ours is the newest commit.

    ``continues`` is the digest of the plan that ``body`` goes on with: its own, or for a record the plan that was applied. If
    our comment shows that plan already, it keeps the time since when.

    What remains: GitHub's API has no conditional edit. A request for an older commit that is under way while the newer one's
    run both writes and reads again covers that plan. The header then names the older commit, so it approves nothing.
    """
    kept: Comment | None = None
    ours = read_header(body)
    continues = continues or (ours.digest if ours is not None else "")
    for _ in range(_MOST_ROUNDS):
        comments = plan_comments.comments()
        if kept is not None and _stands_alone(comments, body):
            return kept if is_current() else None
        if not is_current():
            if kept is not None and kept.id != comments[0].id:
                plan_comments.remove(kept)
            return None
        kept = _put(plan_comments, comments, body, continues)
        for extra in comments:
            if extra.id != kept.id:
                plan_comments.remove(extra)
    return kept


def _stands_alone(comments: Sequence[Comment], body: str) -> bool:
    """Return whether one comment is there, for our commit; none means that somebody has just deleted it, which they may."""
    ours, found = read_header(body), [read_header(comment.body) for comment in comments]
    return not found or (len(found) == 1 and found[0] is not None and ours is not None and found[0].head == ours.head)


def _put(plan_comments: PlanComments, comments: Sequence[Comment], body: str, continues: str) -> Comment:
    for comment in comments:
        try:
            return _edit(plan_comments, comment, carry_time(body, comment, continues))
        except ForgeError as error:
            if error.code != "comment-gone":
                raise
    return _write(plan_comments, body)


def _edit(plan_comments: PlanComments, comment: Comment, body: str) -> Comment:
    return comment if comment.body == body else plan_comments.edit(comment, body)


def _write(plan_comments: PlanComments, body: str) -> Comment:
    """Write a new comment; if the response is lost, look for it before writing a second time."""
    try:
        return plan_comments.post(body)
    except UnclearWrite:
        comments = plan_comments.comments()
        return _edit(plan_comments, comments[0], body) if comments else plan_comments.post(body)


def publish_issue(issues: Issues, title: str, body: str, *, is_needed: bool) -> Issue | None:
    """Make ``body`` our one open issue and return it; if none ``is_needed``, close what is open, as ``body``, and return that.

    An issue that reports the same already, by the digest in its header, stays as it is, so that its watchers are told of changes
    alone. Of several open ones, as two runs at once may leave them, the oldest stays; the others are closed and say which one
    goes on.
    """
    found = issues.open_issues()
    if not is_needed:
        closed = [issues.edit(issue, title, body, closes="completed") for issue in found]
        return closed[0] if closed else None
    if not found:
        _open(issues, title, body)
        found = issues.open_issues()
    if not found:  # somebody has just closed it, or taken its label off, which they may
        return None
    kept, *others = found
    for issue in others:
        issues.edit(issue, title, f"{body.partition(chr(10))[0]}\nThis goes on in #{kept.number}.\n", closes="not_planned")
    return kept if _reports_the_same(kept, title, body) else issues.edit(kept, title, body)


def _open(issues: Issues, title: str, body: str) -> None:
    """Open an issue; if the response is lost, look for it before opening a second one."""
    try:
        issues.open(title, body)
    except UnclearWrite:
        if not issues.open_issues():
            issues.open(title, body)


def _reports_the_same(issue: Issue, title: str, body: str) -> bool:
    ours, theirs = read_header(body), read_header(issue.body)
    same = (
        ours is not None and theirs is not None and (ours.digest, ours.kind, ours.version) == (theirs.digest, theirs.kind, theirs.version)
    )
    return same and issue.title == title
