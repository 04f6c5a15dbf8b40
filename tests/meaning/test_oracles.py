"""The solver and the prover against z3 and python-sat: no answer may differ (MEANING_QUESTIONS asks more; see CONTRIBUTING)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import pytest
import z3
from pysat.solvers import Cadical153

from segments_as_code.meaning.cells import TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.predicate import (
    TRUE,
    And,
    Atom,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Environment,
    NoneOf,
    Not,
    NumberIn,
    Numeric,
    OneOf,
    Or,
    Predicate,
    Ref,
    Some,
    Span,
    TextTest,
)
from segments_as_code.meaning.question import Question, find_person
from segments_as_code.meaning.relation import Undecided
from segments_as_code.meaning.solver import Literal, Solver, Steps
from tests.meaning.universes import ONE, ORDERS, UNIVERSES, WHOLE, Universe

QUESTIONS = int(os.environ.get("MEANING_QUESTIONS", "300"))


class Recorded(Solver):
    """A solver that remembers its clauses, so that others can be asked the same."""

    def __init__(self) -> None:
        super().__init__(Steps(10**9))
        self.clauses: list[list[Literal]] = []

    def add(self, clause: Iterable[Literal]) -> None:
        literals = list(clause)
        self.clauses.append(literals)
        super().add(literals)


def dimacs(literals: Iterable[Literal]) -> list[int]:
    return [-(literal // 2 + 1) if literal & 1 else literal // 2 + 1 for literal in literals]


def cadical(clauses: Sequence[Sequence[Literal]], assumptions: Sequence[Literal]) -> bool:
    with Cadical153(bootstrap_with=[dimacs(clause) for clause in clauses]) as solver:
        found: bool | None = solver.solve(assumptions=dimacs(assumptions))
        assert found is not None
        return found


def by_z3(clauses: Sequence[Sequence[Literal]], assumptions: Sequence[Literal]) -> bool:
    variables = z3.BoolVector("v", 1 + max(literal >> 1 for clause in [*clauses, assumptions] for literal in clause))

    def term(literal: Literal) -> z3.BoolRef:
        return z3.Not(variables[literal >> 1]) if literal & 1 else variables[literal >> 1]

    solver = z3.Solver()
    for clause in clauses:
        solver.add(z3.Or([term(literal) for literal in clause]))
    found = solver.check([term(literal) for literal in assumptions])
    return decided(found)


def decided(found: z3.CheckSatResult) -> bool:
    assert found in (z3.sat, z3.unsat)  # its results cannot be hashed
    return bool(found == z3.sat)


def test_the_solver_agrees_with_python_sat_near_the_phase_transition() -> None:
    random = Random(1)  # noqa: S311  # the same clauses every time
    answers = []
    for _ in range(QUESTIONS // 3):
        solver = Recorded()
        variables = [solver.new_variable() for _ in range(40)]
        for _ in range(170):
            solver.add(literal ^ random.randint(0, 1) for literal in random.sample(variables, 3))
        for _ in range(3):
            assumptions = [literal ^ random.randint(0, 1) for literal in random.sample(variables, random.randint(0, 3))]
            answers.append(solver.solve(assumptions))
            assert answers[-1] is cadical(solver.clauses, assumptions)
    assert 0.1 < sum(answers) / len(answers) < 0.9  # or it would compare nothing


@pytest.mark.parametrize("universe", UNIVERSES, ids=str)
def test_questions_of_the_prover_have_the_same_answer_by_z3_and_by_python_sat(universe: Universe) -> None:
    random = Random(f"oracle {universe.fields}")  # noqa: S311  # the same questions every time
    answers = []
    for _ in range(QUESTIONS // 2 // len(UNIVERSES) + 1):
        question = Question((universe.meaning(random),), (universe.meaning(random),), Meaning(TRUE, {}))
        solver = Recorded()
        try:
            encoding = Encoding(question.meanings, solver)
        except TooMuch:
            continue  # a field that cannot be cut: nothing to compare
        goal = question.goal(encoding, None)
        for assumptions in ([goal], [goal, encoding.real]):
            answers.append(solver.solve(assumptions))
            assert answers[-1] is cadical(solver.clauses, assumptions)
            assert answers[-1] is by_z3(solver.clauses, assumptions)
    assert len(set(answers)) == 2


# ── z3 with its own numbers and texts: nothing of ours but the predicate ─────────────────────────────────────────────


def native(predicate: Predicate, environment: Environment) -> z3.BoolRef:
    """Return a predicate over one-valued fields in z3's own theories; lacking is a bit of its own."""

    def of(part: Predicate) -> z3.BoolRef:  # noqa: PLR0911  # one return a node
        match part:
            case And(parts):
                return z3.And([of(each) for each in parts])
            case Or(parts):
                return z3.Or([of(each) for each in parts])
            case Not(inner):
                return z3.Not(of(inner))
            case Ref(key):
                return of(environment[key])
            case NumberIn(field, spans):
                number = z3.Int(field.name) if field.shape == "whole" else z3.Real(field.name)
                return z3.And(z3.Bool(f"{field.name} is there"), z3.Or([in_span(number, span) for span in spans]))
            case Some(field, test):
                return z3.And(z3.Bool(f"{field.member} is there"), passes(z3.String(field.member), test))
            case _:
                return z3.Bool(repr(part))

    return of(predicate)


def in_span(number: z3.ArithRef, span: Span) -> z3.BoolRef:
    low, high = (None if end is None else z3.Q(*float(end).as_integer_ratio()) for end in (span.low, span.high))
    above = z3.BoolVal(True) if low is None else number >= low if span.low_in else number > low
    return z3.And(above, z3.BoolVal(True) if high is None else number <= high if span.high_in else number < high)


def passes(held: z3.SeqRef, test: TextTest) -> z3.BoolRef:
    match test:
        case OneOf(texts):
            return z3.Or([held == text for text in sorted(texts)])
        case NoneOf(texts):
            return z3.And([held != text for text in sorted(texts)])
        case Contains(parts):
            return z3.Or([z3.Contains(held, part) for part in sorted(parts)])
        case BeginsWith(parts):
            return z3.Or([z3.PrefixOf(part, held) for part in sorted(parts)])
        case EndsWith(parts):
            return z3.Or([z3.SuffixOf(part, held) for part in sorted(parts)])
        case _:
            return z3.BoolVal(True)


@dataclass(frozen=True)
class PlainTexts(Universe):
    """One text, and none of the tests that read it as a date or a number."""

    def atom(self, random: Random) -> Atom:
        while True:
            atom = super().atom(random)
            if not (isinstance(atom, Some) and isinstance(atom.test, Dated | Numeric)):
                return atom


@pytest.mark.parametrize("universe", [Universe((ORDERS, WHOLE), imported=True), PlainTexts((ONE,)), PlainTexts((ONE, ORDERS))], ids=str)
def test_what_the_prover_decides_is_what_z3_finds_with_its_own_numbers_and_texts(universe: Universe) -> None:
    random = Random(f"native {universe.fields}")  # noqa: S311  # the same questions every time
    answers = []
    for _ in range(QUESTIONS // 8):
        one, other = universe.meaning(random), universe.meaning(random)
        solver = z3.Solver()
        solver.add(native(one.predicate, one.environment), z3.Not(native(other.predicate, other.environment)))
        found = find_person([one], [other])
        answers.append(found)
        if not isinstance(found, Undecided):
            assert (found is not None) is decided(solver.check())
    assert sum(isinstance(answer, Undecided) for answer in answers) <= len(answers) // 8
    assert {type(answer) for answer in answers} >= {Person, type(None)}
