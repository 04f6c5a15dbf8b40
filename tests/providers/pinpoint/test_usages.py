"""What a campaign and a journey say of the segments they use: read whole, and nothing added to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from segments_as_code.model.segment import PinnedTo, Schedule, UsageRole
from segments_as_code.providers.pinpoint.usages import campaign_usages, journey_usages
from tests.providers.pinpoint.service import APP, VIPS, Start, ask, reader, writer

START = {"StartCondition": {"SegmentStartCondition": {"SegmentId": "s"}}}
CONDITION = {"SegmentCondition": {"SegmentId": "s"}}


def campaign(status: str | None = "SCHEDULED", **members: Any) -> Mapping[str, Any]:
    state = {"State": {"CampaignStatus": status}} if status else {}
    return {"Id": "c", "Name": "Sale", "SegmentId": "s", "SegmentVersion": 3, **state, **members}


def journey(state: str | None = "ACTIVE", **members: Any) -> Mapping[str, Any]:
    return {"Id": "j", "Name": "Welcome", **({"State": state} if state else {}), **START, **members}


def test_a_campaign_keeps_to_the_version_it_is_pinned_to() -> None:
    (usage,) = campaign_usages(campaign())
    assert (usage.pinned_version, usage.takes_up_changes, usage.keeps, usage.role) == (3, False, PinnedTo.VERSION, UsageRole.AUDIENCE)


def test_of_a_campaign_without_a_version_nothing_is_claimed() -> None:
    (usage,) = campaign_usages({name: member for name, member in campaign().items() if name != "SegmentVersion"})
    assert (usage.pinned_version, usage.takes_up_changes, usage.keeps) == (None, None, None)


@pytest.mark.parametrize(
    ("status", "frequency", "start", "next_run"),
    [
        ("SCHEDULED", "ONCE", "2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"),
        ("SCHEDULED", "DAILY", "2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"),
        ("SCHEDULED", "ONCE", "IMMEDIATE", None),
        ("SCHEDULED", "EVENT", "2026-12-01T09:00:00Z", None),
        ("SCHEDULED", "IN_APP_EVENT", "2026-12-01T09:00:00Z", None),
        ("PENDING_NEXT_RUN", "DAILY", "2026-01-01T09:00:00Z", None),
        ("EXECUTING", "ONCE", "2026-01-01T09:00:00Z", None),
        ("SCHEDULED", None, None, None),
        (None, "ONCE", "2026-12-01T09:00:00Z", None),
    ],
)
def test_the_next_run_is_named_only_where_the_service_says_it(
    status: str | None, frequency: str | None, start: str | None, next_run: str | None
) -> None:
    said = {name: value for name, value in (("Frequency", frequency), ("StartTime", start)) if value}
    (usage,) = campaign_usages(campaign(status, **({"Schedule": said} if said else {})))
    assert usage.next_run == next_run


def test_a_schedule_is_read_whole() -> None:
    said = {"Frequency": "IN_APP_EVENT", "StartTime": "2026-12-01T09:00:00Z", "EndTime": "2027-01-01T09:00:00Z", "IsLocalTime": True}
    (usage,) = campaign_usages(campaign(Schedule=said))
    assert usage.schedule == Schedule("in app event", "2026-12-01T09:00:00Z", "2027-01-01T09:00:00Z", is_local=True)


@pytest.mark.parametrize(
    ("status", "state", "live"),
    [
        ("SCHEDULED", "SCHEDULED", True),
        ("EXECUTING", "EXECUTING", True),
        ("PENDING_NEXT_RUN", "PENDING_NEXT_RUN", True),
        ("COMPLETED", "COMPLETED", False),
        ("PAUSED", "PAUSED", False),
        ("DELETED", "DELETED", False),
        ("INVALID", "INVALID", False),
        ("SOMETHING_NEW", "SOMETHING_NEW", True),
        (None, "unknown", True),
    ],
)
def test_a_campaign_whose_state_is_not_known_may_be_live(status: str | None, state: str, *, live: bool) -> None:
    (usage,) = campaign_usages(campaign(status))
    assert (usage.state, usage.live) == (state, live)


ON_SCHEDULE = {"RefreshFrequency": "PT12H"}
ON_UPDATE = {"RefreshOnSegmentUpdate": True}


@pytest.mark.parametrize(
    ("state", "members", "takes_up", "keeps"),
    [
        ("ACTIVE", {}, False, PinnedTo.PEOPLE),
        ("ACTIVE", {"RefreshOnSegmentUpdate": False}, False, PinnedTo.PEOPLE),
        ("ACTIVE", ON_SCHEDULE, False, PinnedTo.CRITERIA),
        ("ACTIVE", {**ON_SCHEDULE, **ON_UPDATE}, True, None),
        ("PAUSED", {**ON_SCHEDULE, **ON_UPDATE}, True, None),
        ("ACTIVE", ON_UPDATE, None, None),
        ("DRAFT", {}, True, None),
        ("CLOSED", {**ON_SCHEDULE, **ON_UPDATE}, False, PinnedTo.CLOSED),
        ("COMPLETED", {**ON_SCHEDULE, **ON_UPDATE}, False, PinnedTo.CLOSED),
        ("CANCELLED", {}, False, PinnedTo.CLOSED),
        ("SOMETHING_NEW", {}, None, None),
        (None, {**ON_SCHEDULE, **ON_UPDATE}, None, None),
    ],
)
def test_whether_a_journey_takes_up_a_change_is_in_its_refresh_settings(
    state: str | None, members: Mapping[str, Any], keeps: PinnedTo | None, *, takes_up: bool | None
) -> None:
    (usage,) = journey_usages(journey(state, **members))
    assert (usage.takes_up_changes, usage.keeps, usage.refresh) == (takes_up, keeps, members.get("RefreshFrequency"))


@pytest.mark.parametrize(("state", "takes_up"), [("ACTIVE", None), ("CLOSED", None), ("DRAFT", True), ("COMPLETED", False)])
def test_of_splits_and_event_starts_nothing_is_claimed_while_they_run(state: str, *, takes_up: bool | None) -> None:
    split = {"Activities": {"x": {"ConditionalSplit": {"Condition": {"Conditions": [CONDITION]}}}}}
    (usage,) = journey_usages({"Id": "j", "State": state, **split, **ON_SCHEDULE, **ON_UPDATE})
    assert (usage.role, usage.takes_up_changes) == (UsageRole.SPLIT, takes_up)


def test_a_draft_has_not_started() -> None:
    assert [usage.started for state in ("DRAFT", "ACTIVE") for usage in journey_usages(journey(state))] == [False, True]


def test_a_journey_is_read_once_for_each_role_that_a_segment_has_in_it() -> None:
    start = {"SegmentStartCondition": {"SegmentId": "s"}, "EventStartCondition": {"SegmentId": "t"}}
    many = {"Activities": {"x": {"MultiCondition": {"Branches": [{"Condition": CONDITION}, {"Condition": CONDITION}]}}}}
    usages = list(journey_usages({"Id": "j", "Name": "Welcome", "State": "ACTIVE", "StartCondition": start, **many}))
    assert [(usage.segment_id, usage.role) for usage in usages] == [("s", UsageRole.SPLIT), ("s", UsageRole.START), ("t", UsageRole.EVENT)]


def test_times_that_botocore_has_read_become_text_again() -> None:
    (usage,) = journey_usages(journey(Schedule={"StartTime": datetime(2026, 12, 1, 9, tzinfo=UTC)}, LocalTime=True))
    assert usage.schedule == Schedule(None, "2026-12-01T09:00:00+00:00", None, is_local=True)


def test_schedules_and_refresh_settings_come_over_the_wire(start: Start) -> None:
    emulator = start()
    segment_id = writer(emulator).create(VIPS, {}).id
    schedule = {"Frequency": "DAILY", "StartTime": "2026-12-01T09:00:00Z"}
    request = {"Name": "Sale", "SegmentId": segment_id, "SegmentVersion": 1, "Schedule": schedule}
    ask(emulator, "CreateCampaign", ApplicationId=APP, WriteCampaignRequest=request)
    entry = {"StartCondition": {"SegmentStartCondition": {"SegmentId": segment_id}}, "State": "ACTIVE", **ON_SCHEDULE, **ON_UPDATE}
    ask(emulator, "CreateJourney", ApplicationId=APP, WriteJourneyRequest={"Name": "Welcome", **entry})
    sale, welcome = reader(emulator).list_usages([segment_id])
    assert (sale.next_run, sale.schedule.frequency, sale.takes_up_changes) == ("2026-12-01T09:00:00Z", "daily", False)
    assert (welcome.refresh, welcome.takes_up_changes, welcome.role) == ("PT12H", True, UsageRole.START)
