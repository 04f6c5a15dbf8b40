"""Keep one comment, or one issue: edit ours if it exists, write it if not, and never leave two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segments_as_code.comment_ports import Issues, PlanComments
from segments_as_code.model.comment import Comment, Issue
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.review.comment_header import carry_time, read_header

_MOST_ROUNDS = 4


def publish(plan_comments: PlanComments, body: str, *, is_current: Callable[[], bool], continues: str = "") -> Comment | None:
    """Make ``body`` our only comment on a pull request and return it; None if its commit is no longer the newest.

    1. Read our comments, then ask ``is_current``: a slow run for an older commit must not overwrite the plan of a newer one.
    2. Edit the oldest comment, or write one, and delete the others.
    3. Read them again. If a run for another commit overwrote ours, start again, as long as ours is the newest commit.

    ``continues`` is the digest of the plan that ``body`` continues: its own, or for a record the plan that was applied. If
    our comment shows that plan already, it keeps its time.

    GitHub's API has no conditional edit: a request for an older commit that is under way while the newer one's
    run both writes and reads again overwrites that plan. The header then names the older commit, so it approves nothing.
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
    """Return whether the only comment is for our commit; true too if somebody has just deleted it, which is allowed."""
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
    """Make ``body`` our only open issue and return it; unless it ``is_needed``, close the open one with ``body`` and return it.

    An issue that already reports the same, by the digest in its header, is not edited, so that its subscribers are only notified of
    changes. If two simultaneous runs left several open ones, the oldest stays; the others are closed and link to it.
    """
    found = issues.open_issues()
    if not is_needed:
        closed = [issues.edit(issue, title, body, closes="completed") for issue in found]
        return closed[0] if closed else None
    if not found:
        _open(issues, title, body)
        found = issues.open_issues()
    if not found:  # somebody has just closed it or removed its label, which is allowed
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
