"""A small conflict-driven SAT solver, deterministic and bounded in steps.

Literals are ints: variable ``v`` is ``2 * v``, its negation ``2 * v + 1``, so ``literal ^ 1`` negates. The method is MiniSat's (Eén and
Sörensson, "An Extensible SAT-solver", 2003): two watched literals, learning at the first unique implication point, activities, saved
phases that start false (so that models say little), restarts, and assumptions as the first decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from heapq import heappop, heappush
from typing import Final

Literal = int

_DECAY: Final = 1.05
_FIRST_RESTART: Final = 100
_RESTART_GROWTH: Final = 1.3
_LARGEST_ACTIVITY: Final = 1e100


class OutOfSteps(Exception):
    """The budget of steps is used up; nothing was decided."""


class Steps:
    """A budget of steps, for one question or for many, one after the other; ``left`` is what they have not spent."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> None:
        """Take ``count`` steps away; raise OutOfSteps if there are fewer."""
        self.left -= count
        if self.left < 0:
            raise OutOfSteps

    @contextmanager
    def share(self, most: int) -> Iterator[Steps]:
        """Give at most ``most`` of the steps to one question; afterwards what it spent is gone here, too."""
        part = Steps(max(0, min(most, self.left)))
        given = part.left
        try:
            yield part
        finally:
            self.left -= given - max(0, part.left)


class Solver:
    """Clauses over variables, and whether they can all be met. Adding and looking at clauses costs ``steps``."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self._values: list[int] = []  # by literal: 1 true, 0 false, -1 open
        self._watches: list[list[list[Literal]]] = []  # by literal: the clauses that watch it
        self._levels: list[int] = []
        self._reasons: list[list[Literal] | None] = []
        self._phases: list[int] = []
        self._activities: list[float] = []
        self._heap: list[tuple[float, int]] = []
        self._trail: list[Literal] = []
        self._limits: list[int] = []
        self._head = 0
        self._bump = 1.0
        self._is_consistent = True
        self.core: frozenset[Literal] = frozenset()

    def new_variable(self) -> Literal:
        """Return the positive literal of a new variable."""
        variable = len(self._levels)
        self._values += (-1, -1)
        self._watches += ([], [])
        self._levels.append(0)
        self._reasons.append(None)
        self._phases.append(1)
        self._activities.append(0.0)
        heappush(self._heap, (0.0, variable))
        return 2 * variable

    def add(self, clause: Iterable[Literal]) -> None:
        """Add a clause: some literal of it is true.

        Raises:
            OutOfSteps: the budget was used up first.
        """
        self._backtrack(0)
        literals: list[Literal] = []
        wanted = sorted(set(clause))
        self.steps.spend(len(wanted))
        for literal in wanted:
            if self._values[literal] == 1 or literal ^ 1 in literals:
                return
            if self._values[literal] == -1:
                literals.append(literal)
        if not literals:
            self._is_consistent = False
        elif len(literals) == 1:
            self._assign(literals[0], None)
            self._is_consistent = self._is_consistent and self._propagate() is None
        else:
            self._watch(literals)

    def solve(self, assumptions: Sequence[Literal] = ()) -> bool:
        """Return whether all clauses can be met while every one of ``assumptions`` is true; then ``is_true`` gives a model.

        If not, ``core`` has those of ``assumptions`` that cannot be true together.

        Raises:
            OutOfSteps: the budget was used up first.
        """
        self._backtrack(0)
        self.core = frozenset()
        if not self._is_consistent:
            return False
        conflicts, limit = 0, float(_FIRST_RESTART)
        while True:
            conflict = self._propagate()
            if conflict is not None:
                if not self._limits:
                    self._is_consistent = False
                    return False
                conflicts += 1
                self._learn(conflict)
                continue
            if conflicts >= limit:
                conflicts, limit = 0, limit * _RESTART_GROWTH
                self._backtrack(0)
                continue
            decision = self._next_assumption(assumptions)
            if decision is None:
                self.core = self._reasons_against(assumptions[len(self._limits)])
                return False
            if decision == -1:
                decision = self._decide()
            if decision == -1:
                return True
            self._limits.append(len(self._trail))
            self._assign(decision, None)

    def implied(self, assumptions: Sequence[Literal]) -> frozenset[Literal]:
        """Return literals that are true in every model in which ``assumptions`` are: those that follow without a decision.

        Raises:
            OutOfSteps: the budget was used up first.
        """
        self._backtrack(0)
        self._limits.append(len(self._trail))
        for literal in assumptions:
            if self._values[literal] == -1:
                self._assign(literal, None)
        self._propagate()
        return frozenset(self._trail)

    def is_true(self, literal: Literal) -> bool:
        """Return whether ``literal`` is true in the model that ``solve`` has just found."""
        return self._values[literal] == 1

    # ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _next_assumption(self, assumptions: Sequence[Literal]) -> Literal | None:
        """Return the next assumption to decide on, -1 after the last, or None if one of them is false already."""
        while len(self._limits) < len(assumptions):
            literal = assumptions[len(self._limits)]
            value = self._values[literal]
            if value == 0:
                return None
            if value == -1:
                return literal
            self._limits.append(len(self._trail))  # true already: a level without a decision
        return -1

    def _reasons_against(self, assumption: Literal) -> frozenset[Literal]:
        """Return ``assumption``, which is false, and the assumptions before it that make it false."""
        found, seen = {assumption}, {assumption >> 1}
        for literal in reversed(self._trail[self._limits[0] :] if self._limits else ()):
            if literal >> 1 in seen:
                reason = self._reasons[literal >> 1]
                seen.update(other >> 1 for other in reason or ())
                found |= {literal} if reason is None else set()
        return frozenset(found)

    def _decide(self) -> Literal:
        while self._heap:
            activity, variable = heappop(self._heap)
            if self._values[2 * variable] == -1 and -activity == self._activities[variable]:
                return 2 * variable + self._phases[variable]
        return -1

    def _assign(self, literal: Literal, reason: list[Literal] | None) -> None:
        variable = literal >> 1
        self._values[literal], self._values[literal ^ 1] = 1, 0
        self._levels[variable] = len(self._limits)
        self._reasons[variable] = reason
        self._trail.append(literal)

    def _backtrack(self, level: int) -> None:
        if len(self._limits) <= level:
            return
        start = self._limits[level]
        for literal in self._trail[start:]:
            variable = literal >> 1
            self._values[literal] = self._values[literal ^ 1] = -1
            self._phases[variable] = literal & 1
            heappush(self._heap, (-self._activities[variable], variable))
        del self._trail[start:]
        del self._limits[level:]
        self._head = min(self._head, start)

    def _watch(self, clause: list[Literal]) -> None:
        self._watches[clause[0]].append(clause)
        self._watches[clause[1]].append(clause)

    def _propagate(self) -> list[Literal] | None:
        """Assign all that follows; return a clause that is violated, or None."""
        values = self._values
        while self._head < len(self._trail):
            false = self._trail[self._head] ^ 1
            watching = self._watches[false]
            self.steps.spend(len(watching) + 1)
            self._head += 1
            kept: list[list[Literal]] = []
            self._watches[false] = kept
            for index, clause in enumerate(watching):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                if values[clause[0]] == 1:
                    kept.append(clause)
                    continue
                for other in range(2, len(clause)):
                    if values[clause[other]] != 0:
                        clause[1], clause[other] = clause[other], false
                        self._watches[clause[1]].append(clause)
                        break
                else:
                    kept.append(clause)
                    if values[clause[0]] == 0:
                        kept += watching[index + 1 :]
                        return clause
                    self._assign(clause[0], clause)
        return None

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _learn(self, conflict: list[Literal]) -> None:
        """Add the clause that the conflict teaches, go back to where it says something, and assign what it says."""
        learnt, back = self._analyse(conflict)
        self._backtrack(back)
        self._bump *= _DECAY
        if len(learnt) > 1:
            self._watch(learnt)
        self._assign(learnt[0], learnt if len(learnt) > 1 else None)

    def _analyse(self, conflict: list[Literal]) -> tuple[list[Literal], int]:
        """Return the clause of the first unique implication point, its own literal first, and the level to go back to."""
        level = len(self._limits)
        seen: set[int] = set()
        rest: list[Literal] = []
        reason, position, open_here = conflict, len(self._trail) - 1, 0
        while True:
            for literal in reason:
                variable = literal >> 1
                if variable in seen or self._levels[variable] == 0 or self._values[literal] == 1:
                    continue
                seen.add(variable)
                self._raise_activity(variable)
                if self._levels[variable] == level:
                    open_here += 1
                else:
                    rest.append(literal)
            while self._trail[position] >> 1 not in seen:
                position -= 1
            point = self._trail[position]
            position -= 1
            open_here -= 1
            if open_here == 0:
                break
            reason = self._reasons[point >> 1] or []
        rest = [literal for literal in rest if not self._is_implied(literal, seen)]
        rest.sort(key=lambda literal: (-self._levels[literal >> 1], literal))
        return [point ^ 1, *rest], self._levels[rest[0] >> 1] if rest else 0

    def _is_implied(self, literal: Literal, seen: set[int]) -> bool:
        """Return whether the rest of the learnt clause says this literal already (minimisation, one step deep)."""
        reason = self._reasons[literal >> 1]
        return reason is not None and all(
            other >> 1 in seen or self._levels[other >> 1] == 0 for other in reason if other >> 1 != literal >> 1
        )

    def _raise_activity(self, variable: int) -> None:
        self._activities[variable] += self._bump
        if self._activities[variable] > _LARGEST_ACTIVITY:
            self._activities = [activity / _LARGEST_ACTIVITY for activity in self._activities]
            self._bump /= _LARGEST_ACTIVITY
            self._heap = [(-activity, each) for each, activity in enumerate(self._activities)]
            self._heap.sort()
        else:
            heappush(self._heap, (-self._activities[variable], variable))
