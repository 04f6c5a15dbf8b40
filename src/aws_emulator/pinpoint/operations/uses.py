"""What refers to a segment: other segments, campaigns, and journeys with their conditional splits."""

from __future__ import annotations

from collections.abc import Iterator

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.types import Body, Json, items, members, text
from aws_emulator.pinpoint.account import PinpointAccount

_LIVE_CAMPAIGNS = ("SCHEDULED", "EXECUTING", "PENDING_NEXT_RUN")
_LIVE_JOURNEYS = ("ACTIVE", "PAUSED")


def sources_of(content: Body) -> Iterator[Body]:
    """Yield the references to other segments in a segment's body."""
    for group in items(content, "SegmentGroups", "Groups"):
        for source in items(group, "SourceSegments"):
            yield members(source)


def check_sources(account: PinpointAccount, application_id: str, content: Body) -> None:
    """Raise BadRequest for a reference to a missing segment or version, and for two imported ones in a group."""
    if account.behaviour.unknown_references == "refuse":
        for source in sources_of(content):
            _check_known(account, application_id, source)
    if account.behaviour.quotas == "enforce":
        for group in items(content, "SegmentGroups", "Groups"):
            imported = [source for source in items(group, "SourceSegments") if _is_import(account, application_id, source)]
            if len(imported) > 1:
                raise BadRequest("A segment group takes at most one imported segment among its SourceSegments.")


def with_versions(account: PinpointAccount, application_id: str, content: Body) -> Body:
    """Return a segment's body with the newest version added to each reference that names none."""
    groups = members(content, "SegmentGroups")
    if not groups:
        return content
    versioned = [_versioned(account, application_id, members(group)) for group in items(groups, "Groups")]
    return {**content, "SegmentGroups": {**groups, "Groups": list[Json](versioned)}}


def users_of(account: PinpointAccount, application_id: str, segment_id: str) -> list[str]:
    """Return the users of a segment as text: live campaigns and journeys, and segments."""
    segments = [
        f"segment {row.id}"
        for row in account.store.rows("segment", application_id)
        if any(text(source, "Id") == segment_id for source in sources_of(row.body))
    ]
    campaigns = [
        f"campaign {row.id}"
        for row in account.store.rows("campaign", application_id)
        if text(row.body, "SegmentId") == segment_id and text(members(row.body, "State"), "CampaignStatus") in _LIVE_CAMPAIGNS
    ]
    journeys = [
        f"journey {row.id}"
        for row in account.store.rows("journey", application_id)
        if text(row.body, "State") in _LIVE_JOURNEYS and segment_id in set(_segment_ids(row.body))
    ]
    return [*segments, *campaigns, *journeys]


def _segment_ids(value: Json) -> Iterator[str]:
    """Yield every SegmentId anywhere inside a journey: start conditions and splits."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "SegmentId" and isinstance(member, str):
                yield member
            yield from _segment_ids(member)
    elif isinstance(value, list):
        for item in value:
            yield from _segment_ids(item)


def _check_known(account: PinpointAccount, application_id: str, source: Body) -> None:
    segment_id = text(source, "Id")
    version = source.get("Version")
    if account.store.get("segment", application_id, segment_id) is None:
        raise BadRequest(f"Source segment {segment_id} does not exist.")
    if version is not None and account.store.get("version", f"{application_id}/{segment_id}", str(version)) is None:
        raise BadRequest(f"Source segment {segment_id} has no version {version}.")


def _is_import(account: PinpointAccount, application_id: str, source: Json) -> bool:
    segment = account.store.get("segment", application_id, text(source, "Id"))
    return text(segment, "SegmentType") == "IMPORT"


def _versioned(account: PinpointAccount, application_id: str, group: Body) -> Body:
    if "SourceSegments" not in group:
        return group
    sources: list[Json] = []
    for source in map(members, items(group, "SourceSegments")):
        newest = account.newest_version(application_id, text(source, "Id"))
        sources.append(source if "Version" in source or newest is None else {**source, "Version": newest})
    return {**group, "SourceSegments": sources}
