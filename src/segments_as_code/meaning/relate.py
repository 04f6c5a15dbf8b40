"""Compare two meanings by logic alone: who may come in, who may go out, shown on a person, or not proven and why.

Sound by construction. *Yes* is said only with a person whom the evaluator puts on that side for any content of the unread parts. *No* is
said only if the clauses, which allow at least what is possible, have no model. Everything else is None, with the part that stopped it. The
budget is counted in steps, so the same definitions give the same answer on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from segments_as_code.meaning.cells import TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.facts import shared_facts
from segments_as_code.meaning.independent_parts import IndependentParts, Separated, join_people
from segments_as_code.meaning.predicate import TRUE, Environment, Given, Predicate, atoms, references
from segments_as_code.meaning.question import BUDGET, Question, why_stopped
from segments_as_code.meaning.relation import Answer, Otherwise, Relation, Result, Side, Undecided, Word
from segments_as_code.meaning.solver import Literal as SolverLiteral
from segments_as_code.meaning.solver import OutOfSteps, Solver, Steps
from segments_as_code.meaning.variations import KnownPeople

_PROVEN: Final[frozenset[Word]] = frozenset({"same", "wider", "narrower", "overlapping", "disjoint"})


def relate(
    old: Meaning, new: Meaning, *, facts: Predicate = TRUE, steps: Steps | None = None, parts: IndependentParts | None = None
) -> Relation:
    """Return who comes in and who goes out between ``old`` and ``new``, of the people who meet ``facts`` (which has no ``Ref``).

    ``parts`` knows what other comparisons had in common.
    """
    steps = steps or Steps(BUDGET)
    if is_identical(old, new):
        result = result_of(new, facts=facts, steps=steps)
        return Relation("same", enters=False, leaves=False, before=result, result=result)
    return _relate_rest(old, new, facts, steps, parts or IndependentParts()) or _Comparison(old, new, facts, steps).relation()


def _relate_rest(old: Meaning, new: Meaning, facts: Predicate, steps: Steps, parts: IndependentParts) -> Relation | None:
    """Return the relation as what only one side has decides it; None if there is nothing in common, or that proves too little."""
    try:
        rest = parts.separate(old, new, facts, steps)
    except OutOfSteps:
        return None
    if rest.is_nobody:
        return Relation("same", enters=False, leaves=False, before="nobody", result="nobody")
    if not rest.common:
        return None
    found = _Comparison(rest.old, rest.new, facts, steps).relation()
    if not _is_proven(found):
        return None
    entering, leaving = (_complete(side, rest) for side in (found.entering, found.leaving))
    for side, inside, outside in ((entering, new, old), (leaving, old, new)):
        if side is not None and not Question((inside,), (outside,), Meaning(facts, {})).is_met(side.example):
            return None
    before, result = _not_everybody(found.before), _not_everybody(found.result)
    others = (replace(each, result=_not_everybody(each.result)) for each in found.otherwise)
    otherwise = tuple(each for each in others if (each.relation, each.result) != (found.relation, result))
    return replace(found, before=before, result=result, entering=entering, leaving=leaving, otherwise=otherwise)


def _is_proven(relation: Relation) -> bool:
    words = {relation.relation, *(each.relation for each in relation.otherwise)}
    results = {relation.before, relation.result, *(each.result for each in relation.otherwise)}
    return words <= _PROVEN and "unknown" not in results


def _complete(side: Side | None, rest: Separated) -> Side | None:
    return None if side is None else replace(side, example=join_people([side.example, *rest.common]))


def _not_everybody(result: Result) -> Result:
    """Return the result of a segment that has a part, too, which some do not meet."""
    return "some" if result == "everybody" else result


def result_of(meaning: Meaning, *, facts: Predicate = TRUE, steps: Steps | None = None) -> Result:
    """Return whether nobody, everybody or somebody meets ``meaning``."""
    return _Comparison(meaning, meaning, facts, steps or Steps(BUDGET)).result("new", {})


def is_identical(old: Meaning, new: Meaning) -> bool:
    """Return whether two meanings are identical, including everything that they build on."""
    if old.predicate != new.predicate:
        return False
    return all(
        key in old.environment and key in new.environment and old.environment[key] == new.environment[key]
        for key in {*old.order, *new.order}
    )


class _Comparison:
    """The questions about one pair. Each is asked with unchanged sources unread first, and with their contents if that decides nothing."""

    def __init__(self, old: Meaning, new: Meaning, facts: Predicate, steps: Steps) -> None:
        self._sides = {"old": old, "new": new}
        self._facts = Meaning(facts, {})
        self._steps = steps
        self._undecided: dict[Undecided, None] = {}

    def relation(self) -> Relation:
        """Answer everything under the default readings, and find what another value of a reading would change."""
        enters, entering = self.direction("new", "old")
        leaves, leaving = self.direction("old", "new")
        word = self.word(enters, leaves, {})
        before, result = self.result("old", {}), self.result("new", {})
        undecided = tuple(sorted(self._undecided))
        return Relation(
            word,
            enters,
            leaves,
            before,
            result,
            entering,
            leaving,
            self.otherwise(word, result),
            undecided if None in (enters, leaves) or "unknown" in (word, result) else (),
        )

    def direction(self, inside: str, outside: str) -> tuple[Answer, Side | None]:
        """Return whether anybody is in the one and not in the other, with a person and what is true of all of them."""
        question, known, answer, person = self._ask((inside,), (outside,), {}, with_smallest=True)
        if person is None or known is None:
            return answer, None
        return answer, Side(person, self._facts_of(question, known))

    def word(self, enters: Answer, leaves: Answer, flipped: Mapping[str, bool]) -> Word:  # noqa: PLR0911  # one return a row
        """Return the word for the two directions; ``disjoint`` if nobody stays."""
        match enters, leaves:
            case False, False:
                return "same"
            case True, False:
                return "wider"
            case False, True:
                return "narrower"
            case True, True:
                stays = self._is_anybody(("old", "new"), (), flipped)
                return {True: "overlapping", False: "disjoint", None: "unknown"}[stays]  # type: ignore[return-value]
            case None, False:
                return "same-or-wider"
            case False, None:
                return "same-or-narrower"
            case _:
                return "unknown"

    def result(self, side: str, flipped: Mapping[str, bool]) -> Result:
        """Return whether a side is nobody, everybody or some."""
        somebody = self._is_anybody((side,), (), flipped)
        if somebody is False:
            return "nobody"
        somebody_else = self._is_anybody((), (side,), flipped)
        if somebody_else is False:
            return "everybody"
        return "some" if somebody and somebody_else else "unknown"

    def otherwise(self, word: Word, result: Result) -> tuple[Otherwise, ...]:
        """Return, for each reading that the pair depends on, the answer under its other value, if that differs."""
        found = []
        for name in self._readings:
            flipped = {name: True}
            enters = self._is_anybody(("new",), ("old",), flipped)
            leaves = self._is_anybody(("old",), ("new",), flipped)
            other = Otherwise(name, self.word(enters, leaves, flipped), self.result("new", flipped))
            if (other.relation, other.result) != (word, result):
                found.append(other)
        return tuple(found)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _readings(self) -> tuple[str, ...]:
        found = {
            atom.name
            for side in self._sides.values()
            for atom in atoms(side.predicate, side.environment)
            if isinstance(atom, Given) and atom.kind == "reading"
        }
        return tuple(sorted(found))

    @cached_property
    def _attempts(self) -> tuple[Mapping[str, Meaning], ...]:
        """The two sides, first with unchanged sources as unread parts (if there are any), then as they are."""
        old, new = self._sides["old"], self._sides["new"]
        opaque = _unchanged(old.environment, new.environment, new.order)
        if not opaque:
            return (self._sides,)
        hidden = {key: Given("unread", f"source {key}") for key in opaque}
        return (
            {"old": Meaning(old.predicate, {**old.environment, **hidden}), "new": Meaning(new.predicate, {**new.environment, **hidden})},
            self._sides,
        )

    def _is_anybody(self, inside: Sequence[str], outside: Sequence[str], flipped: Mapping[str, bool]) -> Answer:
        return self._ask(inside, outside, flipped)[2]

    def _ask(
        self, inside: Sequence[str], outside: Sequence[str], flipped: Mapping[str, bool], *, with_smallest: bool = False
    ) -> tuple[Question, KnownPeople | None, Answer, Person | None]:
        undecided: tuple[Undecided, ...] = ()
        question = self._question(self._sides, inside, outside)
        for number, sides in enumerate(self._attempts):
            question = self._question(sides, inside, outside)
            try:
                known = self._known_people(number)
                assumptions = self._assumptions(known.encoding, flipped)
                answer, person, undecided = question.ask(known, assumptions, with_smallest=with_smallest)
            except (TooMuch, OutOfSteps) as stopped:
                undecided = (why_stopped(stopped),)
                continue
            if answer is not None:
                return question, known, answer, person
        self._undecided |= dict.fromkeys(undecided)
        return question, None, None, None

    def _question(self, sides: Mapping[str, Meaning], inside: Sequence[str], outside: Sequence[str]) -> Question:
        return Question(tuple(sides[each] for each in inside), tuple(sides[each] for each in outside), self._facts)

    @cached_property
    def _found(self) -> dict[int, KnownPeople | TooMuch]:
        return {}

    def _known_people(self, number: int) -> KnownPeople:
        """Return who was found in an attempt; its encoding is made when it is first asked for."""
        if number not in self._found:
            meanings = (*self._attempts[number].values(), self._facts)
            try:
                self._found[number] = KnownPeople(Encoding(meanings, Solver(self._steps)))
            except TooMuch as too_much:
                self._found[number] = too_much
        found = self._found[number]
        if isinstance(found, TooMuch):
            raise found
        return found

    def _assumptions(self, encoding: Encoding, flipped: Mapping[str, bool]) -> list[SolverLiteral]:
        return [encoding.atom(given) ^ (0 if flipped.get(given.name) else 1) for given in encoding.givens if given.kind == "reading"]

    def _facts_of(self, question: Question, known: KnownPeople) -> tuple[str, ...]:
        encoding = known.encoding
        assumptions = self._assumptions(encoding, {})
        try:
            both = [encoding.literal(each) for each in (*question.inside, *question.outside)]
            return shared_facts(known, [*assumptions, question.goal(encoding, None)], [[*assumptions, each] for each in both])
        except OutOfSteps:
            return ()


def _unchanged(old: Environment, new: Environment, order: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of sources that are the same on both sides, all that they build on included."""
    same: dict[str, None] = {}
    for key in order:
        if key in old and key in new and old[key] == new[key] and all(each in same for each in references(new[key])):
            same[key] = None
    return tuple(same)
