"""One question, is anybody here and not there, and the smallest example person who answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from segments_as_code.meaning.cells import Cell, TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person, decide
from segments_as_code.meaning.predicate import TRUE, Field, Predicate
from segments_as_code.meaning.relation import Answer, Undecided
from segments_as_code.meaning.solver import Literal, OutOfSteps, Solver, Steps
from segments_as_code.meaning.variations import KnownPeople

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
        smaller, index, failed = _smaller(person), 0, 0
        while failed < len(smaller) and encoding.solver.steps.can_spend(encoding.size):
            index %= len(smaller)
            if self.is_met(smaller[index]):
                person, failed = smaller[index], 0
                smaller = _smaller(person)  # the same ways but for the one that was taken, so that the next one is at its index
            else:
                index, failed = index + 1, failed + 1
        for field in sorted({*person.texts, *person.numbers}):
            ways = _simpler(person, field, encoding.cells[field])
            if encoding.solver.steps.can_spend(encoding.size * len(ways)):
                person = next((each for each in ways if self.is_met(each)), person)
        return person


def _is_surely_in(person: Person, meaning: Meaning) -> bool | None:
    """Return what ``is_surely_in`` does, in an order that is found once."""
    known: dict[str, bool | None] = {}
    for key in meaning.order:
        known[key] = decide(person, meaning.environment[key], known)
    return decide(person, meaning.predicate, known)


def _smaller(person: Person) -> list[Person]:
    """Return ``person`` with one thing less, in every way."""
    ways = [replace(person, given=person.given - {each}) for each in sorted(person.given) if each.kind == "list"]
    if person.position is not None:
        ways.append(replace(person, position=None))
    ways += [replace(person, numbers={f: n for f, n in person.numbers.items() if f != field}) for field in sorted(person.numbers)]
    for field, held in sorted(person.texts.items()):
        for i in range(len(held)):
            fewer = (*held[:i], *held[i + 1 :])
            rest = {f: t for f, t in person.texts.items() if f != field}
            ways.append(replace(person, texts={**rest, field: fewer} if fewer else rest))
    return ways


def _simpler(person: Person, field: Field, cells: Sequence[tuple[Literal, Cell]]) -> list[Person]:
    """Return ``person`` with a simpler value of one field, simplest first; a field that holds several is left as it is."""
    samples = [cell.sample for _, cell in cells[:_SIMPLER_TRIED] if cell.sample is not None]
    if field in person.numbers:
        now = person.numbers[field]
        amounts = sorted((each for each in samples if not isinstance(each, str)), key=_plainness)
        return [replace(person, numbers={**person.numbers, field: each}) for each in amounts if _plainness(each) < _plainness(now)]
    if len(person.texts[field]) != 1:
        return []
    texts = [each for each in samples if isinstance(each, str)]
    held = person.texts[field][0]
    return [
        replace(person, texts={**person.texts, field: (each,)})
        for each in sorted(texts, key=_text_plainness)
        if _text_plainness(each) < _text_plainness(held)
    ]


def _plainness(number: float) -> tuple[bool, int, float, bool]:
    return number != int(number), len(repr(number)), abs(number), number < 0


def _text_plainness(text: str) -> tuple[bool, int, str]:
    return not text.isalnum(), len(text), text


def why_stopped(stopped: TooMuch | OutOfSteps) -> Undecided:
    """Return why a proof was given up."""
    return (
        Undecided(stopped.code, stopped.what)
        if isinstance(stopped, TooMuch)
        else Undecided("out-of-steps", "the budget of steps was used up")
    )
