"""The action's input ``snapshot``: a plan without AWS, which approves nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from segments_as_code.review.comment_header import read_header
from segments_as_code.snapshot import read_snapshot, take_snapshot, write_snapshot
from tests.action.job import APP, MERGE, WRITES, Job, segment
from tests.providers.pinpoint.service import reader

WIDER = {"new.yaml": segment("New Customers", "new", "newer"), "vip.yaml": segment("VIPs", "vip", "gold")}


@pytest.fixture
def offline(job: Job) -> Job:
    """Return a job whose snapshot is of all that is deployed, and that has no AWS to ask."""
    job.deploy_and_then(WIDER)
    live = reader(job.emulator)
    taken = take_snapshot(live, provider="pinpoint", scope=APP, now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    (job.workspace / "snapshot.json").write_text(write_snapshot(taken), encoding="utf-8")
    job.inputs |= {"snapshot": "snapshot.json", "endpoint-url": "http://127.0.0.1:1"}
    return job


def online(job: Job) -> None:
    job.inputs["endpoint-url"] = job.emulator.endpoint_url
    del job.inputs["snapshot"]


def test_a_pull_request_is_planned_against_the_snapshot_and_its_comment_says_so(offline: Job) -> None:
    ended = offline.pull_request()
    (comment,) = offline.comments()
    assert (ended.code, ended.outputs["updates"], ended.reason) == (0, "1", "")
    assert "snapshot** of `2026-11-26 09:00:00 UTC`" in comment.body
    assert "This plan approves nothing" in comment.body
    header = read_header(comment.body)
    assert header is not None
    assert header.kind == "snapshot"


def test_the_merge_of_a_plan_from_a_snapshot_is_refused_with_a_reason_of_its_own(offline: Job) -> None:
    offline.pull_request()
    offline.merge()
    online(offline)
    before = len(offline.operations())
    assert offline.push(MERGE).reason == "plan-from-snapshot"
    assert not WRITES & set(offline.operations()[before:])


def test_its_digest_approves_nothing_either(offline: Job) -> None:
    digest = offline.pull_request().outputs["plan-digest"]
    online(offline)
    ended = offline.dispatch(**{"command": "apply", "approved-plan": digest})
    assert (ended.code, ended.reason) == (1, "plan-differs")


def test_a_plan_against_the_service_of_the_same_commit_replaces_it_and_approves(offline: Job) -> None:
    offline.pull_request()
    online(offline)
    offline.pull_request()
    offline.merge()
    assert len(offline.comments()) == 1
    assert offline.push(MERGE).outputs["applied"] == "1"


def test_apply_with_a_snapshot_is_refused_before_anything_is_read(offline: Job) -> None:
    online(offline)
    offline.pull_request()
    offline.merge()
    offline.inputs["snapshot"] = "snapshot.json"
    before = len(offline.operations())
    assert offline.push(MERGE).reason == "plan-from-snapshot"
    assert len(offline.operations()) == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.json", "snapshot-unreadable"), ("../secret.json", "snapshot-unreadable"), ("link.json", "snapshot-unreadable")],
)
def test_a_snapshot_that_is_not_in_the_workspace_is_not_read(offline: Job, name: str, reason: str) -> None:
    (offline.folder / "secret.json").write_text((offline.workspace / "snapshot.json").read_text())
    (offline.workspace / "link.json").symlink_to(offline.folder / "secret.json")
    offline.inputs["snapshot"] = name
    ended = offline.pull_request()
    (comment,) = offline.comments()
    assert (ended.code, ended.reason, "stopped" in comment.body) == (1, reason, True)
    assert str(offline.folder) not in comment.body


def test_a_snapshot_of_another_application_or_region_is_refused(offline: Job) -> None:
    snapshot = json.loads((offline.workspace / "snapshot.json").read_text())
    for change in ({"scope": "app-other"}, {"region": "us-east-1"}):
        (offline.workspace / "snapshot.json").write_text(json.dumps(snapshot | change))
        assert offline.pull_request().reason == "snapshot-differs"
    assert read_snapshot(json.dumps(snapshot)).scope == APP
