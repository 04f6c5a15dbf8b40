"""One comment, whatever else is going on."""

from __future__ import annotations

import pytest

from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.review.comment_header import read_header, seal_comment, shown_since, write_header
from segments_as_code.review.comment_publisher import publish
from tests.fake_github.plan_comments import FakePlanComments, FakeThread


def body(text: str, target: str = "app/eu-west-1") -> str:
    return write_header(Header(target, "head", "digest")) + f"\n{text}"


def conversation(thread: FakeThread | None = None) -> FakePlanComments:
    return FakePlanComments(thread or FakeThread(), "app/eu-west-1")


def put(ours: FakePlanComments, text: str, *, is_current: bool = True) -> Comment | None:
    return publish(ours, body(text), is_current=lambda: is_current)


def test_the_first_run_writes_and_later_runs_edit() -> None:
    ours = conversation()
    first = put(ours, "one")
    second = put(ours, "two")
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert [comment.body for comment in ours.thread.said] == [body("two")]


def test_a_comment_that_says_the_same_already_is_left_alone() -> None:
    ours = conversation()
    first = put(ours, "one")
    assert put(ours, "one") == first


def test_a_comment_whose_reply_was_lost_is_found_and_not_written_twice() -> None:
    class Counting(FakePlanComments):
        """Counts what is written, also what is taken back later."""

        posts = 0

        def post(self, body: str) -> Comment:
            Counting.posts += 1
            return super().post(body)

    ours = Counting(FakeThread(), "app/eu-west-1", lose_replies=1)
    put(ours, "one")
    assert [comment.body for comment in ours.thread.said] == [body("one")]
    assert Counting.posts == 1


def test_comments_of_others_and_of_other_targets_are_never_touched() -> None:
    thread = FakeThread()
    quoted = thread.say("other-bot[bot]", body("quoted"))
    other = thread.say("github-actions[bot]", body("another target", "app/us-east-1"))
    put(conversation(thread), "ours")
    assert thread.said[:2] == [quoted, other]
    assert len(thread.said) == 3


def test_of_two_comments_of_ours_the_oldest_stays_with_the_newest_text() -> None:
    thread = FakeThread()
    oldest = thread.say("github-actions[bot]", body("one run"))
    thread.say("github-actions[bot]", body("another run"))
    kept = put(conversation(thread), "newest")
    assert kept is not None
    assert kept.id == oldest.id
    assert [comment.body for comment in thread.said] == [body("newest")]


def test_a_run_that_wrote_at_the_same_time_as_an_earlier_one_gives_way() -> None:
    class Racing(FakePlanComments):
        """Another run of ours writes just before we do."""

        def post(self, body: str) -> Comment:
            if not self.thread.said:
                self.thread.say(self.me, write_header(Header(self.target, "head", "digest")) + "\nthe other run")
            return super().post(body)

    ours = Racing(FakeThread(), "app/eu-west-1")
    put(ours, "newest")
    assert [comment.body for comment in ours.thread.said] == [body("newest")]


class Overtaken(FakePlanComments):
    """The newer commit's run writes its own comment, or over ours, around our first write."""

    newer = write_header(Header("app/eu-west-1", "newer", "digest"))

    def __init__(self, *, beside: bool) -> None:
        super().__init__(FakeThread(), "app/eu-west-1")
        self.beside = beside

    def post(self, body: str) -> Comment:
        if self.beside:
            self.thread.say(self.me, self.newer)
        made = super().post(body)
        if not self.beside:
            super().edit(made, self.newer)
        return made

    def is_current(self) -> bool:
        return not self.thread.said


@pytest.mark.parametrize("beside", [True, False])
def test_a_run_that_is_overtaken_while_it_writes_leaves_the_newer_plan_alone(*, beside: bool) -> None:
    ours = Overtaken(beside=beside)
    assert publish(ours, body("older plan"), is_current=ours.is_current) is None
    assert [comment.body for comment in ours.thread.said] == [Overtaken.newer]


def test_a_comment_that_nobody_disputes_is_read_once_before_it_is_written_and_once_after() -> None:
    class Counting(FakePlanComments):
        """Counts how often it is read."""

        reads = 0

        def comments(self) -> list[Comment]:
            Counting.reads += 1
            return [*super().comments()]

    put(Counting(FakeThread(), "app/eu-west-1"), "one")
    assert Counting.reads == 2


def test_a_run_for_an_older_commit_covers_nothing() -> None:
    ours = conversation()
    put(ours, "newer plan")
    assert put(ours, "older plan", is_current=False) is None
    assert [comment.body for comment in ours.thread.said] == [body("newer plan")]


def test_a_comment_that_somebody_deletes_while_we_edit_is_written_anew() -> None:
    class Vanishing(FakePlanComments):
        """Somebody deletes our comment between our look and our edit."""

        def edit(self, comment: Comment, body: str) -> Comment:
            self.thread.said.clear()
            return super().edit(comment, body)

    ours = Vanishing(FakeThread(), "app/eu-west-1")
    put(ours, "one")
    put(ours, "two")
    assert [comment.body for comment in ours.thread.said] == [body("two")]


def test_a_comment_that_somebody_deletes_right_after_it_was_written_stays_deleted() -> None:
    class Deleted(FakePlanComments):
        """Somebody deletes our comment as soon as it is there."""

        posts = 0

        def post(self, body: str) -> Comment:
            Deleted.posts += 1
            made = super().post(body)
            self.thread.said.clear()
            return made

    ours = Deleted(FakeThread(), "app/eu-west-1")
    put(ours, "one")
    assert (Deleted.posts, ours.thread.said) == (1, [])


def test_a_comment_that_another_run_always_overwrites_is_written_four_times_and_no_more() -> None:
    class Overwritten(FakePlanComments):
        """Shows what another commit's run wrote, whatever we write."""

        edits = 0

        def comments(self) -> list[Comment]:
            return [Comment(1, "u", "github-actions[bot]", write_header(Header("app/eu-west-1", "other", "digest")))]

        def edit(self, comment: Comment, body: str) -> Comment:
            Overwritten.edits += 1
            return Comment(comment.id, comment.url, comment.author, body)

    put(Overwritten(FakeThread(), "app/eu-west-1"), "ours")
    assert Overwritten.edits == 4


def sealed(text: str, digest: str = "d" * 64, kind: str = "plan") -> str:
    return seal_comment(f"{write_header(Header('app/eu-west-1', 'head', digest, kind))}\n{text}")


@pytest.mark.parametrize(
    ("second", "continues", "since"),
    [
        (sealed("again"), "", "2026-01-01T00:00:01Z"),
        (sealed("another plan", "e" * 64), "", "2026-01-01T00:00:02Z"),
        (sealed("what is left", "e" * 64, "record"), "d" * 64, "2026-01-01T00:00:01Z"),
        (sealed("again", kind="record"), "e" * 64, "2026-01-01T00:00:02Z"),
    ],
)
def test_a_comment_keeps_the_time_since_when_it_shows_the_plan_that_it_goes_on_with(second: str, continues: str, since: str) -> None:
    ours = conversation()
    publish(ours, sealed("plan"), is_current=lambda: True)
    kept = publish(ours, second, is_current=lambda: True, continues=continues)
    assert kept is not None
    header = read_header(second)
    assert header is not None
    assert shown_since(ours.comments()[0], header.digest) == since


def test_a_run_that_is_overtaken_right_after_it_wrote_has_written_nothing_that_counts() -> None:
    answers = iter([True, False])
    assert publish(conversation(), body("one"), is_current=lambda: next(answers)) is None


def test_an_edit_that_github_refuses_is_not_followed_by_a_second_comment() -> None:
    class Refusing(FakePlanComments):
        """May not edit."""

        def edit(self, comment: Comment, body: str) -> Comment:
            raise ForgeError("github-forbidden", f"{comment.id} may not become {body}")

    ours = Refusing(FakeThread(), "app/eu-west-1")
    put(ours, "one")
    with pytest.raises(ForgeError):
        put(ours, "two")
    assert [comment.body for comment in ours.thread.said] == [body("one")]


def test_a_comment_that_was_not_written_though_it_was_not_clear_is_written_a_second_time() -> None:
    class Losing(FakePlanComments):
        """Loses the first comment altogether."""

        posts = 0

        def post(self, body: str) -> Comment:
            Losing.posts += 1
            if Losing.posts == 1:
                raise UnclearWrite("comment-unclear", "It is not clear.")
            return super().post(body)

    ours = Losing(FakeThread(), "app/eu-west-1")
    put(ours, "one")
    assert [comment.body for comment in ours.thread.said] == [body("one")]
