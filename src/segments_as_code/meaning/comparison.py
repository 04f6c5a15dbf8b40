"""Two definitions side by side: how the people of the one relate to those of the other, offline and without data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segments_as_code.meaning.declarations import Declarations, name_assumptions, readings_in
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.plan_meanings import ReadCriteria, break_circles
from segments_as_code.meaning.predicate import TRUE, And, Given, Predicate, Ref, atoms, keys_in_order
from segments_as_code.meaning.readings import OPEN, READINGS, Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Verdict
from segments_as_code.meaning.verdicts import changed_connectives
from segments_as_code.model.document import Definition
from segments_as_code.model.segment import Reference


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change from one definition to another means, and the value that it takes for each reading that nobody settled."""

    verdict: Verdict
    readings: Mapping[str, str]


def compare_definitions(
    old: Definition,
    new: Definition,
    known: Mapping[str, Definition],
    read_criteria: ReadCriteria,
    declared: Declarations,
    *,
    key: str = "",
) -> Comparison:
    """Return who comes in and who goes out from ``old`` to ``new``; ``known`` are the definitions that either may build on, by key."""

    def source(reference: Reference) -> Predicate:
        if reference.key in known and reference.key is not None:
            return Ref(reference.key)
        name = reference.key or reference.id or "a source"
        return Given("unread", name if reference.version is None else f"{name} version {reference.version}")

    before, after = read_criteria(old), read_criteria(new)
    environment = {each: lower(read_criteria(definition), declared.assumptions, source) for each, definition in known.items()}
    break_circles(environment)
    sides = [Meaning(lower(criteria, declared.assumptions, source), environment) for criteria in (before, after)]
    relation = relate(*sides, facts=declared.predicate)
    is_open = Assumptions(Readings(is_open=True), declared.assumptions.single, declared.assumptions.whole)
    reached = keys_in_order(And(tuple(side.predicate for side in sides)), environment)
    parts = [before, after, *(read_criteria(known[each]) for each in reached)]
    touched = readings_in((lower(each, is_open, lambda _: TRUE) for each in parts), {})
    found = [atom for side in sides for atom in atoms(side.predicate, environment)]
    assumes = name_assumptions(declared, found, touched)
    verdict = Verdict(key, relation.result, relation, (), changed_connectives(before, after), assumes=assumes)
    settled = declared.assumptions.readings.settled
    return Comparison(verdict, {name: READINGS[name].default for name in sorted(touched) if settled.get(name, OPEN) == OPEN})
