"""Promise 6: a label confirms the deletions of the plan that stood in the comment when it was put on, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.review.label_confirmation import delete_label
from tests.action.job import NUMBER, REPOSITORY, TOKEN, WRITES, Ended, Job, segment
from tests.fake_github.world import Fault as GitHubFault
from tests.fake_github.world import Token
from tests.promises.jobs import Proposal, beside, running, told

DEPLOYED = {f"{name}.yaml": segment(name, name) for name in ("one", "two", "three")}
LABEL = "segments-allow-deletes-2"
AGAIN = "before the comment showed this plan, so it does not confirm it: remove it and add it again to confirm this plan"


def keep(*names: str) -> dict[str, str]:
    return {f"{name}.yaml": DEPLOYED[f"{name}.yaml"] for name in names}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """Give a job of a pull request that deletes two of three segments, whose plan stands in the comment."""
    with running(tmp_path) as made:
        made.check_out(DEPLOYED)
        made.deploy_and_then(keep("one"))
        assert made.pull_request().reason == "too-many-deletes"
        made.emulator.forget_requests()
        yield made


def put_on(job: Job, *labels: str, by: str = "octocat") -> None:
    job.labels = [*labels]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels, by=by)


def merge_and_push(job: Job) -> Ended:
    job.merge()
    return job.push()


def refused(job: Job, ended: Ended, reason: str = "too-many-deletes") -> str:
    assert (ended.code, ended.reason, WRITES.isdisjoint(job.operations())) == (1, reason, True), ended.log
    return told(ended)


# ── the plan that stood there ────────────────────────────────────────────────────────────────────────────────────────


def test_a_label_that_is_put_on_while_the_plan_stands_there_confirms_it_and_the_record_names_who(job: Job) -> None:
    put_on(job, LABEL, by="marketing-lead")
    assert job.pull_request().code == 0
    assert merge_and_push(job).outputs["applied"] == "2"
    assert f"marketing-lead confirmed 2 deletions with the label {LABEL}." in job.comments()[0].body


def test_a_merge_queue_passes_what_the_label_confirms_and_nothing_else(job: Job) -> None:
    refused(job, job.in_queue())
    put_on(job, LABEL)
    assert job.in_queue().code == 0
    job.check_out({**keep("one"), "more.yaml": segment("more", "more")})  # of another pull request in the queue
    refused(job, job.in_queue())


def test_a_job_that_is_run_again_sees_a_label_that_its_event_does_not_know(job: Job) -> None:
    put_on(job, LABEL)
    job.labels = []
    job.github.world.repository(REPOSITORY).pulls[NUMBER].labels = []  # type: ignore[union-attr]  # the job sets what its event says
    assert job.pull_request().code == 0


def test_a_label_that_was_there_before_the_plan_confirms_nothing_until_it_is_put_on_again(job: Job) -> None:
    put_on(job, LABEL)
    job.github.world.repository(REPOSITORY).comments.clear()  # type: ignore[union-attr]  # somebody deleted our comment
    ended = job.pull_request()
    assert f"the label {LABEL} was added by octocat {AGAIN}".lower() in refused(job, ended).lower()
    assert AGAIN in job.comments()[0].body
    put_on(job)
    put_on(job, LABEL)
    assert job.pull_request().code == 0


@pytest.mark.parametrize("kept", ["two", "three"])
def test_a_push_that_changes_the_plan_needs_the_label_anew_though_the_number_is_the_same(job: Job, kept: str) -> None:
    put_on(job, LABEL)
    assert job.pull_request().code == 0
    job.check_out(keep(kept))
    job.new_commit("e5" * 20)
    assert AGAIN in refused(job, job.pull_request())
    put_on(job)
    put_on(job, LABEL)
    job.emulator.forget_requests()
    assert merge_and_push(job).outputs["applied"] == "2"


def test_going_back_to_a_plan_that_was_confirmed_once_needs_the_label_anew(job: Job) -> None:
    put_on(job, LABEL)
    job.check_out(keep("two"))
    job.pull_request()
    job.check_out(keep("one"))
    assert AGAIN in refused(job, job.pull_request())


def test_pushes_that_leave_the_plan_as_it_is_leave_the_label_in_force(job: Job) -> None:
    put_on(job, LABEL)
    for head in ("e5" * 20, "e6" * 20, "e7" * 20):
        job.new_commit(head)
        assert job.pull_request().code == 0
    assert merge_and_push(job).outputs["applied"] == "2"


def test_a_label_put_on_between_a_push_and_its_plan_confirms_the_older_plan_alone(job: Job) -> None:
    job.check_out(keep("two"))
    job.new_commit("e5" * 20)
    put_on(job, LABEL)
    assert AGAIN in refused(job, job.pull_request())


def test_a_label_put_on_after_the_merge_confirms_nothing_and_the_refusal_says_what_does(job: Job) -> None:
    said = refused(job, merge_and_push(job))
    assert f"put the label {LABEL} on another pull request for the same folder" in said
    put_on(job, LABEL, by="marketing-lead")
    said = refused(job, job.push())
    assert f"The label {LABEL} was added by marketing-lead after the merge, so it does not count." in said
    assert f"put the label {LABEL} on another pull request for the same folder" in said
    job.inputs["require-approved-plan"] = "false"
    refused(job, job.push())


def test_a_label_put_on_again_after_the_merge_confirms_nothing_though_it_did_before(job: Job) -> None:
    put_on(job, LABEL)
    assert job.pull_request().code == 0
    job.merge()
    put_on(job)
    put_on(job, LABEL)
    assert "after the merge, so it does not count" in refused(job, job.push())


def test_what_nobody_confirmed_before_the_merge_can_be_confirmed_on_another_pull_request(job: Job) -> None:
    refused(job, merge_and_push(job))
    other = Proposal.open(job, 8, "e8" * 20, keep("one"))
    assert other.plan().reason == "too-many-deletes"
    job.github.world.set_labels(REPOSITORY, 8, [LABEL])
    assert other.plan().code == 0
    other.merge("e9" * 20, keep("one"))
    assert other.job.push("e9" * 20).outputs["applied"] == "2"


def test_a_label_put_on_before_a_push_that_was_merged_unplanned_confirms_nothing(job: Job) -> None:
    put_on(job, LABEL)
    job.merge()
    job.check_out(keep("two"))
    said = refused(job, job.push())
    assert AGAIN.partition(":")[0] in said
    assert AGAIN not in said


def test_a_label_on_a_comment_whose_text_was_edited_confirms_nothing(job: Job) -> None:
    job.comments()[0].body = job.comments()[0].body.replace("2 to delete", "1 to delete")
    put_on(job, LABEL)
    refused(job, merge_and_push(job))


def test_a_label_that_was_taken_off_confirms_nothing(job: Job) -> None:
    put_on(job, LABEL)
    job.pull_request()
    put_on(job)
    refused(job, merge_and_push(job))


def test_a_label_with_another_number_refuses_even_what_is_within_the_limit(job: Job) -> None:
    put_on(job, "segments-allow-deletes-3")
    assert f"add the label {LABEL} to the pull request instead" in refused(job, job.pull_request(), "allow-deletes-differs")


def test_labels_that_contradict_each_other_confirm_nothing(job: Job) -> None:
    put_on(job, LABEL, "segments-allow-deletes-3")
    assert f"{LABEL} and segments-allow-deletes-3 contradict each other".lower() in refused(job, job.pull_request()).lower()


def test_what_an_apply_left_of_the_deletions_is_confirmed_still(job: Job) -> None:
    put_on(job, LABEL)
    job.pull_request()
    job.emulator.faults.add(Fault(operation="DeleteSegment", count=2, status=400, error="BadRequestException"))
    assert merge_and_push(job).outputs["failed"] == "2"
    again = job.push()
    assert (again.code, again.outputs["applied"]) == (0, "2"), again.log


def test_a_label_confirms_nothing_where_the_plan_is_not_the_one_in_the_comment(job: Job) -> None:
    put_on(job, LABEL)
    job.inputs["require-approved-plan"] = "false"
    job.check_out(keep("three"))
    assert AGAIN.partition(":")[0] in refused(job, merge_and_push(job))


# ── labels that cannot be read ───────────────────────────────────────────────────────────────────────────────────────


def test_labels_that_cannot_be_read_leave_the_plan_to_be_seen_and_stop_an_apply(job: Job) -> None:
    put_on(job, LABEL)
    job.github.fail(GitHubFault("status", path="/events", status=404, times=9))
    ended = job.pull_request()
    refused(job, ended)
    assert "### Segments: refused (2 to delete)" in ended.summary
    assert "The labels of the pull request cannot be read" in "\n".join(ended.log)
    refused(job, merge_and_push(job), "github-not-found")


@pytest.mark.parametrize("permissions", [{"pull_requests": "write", "contents": "read"}, {"issues": "write", "contents": "read"}])
def test_no_permission_is_needed_beyond_those_that_comments_need(job: Job, permissions: dict[str, str]) -> None:
    put_on(job, LABEL)
    job.github.world.tokens[TOKEN] = Token(permissions={"pull_requests": "read", **permissions})
    assert job.pull_request().code == 0


# ── several targets ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two(job: Job) -> tuple[Job, Job]:
    """Give two jobs of one pull request with a target each; the first deletes two, the second three of what is deployed."""
    first, second = beside(job, "first", keep("one"), target="retail"), beside(job, "second", {}, target="wholesale")
    second.check_out({"new.yaml": segment("new", "new")})
    job.github.world.repository(REPOSITORY).comments.clear()  # type: ignore[union-attr]  # those of the first two runs
    for one in (first, second):
        one.pull_request()
    assert first.pull_request().reason == "too-many-deletes"
    return first, second


def test_each_target_has_a_label_of_its_own_and_the_comment_names_it(two: tuple[Job, Job]) -> None:
    first, second = two
    labels = "segments-allow-deletes-2-retail", "segments-allow-deletes-3-wholesale"
    assert labels[0] in told(first.pull_request())
    assert labels[1] in told(second.pull_request())
    for one in (first, second):
        put_on(one, *labels)
    assert [one.pull_request().code for one in (first, second)] == [0, 0]


@pytest.mark.parametrize("label", [LABEL, f"{LABEL}-wholesale", f"{LABEL}-", f"{LABEL}-Retail"])
def test_a_label_that_does_not_name_the_target_confirms_nothing_for_it(two: tuple[Job, Job], label: str) -> None:
    put_on(two[0], label)
    said = refused(two[0], two[0].pull_request())
    assert ("does not say which target it is for, and this pull request has several" in said) == (label == LABEL)


def test_a_label_that_names_the_target_confirms_where_there_is_only_one_too(job: Job) -> None:
    put_on(job, delete_label(2, "app-123456/eu-west-1", is_only_target=False))
    assert job.pull_request().code == 0


@pytest.mark.parametrize("target", ["0123456789abcdef0123456789abcdef/eu-west-1", "a,b", "a\nb", " a"])
def test_a_target_that_does_not_fit_into_a_label_is_named_by_a_hash(target: str) -> None:
    label = delete_label(123456, target, is_only_target=False)
    assert label.startswith("segments-allow-deletes-123456-")
    assert (len(label) <= 50, label.isprintable(), "," in label) == (True, True, False)
