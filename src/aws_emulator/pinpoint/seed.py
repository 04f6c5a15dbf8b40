"""What an emulator starts from: applications with their segments, campaigns, journeys and tags, from a file or a mapping.

The shape of a seed file (YAML or JSON) is in ``docs/reference/emulator.md``; the members of each thing are those of the
service's own answers (SegmentResponse, CampaignResponse, JourneyResponse), none of them required.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import yaml

from aws_emulator.core.account import Account
from aws_emulator.core.api import Api
from aws_emulator.core.check import Reader
from aws_emulator.core.store import Put, Write
from aws_emulator.core.types import Body, Json, items, members, number, text, texts
from aws_emulator.pinpoint.operations.applications import application_writes
from aws_emulator.pinpoint.operations.campaigns import new_campaign
from aws_emulator.pinpoint.operations.journeys import new_journey
from aws_emulator.pinpoint.operations.segments import new_segment

_SHAPES = {"segments": "SegmentResponse", "campaigns": "CampaignResponse", "journeys": "JourneyResponse"}
_APPLICATION = ("Id", "Name", "tags", *_SHAPES)
_TOP = ("applications", "behaviour", "faults")


def read_seed(path: Path) -> Body:
    """Return what a seed file says; raise ValueError where it is not one, OSError where it cannot be read."""
    content = path.read_text(encoding="utf-8")
    try:
        read: Json = json.loads(content) if path.suffix == ".json" else yaml.load(content, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    return check_seed(read)


def check_seed(value: Json) -> Body:
    """Return ``value`` as a seed; raise ValueError for what is not a member of one."""
    if not isinstance(value, dict):
        raise ValueError("A seed is a mapping with applications, behaviour and faults.")  # noqa: TRY004 - callers know one way to be wrong
    _check_members(value, "a seed", _TOP, lists=("applications", "faults"))
    for application in map(members, items(value, "applications")):
        if not text(application, "Id"):
            raise ValueError("An application in a seed is a mapping with an Id.")
        _check_members(application, "an application in a seed", _APPLICATION, lists=tuple(_SHAPES))
    return value


def plant(api: Api, account: Account, seed: Body, *, into_existing: bool) -> None:
    """Make what ``seed`` names, all of an application or nothing.

    An application that is there already is left as it is, or with ``into_existing`` given what it has not. A thing without
    an Id gets one that follows from its place in the seed.
    """
    for application in map(members, items(seed, "applications")):
        application_id, name = text(application, "Id"), text(application, "Name")
        known = account.store.get("application", "", application_id) is not None
        if not known:
            made = application_writes(account, application_id, name or application_id, texts(application.get("tags")))
            account.store.write([*made, *_contents(api, account, application)])
        elif into_existing:
            account.store.write(_contents(api, account, application))


def _is_text(first: str, tag: str) -> bool:
    """Return whether YAML 1.1 would read more than JSON can hold, or more than YAML 1.2 does, into a scalar that begins so."""
    return tag == "tag:yaml.org,2002:timestamp" or (tag == "tag:yaml.org,2002:bool" and first not in "tTfF")


class _Loader(yaml.SafeLoader):
    """Reads dates, and words such as ON and NO, as the texts that they are in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not _is_text(first, tag)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _check_members(value: Body, what: str, known: Sequence[str], lists: Sequence[str]) -> None:
    for name, member in value.items():
        if name not in known:
            raise ValueError(f"{name} is not a member of {what}; there are {', '.join(known)}.")
        if name in lists and not isinstance(member, list):
            raise ValueError(f"{name} in {what} is a list.")


def _contents(api: Api, account: Account, application: Body) -> list[Write]:
    """Return what makes the things in an application that are not there yet."""
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


def _new(api: Api, account: Account, application: Body, kind: str) -> Iterator[tuple[str, Body]]:
    """Yield id and content of each thing of a kind that is not there yet."""
    application_id = text(application, "Id")
    for position, thing in enumerate(items(application, kind)):
        content = _checked(api, kind, thing)
        row_id = text(content, "Id") or sha256(f"{application_id}/{kind}/{position}".encode()).hexdigest()[:32]
        if account.store.get(kind.removesuffix("s"), application_id, row_id) is None:
            yield row_id, content


def _checked(api: Api, kind: str, thing: Json) -> Body:
    """Return a segment, campaign or journey held to the shape of the service's answer; raise ValueError where it is none."""
    reader = Reader(partial=True)
    read = reader.read(api.shape(_SHAPES[kind]), thing, kind)
    if reader.faults or not isinstance(read, dict):
        raise ValueError(f"The seed has a fault: {'; '.join(sorted(reader.faults))}.")
    return read


def _segment(account: Account, body: Body) -> Iterator[Write]:
    """Yield what makes a segment at its Version, with equal older ones."""
    yield from _row(account, "segment", body)
    container = f"{text(body, 'ApplicationId')}/{text(body, 'Id')}"
    stored = {name: member for name, member in body.items() if name != "tags"}
    for version in range(1, number(body, "Version") + 1):
        yield Put("version", container, str(version), {**stored, "Version": version})


def _row(account: Account, kind: str, body: Body) -> Iterator[Write]:
    stored = {name: member for name, member in body.items() if name != "tags"}
    yield Put(kind, text(body, "ApplicationId"), text(body, "Id"), stored)
    yield from account.tag_writes(text(body, "Arn"), texts(body.get("tags")))
