"""Keep one comment: edit ours where there is one, write it where there is none, and never leave two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segments_as_code.marker import read_marker
from segments_as_code.model import Comment
from segments_as_code.ports import Conversation
from segments_as_code.problems import ForgeError, UnclearWrite

_MOST_ROUNDS = 4


def publish(conversation: Conversation, body: str, *, is_current: Callable[[], bool]) -> Comment | None:
    """Make ``body`` our one comment in ``conversation`` and return it; None where it tells of a head that is no longer the newest.

    ``is_current`` is asked when our other comments are known, just before the write: a slow run for an older commit must
    not cover the plan of a newer one. Then what stands there is looked at again: of several comments the oldest stays, and
    a text that a run for another head put over ours gives way to ours, for as long as ours is the newest head.

    What remains: GitHub's API has no conditional edit. A request for an older head that is under way while the newer head's
    run both writes and looks again covers that plan. The marker then names the older head, so it approves nothing.
    """
    kept: Comment | None = None
    for _ in range(_MOST_ROUNDS):
        comments = conversation.comments()
        if kept is not None and _stands_alone(comments, body):
            return kept if is_current() else None
        if not is_current():
            if kept is not None and kept.id != comments[0].id:
                conversation.remove(kept)
            return None
        kept = _put(conversation, comments, body)
        for extra in comments:
            if extra.id != kept.id:
                conversation.remove(extra)
    return kept


def _stands_alone(comments: Sequence[Comment], body: str) -> bool:
    """Return whether one comment is there, for our head; none means that somebody has just deleted it, which is their right."""
    ours, found = read_marker(body), [read_marker(comment.body) for comment in comments]
    return not found or (len(found) == 1 and found[0] is not None and ours is not None and found[0].head == ours.head)


def _put(conversation: Conversation, comments: Sequence[Comment], body: str) -> Comment:
    for comment in comments:
        try:
            return _edit(conversation, comment, body)
        except ForgeError as error:
            if error.code != "comment-gone":
                raise
    return _write(conversation, body)


def _edit(conversation: Conversation, comment: Comment, body: str) -> Comment:
    return comment if comment.body == body else conversation.edit(comment, body)


def _write(conversation: Conversation, body: str) -> Comment:
    """Write a new comment; where the reply is lost, look for it before writing a second time."""
    try:
        return conversation.post(body)
    except UnclearWrite:
        comments = conversation.comments()
        return _edit(conversation, comments[0], body) if comments else conversation.post(body)
