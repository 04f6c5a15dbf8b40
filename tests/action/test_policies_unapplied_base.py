"""Policies while the pull request before is merged and not applied yet: its definitions count as the state before the change."""

from __future__ import annotations

import pytest

from tests.action.job import WRITES, Job, segment
from tests.action.test_action_policies import BASE, BEFORE, comment, commit_base, is_refused, start

POLICIES = """\
- {name: vips only shrink, for: ["vip/*"], never-wider: true}
- name: everyone has a kind that we know
  for: [{tag: team, value: crm}]
  within: {Dimensions: {Attributes: {kind: {AttributeType: INCLUSIVE, Values: [one]}}}}
"""
Files = dict[str, str]
OTHERS: Files = {f"w{number}.yaml": segment(f"W{number}", f"w{number}") for number in range(3)}
DEPLOYED: Files = {**OTHERS, "vip/a.yaml": segment("VIP A", "one"), "x.yaml": segment("X", "one")}
BUILDS = "Name: Q\nSegmentGroups: {Groups: [{SourceSegments: [{Ref: s}], Type: ALL}]}\n"
FIRST: dict[str, Files] = {
    "a new segment": {"vip/b.yaml": segment("Bar", "one", more="Tags: {x: y}\n")},
    "a tag": {"x.yaml": segment("X", "one", more="Tags: {team: crm}\n")},
    "another name": {"vip/a.yaml": segment("Foo", "one")},
}
EVADES: dict[str, tuple[str, list[str], Files]] = {
    "moved and widened": ("a new segment", ["vip/b.yaml"], {"z/b.yaml": segment("Bar", "one", "two")}),
    "moved, renamed in part and widened": ("a new segment", ["vip/b.yaml"], {"z/b.yaml": segment("bar ", "two")}),
    "widened in its place": ("a new segment", [], {"vip/b.yaml": segment("Bar", "one", "two")}),
    "the tag taken off and widened": ("a tag", [], {"x.yaml": segment("X", "one", "two")}),
    "moved with the new name and widened": ("another name", ["vip/a.yaml"], {"z/a.yaml": segment("Foo", "one", "two")}),
}
PASSES: dict[str, tuple[str, list[str], Files]] = {
    "moved as it is": ("a new segment", ["vip/b.yaml"], {"z/b.yaml": segment("Bar", "one")}),
    "a new segment taken back": ("a new segment", ["vip/b.yaml"], {"y.yaml": segment("Y", "two")}),
    "the tag taken off": ("a tag", [], {"x.yaml": segment("X", "one"), "y.yaml": segment("Y", "two")}),
    "renamed back": ("another name", [], {**DEPLOYED, "y.yaml": segment("Y", "two")}),
    "another segment": ("a new segment", [], {"x.yaml": segment("X", "one", "two")}),
}


def merge_first_and_check_out_second(job: Job, case: tuple[str, list[str], Files]) -> None:
    """Make the base a commit that has not been applied, and check out the change that comes upon it."""
    first, removed, changed = case
    base = {**DEPLOYED, **FIRST[first], "policies.yaml": POLICIES}
    kept = {name: text for name, text in base.items() if name not in removed}
    start(job, POLICIES, before=DEPLOYED, after={**kept, **changed})
    commit_base(job, base)
    job.before = BASE


@pytest.mark.parametrize("case", EVADES)
def test_what_the_base_puts_under_a_policy_is_held_to_it_before_it_is_applied(job: Job, case: str) -> None:
    merge_first_and_check_out_second(job, EVADES[case])
    assert is_refused(job, job.pull_request(), "policy-broken")
    assert "breaks the policy" in comment(job)
    job.merge()
    assert is_refused(job, job.push(), "policy-broken")


@pytest.mark.parametrize("case", EVADES)
def test_without_a_review_the_commit_before_the_push_counts(job: Job, case: str) -> None:
    merge_first_and_check_out_second(job, EVADES[case])
    job.inputs["require-approved-plan"] = "false"
    assert is_refused(job, job.push("f0" * 20), "policy-broken")


@pytest.mark.parametrize("case", PASSES)
def test_a_change_that_keeps_the_policies_of_an_unapplied_base_passes(job: Job, case: str) -> None:
    merge_first_and_check_out_second(job, PASSES[case])
    assert job.pull_request().code == 0
    job.merge()
    assert job.push().code == 0
    assert not WRITES.isdisjoint(job.operations())


def test_a_segment_that_leaves_by_a_move_upon_an_unapplied_base_is_told(job: Job) -> None:
    merge_first_and_check_out_second(job, PASSES["moved as it is"])
    assert job.pull_request().code == 0
    assert "z/b (until now vip/b)" in comment(job)


def test_a_change_that_brings_back_what_is_deployed_is_not_wider(job: Job) -> None:
    narrower = {"vip/a.yaml": segment("VIP A", "one"), "x.yaml": segment("X", "one")}
    deployed = {"vip/a.yaml": segment("VIP A", "one", "two"), "x.yaml": segment("X", "one")}
    shrinks = POLICIES.splitlines(keepends=True)[0]
    start(job, shrinks, before=deployed, after={**deployed, "x.yaml": segment("X", "two"), "policies.yaml": shrinks})
    commit_base(job, {**narrower, "policies.yaml": shrinks})
    assert job.pull_request().code == 0


def test_what_was_merged_meanwhile_and_is_not_applied_counts_under_the_same_policies(job: Job) -> None:
    """The pull request is built upon another one's branch, and planned before that one is merged: its base knows nothing of it."""
    merge_first_and_check_out_second(job, EVADES["moved and widened"])
    commit_base(job, {**DEPLOYED, "policies.yaml": POLICIES})
    assert job.pull_request().code == 0
    commit_base(job, {**DEPLOYED, **FIRST["a new segment"], "policies.yaml": POLICIES}, BEFORE)
    job.merge()
    job.before = BEFORE
    assert is_refused(job, job.push(), "policy-broken")


def test_a_segment_that_its_source_widens_is_held_to_what_the_base_puts_it_under(job: Job) -> None:
    source = {"s.yaml": segment("S", "one")}
    before = {**DEPLOYED, **source, "q.yaml": BUILDS}
    start(job, POLICIES, before=before, after={**before, "s.yaml": segment("S", "one", "two")})
    commit_base(job, {**DEPLOYED, **source, "q.yaml": BUILDS + "Tags: {team: crm}\n", "policies.yaml": POLICIES})
    assert is_refused(job, job.pull_request(), "policy-broken")
