"""A plan, its changes, and their outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Neighbour, Target, Usage


class FieldChangeKind(StrEnum):
    """How one value of a definition changed."""

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
    """Tags to set (new or with a new value) and to remove, including ownership tags; ``before`` has the old values of both."""

    put: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    before: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.put or self.removed)

    def starts_from(self, tags: Mapping[str, str]) -> bool:
        """Return whether each tag to be changed still has the planned old value in ``tags``."""
        return all(tags.get(name) == self.before.get(name) for name in (*self.put, *self.removed))


@dataclass(frozen=True, slots=True)
class Create:
    """A segment that is in the files and not deployed."""

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
    """A segment of ours that the service cannot change in place: a new one is created, then the old one deleted."""

    desired: DesiredSegment
    deployed: DeployedSegment
    fields: tuple[FieldChange, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recreate:
    """A segment that we own and that the service cannot change: it is deleted and created again under the same id.

    ``tags`` are those of the file with ours, as for a create; tags that somebody else added are kept. ``fingerprint`` is that of
    the deployed definition, with references by id. With ``is_half_done`` an earlier run has deleted the segment already: ``deployed``
    has the definition that it was to get, and the one from before is not known any more.
    """

    desired: DesiredSegment
    deployed: DeployedSegment
    fields: tuple[FieldChange, ...]
    tags: Mapping[str, str]
    fingerprint: str
    is_half_done: bool = False

    @property
    def only_finishes(self) -> bool:
        """Whether an earlier run has begun exactly this, so that nothing is deleted any more but its temporary segment."""
        return self.is_half_done and not self.fields


@dataclass(frozen=True, slots=True)
class Adopt:
    """An existing segment without an owner that becomes ours: it gets ownership tags, and what differs is changed."""

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
    """A segment of ours that is deployed exactly as in the files."""

    desired: DesiredSegment
    deployed: DeployedSegment


Change: TypeAlias = Create | Update | Replace | Recreate | Adopt | Delete | Unchanged


def key_of(change: Change) -> str:
    """Return the key of the segment that ``change`` changes."""
    return change.key if isinstance(change, Delete) else change.desired.key


def name_of(change: Change) -> str:
    """Return the name to show for the segment: the desired one, or the deployed one if it is deleted."""
    return change.deployed.name if isinstance(change, Delete) else change.desired.name


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the plan should know; it stops nothing. ``keys`` are the segments it is about."""

    code: str
    message: str
    remedy: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why this plan will not be applied: the rule and its numbers, and what to do if the plan is intended."""

    code: str
    message: str
    remedy: str


class DriftCause(StrEnum):
    """Why a segment differs from git, as far as the service's version history shows."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DriftOrigin:
    """Why a segment differs from git; ``version`` is the last one that matched git, if that is how ``OUTSIDE`` is known."""

    cause: DriftCause
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A plan as a few hashes, so that a later plan can say what changed, or that it is the rest of this one.

    ``desired`` is for the target and everything that the files say (12 hex digits), ``changes`` for each change by its segment's key
    (24), in their order; None if there were too many to store. If a change takes several writes, it is followed by what it is after
    each of them, under the same key.
    """

    desired: str
    changes: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes to make, in order; ``Unchanged`` come last.

    ``ids`` gives the deployed id of each key that a change builds on. ``usages`` are campaigns, journeys and segments that use a
    segment that is changed or deleted, or one that builds on such a segment; ``neighbours`` are segments that are not part of the plan but
    next to one that is. ``digest`` is a hash (64 hex digits) of what would be done, and of nothing else;
    ``fingerprints`` help to say how another plan differs. ``as_of`` is the time of the snapshot that this plan was made
    against; None if it was the service itself, and only such a plan is ever approved or applied. ``account`` is the AWS account of the
    deployed segments; empty if there are none. It is not hashed: it only keeps a saved plan from being applied in another account.
    ``left`` are our segments that no file names and that stay deployed, because this run may not delete; a saved plan does not have them.
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
    account: str = ""
    left: tuple[Delete, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return all(isinstance(change, Unchanged) for change in self.changes)

    def count(self, kind: type[Change]) -> int:
        """Return how many changes are of ``kind``."""
        return sum(isinstance(change, kind) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Written:
    """The service's answer to a write; ``tags`` and the canonical ``definition`` as returned, None if it returned none."""

    id: str
    arn: str
    version: int | None
    tags: Mapping[str, str] | None = None
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was applied; ``written`` is what is now deployed (None after a delete)."""

    change: Change
    written: Written | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was tried but not applied, or not completely; ``reason`` is a plain sentence."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A change that was not tried, because something it needs failed."""

    change: Change
    reason: str


Outcome: TypeAlias = Applied | Failed | NotStarted
