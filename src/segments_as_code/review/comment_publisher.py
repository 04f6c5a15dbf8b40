"""Keep one comment, or one issue: edit ours where there is one, write it where there is none, and never leave two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segments_as_code.model.comments import Comment, Issue
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.ports import Issues, PlanComments
from segments_as_code.review.comment_header import read_header
from segments_as_code.review.comment_time import carry_time

_MOST_ROUNDS = 4


def publish(conversation: PlanComments, body: str, *, is_current: Callable[[], bool], continues: str = "") -> Comment | None:
    """Make ``body`` our one comment in ``conversation`` and return it; None where it tells of a head that is no longer the newest.

    ``is_current`` is asked when our other comments are known, just before the write: a slow run for an older commit must
    not cover the plan of a newer one. Then what stands there is looked at again: of several comments the oldest stays, and
    a text that a run for another head put over ours gives way to ours, for as long as ours is the newest head.

    ``continues`` is the digest of the plan that ``body`` goes on with: its own, or for a record the plan that was applied. If
    our comment shows that plan already, it goes on showing since when.

    What remains: GitHub's API has no conditional edit. A request for an older head that is under way while the newer head's
    run both writes and looks again covers that plan. The marker then names the older head, so it approves nothing.
    """
    kept: Comment | None = None
    ours = read_header(body)
    continues = continues or (ours.digest if ours is not None else "")
    for _ in range(_MOST_ROUNDS):
        comments = conversation.comments()
        if kept is not None and _stands_alone(comments, body):
            return kept if is_current() else None
        if not is_current():
            if kept is not None and kept.id != comments[0].id:
                conversation.remove(kept)
            return None
        kept = _put(conversation, comments, body, continues)
        for extra in comments:
            if extra.id != kept.id:
                conversation.remove(extra)
    return kept


def _stands_alone(comments: Sequence[Comment], body: str) -> bool:
    """Return whether one comment is there, for our head; none means that somebody has just deleted it, which is their right."""
    ours, found = read_header(body), [read_header(comment.body) for comment in comments]
    return not found or (len(found) == 1 and found[0] is not None and ours is not None and found[0].head == ours.head)


def _put(conversation: PlanComments, comments: Sequence[Comment], body: str, continues: str) -> Comment:
    for comment in comments:
        try:
            return _edit(conversation, comment, carry_time(body, comment, continues))
        except ForgeError as error:
            if error.code != "comment-gone":
                raise
    return _write(conversation, body)


def _edit(conversation: PlanComments, comment: Comment, body: str) -> Comment:
    return comment if comment.body == body else conversation.edit(comment, body)


def _write(conversation: PlanComments, body: str) -> Comment:
    """Write a new comment; where the reply is lost, look for it before writing a second time."""
    try:
        return conversation.post(body)
    except UnclearWrite:
        comments = conversation.comments()
        return _edit(conversation, comments[0], body) if comments else conversation.post(body)


def publish_issue(issues: Issues, title: str, body: str, *, is_needed: bool) -> Issue | None:
    """Make ``body`` our one open issue and return it; where none ``is_needed``, close what is open, as ``body``, and return that.

    An issue that tells of the same already, by the digest in its marker, stays as it is: whoever watches it hears of changes
    alone. Of several that are open, as two runs at once may leave them, the oldest stays; the others are closed and say which
    one goes on.
    """
    found = issues.open_issues()
    if not is_needed:
        closed = [issues.edit(issue, title, body, closes="completed") for issue in found]
        return closed[0] if closed else None
    if not found:
        _open(issues, title, body)
        found = issues.open_issues()
    if not found:  # somebody has just closed it, or taken its label off, which is their right
        return None
    kept, *others = found
    for issue in others:
        issues.edit(issue, title, f"{body.partition(chr(10))[0]}\nThis goes on in #{kept.number}.\n", closes="not_planned")
    return kept if _tells_of_the_same(kept, title, body) else issues.edit(kept, title, body)


def _open(issues: Issues, title: str, body: str) -> None:
    """Open an issue; where the reply is lost, look for it before opening a second one."""
    try:
        issues.open(title, body)
    except UnclearWrite:
        if not issues.open_issues():
            issues.open(title, body)


def _tells_of_the_same(issue: Issue, title: str, body: str) -> bool:
    ours, theirs = read_header(body), read_header(issue.body)
    same = (
        ours is not None and theirs is not None and (ours.digest, ours.kind, ours.version) == (theirs.digest, theirs.kind, theirs.version)
    )
    return same and issue.title == title
