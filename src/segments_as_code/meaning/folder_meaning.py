"""What every segment of a folder means, without a service: as predicates, with readings left open and with each at its default."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import (
    FALSE,
    TRUE,
    And,
    Environment,
    Field,
    Given,
    Not,
    NumberIn,
    Or,
    Predicate,
    Ref,
    Some,
    atoms,
    keys_in_order,
)
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.segment import DesiredSegment, Reference


@dataclass(frozen=True, slots=True)
class FolderMeaning:
    """The segments of one folder by key: their criteria, and what they mean.

    In ``opened`` a reading that is not settled is a ``Given("reading", …)``; in ``settled`` it has its default. A source that the folder
    does not have is a list that an example person may be in (``Given("list", …)``), whatever kind of segment it is. ``facts`` are what
    the project declares of everybody, by name, under the default readings.
    """

    criteria: Mapping[str, Criteria]
    opened: Environment
    settled: Environment
    facts: Mapping[str, Predicate]
    read: Callable[[Criteria], Predicate]

    def replace(self, key: str, criteria: Criteria) -> FolderMeaning:
        """Return the folder with other ``criteria`` for the segment ``key``."""
        opened = self.read(criteria)
        return replace(
            self,
            criteria={**self.criteria, key: criteria},
            opened={**self.opened, key: opened},
            settled={**self.settled, key: settle(opened)},
        )

    @property
    def all_facts(self) -> Predicate:
        """Return what everybody meets, under the default readings."""
        return And(tuple(self.facts.values()))

    def reach(self, key: str) -> tuple[str, ...]:
        """Return ``key`` and the keys of all that it builds on, directly or through others."""
        return (*keys_in_order(Ref(key), self.opened),)

    def readings(self, key: str) -> list[Given]:
        """Return the open readings that the segment ``key``, and what it builds on, depend on."""
        found = {atom for atom in atoms(Ref(key), self.opened) if isinstance(atom, Given) and atom.kind == "reading"}
        return sorted(found)


def read_folder(
    segments: Iterable[DesiredSegment], read_criteria: Callable[[Definition], Criteria], declared: Declarations
) -> FolderMeaning:
    """Return what ``segments`` mean; each of them builds on others of them, or on segments that are not in the folder."""
    given = tuple(segments)
    adopted = {segment.lifecycle.adopt: segment.key for segment in given if segment.lifecycle.adopt is not None}

    def read_source(reference: Reference) -> Predicate:
        if reference.key is not None:
            return Ref(reference.key)
        if reference.version is None and (key := adopted.get(reference.id or "")) is not None:
            return Ref(key)
        return Given("list", list_name(reference))

    def read(criteria: Criteria) -> Predicate:
        return lower(criteria, declared.assumptions, read_source)

    criteria = {segment.key: read_criteria(segment.definition) for segment in given}
    opened = {key: read(each) for key, each in criteria.items()}
    facts = {name: settle(fact) for name, fact in declared.facts.items()}
    return FolderMeaning(criteria, opened, {key: settle(each) for key, each in opened.items()}, facts, read)


def list_name(reference: Reference) -> str:
    """Return what ``InImported`` calls a segment that is not in the folder: its id, and its version if one is pinned."""
    name = reference.key or reference.id or ""
    return name if reference.version is None else f"{name} version {reference.version}"


def settle(predicate: Predicate, flipped: Collection[str] = ()) -> Predicate:
    """Return ``predicate`` with every open reading at its default, or at its other value if its name is in ``flipped``."""
    match predicate:
        case Given("reading", name):
            return TRUE if name in flipped else FALSE
        case And(parts):
            return _joined(And, [settle(each, flipped) for each in parts], neutral=TRUE, decisive=FALSE)
        case Or(parts):
            return _joined(Or, [settle(each, flipped) for each in parts], neutral=FALSE, decisive=TRUE)
        case Not(part):
            return Not(settle(part, flipped))
        case other:
            return other


def _joined(kind: type[And | Or], parts: list[Predicate], *, neutral: Predicate, decisive: Predicate) -> Predicate:
    left = [part for part in parts if part != neutral]
    if decisive in left:
        return decisive
    return left[0] if len(left) == 1 else kind(tuple(left))


# ── what is asked about ──────────────────────────────────────────────────────────────────────────────────────────────


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
