"""Keep one comment: edit ours where there is one, write it where there is none, and never leave two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segments_as_code.model import Comment
from segments_as_code.ports import Conversation
from segments_as_code.problems import ForgeError, UnclearWrite


def publish(conversation: Conversation, body: str, *, is_current: Callable[[], bool]) -> Comment | None:
    """Make ``body`` our one comment in ``conversation`` and return it; None where it tells of a head that is no longer the newest.

    ``is_current`` is asked when our other comments are known, just before the write: a slow run for an older commit must
    not cover the plan of a newer one. Where two runs wrote at once, the oldest comment stays, with the newest text.
    """
    comments = conversation.comments()
    if not is_current():
        return None
    kept = _put(conversation, comments, body)
    for extra in conversation.comments():
        if extra.id > kept.id:
            conversation.remove(extra)
        elif extra.id < kept.id:
            conversation.remove(kept)
            kept = _edit(conversation, extra, body)
    return kept


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
