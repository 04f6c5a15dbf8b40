"""Promise 13: a drift page says what differs from git, and whether somebody changed it outside or it waits for an apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.core.types import Json as EmulatorJson
from segments_as_code.model.document import Json
from segments_as_code.providers.pinpoint.reader import PinpointReader
from tests.action.job import APP, REPOSITORY, Ended, Job, segment
from tests.promises.jobs import NEW_AND_VIP, running
from tests.providers.pinpoint.service import reader, writer

OUTSIDE: dict[str, Json] = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["anybody"]}}}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        made.deploy_and_then(NEW_AND_VIP)
        yield made


def look(job: Job) -> Ended:
    side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
    facts = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": "d4" * 20}
    ended = job.step("schedule", {"schedule": "0 6 * * *", "repository": side}, facts)
    assert ended.code == 0, ended.log
    return ended


def issue(job: Job) -> str:
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    (found,) = repository.issues.values()
    return found.body


def vip(job: Job) -> str:
    return next(found.id for found in reader(job.emulator).list_segments() if found.name == "VIPs")


def change_outside(job: Job) -> None:
    writer(job.emulator).update(vip(job), {"Name": "VIPs", "Dimensions": OUTSIDE})


def pages(job: Job) -> list[str]:
    """Return the issue, the job summary and the log of a scheduled run."""
    ended = look(job)
    return [issue(job), ended.summary, "\n".join(ended.log)]


def test_what_somebody_changed_is_told_as_such_in_git_and_as_deployed(job: Job) -> None:
    change_outside(job)
    *markdown, log = pages(job)
    for page in markdown:
        assert "### Segments drift: 1 different\n" in page
        assert "|  | Segment | In git | Deployed | Why |\n" in page
        assert "| `kind` is *gold* or *vip* | **some too many, some missing**: `kind` is *anybody*, no longer *gold*, *vip* |" in page
        assert "| changed outside after version 1 |" in page
        assert "--- in git\n+++ deployed\n" in page
        assert "-         - gold\n-         - vip\n+         - anybody\n" in page
    assert 'in git: kind is "gold" or "vip"' in log
    assert "changed outside after version 1" in log


def test_what_was_merged_and_not_applied_waits_for_an_apply(job: Job) -> None:
    job.check_out({"vip.yaml": segment("VIPs", "vip", "gold", "silver"), "more.yaml": segment("More", "more")})
    for page in pages(job)[:2]:
        assert "### Segments drift: 1 not deployed, 1 different, 1 not in git\n" in page
        now = "**fewer people than git says**: `kind`: no longer *silver*"
        assert f"| `kind` is *gold*, *silver* or *vip* | {now} | waits for an apply |" in page
        assert "| `kind` is *more* | not deployed | waits for an apply, or was deleted outside |" in page
        assert "| no file | `kind` is *new* | waits for an apply: its file is gone |" in page


def test_what_somebody_changed_twice_is_still_told_from_what_waits(job: Job) -> None:
    change_outside(job)
    writer(job.emulator).update(vip(job), {"Name": "Very important", "Dimensions": OUTSIDE})
    assert "| *VIPs*; `kind` is *gold* or *vip* | **some too many, some missing**: *Very important*; " in look(job).summary
    assert "changed outside after version 1 |" in look(job).summary


@pytest.mark.parametrize("status", [403, 500])
def test_where_the_service_does_not_show_versions_no_cause_is_claimed(job: Job, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = PinpointReader.__init__.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "sleep", lambda _: None)  # it retries a 500 for half a minute
    change_outside(job)
    error = "ForbiddenException" if status == 403 else "InternalServerErrorException"
    job.emulator.faults.add(Fault(operation="GetSegmentVersion", count=None, status=status, error=error))
    assert "| changed outside, or waits for an apply |" in look(job).summary


def test_nothing_on_the_page_is_about_an_apply_or_a_merge(job: Job) -> None:
    schedule: EmulatorJson = {"Frequency": "ONCE", "StartTime": "2099-12-01T09:00:00Z"}
    sale: EmulatorJson = {"Name": "Winter Sale", "SegmentId": vip(job), "SegmentVersion": 1, "Schedule": schedule}
    job.emulator.plant({"applications": [{"Id": APP, "campaigns": [sale]}]})
    change_outside(job)
    job.check_out({"vip.yaml": NEW_AND_VIP["vip.yaml"], "renamed.yaml": NEW_AND_VIP["new.yaml"]})
    for page in pages(job):
        for words in ("after the merge", "to change", "to create", "to delete", "will not be applied", "pick this change up", "probably"):
            assert words not in page
    assert "- campaign *Winter Sale*: scheduled, next runs 2099-12-01 09:00 UTC\n" in issue(job)


def test_a_scheduled_run_reads_versions_of_what_differs_alone(job: Job) -> None:
    job.emulator.forget_requests()
    look(job)
    assert "GetSegmentVersion" not in job.operations()
    change_outside(job)
    look(job)
    assert job.operations().count("GetSegmentVersion") == 1
