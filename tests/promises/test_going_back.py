"""The record says how each change is put back, and doing what it says puts it back."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.action.job import REPOSITORY, WRITES, Job, segment
from tests.cli.laptop import Ended, Laptop
from tests.promises.jobs import NEW_AND_VIP, running
from tests.report.hostile import parse

BUILT = (
    "Name: Built\nSegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: vip}], "
    "Dimensions: [{Attributes: {a: {AttributeType: INCLUSIVE, Values: [b]}}}]}]}\n"
)
BEFORE = {**NEW_AND_VIP, "built.yaml": BUILT}
AFTER = {
    "new.yaml": segment("Everybody", "new", "old", "none"),
    "vip.yaml": segment("VIPs", "it's `gold`", "$(id)"),
    "built.yaml": segment("Built", "on nothing"),
    "added.yaml": segment("Added", "added"),
}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        made.check_out(BEFORE)
        made.deploy_and_then(AFTER)
        made.pull_request()
        made.merge()
        assert made.push().code == 0
        yield made


def commands(markdown: str) -> list[list[str]]:
    """Return the words of each command in a page, as a shell takes them that is given what the page shows."""
    blocks = [token.content for token in parse(markdown) if token.type == "fence" and token.info == "sh"]
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def _service(job: Job) -> list[str]:
    return ["--application-id", "app-123456", "--owner", REPOSITORY, "--endpoint-url", job.emulator.endpoint_url]


def run(job: Job, words: list[str]) -> Ended:
    """Type a command of the record on a laptop; where Pinpoint is, comes from its environment."""
    assert words[0] == "segments"
    return Laptop(job.folder, job.emulator).run(*words[1:], "--yes", "--endpoint-url", job.emulator.endpoint_url)


def test_each_command_of_the_record_puts_its_segment_back_and_nothing_else(job: Job) -> None:
    (comment,) = job.comments()
    found = commands(comment.body)
    assert [words[1:5] for words in found] == [["rollback", key, "--to", "1"] for key in ("built", "new", "vip")]
    job.check_out(BEFORE)
    for words in found:
        job.emulator.forget_requests()
        ended = run(job, words)
        assert ended.code == 0, ended.err
        assert [operation for operation in job.operations() if operation in WRITES] == ["UpdateSegment"]
    rest = Laptop(job.folder, job.emulator).run("plan", "workspace/segments", *_service(job), "--allow-deletes", "1")
    assert "Segments: 1 to delete\n" in rest.out, "what was created goes with its file"


def test_the_record_says_how_to_undo_what_has_no_version_to_go_back_to(job: Job) -> None:
    (comment,) = job.comments()
    assert "- What was created goes when its file is deleted and that is merged." in comment.body
    assert "or the next apply undoes them" in comment.body
    assert "What was removed" not in comment.body


def test_the_next_apply_undoes_a_rollback_that_git_did_not_follow(job: Job) -> None:
    (comment,) = job.comments()
    run(job, commands(comment.body)[2])
    job.inputs["require-approved-plan"] = "false"
    assert job.push().outputs["updates"] == "1"


def test_the_job_summary_has_the_same_commands(job: Job) -> None:
    job.check_out({**AFTER, "vip.yaml": segment("VIPs", "again")})
    job.inputs["require-approved-plan"] = "false"
    ended = job.push()
    assert [words[1:5] for words in commands(ended.summary)] == [["rollback", "vip", "--to", "2"]]


@pytest.mark.parametrize("owner", ["a b/c d", "-x"])
def test_whatever_the_owner_is_called_the_command_names_it(tmp_path: Path, owner: str) -> None:
    with running(tmp_path) as job:
        job.inputs["owner"] = owner
        job.deploy_and_then({**NEW_AND_VIP, "vip.yaml": segment("VIPs", "other")})
        job.inputs["require-approved-plan"] = "false"
        (words,) = commands(job.push().summary)
        assert words[-2:] == ["--owner", owner]
        assert run(job, words).code == 0
