"""Promise 1: one comment per target for the life of a pull request, edited in place, whatever else is going on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from segments_as_code.model.comment import Comment, Header
from segments_as_code.review.comment_header import write_header
from segments_as_code.review.comment_publisher import publish
from tests.action.job import HEAD, REPOSITORY, Ended, Job, segment
from tests.fake_github.plan_comments import FakePlanComments, FakeThread
from tests.fake_github.world import Fault
from tests.promises.jobs import BOT, NEW_AND_VIP, beside, headers, running

NEWER = "e5" * 20
TARGET = "app-123456/eu-west-1"


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


def chatter(job: Job) -> list[str]:
    """Fill the pull request with 300 comments of others, some of which quote our marker, and return what they say."""
    ours = write_header(Header(TARGET, HEAD, "f" * 64))
    quotes = [f"{ours}\nquoted first", f"> {ours}\n", f"look:\n\n{ours}\n", f" {ours}", f"```\n{ours}\n```"]
    for number in range(300):
        author = "other-bot[bot]" if number % 2 else "octocat"
        job.github.world.add_comment(REPOSITORY, 7, author, quotes[number // 60] if number % 60 == 0 else f"Comment {number}")
    for quote in quotes[1:]:
        job.github.world.add_comment(REPOSITORY, 7, BOT, quote)
    return [comment.body for comment in job.comments()]


def at_once(runs: Sequence[Callable[[], Ended]]) -> list[Ended]:
    """Run all of ``runs`` at the same time."""
    with ThreadPoolExecutor(len(runs)) as pool:
        return list(pool.map(lambda run: run(), runs))


@pytest.mark.slow
def test_eight_targets_and_four_runs_of_one_at_once_leave_eight_comments_among_three_hundred(job: Job) -> None:
    before = chatter(job)
    jobs = [beside(job, f"runner-{number}", target=f"target-{max(0, number - 3)}") for number in range(11)]
    job.github.fail(Fault("delay", method="POST", path="/comments$", times=99, delay_s=1.5))  # every run has looked by then
    ended = at_once([one.pull_request for one in jobs])
    assert [run.code for run in ended] == [0] * 11
    assert [run.outputs.get("comment-url", "none") for run in ended if "comment-url" not in run.outputs] == []
    assert sorted(header.target for header in headers(job.comments())) == [f"target-{number}" for number in range(8)]
    assert [comment.body for comment in job.comments()][: len(before)] == before


def test_four_first_runs_of_one_target_at_once_leave_one_comment(job: Job) -> None:
    jobs = [beside(job, f"runner-{number}") for number in range(4)]
    job.github.fail(Fault("delay", method="POST", path="/comments$", times=99, delay_s=0.8))
    at_once([one.pull_request for one in jobs])
    assert job.github.count("POST", "/comments$") > 1, "the runs did race"
    assert [header.target for header in headers(job.comments())] == [TARGET]


def test_a_comment_that_quotes_our_marker_is_neither_edited_nor_removed_nor_believed(job: Job) -> None:
    before = chatter(job)
    job.pull_request()
    job.check_out({"new.yaml": segment("New Customers", "new")})
    job.pull_request()
    bodies = [comment.body for comment in job.comments()]
    assert (bodies[:-1], len(bodies)) == (before, len(before) + 1)


def test_a_comment_whose_reply_was_lost_is_found_and_not_written_twice(job: Job) -> None:
    job.github.fail(Fault("drop-after", method="POST", path="/comments"))
    ended = job.pull_request()
    assert (ended.code, len(job.comments()), job.github.count("POST", "/comments")) == (0, 1, 1)
    assert "comment-url" in ended.outputs


def test_a_comment_that_never_arrived_is_written_again(job: Job) -> None:
    job.github.fail(Fault("drop-before", method="POST", path="/comments"))
    job.pull_request()
    assert (len(job.comments()), job.github.count("POST", "/comments")) == (1, 2)


def test_of_two_comments_of_ours_the_oldest_stays(job: Job) -> None:
    job.pull_request()
    (oldest,) = job.comments()
    job.github.world.add_comment(REPOSITORY, 7, BOT, oldest.body)
    job.pull_request()
    assert [comment.id for comment in job.comments()] == [oldest.id]


def test_a_comment_that_somebody_deleted_is_written_anew_once(job: Job) -> None:
    job.pull_request()
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    repository.comments.clear()
    job.pull_request()
    job.pull_request()
    assert len(job.comments()) == 1


def test_a_comment_that_is_gone_when_it_is_to_be_edited_is_written_anew_once(job: Job) -> None:
    job.pull_request()
    job.check_out({"new.yaml": segment("New Customers", "new")})
    job.github.fail(Fault("status", method="PATCH", path="/comments", status=404))
    ended = job.pull_request()
    assert [header.digest for header in headers(job.comments())] == [ended.outputs["plan-digest"]]


@pytest.mark.parametrize(("method", "status", "tries"), [("POST", 422, 1), ("POST", 502, 2), ("PATCH", 422, 1), ("PATCH", 502, 4)])
def test_a_comment_that_github_does_not_take_leaves_the_plan_in_the_summary_and_the_plans_exit_code(
    job: Job, method: str, status: int, tries: int
) -> None:
    if method == "PATCH":
        job.pull_request()
        job.check_out({"new.yaml": segment("New Customers", "new")})
    before = [comment.body for comment in job.comments()]
    job.github.fail(Fault("status", method=method, path="/comments", status=status, times=99))
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (0, ""), ended.log
    assert "### Segments: " in ended.summary
    assert "was not written; its text is in the job summary" in "\n".join(ended.log)
    assert [comment.body for comment in job.comments()] == before
    assert job.github.count(method, "/comments") == tries


# ── older and newer heads ────────────────────────────────────────────────────────────────────────────────────────────


def push_and_plan(job: Job) -> Ended:
    """Push a commit that takes one segment out again, and run its job, while another is under way."""
    newer = beside(job, "newer", {"new.yaml": segment("New Customers", "new")})
    newer.new_commit(NEWER)
    return newer.pull_request()


def test_a_run_for_an_older_head_leaves_a_newer_heads_plan_alone(job: Job) -> None:
    newer = push_and_plan(job)
    ended = job.pull_request()
    assert [(header.head, header.digest) for header in headers(job.comments())] == [(NEWER, newer.outputs["plan-digest"])]
    assert (ended.code, "comment-url" in ended.outputs) == (0, False)
    assert "its comment is not this run's to write" in "\n".join(ended.log)


def test_a_run_that_was_overtaken_while_it_waited_for_github_writes_nothing_any_more(job: Job) -> None:
    job.pull_request()
    job.check_out({"vip.yaml": segment("VIPs", "vip", "gold")})
    waits: list[float] = []

    def overtaken(seconds: float) -> None:
        waits.append(seconds)
        push_and_plan(job)

    job.sleep = overtaken
    job.github.fail(Fault("secondary-limit", method="PATCH", path="/comments", retry_after="60"))
    job.pull_request()
    assert waits == [60.0]
    assert [header.head for header in headers(job.comments())] == [NEWER]


def test_what_an_older_run_covers_in_the_last_moment_approves_nothing(job: Job) -> None:
    job.pull_request()
    older = beside(job, "older", {"vip.yaml": segment("VIPs", "vip", "gold")})
    job.github.fail(Fault("hold", method="PATCH", path="/comments"))
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(older.pull_request)
        while job.github.world.faults:  # until the older run's edit is under way
            time.sleep(0.01)
        push_and_plan(job)
        job.github.released.set()
        ended = slow.result()
    assert [header.head for header in headers(job.comments())] == [HEAD], "GitHub has no conditional edit: this is what remains"
    assert "run the newer commit's job again" in "\n".join(ended.log)
    job.merge()
    assert job.push().reason == "stale-head"


def body(text: str, head: str) -> str:
    return write_header(Header(TARGET, head, "digest")) + f"\n{text}"


@dataclass(slots=True)
class Overtaken(FakePlanComments):
    """Another run of ours, for the head ``theirs``, edits or writes just after we wrote."""

    theirs: str = ""
    done: bool = False

    def comments(self) -> Sequence[Comment]:
        if not self.done and any("ours" in said.body for said in self.thread.said):
            self.done = True
            self.thread.said[0] = replace(self.thread.said[0], body=body("theirs", self.theirs))
        return FakePlanComments.comments(self)


def test_a_newer_run_that_was_covered_before_its_second_look_writes_again() -> None:
    thread = FakeThread()
    publish(Overtaken(thread, TARGET, theirs=HEAD), body("ours", NEWER), is_current=lambda: True)
    assert [comment.body for comment in thread.said] == [body("ours", NEWER)]


def test_an_older_run_that_finds_a_newer_plan_over_its_own_leaves_it() -> None:
    thread = FakeThread()
    conversation = Overtaken(thread, TARGET, theirs=NEWER)
    assert publish(conversation, body("ours", HEAD), is_current=lambda: not conversation.done) is None
    assert [comment.body for comment in thread.said] == [body("theirs", NEWER)]


def test_an_older_run_that_wrote_a_second_comment_takes_its_own_away() -> None:
    thread = FakeThread()

    class Late(FakePlanComments):
        """The newer run's comment is written just before ours."""

        def post(self, body: str) -> Comment:
            self.thread.say(self.me, newest)
            return FakePlanComments.post(self, body)

    newest = body("theirs", NEWER)
    publish(Late(thread, TARGET), body("ours", HEAD), is_current=lambda: not thread.said)
    assert [comment.body for comment in thread.said] == [newest]


def test_the_same_files_for_a_new_head_edit_the_comment_in_place(job: Job) -> None:
    job.pull_request()
    (first,) = job.comments()
    job.new_commit(NEWER)
    job.check_out(NEW_AND_VIP)
    job.pull_request()
    assert [(comment.id, header.head) for comment, header in zip(job.comments(), headers(job.comments()), strict=True)] == [
        (first.id, NEWER)
    ]
