"""What every segment of a folder means, without a service: as predicates, with readings left open and with each at its default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import And, Environment, Field, Given, NumberIn, Predicate, Ref, Some, atoms
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.segment import DesiredSegment, Reference


@dataclass(frozen=True, slots=True)
class FolderMeaning:
    """The segments of one folder by key: their criteria, and what they mean.

    In ``opened`` a reading that is not settled is a ``Given("reading", …)``; in ``settled`` it has its default. A source that the folder
    does not have is a list that an example person may be in (``Given("list", …)``), whatever kind of segment it is.
    """

    criteria: Mapping[str, Criteria]
    opened: Environment
    settled: Environment
    assumptions: Assumptions
    adopted: Mapping[str, str]

    def without(self, key: str, criteria: Criteria) -> FolderMeaning:
        """Return the folder with other ``criteria`` for the segment ``key``."""
        opened, settled = _lower_both(criteria, self.assumptions, self.adopted)
        return FolderMeaning(
            {**self.criteria, key: criteria},
            {**self.opened, key: opened},
            {**self.settled, key: settled},
            self.assumptions,
            self.adopted,
        )


def read_folder(
    segments: Iterable[DesiredSegment], read_criteria: Callable[[Definition], Criteria], assumptions: Assumptions
) -> FolderMeaning:
    """Return what ``segments`` mean; each of them builds on others of them, or on segments that are not in the folder."""
    given = tuple(segments)
    adopted = {segment.lifecycle.adopt: segment.key for segment in given if segment.lifecycle.adopt is not None}
    criteria = {segment.key: read_criteria(segment.definition) for segment in given}
    lowered = {key: _lower_both(each, assumptions, adopted) for key, each in criteria.items()}
    return FolderMeaning(
        criteria,
        {key: opened for key, (opened, _) in lowered.items()},
        {key: settled for key, (_, settled) in lowered.items()},
        assumptions,
        adopted,
    )


def list_name(reference: Reference) -> str:
    """Return what ``InImported`` calls a segment that is not in the folder: its id, and its version if one is pinned."""
    name = reference.key or reference.id or ""
    return name if reference.version is None else f"{name} version {reference.version}"


def _lower_both(criteria: Criteria, assumptions: Assumptions, adopted: Mapping[str, str]) -> tuple[Predicate, Predicate]:
    def read_source(reference: Reference) -> Predicate:
        if reference.key is not None:
            return Ref(reference.key)
        if reference.version is None and (key := adopted.get(reference.id or "")) is not None:
            return Ref(key)
        return Given("list", list_name(reference))

    settled = Assumptions(Readings(assumptions.readings.settled), assumptions.single, assumptions.whole)
    opened = Assumptions(Readings(assumptions.readings.settled, is_open=True), assumptions.single, assumptions.whole)
    return lower(criteria, opened, read_source), lower(criteria, settled, read_source)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What the definitions of a folder ask about: fields by the member and the name under which an example person has them, and lists."""

    fields: Mapping[tuple[str, str], tuple[Field, ...]]
    lists: frozenset[str]

    def names(self, member: str) -> list[str]:
        """Return the names that are asked about in a member of a person, such as the attributes in ``UserAttributes``."""
        return sorted(name for of, name in self.fields if of == member and name)


def find_mentioned(folder: FolderMeaning) -> Mentioned:
    """Return everything that some definition of ``folder`` asks about."""
    fields: dict[tuple[str, str], dict[Field, None]] = {}
    lists: set[str] = set()
    for atom in atoms(And(tuple(folder.opened.values())), folder.opened):
        match atom:
            case Some(field) | NumberIn(field):
                fields.setdefault((field.member, field.name), {})[field] = None
            case Given("list", name):
                lists.add(name)
            case _:
                pass
    return Mentioned({at: tuple(found) for at, found in fields.items()}, frozenset(lists))
