"""What the segments of a plan mean, before and after it, as predicates by key."""

from __future__ import annotations

from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter

from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import Given, Predicate, Ref, keys_in_order, references
from segments_as_code.meaning.readings import Assumptions
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Create, Delete, Plan, key_of
from segments_as_code.model.segment import Reference

ReadCriteria = Callable[[Definition], Criteria]


class PlanMeanings:
    """``before`` is what is deployed, ``after`` what will be; ``imported`` are the ids of segments that came from an import."""

    def __init__(self, plan: Plan, read_criteria: ReadCriteria, assumptions: Assumptions, imported: frozenset[str]) -> None:
        self._changes = {key_of(change): change for change in plan.changes}
        self._read_criteria = read_criteria
        self._assumptions = assumptions
        self._imported = imported
        self._old = {key: change.deployed for key, change in self._changes.items() if not isinstance(change, Create)}
        self._by_id = {segment.id: key for key, segment in self._old.items()}
        self._pinned: list[str] = []
        self._labels = {neighbour.id: neighbour.name for neighbour in plan.neighbours}
        self._names = {neighbour.id: f"{neighbour.name} ({neighbour.id})" for neighbour in plan.neighbours}
        self.before: dict[str, Predicate] = {}
        self.after: dict[str, Predicate] = {}

    def lower(self) -> None:
        """Fill in ``before`` and ``after``."""
        for key, change in self._changes.items():
            old = self._read_criteria(change.deployed.definition) if not isinstance(change, Create) else None
            if old is not None:
                self.before[key] = lower(old, self._assumptions, self.source_before)
            if not isinstance(change, Delete):
                is_same = old is not None and change.desired.definition == self._old[key].definition
                new = old if old is not None and is_same else self._read_criteria(change.desired.definition)
                self.after[key] = lower(new, self._assumptions, self.source_after)
        while self._pinned:
            key = self._pinned.pop()
            if _deployed_key(key) not in self.after:
                self.after[_deployed_key(key)] = self.lower_one(self._old[key].definition, self.source_after)
        for environment in (self.before, self.after):
            break_circles(environment)

    def lower_one(self, definition: Definition, source: Callable[[Reference], Predicate]) -> Predicate:
        """Return what a definition means; ``source`` gives the meaning of what it builds on."""
        return lower(self._read_criteria(definition), self._assumptions, source)

    def source_before(self, reference: Reference) -> Predicate:
        """Return the meaning of a source as it is deployed now."""
        key = reference.key or self._by_id.get(reference.id or "")
        if key in self._old and reference.version in {None, self._old[key].version}:
            return Ref(key)
        return self.foreign(reference)

    def source_after(self, reference: Reference) -> Predicate:
        """Return the meaning of a source once the plan is applied."""
        if reference.key is not None and not isinstance(self._changes.get(reference.key), Delete | None):
            return Ref(reference.key)
        key = self._by_id.get(reference.id or "")
        if key is not None and reference.version is not None and reference.version == self._old[key].version:
            self._pinned.append(key)
            return Ref(_deployed_key(key))  # a pinned version stays what it is, whatever happens to the segment
        if key is not None and reference.version is None and key in self._changes and not isinstance(self._changes[key], Delete):
            return Ref(key)
        return self.foreign(reference)

    def foreign(self, reference: Reference) -> Given:
        """Return the bit of a source that the plan does not hold."""
        if reference.id is not None and reference.id in self._imported:
            return Given("list", reference.id, self._labels.get(reference.id, ""))
        name = reference.key or self._names.get(reference.id or "") or reference.id or "a source"
        return Given("unread", name if reference.version is None else f"{name} version {reference.version}")


def _deployed_key(key: str) -> str:
    """Return the key in an environment of a segment as it is deployed now, which pinned versions go on meaning."""
    return f"{key} as deployed"


def break_circles(environment: dict[str, Predicate]) -> None:
    """Make every segment that builds on itself, directly or not, an unread part: whatever it holds, nothing is concluded from it."""
    try:
        TopologicalSorter({key: references(predicate) for key, predicate in environment.items()}).prepare()
    except CycleError:
        pass
    else:
        return
    for key in list(environment):
        if key in keys_in_order(environment[key], environment):
            environment[key] = Given("unread", f"{key}, which builds on itself")
