"""Read out of a campaign or a journey which segments it uses.

Members: CampaignResponse and JourneyResponse in botocore's Pinpoint model. States: a campaign is active while SCHEDULED,
EXECUTING or PENDING_NEXT_RUN (Pinpoint developer guide, "Quotas"); a journey is over when COMPLETED or CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from segments_as_code.model import Usage

_LIVE_CAMPAIGNS = {"SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN"}
_FINISHED_JOURNEYS = {"COMPLETED", "CANCELLED"}


def campaign_usages(campaign: Mapping[str, Any]) -> Iterator[Usage]:
    """Yield the one segment that a campaign is for, with the version it is pinned to and its start."""
    if "SegmentId" not in campaign:
        return
    state = str((campaign.get("State") or {}).get("CampaignStatus", "unknown"))
    start = (campaign.get("Schedule") or {}).get("StartTime")
    yield Usage(
        segment_id=campaign["SegmentId"],
        kind="campaign",
        id=campaign["Id"],
        name=campaign.get("Name") or campaign["Id"],
        state=state,
        live=state in _LIVE_CAMPAIGNS,
        pinned_version=campaign.get("SegmentVersion"),
        note=f"starts {start}" if start else "",
    )


def journey_usages(journey: Mapping[str, Any]) -> Iterator[Usage]:
    """Yield each segment that a journey names, in its start conditions or in any split."""
    state = str(journey.get("State", "unknown"))
    for segment_id in sorted(set(_segment_ids(journey))):
        yield Usage(
            segment_id=segment_id,
            kind="journey",
            id=journey["Id"],
            name=journey.get("Name") or journey["Id"],
            state=state,
            live=state not in _FINISHED_JOURNEYS,
            note=_refreshes(journey),
        )


def _refreshes(journey: Mapping[str, Any]) -> str:
    """Say whether a running journey takes up a changed segment (Pinpoint user guide, "Set up the journey entry activity")."""
    if journey.get("RefreshOnSegmentUpdate"):
        return "takes up changed criteria"
    if journey.get("RefreshFrequency"):
        return "keeps the criteria it was launched with"
    return "keeps the people it was launched with"


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
