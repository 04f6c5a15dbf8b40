"""Find the segments that a campaign or a journey uses, and whether it picks up changes of them.

Members: CampaignResponse and JourneyResponse in botocore's Pinpoint model (1.43.11). States: a campaign is active while SCHEDULED,
EXECUTING or PENDING_NEXT_RUN (Pinpoint developer guide, "Quotas"), and is finished or paused when COMPLETED, PAUSED, DELETED
or INVALID; a journey is over when COMPLETED or CANCELLED, and takes in no more people when CLOSED (model text of State).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segments_as_code.model.segment import PinnedTo, Schedule, Usage, UsageRole

_RESTING_CAMPAIGNS = {"COMPLETED", "PAUSED", "DELETED", "INVALID"}
_FINISHED_JOURNEYS = {"COMPLETED", "CANCELLED"}
_RUNNING_JOURNEYS = {"ACTIVE", "PAUSED"}
_UNKNOWN = "unknown"


def campaign_usages(campaign: Mapping[str, Any]) -> Iterator[Usage]:
    """Yield the segment that a campaign is for.

    A campaign with a pinned version keeps sending to that version; it is not documented whether others follow the newest.
    """
    if "SegmentId" not in campaign:
        return
    state = _state((campaign.get("State") or {}).get("CampaignStatus"))
    pinned = campaign.get("SegmentVersion")
    schedule = _schedule(campaign, is_local=(campaign.get("Schedule") or {}).get("IsLocalTime"))
    yield Usage(
        segment_id=campaign["SegmentId"],
        kind="campaign",
        id=campaign["Id"],
        name=campaign.get("Name") or campaign["Id"],
        state=state,
        live=state not in _RESTING_CAMPAIGNS,
        pinned_version=pinned,
        role=UsageRole.AUDIENCE,
        takes_up_changes=False if pinned is not None else None,
        keeps=PinnedTo.VERSION if pinned is not None else None,
        next_run=_next_run(state, schedule),
        schedule=schedule,
    )


def journey_usages(journey: Mapping[str, Any]) -> Iterator[Usage]:
    """Yield each segment that a journey names, in its start conditions or in a split, once for each role."""
    state = _state(journey.get("State"))
    for segment_id, role in sorted(set(_roles(journey))):
        takes_up, keeps = _uptake(journey, state, role)
        yield Usage(
            segment_id=segment_id,
            kind="journey",
            id=journey["Id"],
            name=journey.get("Name") or journey["Id"],
            state=state,
            live=state not in _FINISHED_JOURNEYS,
            role=role,
            started=state != "DRAFT",
            takes_up_changes=takes_up,
            keeps=keeps,
            schedule=_schedule(journey, is_local=journey.get("LocalTime")),
            refresh=journey.get("RefreshFrequency") or None,
        )


def _state(value: Any) -> str:
    return str(value) if value else _UNKNOWN


def _schedule(user: Mapping[str, Any], *, is_local: Any) -> Schedule:
    said = user.get("Schedule") or {}
    starts, ends = (_instant(said.get(name)) for name in ("StartTime", "EndTime"))
    frequency = said.get("Frequency")
    return Schedule(str(frequency).lower().replace("_", " ") if frequency else None, starts, ends, is_local is True)


def _instant(said: Any) -> str | None:
    """Return a time as text: botocore parses a journey's times, but not a campaign's."""
    if said is None or said == "IMMEDIATE":
        return None
    return str(said.isoformat()) if hasattr(said, "isoformat") else str(said)


def _next_run(state: str, schedule: Schedule) -> str | None:
    """Return when a campaign runs next, if the service says so, which it does only before the first run."""
    return schedule.starts if state == "SCHEDULED" and schedule.frequency not in {"event", "in app event"} else None


def _uptake(journey: Mapping[str, Any], state: str, role: UsageRole) -> tuple[bool | None, PinnedTo | None]:
    """Return whether a journey picks up a changed segment, and if not, why (Pinpoint user guide, "Set up the journey entry activity").

    It does if it refreshes on a schedule and on segment updates; only on a schedule, it keeps the criteria it was launched
    with, and without one, the people. Refreshing only on updates does not "work as expected". How a changed segment affects
    event starts and splits is not documented.
    """
    if state == "DRAFT":
        return True, None
    if state in _FINISHED_JOURNEYS or (state == "CLOSED" and role is not UsageRole.SPLIT):
        return False, PinnedTo.CLOSED
    if state not in _RUNNING_JOURNEYS or role is not UsageRole.START:
        return None, None
    on_schedule, on_update = bool(journey.get("RefreshFrequency")), journey.get("RefreshOnSegmentUpdate") is True
    if on_update:
        return (True if on_schedule else None), None
    return False, PinnedTo.CRITERIA if on_schedule else PinnedTo.PEOPLE


def _roles(journey: Mapping[str, Any]) -> Iterator[tuple[str, UsageRole]]:
    start = journey.get("StartCondition") or {}
    yield from ((found, UsageRole.START) for found in _segment_ids(start.get("SegmentStartCondition")))
    yield from ((found, UsageRole.EVENT) for found in _segment_ids(start.get("EventStartCondition")))
    yield from ((found, UsageRole.SPLIT) for found in _segment_ids(journey.get("Activities")))


def _segment_ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "SegmentId" and isinstance(inner, str):
                yield inner
            else:
                yield from _segment_ids(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _segment_ids(inner)
