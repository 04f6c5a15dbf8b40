"""What a campaign, a trigger and a subscription say of the segment that they use, without a service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from segments_as_code.model.segment import PinnedTo, Schedule, Usage, UsageRole
from segments_as_code.providers.customer_profiles.usages import (
    campaign_usage,
    is_event_driven,
    needs_segment,
    segment_of,
    subscription_usages,
    trigger_usage,
)

NOW = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
DOMAIN_ARN = "arn:aws:profile:eu-central-1:123456789012:domains/my-domain"


@pytest.mark.parametrize(
    ("arn", "segment"),
    [
        (f"{DOMAIN_ARN}/segment-definitions/vips", "vips"),
        (f"{DOMAIN_ARN}/segment-definitions/vips/more", None),
        (f"{DOMAIN_ARN}/integrations/vips", None),
        (f"{DOMAIN_ARN}-2/segment-definitions/vips", None),
        ("", None),
    ],
)
def test_a_campaign_is_for_the_segment_of_its_source(arn: str, segment: str | None) -> None:
    assert segment_of({"source": {"customerProfilesSegmentArn": arn}}, "my-domain") == segment


@pytest.mark.parametrize("campaign", [{}, {"source": None}, {"source": {}}])
def test_a_campaign_without_a_source_is_for_no_segment_and_no_event(campaign: dict[str, Any]) -> None:
    assert segment_of(campaign, "my-domain") is None
    assert not is_event_driven(campaign, "my-domain")


def test_a_campaign_is_event_driven_if_its_source_is_a_trigger_of_the_domain() -> None:
    def source(arn: str) -> dict[str, Any]:
        return {"source": {"eventTrigger": {"customerProfilesDomainArn": arn}}}

    assert is_event_driven(source(DOMAIN_ARN), "my-domain")
    assert not is_event_driven(source(f"{DOMAIN_ARN}-2"), "my-domain")
    assert not is_event_driven({"source": {"eventTrigger": None}}, "my-domain")


@pytest.mark.parametrize(
    ("state", "live_started_needed", "uptake"),
    [
        ("Initialized", (True, False, False), (True, None)),
        ("Running", (True, True, True), (False, PinnedTo.PEOPLE)),
        ("Paused", (True, True, False), (False, PinnedTo.PEOPLE)),
        ("Stopped", (False, True, False), (False, PinnedTo.CLOSED)),
        ("Failed", (False, True, False), (False, PinnedTo.CLOSED)),
        ("Completed", (False, True, False), (False, PinnedTo.CLOSED)),
        (None, (True, True, True), (None, None)),
    ],
)
def test_each_state_says_whether_the_segment_is_needed(
    state: str | None, live_started_needed: tuple[bool, bool, bool], uptake: tuple[bool | None, PinnedTo | None]
) -> None:
    usage = campaign_usage({"id": "c1"}, "vips", state, NOW)
    assert (usage.live, usage.started, usage.needs_it_now) == live_started_needed
    assert (usage.takes_up_changes, usage.keeps) == uptake
    assert (usage.segment_id, usage.kind, usage.id, usage.name, usage.role) == ("vips", "campaign", "c1", "c1", UsageRole.AUDIENCE)
    assert usage.state == (state or "unknown")
    assert (usage.next_run, usage.schedule, usage.refresh) == (None, Schedule(None, None, None), None)


def test_a_campaign_says_when_it_runs_and_how_often_it_looks_again() -> None:
    start, end = datetime(2026, 12, 1, 9), datetime(2026, 12, 31, 9, tzinfo=UTC)  # noqa: DTZ001  # as an answer may have it
    campaign = {
        "id": "c1",
        "name": "Welcome",
        "type": "JOURNEY",
        "schedule": {"startTime": start, "endTime": end, "refreshFrequency": "PT24H"},
    }
    waiting, running = (campaign_usage(campaign, "vips", state, NOW) for state in ("Initialized", "Running"))
    assert (waiting.kind, waiting.name, waiting.refresh) == ("journey", "Welcome", "PT24H")
    assert (waiting.next_run, running.next_run) == ("2026-12-01T09:00:00Z", None)
    assert running.schedule == Schedule(None, "2026-12-01T09:00:00Z", "2026-12-31T09:00:00Z")
    assert (running.takes_up_changes, running.keeps) == (None, None)
    assert campaign_usage({"id": "c1", "schedule": {"refreshFrequency": ""}}, "vips", "Running", NOW).refresh is None


@pytest.mark.parametrize(("minutes", "needs"), [(-5, True), (60, True), (61, False)])
def test_a_campaign_that_starts_within_the_hour_needs_its_segment(minutes: int, *, needs: bool) -> None:
    campaign = {"schedule": {"startTime": NOW + timedelta(minutes=minutes)}}
    assert needs_segment(campaign, "Initialized", NOW) is needs
    there = {"schedule": {"startTime": (NOW + timedelta(minutes=minutes)).astimezone(timezone(timedelta(hours=5)))}}
    assert needs_segment(there, "Initialized", NOW) is needs
    assert not needs_segment({"schedule": None}, "Initialized", NOW)
    assert not needs_segment({"schedule": {"startTime": "soon"}}, "Initialized", NOW)


@pytest.mark.parametrize("needs", [True, False])
def test_a_trigger_uses_the_segment_that_limits_it(*, needs: bool) -> None:
    usage = trigger_usage({"EventTriggerName": "bought"}, "vips", needs_it_now=needs)
    assert usage == Usage("vips", "event trigger", "bought", "bought", "", live=True, role=UsageRole.EVENT, needs_it_now=needs)


def test_each_subscription_names_its_segment_and_where_its_events_go() -> None:
    segments = [{"SegmentName": "a", "Status": "RUNNING"}, {"SegmentName": "b", "Status": "STOPPED"}, {"SegmentName": "c"}, {}]
    found = subscription_usages({"DestinationArn": "arn:stream", "AssociatedSegments": segments})
    assert [(each.segment_id, each.id, each.name, each.state, each.live, each.needs_it_now) for each in found] == [
        ("a", "a", "arn:stream", "RUNNING", True, True),
        ("b", "b", "arn:stream", "STOPPED", False, False),
        ("c", "c", "arn:stream", "unknown", True, True),
    ]
    assert {(each.kind, each.role, each.takes_up_changes) for each in found} == {("subscription", UsageRole.SUBSCRIPTION, True)}
    assert [each.name for each in subscription_usages({"AssociatedSegments": segments[:1]})] == ["segment events"]
    assert subscription_usages({"AssociatedSegments": None}) == []
