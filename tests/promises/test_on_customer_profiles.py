"""Promises that name no service hold on Customer Profiles too: through the whole action, on a domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from segments_as_code.ownership import with_our_tags
from segments_as_code.recreation import with_fingerprint
from segments_as_code.refusal_codes import REFUSALS
from tests.action.job import HEAD, REPOSITORY, Job
from tests.promises.jobs import DOMAIN, PROFILE_REGION, fault, headers, is_plain, profile_segment, running_on_a_domain
from tests.promises.test_only_what_was_reviewed import SCENARIOS
from tests.providers.customer_profiles.service import DIALECT, ask

READS = ["ListSegmentDefinitions", "GetSegmentDefinition", "ListCampaigns", "DescribeCampaign", "ListEventTriggers", "GetStreamForSegments"]
CAMPAIGN: Any = {
    "id": "c1",
    "name": "Summer",
    "state": "Paused",
    "source": {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/k0"},
}
NEUTRAL = [
    "without a plan",
    "of a stranger",
    "of another head",
    "with an edited header",
    "without its text",
    "with an edited text",
    "in two comments",
]


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running_on_a_domain(tmp_path) as made:
        yield made


def writes(job: Job) -> list[str]:
    return [name for name in job.operations() if name.startswith(("Create", "Delete", "Put", "Tag", "Untag", "Update"))]


def files(*numbers: int) -> dict[str, str]:
    return {f"k{number}.yaml": profile_segment(f"K{number}", f"v{number}") for number in numbers}


def plant(job: Job, *numbers: int, protected: bool = False) -> None:
    """Deploy our segments as their files say."""
    segments: list[Any] = []
    for number in numbers:
        definition = yaml.safe_load(profile_segment(f"K{number}", f"v{number}"))
        marks = with_our_tags({}, key=f"k{number}", owner=REPOSITORY, protected=protected)
        tags = with_fingerprint(marks, DIALECT.definition(definition))
        segments.append({**definition, "SegmentDefinitionName": f"k{number}", "Tags": {**tags, "cost": "7"}})
    job.emulator.load_seed({"domains": [{"DomainName": DOMAIN, "segments": segments}]})


def refused_everywhere(job: Job, code: str) -> None:
    """Plan and merge, and see the refusal in the check, in the comment and at apply, and nothing written."""
    planned = job.pull_request()
    assert (planned.code, planned.reason) == (1, code), planned.log
    assert "**This plan will not be applied.**" in job.comments()[-1].body
    job.merge()
    assert (job.push().reason, writes(job)) == (code, [])


@pytest.mark.parametrize("how", NEUTRAL)
def test_applied_is_what_was_reviewed_and_nothing_else(job: Job, how: str) -> None:
    prepare, code, _ = SCENARIOS[how]
    prepare(job)
    job.merge()
    ended = job.push()
    assert (ended.code, ended.reason, writes(job)) == (1, code, []), ended.log


def test_other_definitions_and_another_deployment_than_reviewed_are_told_apart(job: Job) -> None:
    plant(job, 0)
    job.check_out({"k0.yaml": profile_segment("K0", "new")})
    job.pull_request()
    job.merge()
    job.check_out({"k0.yaml": profile_segment("K0", "other")})
    assert (job.push("d5" * 20).code, writes(job)) == (1, [])
    job.check_out({"k0.yaml": profile_segment("K0", "new")})
    ask(job.emulator, "customer-profiles", "DeleteSegmentDefinition", DomainName=DOMAIN, SegmentDefinitionName="k0")
    job.emulator.forget_requests()
    ended = job.push()
    assert (ended.reason, writes(job)) == ("deployment-changed", []), ended.log


def test_there_is_one_comment_whatever_is_pushed(job: Job) -> None:
    job.pull_request()
    job.check_out({"new.yaml": profile_segment("New", "other")})
    job.new_commit("e5" * 20)
    job.pull_request()
    (header,) = headers(job.comments())
    assert header.head == "e5" * 20


@pytest.mark.parametrize(
    ("deployed", "wanted", "protected", "code"),
    [(range(3), (), False, "deletes-everything"), (range(8), (0,), False, "too-many-deletes"), (range(8), range(1, 8), True, "protected")],
)
def test_there_are_no_accidental_deletes(job: Job, deployed: range, wanted: Sequence[int], protected: bool, code: str) -> None:  # noqa: FBT001  # a row of the table
    plant(job, *deployed, protected=protected)
    job.check_out(files(*wanted))
    refused_everywhere(job, code)


def test_a_protected_segment_is_not_recreated_either(job: Job) -> None:
    plant(job, 0, protected=True)
    job.check_out({"k0.yaml": profile_segment("K0", "new", more="Lifecycle: {Protected: true}\n")})
    refused_everywhere(job, "protected")


def test_an_unchanged_folder_makes_no_noise(job: Job) -> None:
    plant(job, 0, 1)
    job.check_out(files(0, 1))
    job.inputs["comment"] = "changes"
    ended = job.pull_request()
    assert (ended.code, ended.outputs["has-changes"], job.comments(), writes(job)) == (0, "false", [], [])


@pytest.mark.parametrize("operation", READS)
def test_a_read_that_is_denied_fails_the_plan_and_nothing_is_concluded(job: Job, operation: str) -> None:
    plant(job, 0, 1)
    job.emulator.load_seed({"outbound_campaigns": [CAMPAIGN]})
    job.check_out({"k0.yaml": profile_segment("K0", "new"), **files(1)})
    job.emulator.faults.add(fault(operation, "AccessDeniedException"))
    ended = job.pull_request()
    assert (ended.code, ended.reason, is_plain(job, ended)) == (1, "access-denied", True), ended.log
    assert f":{operation} on " in "\n".join(ended.log)
    assert writes(job) == []


def test_what_another_did_to_a_segment_after_the_plan_stays(job: Job) -> None:
    plant(job, 0)
    job.check_out({"k0.yaml": profile_segment("K0", "new")})
    planned = job.pull_request()
    arn = f"arn:aws:profile:{PROFILE_REGION}:123456789012:domains/{DOMAIN}/segment-definitions/k0"
    tags = {"segments-as-code:owner": "other/repository"}
    ask(job.emulator, "customer-profiles", "TagResource", resourceArn=arn, tags=tags)
    job.merge()
    job.emulator.forget_requests()
    ended = job.push()
    assert (planned.outputs["replaces"], ended.code, writes(job)) == ("1", 1, []), ended.log


def test_an_old_job_applies_nothing_that_the_branch_no_longer_says(job: Job) -> None:
    planned = job.pull_request()
    job.merge()
    reviewed = {path.name: path.read_text() for path in (job.workspace / "segments").iterdir()}
    job.check_out({"new.yaml": profile_segment("New customers", "reverted")})
    job.commit("d6" * 20)
    job.check_out(reviewed)
    ended = job.push()
    assert (planned.code, ended.reason, writes(job)) == (0, "outdated-run", [])


def test_a_name_is_data_in_the_comment(job: Job) -> None:
    job.check_out({"new.yaml": profile_segment('"<img src=x> @octocat [x](http://e) {{_profile.a}}"', "new")})
    ended = job.pull_request()
    body = job.comments()[0].body
    assert ended.code == 0
    assert "<img" not in body.partition("```")[0].partition("\n")[2]
    assert HEAD[:7] in body
    assert "@octocat" not in body.partition("```")[0]


def test_every_refusal_here_is_explained() -> None:
    assert {SCENARIOS[how][1] for how in NEUTRAL} | {"deployment-changed", "outdated-run", "protected"} <= set(REFUSALS)
