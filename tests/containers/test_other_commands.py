"""What the image does besides the life of a pull request: look for drift, and plan against a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_header
from segments_as_code.snapshot import Snapshot, write_snapshot
from tests.containers.events import MERGE, PULL, PULL_REQUEST_FACTS, pull_request_payload
from tests.containers.runner import Runner, declared_outputs
from tests.containers.servers import APPLICATION, REPOSITORY, Servers, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

FILES = {"segments/new.yaml": "Name: New Customers\nDimensions: {Attributes: {plan: {AttributeType: INCLUSIVE, Values: [new]}}}\n"}
EMPTY = Snapshot("2026-11-26T09:00:00Z", "pinpoint", APPLICATION, "eu-west-1", (), ())


@pytest.fixture
def others(tmp_path: Path) -> Iterator[Servers]:
    with servers(tmp_path, PULL) as served:
        yield served


def test_drift_is_found_and_told_in_an_issue(image: str, tmp_path: Path, others: Servers) -> None:
    runner = Runner(tmp_path / "job", image, others.environment, {**others.inputs, "command": "drift"})
    runner.check_out(FILES)
    side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
    facts = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": MERGE}
    ended = runner.step("schedule", {"schedule": "0 6 * * *", "repository": side}, facts=facts)
    assert (ended.code, ended.outputs["has-changes"], ended.outputs["creates"]) == (0, "true", "1"), ended.log
    assert set(ended.outputs) <= declared_outputs()
    assert ended.outputs["drift-issue-url"].rpartition("/")[0].endswith(f"/{REPOSITORY}/issues")
    assert "New Customers" in ended.summary
    assert set(others.operations()) <= {"GetSegments", "GetCampaigns", "ListJourneys"}
    assert others.violations() == []


def test_a_plan_against_a_snapshot_asks_no_aws_and_approves_nothing(image: str, tmp_path: Path, others: Servers) -> None:
    runner = Runner(tmp_path / "job", image, others.environment, {**others.inputs, "snapshot": "taken.json"})
    runner.check_out({**FILES, "taken.json": write_snapshot(EMPTY)})
    ended = runner.step("pull_request", pull_request_payload(), facts=PULL_REQUEST_FACTS)
    (comment,) = others.comments()
    header = read_header(comment.body)
    assert (ended.code, ended.outputs["creates"], header and header.kind) == (0, "1", "snapshot"), ended.log
    assert others.operations() == []
