"""Promise 3: what somebody with access to the console writes there is a value too, on a drift page as in a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from aws_emulator.core.types import Json
from segments_as_code.ownership import KEY_TAG, OWNER_TAG
from tests.action.job import APP, REPOSITORY, Ended, Job, segment
from tests.github.runner import commands_in
from tests.promises.jobs import running
from tests.promises.test_values_are_data import GROUPS
from tests.report.hostile import block_outline, foul_play

FILES = {f"s{number}.yaml": segment(f"S{number}", "in git") for number in range(12)}
OURS = "https://github.example/"


def written_in_the_console(values: list[str]) -> dict[str, Json]:
    """Return segments of ours and of others, and a campaign, with ``values`` wherever the console lets somebody write."""
    segments: list[Json] = []
    campaigns: list[Json] = []
    for number, value in enumerate(values):
        criteria: Json = {"AttributeType": "INCLUSIVE", "Values": [value, f"in git {value}"]}
        said: dict[str, Json] = {"Name": value or "x", "Dimensions": {"Attributes": {value or "x": criteria, "kind": criteria}}}
        changed: Json = {**said, "Id": f"s-{number}", "tags": {KEY_TAG: f"s{number}", OWNER_TAG: REPOSITORY, "team": value}}
        gone: Json = {**said, "Id": f"g-{number}", "tags": {KEY_TAG: f"gone/{value}", OWNER_TAG: REPOSITORY, f"t{value}": value}}
        twin: Json = {**said, "Id": f"t-{number}", "tags": {KEY_TAG: "new", OWNER_TAG: value or "x"}}
        taken: Json = {**said, "Id": f"n-{number}", "Name": "New"}
        segments += [changed, gone, twin, taken]
        campaigns.append(
            {"Name": value or "x", "SegmentId": f"s-{number}", "SegmentVersion": 1, "Schedule": {"StartTime": "2099-01-01T00:00:00Z"}}
        )
    return {"applications": [{"Id": APP, "segments": segments, "campaigns": campaigns}]}


def pages(job: Job, values: list[str]) -> tuple[list[str], list[Ended]]:
    """Return every page of a drift run and of a plan, and both runs."""
    job.emulator.plant(written_in_the_console(values))
    job.check_out({**FILES, "new.yaml": segment("New", "new")})
    side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
    facts = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": "d4" * 20}
    drift = job.step("schedule", {"schedule": "0 6 * * *", "repository": side}, facts)
    job.inputs["allow-deletes"] = str(len(values))
    planned = job.pull_request()
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    (issue,) = repository.issues.values()
    return [issue.body, drift.summary, job.comments()[0].body, planned.summary], [drift, planned]


@pytest.mark.slow
@pytest.mark.parametrize("values", GROUPS, ids=lambda group: ascii(group[0])[:30])
def test_no_value_from_the_console_is_more_than_a_value(tmp_path: Path, values: tuple[str, ...]) -> None:
    found = []
    for folder, said in (("hostile", [*values]), ("harmless", [f"value {number}" for number in range(len(values))])):
        (tmp_path / folder).mkdir()
        with running(tmp_path / folder) as job:
            found.append(pages(job, said))
    (shown, runs), (expected, others) = found
    assert [foul_play(page, OURS) for page in shown] == [[]] * 4
    for page, other in zip(shown, expected, strict=True):
        assert set(block_outline(page)) == set(block_outline(other))
    for run, twin in zip(runs, others, strict=True):
        titles = [[line.partition("::")[0] for line in commands_in("\n".join(each.log))] for each in (run, twin)]
        assert (run.code, run.reason, titles[0]) == (twin.code, twin.reason, titles[1])
        assert run.outputs.keys() == twin.outputs.keys()
        assert "Traceback" not in "\n".join(run.log)
