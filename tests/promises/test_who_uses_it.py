"""Promise 13: campaigns and journeys that use a segment are named before the merge and after it, with what somebody must do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.core.types import Json
from tests.action.job import APP, Job, segment
from tests.promises.jobs import NEW_AND_VIP, running
from tests.providers.pinpoint.service import reader

PINNED = "**VIPs** feeds the campaign Winter Sale, which next runs 2099-12-01 09:00 UTC. The campaign is pinned to version 1"


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """Return a job on a pull request that changes a segment which a campaign uses at version 1 and a journey looks at."""
    with running(tmp_path) as made:
        made.deploy_and_then({**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")})
        vip = next(found.id for found in reader(made.emulator).list_segments() if found.name == "VIPs")
        schedule: Json = {"Frequency": "ONCE", "StartTime": "2099-12-01T09:00:00Z"}
        sale: Json = {"Name": "Winter Sale", "SegmentId": vip, "SegmentVersion": 1, "Schedule": schedule}
        entry: Json = {"SegmentStartCondition": {"SegmentId": vip}}
        refreshed: Json = {"Name": "Welcome", "State": "ACTIVE", "StartCondition": entry, "RefreshFrequency": "PT12H"}
        made.emulator.plant({"applications": [{"Id": APP, "campaigns": [sale], "journeys": [refreshed]}]})
        yield made


def test_the_plan_says_what_to_do_after_the_merge_and_the_record_with_which_version(job: Job) -> None:
    job.pull_request()
    (planned,) = job.comments()
    assert PINNED in planned.body
    assert "give the campaign the segment's new version after the merge." in planned.body
    job.merge()
    ended = job.push()
    (record,) = job.comments()
    for page in (record.body, ended.summary.partition("### Segments: 1 applied")[2]):
        assert "> [!WARNING]" in page
        assert PINNED in page
        assert "<br>To have it, give the campaign version 2 of the segment." in page
        assert "the journey Welcome" in page
        assert "after the merge" not in page


def test_what_was_not_changed_is_nothing_to_do(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.emulator.faults.add(Fault(operation="UpdateSegment", count=None, status=403, error="ForbiddenException"))
    assert job.push().reason == "apply-incomplete"
    (record,) = job.comments()
    assert "> [!WARNING]" not in record.body
