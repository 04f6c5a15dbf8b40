"""What would be done, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Neighbour, Target, Usage


class FieldChangeKind(StrEnum):
    """What happened to one value of a definition."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs between the deployed and the desired definition (``before`` and ``after`` are canonical)."""

    kind: FieldChangeKind
    path: Path
    before: Json = None
    after: Json = None


@dataclass(frozen=True, slots=True)
class TagChange:
    """Tags to put (new or with a new value) and to remove, our own marks included; ``before`` has the old values of both."""

    put: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.put or self.removed)

    def starts_from(self, tags: Mapping[str, str]) -> bool:
        """Return whether each tag that would be changed still has, among ``tags``, the value that it was planned against."""
        return all(tags.get(name) == self.before.get(name) for name in (*self.put, *self.removed))


@dataclass(frozen=True, slots=True)
class Create:
    """A segment that the files name and that is not deployed."""

    desired: DesiredSegment
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Update:
    """A segment of ours whose definition (``fields``), tags, or both differ, and that can be changed in place."""

    desired: DesiredSegment
    deployed: DeployedSegment
    fields: tuple[FieldChange, ...]
    tags: TagChange


@dataclass(frozen=True, slots=True)
class Replace:
    """A segment of ours that the service cannot change in place: a new one is made, then the old one deleted."""

    desired: DesiredSegment
    deployed: DeployedSegment
    fields: tuple[FieldChange, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Adopt:
    """An existing segment without an owner that becomes ours: our marks are put on it, and what differs is changed."""

    desired: DesiredSegment
    deployed: DeployedSegment
    fields: tuple[FieldChange, ...]
    tags: TagChange


@dataclass(frozen=True, slots=True)
class Delete:
    """A segment of ours that no file names any more."""

    key: str
    deployed: DeployedSegment


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A segment of ours that is deployed as the files say."""

    desired: DesiredSegment
    deployed: DeployedSegment


Change: TypeAlias = Create | Update | Replace | Adopt | Delete | Unchanged


def key_of(change: Change) -> str:
    """Return the key of the segment that ``change`` is about."""
    return change.key if isinstance(change, Delete) else change.desired.key


def name_of(change: Change) -> str:
    """Return the name a reader knows the segment by: the desired one, or the deployed one if it is deleted."""
    return change.deployed.name if isinstance(change, Delete) else change.desired.name


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the plan should know; it changes nothing. ``keys`` are the segments it is about."""

    code: str
    message: str
    remedy: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why this plan will not be applied as it stands: what tripped, with its numbers, and the way to mean it."""

    code: str
    message: str
    remedy: str


class DriftCause(StrEnum):
    """Why a segment differs from git, as far as the versions that the service keeps tell."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DriftOrigin:
    """Why a segment differs from git; ``version`` is the last one that was as in git, if the cause is ``OUTSIDE``."""

    cause: DriftCause
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A plan in a few hashes (12 hex digits), so that a later plan can say what became different; they approve nothing.

    ``desired`` stands for the target and all that the files say, ``changes`` for each change by its segment's key; None
    if there were too many to carry along.
    """

    desired: str
    changes: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, in the order it would be done; ``Unchanged`` come last.

    ``ids`` gives the deployed id of each key that a change builds on. ``usages`` are campaigns, journeys and segments that use a
    segment that is changed or deleted, or one that builds on such a segment; ``neighbours`` are segments next to the plan
    that are no part of it. ``digest`` is a hash (64 hex digits) of what would be done, and of nothing else;
    ``fingerprints`` only help to say what is different about another plan. ``as_of`` is when the snapshot was taken
    that this plan was made against; None if it was the service itself, and only such a plan is ever approved or applied.
    """

    target: Target
    changes: tuple[Change, ...]
    ids: Mapping[str, str]
    usages: tuple[Usage, ...]
    notices: tuple[Notice, ...]
    refusals: tuple[Refusal, ...]
    digest: str
    fingerprints: Fingerprints | None = None
    as_of: str | None = None
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return all(isinstance(change, Unchanged) for change in self.changes)

    def count(self, kind: type[Change]) -> int:
        """Return how many changes are of ``kind``."""
        return sum(isinstance(change, kind) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Written:
    """What the service said of a segment it wrote; ``tags`` and the canonical ``definition`` as echoed, None if it echoed none."""

    id: str
    arn: str
    version: int | None
    tags: Mapping[str, str] | None = None
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was carried out; ``written`` is what now stands (None after a delete)."""

    change: Change
    written: Written | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was tried and not carried out, or not wholly; ``reason`` is a plain sentence."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A change that was not tried, because something it needs failed."""

    change: Change
    reason: str


Outcome: TypeAlias = Applied | Failed | NotStarted
