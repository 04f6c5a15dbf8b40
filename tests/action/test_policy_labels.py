"""A label that a policy allows: it counts for what the comment refused when it was put on, and not after the merge."""

from __future__ import annotations

import re

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.model.comment import Header
from segments_as_code.review.comment_header import seal_comment, write_header
from tests.action.job import NUMBER, REPOSITORY, Ended, Job
from tests.action.test_action_policies import BASE, BEFORE, NEVER_WIDER, NEW, NOT_NOBODY, OLD, comment, commit_base, is_refused, start


def test_with_several_targets_a_label_counts_only_for_the_target_that_it_names(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    assert is_refused(job, job.pull_request(), "policy-broken")
    (ours,) = job.comments()
    sibling = seal_comment(f"{write_header(Header('staging', 'c0ffee', '0' * 64, 'plan'))}\ntext")
    job.github.world.add_comment(REPOSITORY, NUMBER, ours.author, sibling)
    job.labels = ["widens"]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)
    refused = job.pull_request()
    assert is_refused(job, refused, "policy-broken")
    (right,) = {found for line in refused.log for found in re.findall(r"put the label (\S+) on", line)}
    assert right.startswith("widens-")
    job.labels = [right]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)
    assert job.pull_request().code == 0


def put_on(job: Job, *labels: str) -> None:
    job.labels = [*labels]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)


def says(ended: Ended, text: str) -> bool:
    return any(text in line for line in ended.log)


def test_a_label_that_is_put_on_after_the_merge_allows_nothing(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    assert is_refused(job, job.pull_request(), "policy-broken")
    job.merge()
    put_on(job, "widens")
    refused = job.push()
    assert is_refused(job, refused, "policy-broken")
    assert says(refused, "The label widens was added by octocat after the merge, so it does not count.")
    assert says(refused, "put the label widens on another pull request for the same folder")


ELSE = NEVER_WIDER.replace("vips only shrink", "nothing grows")
"""Another policy with the same label."""


@pytest.mark.parametrize("first", [NOT_NOBODY, NEVER_WIDER.replace("widens", "else"), NEVER_WIDER.replace("never-wider", "never-narrower")])
def test_a_label_from_before_the_policy_allows_nothing_on_the_pull_request(job: Job, first: str) -> None:
    start(job, first, before=OLD, after={**NEW, "policies.yaml": first})
    job.pull_request()
    put_on(job, "widens")
    job.pull_request()
    commit_base(job, {**OLD, "policies.yaml": NEVER_WIDER})
    refused = job.pull_request()
    assert is_refused(job, refused, "policy-broken")
    assert says(refused, "The label widens was added by octocat before the comment showed this refusal, so it does not allow it")
    assert is_refused(job, job.pull_request(), "policy-broken")  # now the comment shows the refusal, but longer than the label
    put_on(job)
    put_on(job, "widens")
    assert job.pull_request().code == 0


def test_a_label_for_one_policy_does_not_allow_what_another_with_the_same_label_refuses_since(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.pull_request()
    put_on(job, "widens")
    assert job.pull_request().code == 0
    commit_base(job, {**OLD, "policies.yaml": NEVER_WIDER + ELSE})
    assert is_refused(job, job.pull_request(), "policy-broken")
    assert "octocat put on allows it" in comment(job)
    assert is_refused(job, job.pull_request(), "policy-broken")


def test_a_label_does_not_allow_what_a_policy_refuses_that_was_merged_since(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.pull_request()
    put_on(job, "widens")
    assert job.pull_request().code == 0
    commit_base(job, {**OLD, "policies.yaml": NEVER_WIDER + ELSE}, BEFORE)
    job.merge()
    job.before = BEFORE
    refused = job.push()
    assert is_refused(job, refused, "policy-broken")
    assert says(refused, "breaks the policy “nothing grows”")
    assert not says(refused, "::error title=Segments::vip breaks the policy “vips only shrink”")


def test_a_label_allows_the_same_refusal_by_a_policy_file_that_has_others_since(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.pull_request()
    put_on(job, "widens")
    assert job.pull_request().code == 0
    commit_base(job, {**OLD, "policies.yaml": NOT_NOBODY + NEVER_WIDER}, BEFORE)
    job.merge()
    job.before = BEFORE
    assert job.push().code == 0


def test_what_an_apply_left_undone_is_allowed_still(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.pull_request()
    put_on(job, "widens")
    assert job.pull_request().code == 0
    job.before = BASE
    job.merge()
    job.emulator.faults.add(Fault(operation="UpdateSegment", count=1, status=400, error="BadRequestException"))
    assert job.push().reason == "apply-incomplete"
    assert job.push().code == 0
