"""A pull request's comments in memory, for tests that need no HTTP; it keeps the same contract as the real client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.comment import Comment
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.review.comment_header import read_header

_MOST_CHARACTERS = 65536


@dataclass(slots=True)
class FakeThread:
    """All the comments on one pull request, by whomever, oldest first."""

    said: list[Comment] = field(default_factory=list)
    seconds: int = 0

    def tick(self) -> str:
        """Let a second pass, and return the time."""
        self.seconds += 1
        return f"2026-01-01T00:{self.seconds // 60:02}:{self.seconds % 60:02}Z"

    def say(self, author: str, body: str) -> Comment:
        """Have somebody write a comment."""
        number = max((comment.id for comment in self.said), default=1000) + 1
        comment = Comment(number, f"https://github.test/acme/audiences/pull/7#issuecomment-{number}", author, body, self.tick())
        self.said.append(comment)
        return comment


@dataclass(slots=True)
class FakePlanComments:
    """Our part of a thread. ``lose_replies`` is how many of our next posts are written and then reported as unclear."""

    thread: FakeThread
    target: str
    me: str = "github-actions[bot]"
    lose_replies: int = 0

    def comments(self) -> Sequence[Comment]:
        """Return our comments, oldest first."""
        return [comment for comment in self._about_target() if comment.author == self.me]

    def foreign_comments(self) -> Sequence[Comment]:
        """Return the comments that carry our marker for this target and that somebody else wrote, oldest first."""
        return [comment for comment in self._about_target() if comment.author != self.me]

    def other_targets(self) -> frozenset[str]:
        """Return the other targets that our comments are about."""
        headers = [read_header(comment.body) for comment in self.thread.said if comment.author == self.me]
        return frozenset(header.target for header in headers if header is not None) - {self.target}

    def post(self, body: str) -> Comment:
        """Write a new comment."""
        _check_length(body)
        comment = self.thread.say(self.me, body)
        if self.lose_replies:
            self.lose_replies -= 1
            raise UnclearWrite("comment-unclear", "It is not clear whether we could write a comment.")
        return comment

    def edit(self, comment: Comment, body: str) -> Comment:
        """Replace a comment's text."""
        _check_length(body)
        for place, said in enumerate(self.thread.said):
            if said.id == comment.id:
                self.thread.said[place] = replace(said, body=body, updated_at=self.thread.tick())
                return self.thread.said[place]
        raise ForgeError("comment-gone", "Our comment is gone: somebody deleted it.")

    def remove(self, comment: Comment) -> None:
        """Delete a comment of ours."""
        self.thread.said[:] = [said for said in self.thread.said if said.id != comment.id]

    def _about_target(self) -> list[Comment]:
        return [comment for comment in self.thread.said if (header := read_header(comment.body)) and header.target == self.target]


def _check_length(body: str) -> None:
    if len(body) > _MOST_CHARACTERS:
        raise ForgeError("comment-too-long", "Could not write a comment: it is longer than GitHub allows.")
