"""Policies that were merged between a plan and its apply, in whatever order and way commits reach the branch."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from aws_emulator.core.faults import Fault as EmulatorFault
from segments_as_code.action import policy_base
from tests.action.job import HEAD, NUMBER, REPOSITORY, Job
from tests.action.test_action_policies import BASE, BEFORE, CONSENT, NEVER_WIDER, NEW, NOT_NOBODY, OLD, commit_base, is_refused, start
from tests.fake_github.world import Fault, Pull


def test_policies_that_were_merged_meanwhile_count_too(job: Job) -> None:
    start(job, CONSENT, before=OLD, after={**NEW, "policies.yaml": CONSENT.replace("retail/near-the-flagship-store", "retail/x*")})
    commit_base(job, {**OLD})
    assert job.pull_request().code == 0
    commit_base(job, {**OLD, "policies.yaml": NEVER_WIDER}, BEFORE)
    job.merge()
    job.before = BEFORE
    assert is_refused(job, job.push(), "policy-broken")


MERGE_P = "e7" * 20
"""The merge of a pull request that brings a policy."""


def plan_and_merge_a_policy_meanwhile(job: Job) -> None:
    """Plan a change that widens a segment under a policy that allows it, and then merge another policy that forbids it."""
    start(job, NOT_NOBODY, before=OLD, after={**NEW, "policies.yaml": NOT_NOBODY})
    assert job.pull_request().code == 0
    job.check_out({**OLD, "policies.yaml": NOT_NOBODY + NEVER_WIDER})
    job.commit(MERGE_P)
    job.check_out({**NEW, "policies.yaml": NOT_NOBODY + NEVER_WIDER})


@pytest.mark.parametrize("before", [BASE, "0" * 40, "", MERGE_P])
def test_a_policy_that_was_merged_meanwhile_counts_whatever_the_push_says_of_the_commit_before(job: Job, before: str) -> None:
    plan_and_merge_a_policy_meanwhile(job)
    job.before = before
    merge_anew(job)
    assert is_refused(job, job.push("d5" * 20), "policy-broken")


def test_a_policy_that_was_merged_meanwhile_counts_for_a_run_that_is_started_by_hand(job: Job) -> None:
    plan_and_merge_a_policy_meanwhile(job)
    merge_anew(job)
    assert is_refused(job, job.dispatch(command="apply"), "policy-broken")


def merge_anew(job: Job, sha: str = "d5" * 20, *commits: str) -> None:
    """Merge the pull request as ``sha``; ``commits`` stand on the branch too if it was rebased."""
    job.github.world.add_pull(REPOSITORY, Pull(NUMBER, HEAD, commits=[HEAD, *commits, sha]))
    job.github.world.merge(REPOSITORY, NUMBER, sha)
    job.commit(sha)


REBASED = ("d6" * 20, "d7" * 20)


def test_a_rebased_pull_request_is_held_to_the_policies_before_all_of_its_commits(job: Job) -> None:
    plan_and_merge_a_policy_meanwhile(job)
    for sha in REBASED:  # the pull request takes the policy away first, and then changes the segment
        commit_on_main(job, sha, NEW)
    job.check_out(NEW)
    merge_anew(job, "d8" * 20, *REBASED)
    assert is_refused(job, job.dispatch(command="apply"), "policy-broken")


def test_a_rebased_pull_request_is_not_held_to_the_policy_that_it_brings(job: Job) -> None:
    start(job, "[]", before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    commit_base(job, OLD)
    assert job.pull_request().code == 0
    commit_on_main(job, REBASED[0], {**OLD, "policies.yaml": NEVER_WIDER})
    merge_anew(job, "d8" * 20, REBASED[0])
    assert is_refused(job, job.dispatch(command="apply"), "policy-broken")  # by hand, what the commit itself says counts too
    assert job.push("d8" * 20).code == 0


@pytest.mark.parametrize("is_first", [True, False])
def test_the_policies_of_all_that_a_fast_forward_was_put_upon_count(job: Job, is_first: bool) -> None:  # noqa: FBT001  # pytest passes by name
    """The pull request merges the commit with the policy into its own branch, takes it away there, and is moved forward to."""
    plan_and_merge_a_policy_meanwhile(job)
    job.check_out(NEW)
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    own = REBASED[0]
    repository.commits[own], repository.parents[own] = repository.commits[BASE], [BASE]
    repository.parents[HEAD] = [MERGE_P, own] if is_first else [own, MERGE_P]
    merge_anew(job, HEAD, own)
    assert is_refused(job, job.dispatch(command="apply"), "policy-broken")


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_a_policy_that_was_merged_since_counts_for_a_job_that_is_run_again(job: Job, is_by_hand: bool) -> None:  # noqa: FBT001  # pytest passes by name
    start(job, NOT_NOBODY, before=OLD, after={**NEW, "policies.yaml": NOT_NOBODY})
    assert job.pull_request().code == 0
    job.before = BASE
    job.merge()
    job.emulator.faults.add(EmulatorFault(operation="UpdateSegment", count=1, status=400, error="BadRequestException"))
    assert job.push().reason == "apply-incomplete"
    job.emulator.forget_requests()
    job.check_out({**NEW, "policies.yaml": NOT_NOBODY + NEVER_WIDER})
    job.commit(MERGE_P)
    job.check_out({**NEW, "policies.yaml": NOT_NOBODY + (NEVER_WIDER if is_by_hand else "")})
    assert is_refused(job, job.dispatch(command="apply") if is_by_hand else job.push(), "policy-broken")


def commit_on_main(job: Job, sha: str, files: Mapping[str, str]) -> None:
    job.github.world.commit(REPOSITORY, sha, {f"segments/{name}": text for name, text in files.items()})


def test_a_merge_whose_commit_before_cannot_be_read_is_refused(job: Job) -> None:
    start(job, "[]", before=OLD, after=NEW)
    assert job.pull_request().code == 0
    job.merge()
    job.github.fail(Fault("status", path="/git/commits/", status=404, times=9))
    assert is_refused(job, job.push(), "policies-unreadable")


def test_a_pull_request_that_was_rebased_with_a_great_many_commits_is_refused(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_base, "_MOST_COMMITS", 2)
    start(job, "[]", before=OLD, after=NEW)
    assert job.pull_request().code == 0
    for sha in REBASED:
        commit_on_main(job, sha, NEW)
    merge_anew(job, "d8" * 20, *REBASED)
    refused = job.push("d8" * 20)
    assert is_refused(job, refused, "policies-unreadable")
    assert any("brought more than 2 commits" in line for line in refused.log)


def test_a_commit_that_no_pull_request_brought_is_held_to_its_own_policies_too(job: Job) -> None:
    start(job, NOT_NOBODY, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.before = BASE
    assert is_refused(job, job.push("f0" * 20), "policy-broken")


def test_what_is_all_new_in_a_new_folder_is_not_held_to_the_policies_of_another(job: Job) -> None:
    commit_base(job, {"policies.yaml": NOT_NOBODY.replace("nobody]", "everybody]")}, folder="others")
    job.check_out({"a.yaml": "Name: Everybody\nDimensions: {}\n"})
    assert job.pull_request().code == 0
