"""What every PlanComments keeps to: the one in memory that other tests use, and the real one over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from segments_as_code.comment_ports import PlanComments
from segments_as_code.model.comment import Comment
from segments_as_code.model.problem import ForgeError, UnclearWrite
from tests.fake_github.plan_comments import FakePlanComments, FakeThread
from tests.fake_github.server import FakeGitHub, serve
from tests.fake_github.world import Fault
from tests.github.conftest import REPOSITORY, TARGET, Patience, client, marked, new_world

US = "github-actions[bot]"


class Room(Protocol):
    """One pull request with everybody in it."""

    def plan_comments(self, target: str = TARGET) -> PlanComments: ...
    def say(self, author: str, body: str) -> None: ...
    def said(self) -> list[tuple[str, str]]: ...
    def lose_the_next_reply(self) -> None: ...


@dataclass(slots=True)
class RoomInMemory:
    thread: FakeThread
    losses: int = 0

    def plan_comments(self, target: str = TARGET) -> PlanComments:
        return FakePlanComments(self.thread, target, lose_replies=self.losses)

    def say(self, author: str, body: str) -> None:
        self.thread.say(author, body)

    def said(self) -> list[tuple[str, str]]:
        return [(comment.author, comment.body) for comment in self.thread.said]

    def lose_the_next_reply(self) -> None:
        self.losses = 1


@dataclass(slots=True)
class RoomOverHttp:
    fake: FakeGitHub
    patience: Patience

    def plan_comments(self, target: str = TARGET) -> PlanComments:
        return client(self.fake, self.patience).plan_comments(7, target)

    def say(self, author: str, body: str) -> None:
        self.fake.world.add_comment(REPOSITORY, 7, author, body)

    def said(self) -> list[tuple[str, str]]:
        return [(comment.author or "", comment.body) for comment in self.fake.world.repositories[0].comments.values()]

    def lose_the_next_reply(self) -> None:
        self.fake.fail(Fault("drop-after", method="POST", path="/comments$"))


@pytest.fixture(params=["memory", "api.github.com", "ghes-3.19"])
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    if request.param == "memory":
        yield RoomInMemory(FakeThread())
        return
    with serve(new_world(), edition=request.param) as fake:
        yield RoomOverHttp(fake, Patience())


def bodies(comments: object) -> list[str]:
    assert isinstance(comments, list)
    return [comment.body for comment in comments if isinstance(comment, Comment)]


def test_a_pull_request_without_comments_has_none_of_ours(room: Room) -> None:
    assert list(room.plan_comments().comments()) == []


def test_what_we_post_is_found_again_as_it_was_posted(room: Room) -> None:
    posted = room.plan_comments().post(marked("a plan"))
    assert (posted.author, posted.body) == (US, marked("a plan"))
    assert list(room.plan_comments().comments()) == [posted]


def test_our_comments_come_oldest_first(room: Room) -> None:
    for text in ("first", "second", "third"):
        room.plan_comments().post(marked(text))
    assert bodies(list(room.plan_comments().comments())) == [marked("first"), marked("second"), marked("third")]


def test_a_comment_of_ours_on_another_target_is_not_in_the_conversation(room: Room) -> None:
    room.plan_comments("app-other/eu-west-1").post(marked("theirs", target="app-other/eu-west-1"))
    assert list(room.plan_comments().comments()) == []


def test_a_comment_that_quotes_our_marker_is_not_ours(room: Room) -> None:
    room.say(US, f"> {marked('quoted')}")
    room.say(US, f"Look:\n{marked('below the first line')}")
    assert list(room.plan_comments().comments()) == []


def test_a_comment_with_our_marker_by_somebody_else_is_not_ours(room: Room) -> None:
    room.say("mallory", marked("forged"))
    room.say("some-app[bot]", marked("forged by a bot"))
    assert list(room.plan_comments().comments()) == []


def test_a_comment_of_ours_without_a_marker_is_left_alone(room: Room) -> None:
    room.say(US, "Coverage is 93 %.")
    assert list(room.plan_comments().comments()) == []


def test_our_comment_is_found_among_three_hundred_others(room: Room) -> None:
    for number in range(150):
        room.say(f"person-{number}", f"remark {number}")
    posted = room.plan_comments().post(marked("in the middle"))
    for number in range(150):
        room.say(US, f"another action's remark {number}")
    assert list(room.plan_comments().comments()) == [posted]


def test_an_edit_changes_the_text_and_nothing_else(room: Room) -> None:
    room.say("octocat", "before")
    posted = room.plan_comments().post(marked("old"))
    edited = room.plan_comments().edit(posted, marked("new"))
    assert (edited.id, edited.url, edited.author, edited.body) == (posted.id, posted.url, posted.author, marked("new"))
    assert room.said() == [("octocat", "before"), (US, marked("new"))]


def test_an_edit_of_a_comment_that_is_gone_says_so(room: Room) -> None:
    posted = room.plan_comments().post(marked("old"))
    room.plan_comments().remove(posted)
    with pytest.raises(ForgeError) as caught:
        room.plan_comments().edit(posted, marked("new"))
    assert caught.value.code == "comment-gone"


def test_a_removed_comment_is_gone_and_removing_it_again_is_no_error(room: Room) -> None:
    posted = room.plan_comments().post(marked("old"))
    room.plan_comments().remove(posted)
    room.plan_comments().remove(posted)
    assert room.said() == []


def test_a_post_whose_reply_is_lost_is_unclear_and_not_sent_twice(room: Room) -> None:
    room.lose_the_next_reply()
    with pytest.raises(UnclearWrite) as caught:
        room.plan_comments().post(marked("a plan"))
    assert (caught.value.code, room.said()) == ("comment-unclear", [(US, marked("a plan"))])


def test_a_comment_of_65536_characters_is_written(room: Room) -> None:
    body = marked("x" * 65536)[:65536]
    assert room.plan_comments().post(body).body == body


def test_a_comment_of_65537_characters_is_refused_as_too_long(room: Room) -> None:
    with pytest.raises(ForgeError) as caught:
        room.plan_comments().post(marked("x" * 65537)[:65537])
    assert (caught.value.code, room.said()) == ("comment-too-long", [])


def test_hostile_text_comes_back_as_it_was_written(room: Room) -> None:
    body = marked('"; \\ \u202e <b>\r\n\t::error::x ##[debug] \U0001f469\u200d\U0001f469\u200d\U0001f467 @team #1 --> \x07')
    room.plan_comments().post(body)
    assert bodies(list(room.plan_comments().comments())) == [body]


def test_only_our_own_comments_say_which_other_targets_there_are(room: Room) -> None:
    room.say("mallory", marked("forged", target="app-forged/eu-west-1"))
    room.say(US, "no header")
    assert room.plan_comments().other_targets() == frozenset()
    room.plan_comments("app-other/eu-west-1").post(marked("another", target="app-other/eu-west-1"))
    room.plan_comments().post(marked("ours"))
    assert room.plan_comments().other_targets() == {"app-other/eu-west-1"}


def test_comments_are_sorted_by_their_numbers_whatever_the_order_of_the_list(fake: FakeGitHub) -> None:
    listed = [
        {"id": number, "html_url": "u", "user": {"login": US}, "body": marked(str(number)), "updated_at": "2026-01-01T00:00:00Z"}
        for number in (3, 1, 2)
    ]
    fake.fail(Fault("garbage", method="GET", path="/comments", status=200, text=json.dumps(listed)))
    assert [comment.id for comment in client(fake, Patience()).plan_comments(7, TARGET).comments()] == [1, 2, 3]
