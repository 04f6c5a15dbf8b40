"""Limits for numbers of people on the whole path: counted and refused on the pull request, sealed, and held at apply without a count."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.audience_file import write_audience
from segments_as_code.model.audience import Audience, AudienceSource, Counts
from segments_as_code.review.comment_header import seal_comment
from tests.action.job import APP, NUMBER, REPOSITORY, Ended, Job, segment
from tests.action.test_action_policies import BASE, NEVER_WIDER, NEW, OLD, comment, commit_base, is_refused, start
from tests.fake_github.world import StoredComment
from tests.providers.pinpoint.service import reader

GROWTH = '- name: little growth\n  for: ["**"]\n  max-growth: 20 %\n  unless-label: [may-grow]\n'


@pytest.fixture
def limited(job: Job) -> Job:
    """Return a job on a pull request that changes a segment which a live campaign uses."""
    start(job, GROWTH, before=OLD, after={**NEW, "policies.yaml": GROWTH})
    vip = next(found.id for found in reader(job.emulator).list_segments() if found.name == "VIPs")
    job.emulator.load_seed({"applications": [{"Id": APP, "campaigns": [{"Name": "Winter sale", "SegmentId": vip}]}]})
    job.emulator.forget_requests()
    return job


def count(job: Job, before: int, after: int) -> None:
    """Write audience.json for the plan of the pull request, as an earlier step does."""
    digest = job.pull_request().outputs["plan-digest"] if "audience" not in job.inputs else job.inputs["digest"]
    counts = Counts(before, after, both=before, gained=after - before, lost=0)
    audience = Audience("2026-10-28T18:02:00Z", AudienceSource("export", "pinpoint", APP, "eu-west-1", "october"), digest, {"vip": counts})
    (job.workspace / "audience.json").write_text(write_audience(audience))
    job.inputs |= {"audience": "audience.json", "digest": digest}


def put_on(job: Job, *labels: str) -> None:
    job.labels = [*labels]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)


def comments_of(job: Job) -> dict[int, StoredComment]:
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    return repository.comments


def label_in(ended: Ended) -> str:
    (found,) = {str(found) for line in ended.log for found in re.findall(r"put the label (segments-allow-audience-\S+) on", line)}
    return found


def test_a_segment_that_grows_is_refused_and_so_it_is_at_apply_without_a_count(limited: Job) -> None:
    job = limited
    count(job, 10_000, 16_000)
    assert is_refused(job, job.pull_request(), "audience-grows")
    body = comment(job)
    assert "vip grows from 10,000 to 16,000 endpoints, by more than half. The campaign Winter sale uses it." in body
    assert "breaks the policy “little growth”: it grows by more than 20 %, from 10,000 to 16,000." in body
    job.merge()
    del job.inputs["audience"]
    applied = job.push()
    assert is_refused(job, applied, "audience-grows")
    assert any("put the label" in line and "on another pull request" in line for line in applied.log)


def test_labels_allow_the_plan_and_the_numbers_that_they_were_put_on_for(limited: Job) -> None:
    job = limited
    put_on(job, "segments-allow-audience-000000", "may-grow")
    count(job, 10_000, 16_000)
    right = label_in(job.pull_request())
    put_on(job, right, "may-grow")  # the policy's label was put on before the comment said anything
    assert is_refused(job, job.pull_request(), "policy-broken")
    put_on(job, right)
    put_on(job, right, "may-grow")
    assert job.pull_request().code == 0
    assert comment(job).count("octocat put on allows it") == 2
    count(job, 10_000, 900_000)  # the same plan, counted on another export
    assert is_refused(job, job.pull_request(), "audience-grows")
    assert is_refused(job, job.pull_request(), "audience-grows")
    put_on(job)
    put_on(job, right, "may-grow")
    job.merge()
    del job.inputs["audience"]
    job.emulator.faults.add(Fault(operation="UpdateSegment", count=1, status=400, error="BadRequestException"))
    assert job.push().reason == "apply-incomplete"
    assert job.push().code == 0  # what an apply left undone is allowed still


def test_a_merge_queue_passes_what_a_label_allows_and_nothing_without_one(limited: Job) -> None:
    job = limited
    count(job, 10_000, 16_000)
    right = label_in(job.pull_request())
    assert is_refused(job, job.in_queue(), "audience-grows")
    put_on(job, right, "may-grow")
    assert job.in_queue().code == 0
    commit_base(job, {**OLD, "policies.yaml": f"{GROWTH}{NEVER_WIDER}"})  # merged since, and in no comment yet
    assert is_refused(job, job.in_queue(), "policy-broken")
    before = comment(job)
    job.check_out({**NEW, "more.yaml": segment("More", "more"), "policies.yaml": GROWTH})  # of another in the queue
    commit_base(job, {**OLD, "policies.yaml": f"{GROWTH}{NEVER_WIDER}"})
    later = job.in_queue()
    assert later.code == 0
    assert "so no label counts here; the apply after the merge refuses it unless a label allows it" in later.summary
    commit_base(job, {**OLD, "policies.yaml": NEVER_WIDER.replace("  unless-label: [widens]\n", "")})
    assert is_refused(job, job.in_queue(), "policy-broken")  # no label could allow it
    assert comment(job) == before


def test_what_no_comment_tells_is_refused_without_an_approved_plan_too(limited: Job) -> None:
    job = limited
    count(job, 10_000, 16_000)
    assert is_refused(job, job.pull_request(), "audience-grows")
    job.merge()
    job.inputs["require-approved-plan"] = "false"
    assert is_refused(job, job.push(), "audience-grows")
    comments = comments_of(job)
    ((number, whole),) = comments.items()
    other = whole.body.replace(job.inputs["digest"], "a" * 64)
    edits = {
        re.sub(r"<!-- limits .* -->\n", "", whole.body): "was edited by hand",
        whole.body.replace("10,000", "15,000"): "was edited by hand",
        seal_comment(other): "shows another plan",
        seal_comment(re.sub(r"<!-- limits .* -->\n", "", other)): "shows another plan",  # the step's input says that there are limits
        "": "has no plan comment",
    }
    for body, doubt in edits.items():
        comments[number] = replace(whole, body=body)
        ended = job.push()
        assert is_refused(job, ended, "limits-unreadable"), doubt
        assert any(doubt in line and "the campaign Winter sale uses vip" in line for line in ended.log)
    del job.inputs["audience"]
    comments |= {number: whole, number + 1: replace(whole, id=number + 1)}
    assert is_refused(job, job.push(), "limits-unreadable")
    comments.clear()
    job.inputs["require-approved-plan"] = "true"
    assert is_refused(job, job.push(), "no-approval")  # the better reason
    job.inputs["require-approved-plan"] = "false"
    assert job.push().code == 0  # nothing says that numbers count here


def test_a_limit_in_a_file_and_a_policy_that_asks_for_a_count_hold_without_any_comment(limited: Job) -> None:
    job = limited
    job.merge()
    job.before = BASE
    job.inputs["require-approved-plan"] = "false"
    commit_base(job, {**OLD, "policies.yaml": f"{GROWTH}  undecided: fail\n"})
    assert is_refused(job, job.push(), "policy-undecided")
    commit_base(job, OLD)
    job.check_out({"vip.yaml": f"{NEW['vip.yaml']}Lifecycle: {{Audience: {{Most: 500}}}}\n"})
    assert is_refused(job, job.push(), "limits-unreadable")


def test_a_failed_count_refuses_nothing_unless_a_policy_asks_for_one(limited: Job) -> None:
    job = limited
    job.inputs["audience"] = "nowhere.json"
    assert job.pull_request().code == 0
    assert "Audience not shown: nowhere.json cannot be read" in comment(job)
    assert "is not proven to meet the policy “little growth”: whether it grows by more than 20 % is not known" in comment(job)
    commit_base(job, {**OLD, "policies.yaml": f"{GROWTH}  undecided: fail\n"})
    assert is_refused(job, job.pull_request(), "policy-undecided")
    more = f"{OLD['vip.yaml'].rstrip()[:-1]}, Metrics: {{spent: {{ComparisonOperator: GREATER_THAN, Value: 5}}}}}}\n"
    job.check_out({"vip.yaml": more, "policies.yaml": GROWTH})
    assert job.pull_request().code == 0  # it is proven that nobody comes in
