"""Limits for numbers of people on the whole path: counted and refused on the pull request, sealed, and held at apply without a count."""

from __future__ import annotations

import re

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.audience_file import write_audience
from segments_as_code.model.audience import Audience, AudienceSource, Counts
from tests.action.job import APP, NUMBER, REPOSITORY, Ended, Job
from tests.action.test_action_policies import NEW, OLD, comment, commit_base, is_refused, start
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
