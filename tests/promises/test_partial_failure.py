"""Promise 11: partial failure is clear and resumable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from tests.action.job import WRITES, Ended, Job, segment
from tests.promises.jobs import headers, running

BUILT = (
    "Name: {}\nSegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, Dimensions: [], SourceSegments: [{{Ref: {}}}]}}]}}\n"
)
FILES = {
    "a.yaml": segment("A", "a"),
    "b.yaml": segment("B", "b"),
    "on-b.yaml": BUILT.format("On B", "b"),
    "on-that.yaml": BUILT.format("On That", "on-b"),
}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        made.check_out(FILES)
        yield made


@pytest.fixture
def broken(job: Job) -> tuple[Job, Ended]:
    """Merge four segments, of which one cannot be created and two build on it."""
    job.pull_request()
    job.merge()
    job.emulator.faults.add(Fault(operation="CreateSegment", where={"Name": "B"}, status=400, message="Not today.", count=None))
    return job, job.push()


def test_what_can_go_on_goes_on_and_the_run_fails(broken: tuple[Job, Ended]) -> None:
    job, ended = broken
    assert (ended.code, ended.reason) == (1, "apply-incomplete")
    assert (ended.outputs["applied"], ended.outputs["failed"]) == ("1", "3")
    assert job.names() == ["A"]


def test_the_record_lists_applied_failed_and_not_started_each_with_its_reason(broken: tuple[Job, Ended]) -> None:
    job, ended = broken
    (comment,) = job.comments()
    for page in (comment.body, ended.summary):
        assert "### Segments: 1 applied, 1 failed, 2 not started" in page
        assert "**not created**: CreateSegment was answered 400" in page
        assert "**not started**: it needs b, which could not be changed" in page
        assert "**not started**: it needs on-b, which could not be changed" in page
        assert "What is marked as done stays. Once the cause is fixed, run this job again to apply the rest." in page
    assert [header.kind for header in headers(job.comments())] == ["record"]


def test_the_log_says_it_too(broken: tuple[Job, Ended]) -> None:
    log = "\n".join(broken[1].log)
    assert "Segments: 1 applied, 1 failed, 2 not started" in log
    assert "it needs b, which could not be changed" in log


def test_running_the_job_again_finishes_it_without_another_review_and_makes_nothing_twice(broken: tuple[Job, Ended]) -> None:
    job, _ = broken
    job.emulator.faults.clear()
    again = job.push()
    assert (again.code, again.outputs["applied"], again.outputs["failed"]) == (0, "3", "0")
    assert job.names() == ["A", "B", "On B", "On That"]
    assert "### Segments: 3 applied" in job.comments()[0].body
    job.emulator.forget_requests()
    assert job.push().outputs["has-changes"] == "false"
    assert WRITES.isdisjoint(job.operations())


def test_a_second_run_applies_nothing_but_what_was_left_of_the_reviewed_plan(broken: tuple[Job, Ended]) -> None:
    job, _ = broken
    job.emulator.faults.clear()
    job.check_out({**FILES, "a.yaml": segment("A", "another")})
    ended = job.push()
    assert (ended.code, ended.reason, job.names()) == (1, "plan-differs", ["A"])
