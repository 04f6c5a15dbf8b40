"""Which segment builds on which: the order of changes, and the neighbours of the segments that a plan changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from segments_as_code.model.plan import Change, Create, Delete, Unchanged, key_of
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Neighbour, PinnedTo, Reference, Usage, UsageRole
from segments_as_code.ports import Dialect


@dataclass(frozen=True, slots=True)
class Node:
    """A segment as it will be after the plan; ``id`` is empty before it is created, ``key`` is None if it is not ours."""

    key: str | None
    id: str
    name: str
    builds_on: tuple[Reference, ...]

    @property
    def mark(self) -> str:
        """Return its identifier: its id, or its key if it has no id yet."""
        return self.id or f"key {self.key}"


@dataclass(frozen=True, slots=True)
class Dependent:
    """A segment that builds on ``base``, directly or indirectly; ``pinned`` if fixed versions keep changes from it."""

    segment: Node
    base: str
    pinned: bool


class ReferenceGraph:
    """All segments as they will be after ``changes``: ours as desired, others as deployed; and which builds on which."""

    def __init__(
        self, changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect, *, everything: bool = False
    ) -> None:
        """Read every definition once, or none if nothing changes; with ``everything``, all segments are neighbours."""
        self._changes = [change for change in changes if not isinstance(change, Unchanged)]
        if not self._changes and not everything:
            changes, deployed = (), ()
        ours = {id_of(change) for change in changes}
        self._others = {segment.id: segment for segment in deployed if segment.id not in ours}
        self._dialect = dialect
        self._marks = {key_of(change): _mark(change) for change in changes}
        self._nodes = list(self._all_nodes(changes))
        self._everything = everything
        self._builders: dict[str, list[tuple[Node, Reference]]] = {}
        for segment in self._nodes:
            for reference in segment.builds_on:
                self._builders.setdefault(self._target(reference), []).append((segment, reference))

    def affected_ids(self) -> tuple[str, ...]:
        """Return the ids of deployed segments that are changed, replaced or deleted, and of those that build on them."""
        changed = [change.deployed.id for change in self._changes if not isinstance(change, Create)]
        return (*changed, *(builder.segment.id for builder in self.dependents_of(changed) if builder.segment.id))

    def dependents_of(self, marks: Iterable[str]) -> Iterator[Dependent]:
        """Yield everything that builds on the segments ``marks``, directly or indirectly, once, nearest and unpinned ones first."""
        bases = {mark: mark for mark in marks}
        for pinned in (False, True):
            waiting = list(bases)
            for mark in waiting:
                for segment, reference in self._builders.get(mark, ()):
                    if segment.mark not in bases and (pinned or reference.version is None):
                        bases[segment.mark] = bases[mark]
                        waiting.append(segment.mark)
                        yield Dependent(segment, bases[mark], pinned)

    def usages(self) -> Iterator[Usage]:
        """Yield each segment that builds on one that changes."""
        for change in self._changes:
            for segment, reference in self._builders.get(_mark(change), ()):
                yield _usage(change, segment, reference)

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Return the segments next to what changes that are not part of the plan."""
        wanted = set(self._others) if self._everything else set(self._near())
        built_on = {s.id: s.builds_on for s in self._nodes}
        return tuple(Neighbour(s.id, s.name, s.kind, built_on.get(s.id, ())) for s in self._others.values() if s.id in wanted)

    def _near(self) -> Iterator[str]:
        near: list[Collection[Reference]] = [segment.builds_on for segment in self._nodes if segment.key is not None]
        near += [self._dialect.references(change.deployed.definition) for change in self._changes if isinstance(change, Delete)]
        for builder in self.dependents_of(map(_mark, self._changes)):
            yield builder.segment.mark
            near.append(builder.segment.builds_on)
        yield from (reference.id for references in near for reference in references if reference.id is not None)

    def _all_nodes(self, changes: Sequence[Change]) -> Iterator[Node]:
        for change in changes:
            if not isinstance(change, Delete):
                built_on = self._dialect.references(change.desired.definition)
                yield Node(change.desired.key, id_of(change), change.desired.name, built_on)
        for segment in self._others.values():
            yield Node(None, segment.id, segment.name, self._dialect.references(segment.definition))

    def _target(self, reference: Reference) -> str:
        return reference.id if reference.id is not None else self._marks.get(reference.key or "", f"key {reference.key}")


def id_of(change: Change) -> str:
    """Return the deployed id of a change's segment, empty if it has none yet."""
    return "" if isinstance(change, Create) else change.deployed.id


def _mark(change: Change) -> str:
    return id_of(change) or f"key {key_of(change)}"


def _usage(change: Change, segment: Node, reference: Reference) -> Usage:
    pinned = reference.version is not None
    return Usage(
        segment_id=id_of(change),
        kind="segment",
        id=segment.id,
        name=segment.name,
        state="",
        live=False,
        pinned_version=reference.version,
        role=UsageRole.SOURCE,
        takes_up_changes=False if pinned else None,
        keeps=PinnedTo.VERSION if pinned else None,
        key=segment.key,
        segment_key=key_of(change),
    )


def in_dependency_order(desired: Sequence[DesiredSegment], built_on: Mapping[str, Sequence[Reference]]) -> Iterator[DesiredSegment]:
    """Yield ``desired`` so that each follows what it is ``built_on``; otherwise by key."""
    by_key = {segment.key: segment for segment in desired}
    needs = {key: {reference.key for reference in built_on[key] if reference.key in by_key} for key in by_key}
    return (by_key[key] for key in _sorted(needs))


def dependents_first(deletes: Sequence[Delete], dialect: Dialect) -> Iterator[Delete]:
    """Yield ``deletes`` so that each comes before what it builds on; otherwise, or in a circle, by key."""
    by_key = {delete.key: delete for delete in deletes}
    needs: dict[str, set[str]] = {key: set() for key in by_key}
    for key, delete in by_key.items():
        for reference in dialect.references(delete.deployed.definition):
            if reference.key in needs and reference.key is not None:
                needs[reference.key].add(key)
    try:
        order = list(_sorted(needs))
    except CycleError:  # whether the service accepts a circle is not documented
        order = sorted(by_key)
    return (by_key[key] for key in order)


def _sorted(needs: Mapping[str, Iterable[str | None]]) -> Iterator[str]:
    sorter: TopologicalSorter[str] = TopologicalSorter({key: [n for n in needed if n] for key, needed in needs.items()})
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        yield from ready
        sorter.done(*ready)
