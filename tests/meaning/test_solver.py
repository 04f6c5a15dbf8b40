"""The solver against trying everything."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from segments_as_code.meaning.solver import Literal, OutOfSteps, Solver, Steps


@pytest.mark.parametrize("seed", range(20))
def test_it_agrees_with_trying_every_assignment(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # the same clauses every time
    for _ in range(30):
        solver = Solver(Steps(10**9))
        variables = [solver.new_variable() for _ in range(random.randint(1, 8))]
        clauses = []
        for _ in range(random.randint(1, 40)):
            clauses.append([random.choice(variables) ^ random.randint(0, 1) for _ in range(random.randint(1, 4))])
            solver.add(clauses[-1])
            if random.random() < 0.1:
                solver.solve()  # clauses may come between two questions
        for _ in range(3):
            assumptions = [random.choice(variables) ^ random.randint(0, 1) for _ in range(random.randint(0, 4))]
            wanted = [*clauses, *([each] for each in assumptions)]
            expected = _can_be_met(wanted, len(variables))
            assert solver.solve(assumptions) is expected
            if expected:
                assert all(any(solver.is_true(literal) for literal in clause) for clause in wanted)
            else:
                assert solver.core <= {*assumptions}
                assert not _can_be_met([*clauses, *([each] for each in solver.core)], len(variables))


def _can_be_met(clauses: list[list[Literal]], variables: int) -> bool:
    return any(
        all(any(bits[literal >> 1] != (literal & 1) for literal in clause) for clause in clauses)
        for bits in product((0, 1), repeat=variables)
    )


def _pigeons(holes: int, budget: int) -> Solver:
    """Return the clauses that put ``holes + 1`` pigeons into ``holes``, one each: false, and hard to see."""
    solver = Solver(Steps(budget))
    sits = [[solver.new_variable() for _ in range(holes)] for _ in range(holes + 1)]
    for row in sits:
        solver.add(row)
    for hole in range(holes):
        for i in range(holes + 1):
            for j in range(i):
                solver.add([sits[i][hole] ^ 1, sits[j][hole] ^ 1])
    return solver


def test_it_stops_at_its_budget_of_steps() -> None:
    with pytest.raises(OutOfSteps):
        _pigeons(8, 5_000).solve()


def test_it_answers_within_a_larger_one_and_always_after_the_same_steps() -> None:
    first, second = _pigeons(5, 10**9), _pigeons(5, 10**9)
    assert first.solve() is second.solve() is False
    assert first.steps.left == second.steps.left


def test_what_it_said_before_it_stopped_does_not_spoil_the_next_question() -> None:
    solver = _pigeons(7, 3_000)
    with pytest.raises(OutOfSteps):
        solver.solve()
    solver.steps.left = 10**9
    assert solver.solve() is False


def test_what_follows_without_a_decision_is_implied() -> None:
    solver = Solver(Steps(1_000))
    first, second, third, other = (solver.new_variable() for _ in range(4))
    solver.add([first ^ 1, second])
    solver.add([second ^ 1, third ^ 1])
    assert solver.implied([first]) == {first, second, third ^ 1}
    assert solver.implied([other]) == {other}


def test_a_clause_costs_a_step_for_each_literal() -> None:
    solver = Solver(Steps(3))
    clause = [solver.new_variable() for _ in range(4)]
    with pytest.raises(OutOfSteps):
        solver.add(clause)


def test_steps_are_shared_and_what_a_share_spends_is_gone() -> None:
    steps = Steps(100)
    with steps.share(30) as share:
        share.spend(20)
    assert steps.left == 80
    with pytest.raises(OutOfSteps), steps.share(30) as share:
        share.spend(31)
    assert steps.left == 50
    with steps.share(60) as share:
        assert share.left == 50
        share.spend(50)
    assert steps.left == 0
    with steps.share(1) as share:
        assert share.left == 0
