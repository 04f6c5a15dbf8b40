"""The applications of a seed file: their segments, campaigns, journeys and tags.

The shape of a seed file (YAML or JSON) is in ``docs/reference/emulator.md``; the members of each object are those of the
service's own answers (SegmentResponse, CampaignResponse, JourneyResponse), none of them required.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from aws_emulator.core.api import Api
from aws_emulator.core.service import check_seed_members
from aws_emulator.core.store import Put, Write
from aws_emulator.core.types import Body, Json, items, members, number, text, texts
from aws_emulator.core.validation import Reader
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.applications import application_writes
from aws_emulator.pinpoint.operations.campaigns import new_campaign
from aws_emulator.pinpoint.operations.journeys import new_journey
from aws_emulator.pinpoint.operations.segments import new_segment

_SHAPES = {"segments": "SegmentResponse", "campaigns": "CampaignResponse", "journeys": "JourneyResponse"}
_APPLICATION = ("Id", "Name", "tags", *_SHAPES)


def check_seed(seed: Body) -> None:
    """Raise ValueError if the applications of a seed are malformed."""
    for application in map(members, items(seed, "applications")):
        if not text(application, "Id"):
            raise ValueError("An application in a seed is a mapping with an Id.")
        check_seed_members(application, "an application in a seed", _APPLICATION, lists=tuple(_SHAPES))


def load_seed(api: Api, account: PinpointAccount, seed: Body, *, into_existing: bool) -> None:
    """Create what ``seed`` names, all of an application or nothing.

    An existing application does not change, or with ``into_existing`` gets what it lacks. An object without
    an Id gets one derived from its position in the seed.
    """
    for application in map(members, items(seed, "applications")):
        application_id, name = text(application, "Id"), text(application, "Name")
        known = account.store.get("application", "", application_id) is not None
        if not known:
            made = application_writes(account, application_id, name or application_id, texts(application.get("tags")))
            account.store.write([*made, *_contents(api, account, application)])
        elif into_existing:
            account.store.write(_contents(api, account, application))


def _contents(api: Api, account: PinpointAccount, application: Body) -> list[Write]:
    """Return the writes for the missing objects of an application."""
    application_id = text(application, "Id")
    bodies = {kind: list(_new(api, account, application, kind)) for kind in _SHAPES}
    versions: Body = {row_id: content.get("Version", 1) for row_id, content in bodies["segments"]}
    writes: list[Write] = []
    for segment_id, content in bodies["segments"]:
        writes += _segment(account, new_segment(account, application_id, segment_id, content))
    for campaign_id, content in bodies["campaigns"]:
        pinned: Body = {"SegmentVersion": versions[text(content, "SegmentId")]} if text(content, "SegmentId") in versions else {}
        writes += _row(account, "campaign", new_campaign(account, application_id, campaign_id, {**pinned, **content}))
    for journey_id, content in bodies["journeys"]:
        writes += _row(account, "journey", new_journey(account, application_id, journey_id, content))
    return writes


def _new(api: Api, account: PinpointAccount, application: Body, kind: str) -> Iterator[tuple[str, Body]]:
    """Yield id and content of each missing object of a kind."""
    application_id = text(application, "Id")
    for position, thing in enumerate(items(application, kind)):
        content = _checked(api, kind, thing)
        row_id = text(content, "Id") or sha256(f"{application_id}/{kind}/{position}".encode()).hexdigest()[:32]
        if account.store.get(kind.removesuffix("s"), application_id, row_id) is None:
            yield row_id, content


def _checked(api: Api, kind: str, thing: Json) -> Body:
    """Return a segment, campaign or journey checked against the shape of the service's answer, or raise ValueError."""
    reader = Reader(partial=True)
    read = reader.read(api.shape(_SHAPES[kind]), thing, kind)
    if reader.violations or not isinstance(read, dict):
        raise ValueError(f"The seed is malformed: {'; '.join(sorted(reader.violations))}.")
    return read


def _segment(account: PinpointAccount, body: Body) -> Iterator[Write]:
    """Yield the writes for a segment at its Version, with equal older ones."""
    yield from _row(account, "segment", body)
    container = f"{text(body, 'ApplicationId')}/{text(body, 'Id')}"
    stored = {name: member for name, member in body.items() if name != "tags"}
    for version in range(1, number(body, "Version") + 1):
        yield Put("version", container, str(version), {**stored, "Version": version})


def _row(account: PinpointAccount, kind: str, body: Body) -> Iterator[Write]:
    stored = {name: member for name, member in body.items() if name != "tags"}
    yield Put(kind, text(body, "ApplicationId"), text(body, "Id"), stored)
    yield from account.tag_writes(text(body, "Arn"), texts(body.get("tags")))
