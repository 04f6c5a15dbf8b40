"""Segments as in the files, segments as deployed, and what uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from segments_as_code.model.document import Definition, Location


@dataclass(frozen=True, slots=True)
class Target:
    """The target of one run: a provider, one container of segments (a Pinpoint application), its region, and the owner."""

    provider: str
    scope: str
    region: str
    owner: str


class SegmentKind(StrEnum):
    """How a deployed segment was made: from criteria, or by an import job (those are never planned)."""

    DYNAMIC = "dynamic"
    IMPORTED = "imported"


class Unfinished(StrEnum):
    """What stands of a segment whose recreation was stopped: the old one, only the temporary one, or a new one."""

    BEGUN = "begun"
    DELETED = "deleted"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class DeployedSegment:
    """A segment as it is deployed; ``definition`` is canonical, references in it are by id.

    ``created`` is when it was created: an instant in UTC such as ``2026-11-26T09:00:00.000000Z``, or empty if that is not known.
    ``made`` is that instant for a service without versions, where it tells a segment from one that was recreated; otherwise empty.
    ``unfinished`` is set if it is read as it was before a recreation that was stopped (``recreation.py``).
    """

    id: str
    arn: str
    name: str
    version: int | None
    definition: Definition
    tags: Mapping[str, str]
    kind: SegmentKind = SegmentKind.DYNAMIC
    created: str = ""
    made: str = ""
    unfinished: Unfinished | None = None


def account_of(deployed: Iterable[DeployedSegment]) -> str:
    """Return the AWS account that the segments' ARNs name (12 digits); empty if there are none."""
    return next((account for segment in deployed for account in segment.arn.split(":")[4:5]), "")


@dataclass(frozen=True, slots=True)
class Reference:
    """A segment that another builds on: by key (ours) or by the service's id, with a version if one is pinned."""

    key: str | None = None
    id: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The ``Lifecycle`` of a segment in its file; never sent to the service.

    ``most`` and ``least`` are limits for the number of people in it (``Lifecycle.Audience``).
    """

    protected: bool = False
    adopt: str | None = None
    ignore: tuple[str, ...] = ()
    most: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class DesiredSegment:
    """A segment as the files say it should be.

    ``definition`` is canonical; segments it builds on that this repository manages are named in it by key.
    ``tags`` are those in the file, without ownership tags. ``location`` is where its document begins. ``id`` is the id that the
    segment gets if it is created; None if the service chooses one. ``names_its_id`` is true if the document itself says it.
    """

    key: str
    name: str
    definition: Definition
    tags: Mapping[str, str]
    lifecycle: Lifecycle
    location: Location
    id: str | None = None
    names_its_id: bool = False


class UsageRole(StrEnum):
    """How a user uses a segment.

    A campaign sends to its ``audience``. A journey takes people in from one (``start``), takes them in when an event
    happens and they are in it (``event``), or sends them along one path or another (``split``). A segment has it as a ``source``.
    A ``subscription`` sends an event whenever somebody comes in or goes out.
    """

    AUDIENCE = "audience"
    START = "start"
    EVENT = "event"
    SPLIT = "split"
    SOURCE = "source"
    SUBSCRIPTION = "subscription"


class PinnedTo(StrEnum):
    """What a user that does not pick up changes keeps: a version, criteria or people; or it takes in nobody any more (closed)."""

    VERSION = "version"
    CRITERIA = "criteria"
    PEOPLE = "people"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a user runs, as far as the service says: ``frequency`` such as once, daily or event, times as it wrote them.

    ``is_local`` is true if the times are those of each recipient's own time zone.
    """

    frequency: str | None = None
    starts: str | None = None
    ends: str | None = None
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """Something that uses a segment: ``kind`` is campaign, journey or segment; ``state`` is the service's word, empty for a segment.

    ``live`` is true if it sends now or will, or if that is not known; ``started`` is false for a draft.
    ``takes_up_changes`` says whether it picks up a change of the segment by itself, None if that is not known; if it does not,
    ``keeps`` is why. ``next_run`` is a time as the service wrote it, None if it names none. ``refresh`` is how often a journey
    looks for new people (ISO 8601). ``needs_it_now`` is true if it would fail or miss people while the segment is recreated.

    ``key`` is the user's key if it is a segment of ours, ``segment_key`` that of the used one. A segment that
    does not exist yet has a key and an empty id.
    """

    segment_id: str
    kind: str
    id: str
    name: str
    state: str
    live: bool
    pinned_version: int | None = None
    role: UsageRole = UsageRole.AUDIENCE
    started: bool = True
    takes_up_changes: bool | None = None
    keeps: PinnedTo | None = None
    next_run: str | None = None
    schedule: Schedule = Schedule()
    refresh: str | None = None
    needs_it_now: bool = False
    key: str | None = None
    segment_key: str | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A deployed segment outside the plan that a planned one builds on, or that builds on a planned one."""

    id: str
    name: str
    kind: SegmentKind
    builds_on: tuple[Reference, ...] = ()
