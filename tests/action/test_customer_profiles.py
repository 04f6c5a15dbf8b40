"""The life of a pull request whose segments are those of a Customer Profiles domain: planned, approved, merged, applied, recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from aws_emulator.emulator import Emulator
from segments_as_code.audience_file import write_audience
from segments_as_code.files import FolderFiles
from segments_as_code.model.audience import Audience, AudienceSource, Counts
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Plan, Written
from segments_as_code.model.segment import Target
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.customer_profiles.writer import CustomerProfilesWriter
from segments_as_code.recreation import with_fingerprint
from tests.action.job import HEAD, NUMBER, REPOSITORY, TOKEN, Job, segment
from tests.fake_github.server import serve
from tests.fake_github.world import Pull, Token, World
from tests.providers.customer_profiles.service import DIALECT, DOMAIN, REGION, Clock, ask, connection, profiles_reader


def profiles(name: str, *values: str, more: str = "") -> str:
    """Return a definition file."""
    attribute = f"{{kind: {{DimensionType: INCLUSIVE, Values: [{', '.join(values)}]}}}}"
    group = f"{{Type: ALL, SourceType: ALL, Dimensions: [{{ProfileAttributes: {{Attributes: {attribute}}}}}]}}"
    return f"DisplayName: {name}\nSegmentGroups: {{Include: ALL, Groups: [{group}]}}\n{more}"


OLD, NEW = profiles("VIPs", "vip"), profiles("VIPs", "vip", "gold")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """A pull request that changes a deployed segment, ``vip``."""
    world = World(tokens={TOKEN: Token()})
    world.add_repository(REPOSITORY)
    world.add_pull(REPOSITORY, Pull(NUMBER, HEAD, commits=[HEAD]))
    with serve(world) as github, Emulator(services=["customer-profiles"], domains=[DOMAIN], region=REGION) as emulator:
        made = Job(tmp_path, github, emulator)
        del made.inputs["application-id"]
        made.inputs |= {"domain-name": DOMAIN, "aws-region": REGION}
        definition = yaml.safe_load(OLD)
        tags = with_fingerprint(with_our_tags({}, key="vip", owner=REPOSITORY), DIALECT.definition(definition))
        load(emulator, segments=[{**definition, "SegmentDefinitionName": "vip", "Tags": {**tags, "cost": "7"}}])
        made.check_out({"vip.yaml": NEW})
        yield made


def load(emulator: Emulator, *, segments: list[Any] | None = None, campaigns: list[Any] | None = None) -> None:
    emulator.load_seed({"domains": [{"DomainName": DOMAIN, "segments": segments or []}], "outbound_campaigns": campaigns or []})


def deployed(job: Job) -> Mapping[str, list[str]]:
    """Return the values that each segment of the domain selects by, by its name."""
    found = {each.id: each.definition for each in profiles_reader(job.emulator).list_segments()}
    return {name: values_of(definition) for name, definition in found.items()}


def values_of(definition: Any) -> list[str]:
    (group,) = definition["SegmentGroups"]["Groups"]
    values: list[str] = group["Dimensions"][0]["ProfileAttributes"]["Attributes"]["kind"]["Values"]
    return values


def writes(job: Job) -> list[str]:
    return [name for name in job.operations() if name.startswith(("Create", "Delete", "Tag", "Untag"))]


def only_comment(job: Job) -> str:
    (comment,) = job.comments()
    return comment.body


def test_the_merge_applies_what_was_reviewed_and_the_next_plan_is_empty(job: Job) -> None:
    job.check_out({"vip.yaml": OLD, "new.yaml": profiles("New customers", "new")})
    planned = job.pull_request()
    assert (planned.code, planned.outputs["creates"], writes(job)) == (0, "1", [])
    assert f"`{DOMAIN}/{REGION}`" in only_comment(job) or f"`{DOMAIN}` · {REGION}" in only_comment(job)
    job.merge()
    ended = job.push()
    assert (ended.code, ended.reason, ended.outputs["applied"]) == (0, "", "1"), ended.log
    assert ended.outputs["plan-digest"] == planned.outputs["plan-digest"]
    assert "| created | `new` |" in only_comment(job)
    assert deployed(job) == {"new": ["new"], "vip": ["vip"]}
    job.emulator.forget_requests()
    again = job.push()
    assert (again.code, again.outputs["has-changes"]) == (0, "false")
    assert job.operations() == ["ListSegmentDefinitions"]


class Killed(BaseException):
    """The process ends here."""


class Dying(CustomerProfilesWriter):
    """Ends the process after the old segment was deleted, before the new one is created in its place."""

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        if is_freed:
            raise Killed
        return super().create(definition, tags, segment_id=segment_id, is_freed=is_freed)


def apply_and_die(job: Job) -> Plan:
    """Do what the job of the merge does, until it is killed half-way through the recreation."""
    checked = check_definitions(FolderFiles(job.workspace, "segments"), DIALECT, scope=DOMAIN)
    clock = Clock()
    reader, writer = profiles_reader(job.emulator, clock=clock), Dying(connection(job.emulator), clock=clock, sleep=clock.sleep)
    plan = propose(checked.segments, reader, DIALECT, target=Target(DIALECT.name, DOMAIN, REGION, REPOSITORY), policy=DeletePolicy())
    with pytest.raises(Killed):
        carry_out(plan, reader, writer, DIALECT, report=lambda _: None)
    return plan


def test_a_recreation_that_was_killed_is_still_approved_and_finished_by_the_same_job(job: Job) -> None:
    planned = job.pull_request()
    assert (planned.code, planned.outputs["replaces"]) == (0, "1"), planned.log
    assert "recreated under its name" in only_comment(job)
    job.merge()
    assert apply_and_die(job).digest == planned.outputs["plan-digest"]
    assert deployed(job) == {"vip--next": ["gold", "vip"]}
    ended = job.push()
    assert (ended.code, ended.reason, ended.outputs["applied"]) == (0, "", "1"), ended.log
    assert ended.outputs["plan-digest"] == planned.outputs["plan-digest"]
    assert deployed(job) == {"vip": ["gold", "vip"]}
    (stands,) = profiles_reader(job.emulator).list_segments()
    assert stands.tags["cost"] == "7"
    record = only_comment(job)
    assert "recreated under its name, which an earlier run began | `vip` | `vip` |" in record
    assert "An earlier run deleted `vip`" in record
    assert "ame people" not in record  # who was in it before is not known any more
    assert job.push().outputs["has-changes"] == "false"


def test_an_audience_in_live_use_is_refused_until_its_campaign_is_paused(job: Job) -> None:
    load(
        job.emulator,
        campaigns=[
            {
                "id": "summer",
                "name": "Summer",
                "state": "Running",
                "source": {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vip"},
            }
        ],
    )
    refused = job.pull_request()
    assert (refused.code, refused.reason) == (1, "recreate-in-use")
    said = only_comment(job)
    assert "it would not be there for a few seconds, a minute at most, and the campaign Summer (running) uses it" in said
    assert "Pause or end that campaign first, and start it again after the apply" in said
    job.merge()
    assert (job.push().reason, writes(job)) == ("recreate-in-use", [])
    ask(job.emulator, "connectcampaignsv2", "PauseCampaign", id="summer")
    assert job.pull_request().reason == ""


def test_the_way_out_is_to_pause_the_campaign_apply_and_resume_it(job: Job) -> None:
    source: Any = {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vip"}
    load(job.emulator, campaigns=[{"id": "summer", "name": "Summer", "state": "Running", "source": source}])
    assert job.pull_request().reason == "recreate-in-use"
    ask(job.emulator, "connectcampaignsv2", "PauseCampaign", id="summer")
    assert job.pull_request().reason == ""
    job.merge()
    ended = job.push()
    assert (ended.code, ended.outputs["applied"], deployed(job)) == (0, "1", {"vip": ["gold", "vip"]}), ended.log
    ask(job.emulator, "connectcampaignsv2", "ResumeCampaign", id="summer")
    assert job.push().outputs["has-changes"] == "false"


def test_a_mixed_folder_is_told_in_the_comment_and_nothing_is_asked(job: Job) -> None:
    job.check_out({"vip.yaml": NEW, "old.yaml": segment("Old", "old")})
    assert job.pull_request().reason == "mixed-folder"
    assert "one folder is about one service" in only_comment(job)
    assert (job.push().reason, job.operations()) == ("mixed-folder", [])


def test_the_container_of_the_other_service_is_refused(job: Job) -> None:
    job.inputs |= {"application-id": "app-1"}
    assert job.pull_request().reason == "two-containers"
    del job.inputs["domain-name"]
    assert job.pull_request().reason == "another-service"
    assert "Give domain-name instead" in only_comment(job)


def test_without_a_domain_the_run_says_which_input_names_it(job: Job) -> None:
    del job.inputs["domain-name"]
    ended = job.pull_request()
    assert ended.reason == "no-application"
    assert any("give domain-name, or write DomainName in the definitions." in line for line in ended.log)
    job.check_out({"vip.yaml": f"DomainName: {DOMAIN}\n{NEW}"})
    assert job.pull_request().outputs["replaces"] == "1"


def test_drift_is_kept_in_an_issue(job: Job) -> None:
    job.inputs["command"] = "drift"
    ended = job.dispatch()
    assert (ended.code, ended.outputs["drift-issue-url"] != "") == (0, True), ended.log
    assert "### Segments drift: 1 different" in ended.summary
    assert "no longer *gold* | waits for an apply |" in ended.summary
    assert "so somebody recreated it since" in ended.summary


def numbers_for(job: Job, digest: str, counted: Counts | None = None) -> None:
    """Write audience.json for the plan with this digest, as an earlier step does; with ``counted``, that of an export."""
    source = AudienceSource("estimate" if counted is None else "export", "customer-profiles", DOMAIN, REGION)
    counts = {"vip": counted or Counts(before=5000, after=7120)}
    (job.workspace / "audience.json").write_text(write_audience(Audience("2026-11-28T09:00:00Z", source, digest, counts)))


def test_estimates_of_an_earlier_step_stand_beside_what_changes_and_approve_nothing(job: Job) -> None:
    plain = job.pull_request()
    job.inputs["audience"] = "audience.json"
    assert job.pull_request().code == 0
    assert "Audience not shown: audience.json cannot be read: No such file or directory." in only_comment(job)
    numbers_for(job, plain.outputs["plan-digest"])
    planned = job.pull_request()
    assert (planned.code, planned.outputs["plan-digest"]) == (0, plain.outputs["plan-digest"])
    said = only_comment(job)
    assert "| Audience, estimated |" in said
    assert "| 5,000 → 7,120 |" in said
    assert "estimated by Customer Profiles at `2026-11-28 09:00:00 UTC`" in said
    assert "5,000 → 7,120 estimated" in "\n".join(planned.log)
    job.merge()
    assert job.push().code == 0  # approved: the comment's numbers are no part of the plan


def test_numbers_for_another_plan_from_outside_or_for_a_fork_are_not_shown(job: Job) -> None:
    job.inputs["audience"] = "audience.json"
    numbers_for(job, "ab" * 32)
    assert job.pull_request().code == 0
    assert "Audience not shown: audience.json was made for the plan ababab, and this is the plan" in only_comment(job)
    job.inputs["audience"] = "../audience.json"
    assert job.pull_request().code == 0
    assert "Audience not shown: the file ../audience.json is outside the workspace." in only_comment(job)
    job.inputs["audience"] = "audience.json"
    numbers_for(job, job.pull_request().outputs["plan-digest"])
    job.fork = "somebody/audiences"
    ended = job.pull_request()
    assert "Audience not shown: runs for forks and for Dependabot show no numbers of people." in "\n".join(ended.log)
    assert "7,120" not in "\n".join(ended.log)


def test_a_forged_file_of_the_right_digest_does_not_stand_beside_a_proof_that_it_contradicts(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.inputs["audience"] = "audience.json"
    numbers_for(job, digest, Counts(before=5000, after=7120, gained=2120, lost=0))
    assert job.pull_request().code == 0
    assert "7,120" in only_comment(job)
    for forged, why in (
        (Counts(before=5000, after=4000), "audience.json counts somebody in vip whom a proof excludes"),
        (Counts(before=5000, after=7120, gained=2620, lost=500), "audience.json counts somebody in vip whom a proof excludes"),
        (Counts(after=7120, reachable=7200), "audience.json cannot be right: of vip it counts more people in reachable than in after"),
    ):
        numbers_for(job, digest, forged)
        assert job.pull_request().code == 0
        assert f"Audience not shown: {why}" in only_comment(job)
        assert "7,120" not in only_comment(job)


@pytest.mark.parametrize("delete", ["owned", "never"])
def test_drift_tells_of_a_recreation_that_was_stopped_and_whose_file_is_gone(job: Job, delete: str) -> None:
    apply_and_die(job)
    job.check_out({"new.yaml": profiles("New customers", "new")})
    job.inputs |= {"command": "drift", "delete": delete}
    ended = job.dispatch()
    assert (ended.code, ended.outputs["drift-issue-url"] != "") == (0, True), ended.log
    assert "n earlier run was stopped while it recreated" in ended.summary
