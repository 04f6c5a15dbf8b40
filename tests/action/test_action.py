"""The action through the life of a pull request."""

from __future__ import annotations

import json

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_header
from tests.action.job import HEAD, MERGE, REPOSITORY, TOKEN, WRITES, Job, segment
from tests.fake_github.world import Fault as GitHubFault
from tests.fake_github.world import Token


def test_a_pull_request_gets_one_comment_with_the_plan(job: Job) -> None:
    ended = job.pull_request()
    (comment,) = job.comments()
    header = read_header(comment.body)
    assert ended.code == 0, ended.log
    assert header is not None
    assert (header.kind, header.head, header.digest) == ("plan", HEAD, ended.outputs["plan-digest"])
    assert "### Segments: 2 to create" in comment.body
    assert f"https://github.example/{REPOSITORY}/blob/{HEAD}/segments/new.yaml#L1" in comment.body


def test_the_same_again_leaves_the_same_single_comment(job: Job) -> None:
    job.pull_request()
    before = job.comments()
    job.pull_request()
    assert job.comments() == before


@pytest.mark.parametrize("version", [1, 3])
def test_a_comment_of_another_version_is_edited_in_place(job: Job, version: int) -> None:
    job.pull_request()
    (before,) = job.comments()
    ours = before.body
    before.body = ours.replace('{"v":2,', f'{{"v":{version},"unknown":[],', 1)
    assert before.body != ours
    job.pull_request()
    (after,) = job.comments()
    assert (after.id, after.body) == (before.id, ours)


def test_a_plan_writes_nothing_to_the_service(job: Job) -> None:
    job.pull_request()
    assert job.operations() == ["GetSegments"]


def test_the_merge_applies_what_was_reviewed_and_the_comment_becomes_the_record(job: Job) -> None:
    planned = job.pull_request()
    job.merge()
    ended = job.push()
    (comment,) = job.comments()
    header = read_header(comment.body)
    assert (ended.code, ended.reason, ended.outputs["applied"], ended.outputs["failed"]) == (0, "", "2", "0"), ended.log
    assert ended.outputs["plan-digest"] == planned.outputs["plan-digest"]
    assert job.names() == ["New Customers", "VIPs"]
    assert header is not None
    assert (header.kind, header.head, header.digest) == ("record", HEAD, "")
    assert "### Segments: 2 applied" in comment.body


def test_the_record_says_who_came_in(job: Job) -> None:
    job.deploy_and_then({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold", "silver")})
    job.pull_request()
    job.merge()
    ended = job.push()
    assert ended.code == 0, ended.log
    (comment,) = job.comments()
    assert "changed: **more people**: `kind`: now also *silver*" in comment.body
    assert "**More people.**\n\n- Newly in, for example: kind “silver”." in comment.body


def test_running_a_finished_apply_again_does_nothing_and_succeeds(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.push()
    record = job.comments()
    job.emulator.forget_requests()
    ended = job.push()
    assert (ended.code, ended.outputs["has-changes"], ended.outputs["applied"]) == (0, "false", "0"), ended.log
    assert WRITES.isdisjoint(job.operations())
    assert job.comments() == record


def test_the_outputs_say_what_the_plan_has_and_where_its_files_are(job: Job) -> None:
    outputs = job.pull_request().outputs
    numbers = {name: outputs[name] for name in ("has-changes", "creates", "updates", "replaces", "deletes", "unchanged")}
    assert numbers == {"has-changes": "true", "creates": "2", "updates": "0", "replaces": "0", "deletes": "0", "unchanged": "0"}
    plan = json.loads((job.workspace / outputs["plan-json"]).read_text())
    assert (job.workspace / outputs["plan-json"]).with_name(".gitignore").read_text() == "*\n"
    assert plan["digest"] == outputs["plan-digest"]
    assert "New Customers" in (job.workspace / outputs["plan-markdown"]).read_text()
    assert outputs["comment-url"].startswith("http")


def test_the_job_summary_has_the_plan_too(job: Job) -> None:
    assert "### Segments: 2 to create" in job.pull_request().summary


# ── problems ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_problems_land_on_their_line_and_there_is_no_plan(job: Job) -> None:
    job.check_out({"bad.yaml": "Name: Bad\nDimensions:\n  Behavior:\n    Recency: {Duration: DAY_8, RecencyType: ACTIVE}\n"})
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "findings")
    assert any(line.startswith("::error file=segments/bad.yaml,line=4,col=25,") for line in ended.log), ended.log
    assert "DAY_8" in job.comments()[0].body
    assert job.operations() == []


def test_warnings_are_errors_only_where_the_run_is_strict(job: Job) -> None:
    job.check_out({"all.yaml": "Name: Everyone\n"})
    assert job.pull_request().code == 0
    job.inputs["strict"] = "true"
    assert job.pull_request().reason == "findings"


# ── without permission, without service ──────────────────────────────────────────────────────────────────────────────


def test_a_token_that_may_not_comment_leaves_the_plan_in_the_summary_and_names_the_permission(job: Job) -> None:
    job.github.world.tokens[TOKEN] = Token(permissions={"*": "read"})
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "github-forbidden"), ended.log
    assert "### Segments: 2 to create" in ended.summary
    assert "pull-requests: write" in "\n".join(ended.log)
    assert job.comments() == []


def test_a_fork_without_credentials_is_validated_and_told_why_no_more(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    job.fork = "mallory/audiences"
    job.github.world.tokens[TOKEN] = Token(permissions={"*": "read"})
    ended = job.pull_request()
    assert ended.code == 0, ended.log
    assert "The definitions are valid" in ended.summary


def test_missing_credentials_in_the_repository_itself_are_a_failure(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "credentials-missing")


def test_a_service_that_refuses_is_reported_as_that_and_nothing_is_deleted(job: Job) -> None:
    job.deploy_and_then({"new.yaml": segment("New Customers", "new")})
    job.emulator.faults.add(Fault(operation="GetSegments", count=None, status=403, error="ForbiddenException"))
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "access-denied")
    assert "end of support was 2026-10-30" in ended.summary


def test_github_out_of_reach_at_apply_refuses(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.github.fail(GitHubFault("status", path="/comments", times=100, status=503))
    ended = job.push()
    assert ended.code == 1
    assert WRITES.isdisjoint(job.operations())


# ── partial failure ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_failed_is_in_the_record_and_a_second_run_finishes_it(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.emulator.faults.add(Fault(operation="CreateSegment", nth=2, status=400, error="BadRequestException"))
    first = job.push()
    assert (first.code, first.reason, first.outputs["applied"], first.outputs["failed"]) == (1, "apply-incomplete", "1", "1")
    assert "1 applied, 1 failed" in job.comments()[0].body
    second = job.push()
    assert (second.code, second.outputs["applied"], second.outputs["failed"]) == (0, "1", "0"), second.log
    assert job.names() == ["New Customers", "VIPs"]


# ── what the run is told ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("command", "destroy"),
        ("strict", "maybe"),
        ("allow-deletes", "some"),
        ("approved-plan", "abc"),
        ("comment", "often"),
        ("delete", "all"),
    ],
)
def test_an_input_that_cannot_be_is_refused_with_what_can(job: Job, name: str, value: str) -> None:
    job.inputs[name] = value
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "invalid-input")
    assert value in "\n".join(ended.log)


def test_the_token_is_masked_and_never_printed(job: Job) -> None:
    ended = job.pull_request()
    assert [line for line in ended.log if TOKEN in line] == [f"::add-mask::{TOKEN}"]
    assert TOKEN not in ended.summary + job.comments()[0].body


def test_comment_never_and_changes_are_respected(job: Job) -> None:
    job.inputs["comment"] = "never"
    job.pull_request()
    assert job.comments() == []
    job.deploy_and_then({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")})
    job.inputs["comment"] = "changes"
    job.pull_request()
    assert job.comments() == []
    job.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    job.pull_request()
    assert len(job.comments()) == 1


def test_an_event_without_a_pull_request_plans_into_the_summary(job: Job) -> None:
    ended = job.dispatch(command="plan")
    assert ended.code == 0
    assert "### Segments: 2 to create" in ended.summary
    assert job.comments() == []


def test_pull_request_target_is_refused_whatever_the_command(job: Job) -> None:
    job.inputs["command"] = "apply"
    payload: dict[str, Json] = {
        "action": "opened",
        "number": 7,
        "pull_request": {"number": 7, "head": {"sha": HEAD}, "base": {"ref": "main"}},
    }
    ended = job.step("pull_request_target", payload, {"GITHUB_SHA": MERGE})
    assert (ended.code, ended.reason) == (1, "event-unsupported")
    assert job.operations() == []


def test_the_region_may_come_from_the_environment_alone(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    del job.inputs["aws-region"]
    assert job.pull_request().reason == "no-region"
    job.environ["AWS_REGION"] = "eu-west-1"
    assert job.pull_request().code == 0
