"""People who were found once, and everybody who differs from one of them in one thing: they answer most questions without a search.

Many people are looked at together: of each literal there is one number, in which bit ``i`` says whether it is true of person ``i``.
Who is found so is in a model of the clauses; who is not found may exist all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias

from segments_as_code.meaning.encoding import Encoding
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.solver import Literal

Way: TypeAlias = tuple[Collection[Literal], Collection[Literal]]
"""One way to differ from a person: what is no longer true of them, and what is true of them instead."""

_MOST_VARIED: Final = 60
"""Limit for the cells of a field that are put into the place of what a person holds."""


class Variations:
    """A person, by all free literals that are true of them (``facts``), and everybody who differs from them in one of ``ways``.

    With ``readings``, each of them is there under the default readings, and again under the other value of each.

    Raises:
        OutOfSteps: the budget was used up; each way and each definition that is looked at costs a step.
    """

    def __init__(self, encoding: Encoding, facts: Collection[Literal], ways: Sequence[Way], readings: Sequence[Literal] = ()) -> None:
        self._encoding = encoding
        encoding.solver.steps.spend(len(ways))
        count = 1 + len(ways)
        together = (1 << count) - 1
        copies = sum(1 << count * number for number in range(1 + len(readings)))
        self._everybody = together * copies
        bits = {literal: together if literal in facts else 0 for literal in encoding.free}
        for i, (cleared, put) in enumerate(ways, start=1):
            for literal in cleared:
                bits[literal] &= ~(1 << i)
            for literal in put:
                bits[literal] |= 1 << i
        self._bits = {literal >> 1: found * copies for literal, found in bits.items()}
        for number, reading in enumerate(readings, start=1):
            self._bits[reading >> 1] = together << count * number
        self._bits[encoding.true >> 1] = self._everybody
        self._defined = 0

    def who(self, wanted: Sequence[Literal], among: int | None = None) -> int:
        """Return the bits of those (of everybody, or ``among`` them) of whom all of ``wanted`` are true."""
        self._look_at_definitions()
        found = self._everybody if among is None else among
        for literal in wanted:
            held = self._bits[literal >> 1]
            found &= ~held if literal & 1 else held
        return found

    def person(self, number: int) -> Person:
        """Return a person by their number."""
        facts = {literal for literal in self._encoding.free if self._bits[literal >> 1] >> number & 1}
        return self._encoding.person(facts.__contains__)

    def _look_at_definitions(self) -> None:
        definitions, everybody, bits = self._encoding.definitions, self._everybody, self._bits
        self._encoding.solver.steps.spend(len(definitions) - self._defined)
        for defined, parts in definitions[self._defined :]:
            found = everybody
            for literal in parts:
                held = bits[literal >> 1]
                found &= ~held if literal & 1 else held
            bits[defined >> 1] = everybody ^ found if defined & 1 else found
        self._defined = len(definitions)


class KnownPeople:
    """Everybody who was found for the questions about one encoding, with their variations."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._readings = [encoding.atom(given) for given in encoding.givens if given.kind == "reading"]
        self.found: list[Variations] = []
        self._impossible: list[frozenset[Literal]] = []

    def add_model(self) -> None:
        """Take in the person whom the solver has just found."""
        facts = _facts_of_model(self.encoding)
        self.found.append(Variations(self.encoding, facts, [*_ways(self.encoding, facts)], self._readings))

    def find(self, wanted: Sequence[Literal]) -> Person | None:
        """Return somebody known of whom all of ``wanted`` are true."""
        for variations in self.found:
            if who := variations.who(wanted):
                return variations.person(first_bit(who))
        return None

    def search(self, wanted: Sequence[Literal]) -> bool:
        """Return whether all of ``wanted`` can be true together, of somebody who is then the solver's model, and known.

        Raises:
            OutOfSteps: the budget was used up.
        """
        if any(map(frozenset(wanted).issuperset, self._impossible)):
            return False
        if not self.encoding.solver.solve(wanted):
            self._impossible.append(self.encoding.solver.core)
            return False
        self.add_model()
        return True


def _facts_of_model(encoding: Encoding) -> frozenset[Literal]:
    """Return the free literals that are true in the model that the solver has just found; ``real`` if it is a person for certain."""
    found = set(filter(encoding.solver.is_true, encoding.free))
    is_somewhere = not found.isdisjoint(encoding.points) or found.isdisjoint(encoding.places)
    if is_somewhere and found.isdisjoint(encoding.phantoms):
        found.add(encoding.real)
    return frozenset(found)


def _ways(encoding: Encoding, facts: Collection[Literal]) -> Iterator[Way]:
    """Yield what else could be true of a person: another value of one field, one value more or less, another place, another list."""
    for field, cells in encoding.cells.items():
        held = [literal for literal, _ in cells if literal in facts]
        others = [literal for literal, cell in cells[:_MOST_VARIED] if cell.sample is not None]
        yield from ((held, [literal]) for literal in others if held != [literal])
        if held:
            yield held, []
        if field.shape == "list" and held:
            yield from (([], [literal]) for literal in others if literal not in facts)
            yield from (([literal], []) for literal in held if len(held) > 1)
    here = [literal for literal in encoding.places if literal in facts]
    yield from ((here, place) for place in encoding.points.values())
    for given in encoding.givens:
        literal = encoding.atom(given)
        if given.kind != "reading":
            yield ([literal], []) if literal in facts else ([], [literal])


def first_bit(bits: int) -> int:
    """Return the number of the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1
