"""Promise 4: applied is what was reviewed, whatever way pull requests are merged, and in whatever order their jobs run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from tests.action.job import HEAD, MERGE, REPOSITORY, WRITES, Job, segment
from tests.fake_github.world import Pull
from tests.promises.jobs import NEW_AND_VIP, SIDE, Proposal, Way, every_way, running, told

BASE = {"base.yaml": segment("Base", "base")}
A = {"retail/a.yaml": segment("Audience A", "a")}
B = {"retail/b.yaml": segment("Audience B", "b")}
MERGE_A, MERGE_B, REVERT = "aa" * 20, "bb" * 20, "cc" * 20


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


# ── ways to merge ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("commits", "merged_as", "pushed"),
    [
        pytest.param([HEAD], MERGE, MERGE, id="squash, or a merge commit"),
        pytest.param([HEAD, MERGE_A, MERGE_B], MERGE_B, MERGE_B, id="rebase, pushed as its last commit"),
        pytest.param([HEAD, MERGE_A, MERGE_B], MERGE_B, MERGE_A, id="rebase, pushed as one of its commits"),
        pytest.param([HEAD], HEAD, HEAD, id="fast-forward"),
    ],
)
def test_whatever_way_it_is_merged_the_reviewed_plan_is_found_and_applied(
    job: Job, commits: list[str], merged_as: str, pushed: str
) -> None:
    job.pull_request()
    job.github.world.add_pull(REPOSITORY, Pull(7, HEAD, commits=commits))
    job.github.world.merge(REPOSITORY, 7, merged_as)
    job.github.world.index_lag = 2
    ended = job.push(pushed)
    assert (ended.code, ended.outputs["applied"]) == (0, "2"), ended.log


REVIEWED, UNREVIEWED = {**BASE, **A}, {**BASE, **A, **B}
HEAD_8, MERGE_8 = "8a" * 20, "8c" * 20
Attack = Callable[[Proposal, Way], str]


def a_commit_of_its_own(proposal: Proposal, way: Way) -> str:
    proposal.plan()
    way.merge(proposal, MERGE_8, REVIEWED)
    proposal.job.check_out(UNREVIEWED)
    return "f" * 40


def files_that_the_merge_adds(proposal: Proposal, way: Way) -> str:
    proposal.plan()
    return way.merge(proposal, MERGE_8, UNREVIEWED)


def a_commit_after_the_plan(proposal: Proposal, way: Way) -> str:
    proposal.plan()
    later = replace(proposal, head="8e" * 20)
    return way.merge(later, MERGE_8, UNREVIEWED)


def a_merge_before_the_plan(proposal: Proposal, way: Way) -> str:
    sha = way.merge(proposal, MERGE_8, REVIEWED)
    proposal.plan()
    return sha


def a_plan_that_a_stranger_quotes(proposal: Proposal, way: Way) -> str:
    proposal.plan()
    repository = proposal.job.github.world.repository(REPOSITORY)
    assert repository is not None
    (comment,) = repository.comments.values()
    comment.author = "mallory"
    return way.merge(proposal, MERGE_8, REVIEWED)


ATTACKS: Mapping[Attack, str] = {
    a_commit_of_its_own: "no-pull-request",
    files_that_the_merge_adds: "definitions-changed",
    a_commit_after_the_plan: "stale-head",
    a_merge_before_the_plan: "no-approval",
    a_plan_that_a_stranger_quotes: "foreign-approval",
}


@every_way
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_unreviewed_is_applied_whatever_way_it_is_merged(job: Job, attack: Attack, way: Way) -> None:
    job.check_out(BASE)
    job.deploy_and_then(BASE)
    proposal = Proposal.open(job, 8, HEAD_8, REVIEWED)
    sha = attack(proposal, way)
    job.emulator.forget_requests()
    ended = proposal.job.push(sha)
    assert (ended.code, ended.reason, WRITES.isdisjoint(job.operations())) == (1, ATTACKS[attack], True), ended.log


def test_a_merge_groups_plan_is_for_its_check_and_leaves_the_reviewed_one_in_the_comment(job: Job) -> None:
    job.pull_request()
    before = job.comments()
    job.check_out({**NEW_AND_VIP, **A})
    ended = job.in_queue(MERGE)
    assert (ended.code, ended.outputs["creates"], job.comments()) == (0, "3", before)
    job.check_out(NEW_AND_VIP)
    job.merge()
    assert job.push().outputs["applied"] == "2"


def test_a_merge_groups_plan_writes_no_comment_even_if_it_is_about_the_pull_requests_own_commit(job: Job) -> None:
    job.pull_request()
    before = [comment.body for comment in job.comments()]
    job.check_out({**NEW_AND_VIP, **A})
    assert job.in_queue(HEAD).code == 0
    assert [comment.body for comment in job.comments()] == before


def test_two_pull_requests_that_a_queue_merges_in_one_push_are_refused_with_what_nobody_saw_together(job: Job) -> None:
    first, second = Proposal.open(job, 8, "8a" * 20, A), Proposal.open(job, 9, "9b" * 20, B)
    first.plan()
    second.plan()
    first.merge(MERGE_A, A)
    second.merge(MERGE_B, {**A, **B})
    ended = second.job.push(MERGE_B)
    assert (ended.code, ended.reason) == (1, "definitions-changed")
    assert "retail/a was not in the reviewed plan." in told(ended)
    right = second.job.dispatch(**{"command": "apply", "approved-plan": ended.outputs["plan-digest"]})
    assert (right.code, right.outputs["applied"]) == (0, "2")


# ── a branch that is moved to what another one has ───────────────────────────────────────────────────────────────────


def merge_into(job: Job, branch: str) -> None:
    """Plan a pull request into another branch, merge it there, and move the default branch to that commit."""
    job.github.world.add_pull(REPOSITORY, Pull(7, HEAD, commits=[HEAD], base_ref=branch))
    job.pull_request()
    job.github.world.merge(REPOSITORY, 7, MERGE)
    job.commit(MERGE)


def test_a_pull_request_into_another_branch_is_no_review_of_the_default_branch(job: Job) -> None:
    merge_into(job, "develop")
    before = [comment.body for comment in job.comments()]
    job.emulator.forget_requests()
    ended = job.push()
    assert (ended.code, ended.reason, WRITES.isdisjoint(job.operations())) == (1, "another-branch", True)
    assert "pull request #7, which brought this commit, was merged into develop" in told(ended)
    assert f"approved-plan: {ended.outputs['plan-digest']}" in told(ended)
    assert [comment.body for comment in job.comments()] == before


def test_a_label_on_a_pull_request_into_another_branch_confirms_nothing(job: Job) -> None:
    job.deploy_and_then({"new.yaml": NEW_AND_VIP["new.yaml"]})
    merge_into(job, "develop")
    job.github.world.set_labels(REPOSITORY, 7, ["segments-allow-deletes-1"])
    job.inputs["require-approved-plan"] = "false"
    ended = job.push()
    assert (ended.code, ended.reason) == (1, "too-many-deletes")


def test_a_pull_request_that_brings_the_other_branch_is_a_review(job: Job) -> None:
    merge_into(job, "develop")
    release = Proposal.open(job, 8, MERGE, NEW_AND_VIP)
    release.plan()
    release.merge("5e" * 20, NEW_AND_VIP)
    assert release.job.push("5e" * 20).outputs["applied"] == "2"


def test_a_tag_is_applied_as_a_commit_of_the_default_branch(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.inputs["command"] = "apply"
    payload: dict[str, Json] = {"ref": "refs/tags/v1", "after": MERGE, "deleted": False, "repository": SIDE}
    ended = job.step("push", payload, {"GITHUB_REF": "refs/tags/v1", "GITHUB_SHA": MERGE})
    assert (ended.code, ended.outputs["applied"]) == (0, "2"), ended.log


# ── two merges within seconds ────────────────────────────────────────────────────────────────────────────────────────


def two_merged(job: Job) -> tuple[Job, Job]:
    """Plan two pull requests on the same base, merge both, and return the jobs of their pushes."""
    job.check_out(BASE)
    job.deploy_and_then(BASE)
    first, second = Proposal.open(job, 8, "8a" * 20, {**BASE, **A}), Proposal.open(job, 9, "9b" * 20, {**BASE, **B})
    assert (first.plan().code, second.plan().code) == (0, 0)
    first.merge(MERGE_A, {**BASE, **A})
    second.merge(MERGE_B, {**BASE, **A, **B})
    job.emulator.forget_requests()
    return first.job, second.job


def test_of_two_pull_requests_merged_within_seconds_each_applies_its_own_in_turn(job: Job) -> None:
    first, second = two_merged(job)
    assert (first.push(MERGE_A).outputs["applied"], second.push(MERGE_B).outputs["applied"]) == ("1", "1")
    assert job.names() == ["Audience A", "Audience B"]


def test_the_later_merge_that_is_applied_first_is_refused_and_running_it_again_finishes_it(job: Job) -> None:
    first, second = two_merged(job)
    early = second.push(MERGE_B)
    assert (early.code, early.reason, job.names()) == (1, "definitions-changed", [])
    assert "retail/a was not in the reviewed plan." in told(early)
    assert "if another pull request was merged just before this one, let its apply end and run this job again" in told(early)
    assert first.push(MERGE_A).outputs["applied"] == "1"
    again = second.push(MERGE_B)
    assert (again.code, again.outputs["applied"], job.names()) == (0, "1", ["Audience A", "Audience B"])


def test_running_an_older_apply_again_after_a_newer_one_undoes_nothing(job: Job) -> None:
    first, second = two_merged(job)
    first.push(MERGE_A)
    second.push(MERGE_B)
    first.inputs["allow-deletes"] = "1"
    job.emulator.forget_requests()
    ended = first.push(MERGE_A)
    assert (ended.code, WRITES.isdisjoint(job.operations())) == (1, True)
    assert ended.reason == "no-approval", "its record says that nothing was left"


def test_a_revert_is_planned_reviewed_and_applied_like_any_other_change(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.push()
    change = Proposal.open(job, 8, "8a" * 20, {**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")})
    change.plan()
    change.merge(MERGE_A, {**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")})
    assert change.job.push(MERGE_A).outputs["applied"] == "1"
    revert = Proposal.open(job, 9, "9b" * 20, NEW_AND_VIP)
    revert.plan()
    revert.merge(REVERT, NEW_AND_VIP)
    assert revert.job.push(REVERT).outputs["applied"] == "1"
    assert job.push(REVERT).outputs["has-changes"] == "false"
