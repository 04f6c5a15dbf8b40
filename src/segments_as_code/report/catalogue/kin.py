"""What each segment builds on, and what uses it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference, Usage
from segments_as_code.ownership import owned_key
from segments_as_code.ports import Dialect
from segments_as_code.report.change_block import describe_user


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a catalogue is made from.

    ``deployed`` and ``usages`` are what the service holds, where it was looked at; ``owner`` tells which of it is ours. ``files`` is
    the address that a file's path is put behind. ``seen`` says where the rest comes from, in words.
    """

    title: str
    segments: Sequence[DesiredSegment]
    deployed: Sequence[DeployedSegment] = ()
    usages: Sequence[Usage] = ()
    owner: str = ""
    files: str | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Relative:
    """A segment, a campaign or a journey beside the one that is looked at; ``key`` is that of a segment with an entry of its own."""

    kind: str
    name: str
    note: str = ""
    key: str | None = None
    id: str = ""
    is_live: bool = False


class Kin:
    """The relatives of all segments of a catalogue, looked up once."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        """Follow every reference; a segment that is deployed and not ours is known by its id."""
        self._names = {segment.key: segment.name for segment in catalogue.segments}
        self._by_id = {segment.id: segment for segment in catalogue.deployed}
        keys = ((owned_key(segment.tags, catalogue.owner), segment) for segment in catalogue.deployed)
        self.deployed = {key: segment for key, segment in keys if key in self._names}
        self._key_of_id = {segment.id: key for key, segment in self.deployed.items()}
        self._on: dict[Relative, list[Relative]] = {}
        self._upon: defaultdict[Relative, list[Relative]] = defaultdict(list)
        for segment in catalogue.segments:
            me = self.of_key(segment.key)
            self._on[me] = [self._of(reference) for reference in dialect.references(segment.definition)]
            for base in self._on[me]:
                self._upon[base].append(me)
        for usage in catalogue.usages:
            self._upon[self._of(Reference(id=usage.segment_id))].append(_user(usage))

    def of_key(self, key: str) -> Relative:
        """Return the segment with an entry of its own under ``key``."""
        return Relative("segment", self._names[key], key=key)

    def builds_on(self, relative: Relative) -> list[Relative]:
        """Return what a segment builds on; nothing is known of what others build on."""
        return self._on.get(relative, [])

    def used_by(self, relative: Relative) -> list[Relative]:
        """Return the segments that build on this one, and the campaigns and journeys that use it."""
        return sorted(self._upon.get(relative, []))

    def name_of(self, reference: Reference) -> str:
        """Return the name to show for a segment that another builds on."""
        return self._of(reference).name

    def _of(self, reference: Reference) -> Relative:
        key = reference.key if reference.key is not None else self._key_of_id.get(reference.id or "")
        if key in self._names:
            return self.of_key(key)
        known = self._by_id.get(reference.id or "")
        shown = reference.key or reference.id or ""
        return Relative("segment", known.name if known else shown, "not in these files", id=shown)


def _user(usage: Usage) -> Relative:
    pinned = f"pinned to version {usage.pinned_version}" if usage.pinned_version is not None else ""
    note = ", ".join(part for part in (describe_user(usage), pinned) if part)
    return Relative(usage.kind, usage.name, note, id=usage.id, is_live=usage.live)


@dataclass(slots=True)
class Family:
    """A few relatives in columns: 0 is the one looked at, what it builds on is below 0, what uses it above."""

    columns: dict[int, list[Relative]] = field(default_factory=dict)
    ties: list[tuple[Relative, Relative]] = field(default_factory=list)
    left_out: int = 0


def family_of(me: Relative, kin: Kin, *, most: int) -> Family:
    """Return the relatives of ``me``, the nearest first, up to ``most`` of them."""
    family = Family({0: [me]})
    level = {me: 0}
    for step, near in ((-1, kin.builds_on), (1, kin.used_by)):
        edge = [me]
        while edge:
            nexts: list[Relative] = []
            for here in edge:
                for other in near(here):
                    if other in level:
                        continue
                    if len(level) > most:
                        family.left_out += 1
                        continue
                    level[other] = level[here] + step
                    nexts.append(other)
            edge = nexts
    for relative, column in level.items():
        if relative is not me:
            family.columns.setdefault(column, []).append(relative)
    family.ties = [(base, user) for base in level for user in kin.used_by(base) if user in level]
    return family
