"""A project's declarations, in the prover's form: assumptions, and the predicates that all people meet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import And, Atom, Field, Given, NumberIn, Predicate, Some, atoms
from segments_as_code.meaning.readings import OPEN, READINGS, Assumptions, Readings
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.segment import Reference
from segments_as_code.model.settings import Settings

_ATTRIBUTES = frozenset({"Attributes", "UserAttributes"})


@dataclass(frozen=True, slots=True)
class Declarations:
    """The assumptions of a project, and each fact's predicate by its name; readings that are not set stay open."""

    assumptions: Assumptions = field(default_factory=lambda: Assumptions(Readings(is_open=True)))
    facts: Mapping[str, Predicate] = field(default_factory=dict)

    @property
    def predicate(self) -> Predicate:
        """Return the predicates that all people meet."""
        return And(tuple(self.facts.values()))


def declare(settings: Settings, read_criteria: Callable[[Definition], Criteria]) -> Declarations:
    """Return ``settings`` in the prover's form."""
    assumptions = Assumptions(Readings(settings.readings, is_open=True), settings.single, settings.whole)
    facts = {fact.name: lower(read_criteria(fact.definition), assumptions, _no_source) for fact in settings.facts}
    return Declarations(assumptions, facts)


def _no_source(reference: Reference) -> Predicate:
    raise AssertionError(f"a fact has no source, and this one has {reference}")


def name_assumptions(declared: Declarations, found: Iterable[Atom], open_readings: Collection[str]) -> tuple[str, ...]:
    """Return, in words, the parts of ``declared`` that affect criteria.

    ``found`` are their atoms, ``open_readings`` the readings that they depend on if none is set.
    """
    fields = {each for each in map(field_of, found) if each is not None}
    said = [f"{name} holds one value" for name in sorted(_names(fields, "one") & declared.assumptions.single)]
    said += [f"{name} is a whole number" for name in sorted(_names(fields, "whole") & declared.assumptions.whole)]
    settled = declared.assumptions.readings.settled
    said += [_reading_words(name, settled[name]) for name in sorted(settled) if name in open_readings and settled[name] != OPEN]
    return (*said, *_facts_about(declared.facts, fields))


def field_of(atom: Atom) -> Field | None:
    """Return the field of an atom, if it has one."""
    return atom.field if isinstance(atom, Some | NumberIn) else None


def readings_in(predicates: Iterable[Predicate], environment: Mapping[str, Predicate]) -> set[str]:
    """Return the readings that predicates depend on."""
    found = (atom for predicate in predicates for atom in atoms(predicate, environment))
    return {atom.name for atom in found if isinstance(atom, Given) and atom.kind == "reading"}


def _names(fields: Iterable[Field], shape: str) -> set[str]:
    places = _ATTRIBUTES if shape == "one" else {"Metrics"}
    return {each.name for each in fields if each.shape == shape and each.member in places}


def _reading_words(name: str, value: str) -> str:
    otherwise = READINGS[name].otherwise
    return otherwise if value != READINGS[name].default and otherwise else f"{name} is {value}"


def _facts_about(facts: Mapping[str, Predicate], fields: set[Field]) -> Sequence[str]:
    """Return the names of the facts about ``fields``, and about the fields that those facts connect them to."""
    about = {name: {each for each in map(field_of, atoms(fact, {})) if each is not None} for name, fact in facts.items()}
    reached, found = set(fields), dict[str, None]()
    while more := [name for name in about if name not in found and (not about[name] or not reached.isdisjoint(about[name]))]:
        found |= dict.fromkeys(more)
        reached.update(*(about[name] for name in more))
    return [name for name in facts if name in found]
