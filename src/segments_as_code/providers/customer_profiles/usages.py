"""Find what uses a segment: outbound campaigns and journeys, event triggers, and subscriptions.

Members: Campaign in botocore's connectcampaignsv2 model (1.44), GetEventTriggerResponse and GetStreamForSegmentsResponse in its
customer-profiles model. A campaign takes its recipients at its start, and at each refresh if it has a frequency (Amazon Connect
administrator guide, "Create an outbound campaign").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from segments_as_code.model.segment import PinnedTo, Schedule, Usage, UsageRole

_ENDED = frozenset({"Completed", "Stopped", "Failed"})
_UNKNOWN = "unknown"
_SOON = timedelta(hours=1)
"""A campaign that starts within this time counts as one that needs its segment: an apply of many recreations takes as long."""


def segment_of(campaign: Mapping[str, Any], domain: str) -> str | None:
    """Return the name of the segment of ``domain`` that a campaign is for."""
    arn = (campaign.get("source") or {}).get("customerProfilesSegmentArn", "")
    path = arn.rpartition(":domains/")[2].split("/")
    match path:
        case [found, "segment-definitions", name] if found == domain:
            return str(name)
        case _:
            return None


def is_event_driven(campaign: Mapping[str, Any], domain: str) -> bool:
    """Return whether events of ``domain`` start a campaign; its event triggers say with which segment."""
    arn = ((campaign.get("source") or {}).get("eventTrigger") or {}).get("customerProfilesDomainArn", "")
    return bool(arn.rpartition(":domains/")[2] == domain)


def campaign_usage(campaign: Mapping[str, Any], segment: str, state: str | None, now: datetime) -> Usage:
    """Return how a campaign uses its ``segment``; a ``state`` that is not known counts as running."""
    schedule = campaign.get("schedule") or {}
    refresh = schedule.get("refreshFrequency") or None
    takes_up, keeps = _uptake(state, refresh)
    return Usage(
        segment_id=segment,
        kind="journey" if campaign.get("type") == "JOURNEY" else "campaign",
        id=campaign["id"],
        name=campaign.get("name") or campaign["id"],
        state=state or _UNKNOWN,
        live=state not in _ENDED,
        role=UsageRole.AUDIENCE,
        started=state != "Initialized",
        takes_up_changes=takes_up,
        keeps=keeps,
        next_run=_text(schedule.get("startTime")) if state == "Initialized" else None,
        schedule=Schedule(None, _text(schedule.get("startTime")), _text(schedule.get("endTime"))),
        refresh=refresh,
        needs_it_now=needs_segment(campaign, state, now),
    )


def needs_segment(campaign: Mapping[str, Any], state: str | None, now: datetime) -> bool:
    """Return whether a campaign may look for its people at any moment: it runs, is about to start, or its state is not known."""
    if state == "Initialized":
        starts = (campaign.get("schedule") or {}).get("startTime")
        return isinstance(starts, datetime) and _aware(starts) <= now + _SOON
    return state not in {*_ENDED, "Paused"}


def trigger_usage(trigger: Mapping[str, Any], segment: str, *, needs_it_now: bool) -> Usage:
    """Return how an event trigger uses the segment that limits it; it has no state of its own."""
    name = trigger["EventTriggerName"]
    return Usage(segment, "event trigger", name, name, "", live=True, role=UsageRole.EVENT, needs_it_now=needs_it_now)


def subscription_usages(stream: Mapping[str, Any]) -> Sequence[Usage]:
    """Return the subscribed segments of a domain. A subscription ends with its segment, so each needs it."""
    about = stream.get("DestinationArn") or "segment events"
    return [
        Usage(
            segment["SegmentName"],
            "subscription",
            segment["SegmentName"],
            about,
            segment.get("Status") or _UNKNOWN,
            live=segment.get("Status") != "STOPPED",
            role=UsageRole.SUBSCRIPTION,
            takes_up_changes=True,
            needs_it_now=segment.get("Status") != "STOPPED",
        )
        for segment in stream.get("AssociatedSegments") or ()
        if segment.get("SegmentName")
    ]


def _uptake(state: str | None, refresh: str | None) -> tuple[bool | None, PinnedTo | None]:
    """Return whether a campaign takes up a changed segment, and if not, why. Whether a refresh sees one is not documented."""
    if state == "Initialized":
        return True, None
    if state in _ENDED:
        return False, PinnedTo.CLOSED
    return (None, None) if refresh is not None or state is None else (False, PinnedTo.PEOPLE)


def _text(instant: Any) -> str | None:
    return _aware(instant).isoformat().replace("+00:00", "Z") if isinstance(instant, datetime) else None


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
