"""One question, is anybody here and not there, and the smallest example person who answers it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.meaning.cells import Cell, Sample, TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person, decide
from segments_as_code.meaning.predicate import TRUE, Predicate
from segments_as_code.meaning.relation import Answer, Undecided
from segments_as_code.meaning.solver import Literal, OutOfSteps, Solver, Steps
from segments_as_code.meaning.variations import KnownPeople, Variations, first_bit

BUDGET: Final = 3_000_000
"""Steps of the solver for one comparison, about two seconds."""
MOST_HELD: Final = 50
"""Values that one attribute of an endpoint can hold (Pinpoint's limit)."""


_SIMPLER_TRIED: Final = 40


def find_person(
    inside: Sequence[Meaning], outside: Sequence[Meaning], *, facts: Predicate = TRUE, steps: Steps | None = None
) -> Person | Undecided | None:
    """Return a person who is in all of ``inside`` and in none of ``outside``; None if there is none, Undecided if that is not proven."""
    question = Question(tuple(inside), tuple(outside), Meaning(facts, {}))
    try:
        answer, person, undecided = question.ask(KnownPeople(Encoding(question.meanings, Solver(steps or Steps(BUDGET)))), ())
    except (TooMuch, OutOfSteps) as stopped:
        return why_stopped(stopped)
    return person if answer else None if answer is False else undecided[0]


@dataclass(frozen=True, slots=True)
class Question:
    """Is anybody in all of ``inside`` and in none of ``outside``, among those who meet ``facts``?"""

    inside: tuple[Meaning, ...]
    outside: tuple[Meaning, ...]
    facts: Meaning

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """Return everything that an encoding needs to know for this question."""
        return (*self.inside, *self.outside, self.facts)

    def ask(
        self, known: KnownPeople, assumptions: Sequence[Literal], *, with_smallest: bool = True
    ) -> tuple[Answer, Person | None, tuple[Undecided, ...]]:
        """Return the answer, with a person if it is yes (the smallest, if that is wanted), and with what stopped it if it is None.

        Raises:
            OutOfSteps: the budget was used up.
        """
        encoding = known.encoding
        hard = self.goal(encoding, True)
        wanted = [*assumptions, hard, encoding.real]
        if not with_smallest and (somebody := known.find(wanted)) is not None and self.is_met(somebody):
            return True, somebody, ()
        if known.search(wanted):
            person = encoding.person()
            if self.is_met(person):
                return True, self.smallest(encoding, person) if with_smallest else person, ()
            return None, None, (Undecided("too-many-held", "an example person would need more values than a field can have"),)
        goal = self.goal(encoding, None)
        is_exact = hard == goal and not encoding.has_phantoms  # then that was the whole question
        if is_exact or not known.search([*assumptions, goal]):
            return False, None, ()
        unread = tuple(Undecided("not-read", given.name) for given in encoding.givens if given.kind == "unread")
        if hard != goal and (not encoding.has_phantoms or known.search([*assumptions, goal, encoding.real])):
            return None, None, unread
        what = "how several circles overlap" if encoding.has_circles else "dates in which certain digits are looked for, too"
        return None, None, (Undecided("circles-or-dates", what),)

    def goal(self, encoding: Encoding, mode: bool | None) -> Literal:  # noqa: FBT001  # as Encoding.literal takes it
        """Return a literal that is true exactly for the people asked for, with unread parts as ``mode`` says."""
        opposite = None if mode is None else not mode
        inside = [encoding.literal(each, mode=mode) for each in (*self.inside, self.facts)]
        return encoding.conjunction([*inside, *(encoding.literal(each, mode=opposite) ^ 1 for each in self.outside)])

    def is_met(self, person: Person) -> bool:
        """Return whether the plain evaluator puts ``person`` on this side, whatever unread parts hold, and the service could hold them."""
        return (
            all(len(held) <= MOST_HELD for held in person.texts.values())
            and all(_is_surely_in(person, each) is True for each in self.inside)
            and all(_is_surely_in(person, each) is False for each in self.outside)
            and decide(person, self.facts.predicate, {}) is True
        )

    def smallest(self, encoding: Encoding, person: Person) -> Person:
        """Return ``person``, who meets this, with everything left out that can be, and simpler values if they do, as far as steps last."""
        facts, goal = _facts_of(encoding, person), self.goal(encoding, True)
        try:
            facts = _simpler(encoding, _smaller(encoding, facts, goal), goal)
        except OutOfSteps:
            return person
        found = encoding.person(facts.__contains__)
        return found if self.is_met(found) else person


def _is_surely_in(person: Person, meaning: Meaning) -> bool | None:
    """Return what ``is_surely_in`` does, in an order that is found once."""
    known: dict[str, bool | None] = {}
    for key in meaning.order:
        known[key] = decide(person, meaning.environment[key], known)
    return decide(person, meaning.predicate, known)


def _facts_of(encoding: Encoding, person: Person) -> frozenset[Literal]:
    """Return the free literals that are true of a person who was found in ``encoding``."""
    found = {literal for point, literals in encoding.points.items() if encoding.positions[point] == person.position for literal in literals}
    found |= {encoding.atom(given) for given in person.given} | {encoding.real}
    for field, cells in encoding.cells.items():
        held = person.texts.get(field, (person.numbers.get(field),))
        found.update(literal for literal, cell in cells if cell.sample is not None and cell.sample in held)
    return frozenset(found)


def _smaller(encoding: Encoding, facts: frozenset[Literal], goal: Literal) -> frozenset[Literal]:
    """Return ``facts`` without everything that can be left out while ``goal`` stays true, one thing after the other."""
    index = 0
    while True:
        things = [*_things(encoding, facts)]
        who = Variations(encoding, facts, [(thing, ()) for thing in things]).who([goal]) >> 1
        if not who:
            return facts
        index = first_bit(who >> index << index or who)  # where it was, the next one is now
        facts = facts.difference(things[index])


def _things(encoding: Encoding, facts: frozenset[Literal]) -> Iterator[Collection[Literal]]:
    """Yield what could be left out of a person: imported lists, the position, numbers, texts."""
    lists = (encoding.atom(given) for given in encoding.givens if given.kind == "list")
    yield from ([literal] for literal in lists if literal in facts)
    here = [literal for literal in encoding.places if literal in facts]
    if here:
        yield here
    for field in sorted(encoding.cells, key=lambda field: field.shape not in {"number", "whole"}):
        yield from ([literal] for literal, _ in encoding.cells[field] if literal in facts)


def _simpler(encoding: Encoding, facts: frozenset[Literal], goal: Literal) -> frozenset[Literal]:
    """Return ``facts`` with the simplest value of each field that keeps ``goal`` true; a field that holds several is left as it is."""
    left = [*encoding.cells]
    while True:
        ways = [(field, held, other) for field in left for held, other in _simpler_values(encoding.cells[field], facts)]
        who = Variations(encoding, facts, [((held,), (other,)) for _, held, other in ways]).who([goal]) >> 1
        if not who:
            return facts
        field, held, other = ways[first_bit(who)]
        facts = facts - {held} | {other}
        left = left[left.index(field) + 1 :]


def _simpler_values(cells: Sequence[tuple[Literal, Cell]], facts: frozenset[Literal]) -> Iterator[tuple[Literal, Literal]]:
    """Yield the literal of the only value that is held, and that of each simpler one, simplest first."""
    held = [(literal, cell.sample) for literal, cell in cells if literal in facts]
    if len(held) == 1:
        literal, sample = held[0]
        others = ((_plainness(cell.sample), other) for other, cell in cells[:_SIMPLER_TRIED] if cell.sample is not None)
        yield from ((literal, other) for plainness, other in sorted(others) if sample is not None and plainness < _plainness(sample))


def _plainness(sample: Sample) -> tuple[bool, int, float | str, bool]:
    if isinstance(sample, str):
        return not sample.isalnum(), len(sample), sample, False
    return sample != int(sample), len(repr(sample)), abs(sample), sample < 0


def why_stopped(stopped: TooMuch | OutOfSteps) -> Undecided:
    """Return why a proof was given up."""
    return (
        Undecided(stopped.code, stopped.what)
        if isinstance(stopped, TooMuch)
        else Undecided("out-of-steps", "the budget of steps was used up")
    )
