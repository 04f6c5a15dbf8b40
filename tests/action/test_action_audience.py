"""The action counts people on an export of its workspace: a failure is a line on the page, and a fork sees no numbers."""

from __future__ import annotations

import pytest

from tests.action.job import Job, segment

SECRET = "anna.secret@example.com"


@pytest.fixture
def counted(job: Job) -> Job:
    """Return a pull request with a new segment, and an export beside it."""
    job.check_out({"gold.yaml": segment("Gold", "gold")})
    (job.workspace / "people").mkdir()
    lines = ['{"Attributes": {"kind": ["gold"]}}\n'] * 123 + [f'{{"Address": "{SECRET}"}}\n'] * 50
    (job.workspace / "people" / "part.json").write_text("".join(lines))
    job.inputs["audience"] = "people"
    return job


def page_of(job: Job) -> str:
    (comment,) = job.comments()
    return comment.body


def test_a_plan_counts_on_an_export_of_the_workspace(counted: Job) -> None:
    ended = counted.pull_request()
    assert ended.code == 0, ended.log
    assert "| 123 |" in page_of(counted)
    assert "the export people" in page_of(counted)
    assert SECRET not in "".join([page_of(counted), *ended.log, ended.summary])


@pytest.mark.parametrize(("where", "said"), [("nowhere", "there is no export at nowhere"), ("../people", "outside the workspace")])
def test_an_export_that_cannot_be_read_is_a_line_on_the_page(counted: Job, where: str, said: str) -> None:
    counted.inputs["audience"] = where
    assert counted.pull_request().code == 0
    assert said in page_of(counted)


def test_a_fork_sees_no_numbers(counted: Job) -> None:
    counted.fork = "mallory/audiences"
    ended = counted.pull_request()
    assert "show no numbers of people" in ended.summary
    assert "| 123 |" not in ended.summary
