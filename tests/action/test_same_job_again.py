"""A job that was killed between two changes, or in the middle of one, is run again: it is approved, and finishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from segments_as_code.files import FolderFiles
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from tests.action.job import REPOSITORY, Job
from tests.promises.jobs import DOMAIN, PROFILE_REGION, profile_segment, running_on_a_domain
from tests.providers.customer_profiles.service import DIALECT, Clock, profiles_reader, profiles_writer


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A writer that ends the process before its call after ``calls``."""

    def __init__(self, writer: object, calls: int) -> None:
        self._writer, self._calls, self._count = writer, calls, count(1)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._writer, name)

        def call(*given: Any, **named: Any) -> Any:
            if next(self._count) > self._calls:
                raise Killed
            return found(*given, **named)

        return call


def files(**values: str) -> Mapping[str, str]:
    return {f"{key}.yaml": profile_segment(key.title(), value) for key, value in values.items()}


def tagged(tags: str) -> Mapping[str, str]:
    return {"a.yaml": profile_segment("A", "a", more=f"Tags: {tags}\n")}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running_on_a_domain(tmp_path) as made:
        yield made


def run_for(job: Job, writes: int) -> bool:
    """Do what the job of the merge does, until it is killed after so many writes; return whether it was."""
    checked = check_definitions(FolderFiles(job.workspace, "segments"), DIALECT, scope=DOMAIN)
    clock = Clock()
    reader, writer = profiles_reader(job.emulator, clock=clock), Dying(profiles_writer(job.emulator, clock=clock), writes)
    target = Target(DIALECT.name, DOMAIN, PROFILE_REGION, REPOSITORY)
    plan = propose(checked.segments, reader, DIALECT, target=target, policy=DeletePolicy())
    try:
        carry_out(plan, reader, writer, DIALECT, report=lambda _: None)
    except Killed:
        return True
    return False


CASES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str], int]] = {
    "one of two recreations is finished": (files(a="old", b="old"), files(a="new", b="new"), 4),
    "one of them is finished, the other begun": (files(a="old", b="old"), files(a="new", b="new"), 6),
    "tags are taken off and the new ones not put": (tagged("{team: crm, x: y}"), tagged("{team: web, z: y}"), 1),
}


@pytest.mark.parametrize("case", CASES)
def test_a_job_that_was_killed_is_still_approved_and_finishes(job: Job, case: str) -> None:
    before, after, writes = CASES[case]
    job.check_out(before)
    assert not run_for(job, writes=99)
    job.check_out(after)
    planned = job.pull_request()
    assert (planned.code, planned.outputs["has-changes"]) == (0, "true"), planned.log
    job.merge()
    assert run_for(job, writes)
    ended = job.push()
    assert (ended.code, ended.reason, ended.outputs["failed"]) == (0, "", "0"), ended.log
    assert job.push().outputs["has-changes"] == "false"


def test_what_another_changed_after_the_kill_is_not_approved(job: Job) -> None:
    job.check_out(files(a="old", b="old"))
    assert not run_for(job, writes=99)
    job.check_out(files(a="new", b="new"))
    job.pull_request()
    job.merge()
    assert run_for(job, writes=4)
    job.check_out(files(a="new", b="by hand"))
    assert not run_for(job, writes=99)
    job.check_out(files(a="new", b="new"))
    assert job.push().reason == "deployment-changed"
