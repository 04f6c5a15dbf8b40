"""Carry out a plan: in its order, each change checked against what was planned, and nothing done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segments_as_code.apply.changes import Changer
from segments_as_code.apply.giving_up import Streak
from segments_as_code.model import Applied, Change, Create, Delete, Failed, NotStarted, Outcome, Plan, Replace, Unchanged, Written, key_of
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter
from segments_as_code.problems import Refused, SegmentsError

__all__ = ["apply_plan"]


def apply_plan(
    plan: Plan, *, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect, report: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Carry out ``plan`` and return what came of each change; ``report`` is told of each as soon as it is known.

    A change that fails does not stop the others, only those that need it; where several in a row fail for a reason that is
    the service's, the rest is not started.

    Raises:
        Refused: the plan has refusals; nothing was done.
    """
    for refusal in plan.refusals:
        raise Refused(refusal.code, refusal.message, refusal.remedy)
    outcomes = []
    for outcome in _Run(plan, Changer(plan, reader, writer, dialect), dialect).outcomes():
        report(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


class _Run:
    def __init__(self, plan: Plan, changer: Changer, dialect: Dialect) -> None:
        self._changes = [change for change in plan.changes if not isinstance(change, Unchanged)]
        self._changer = changer
        self._dialect = dialect
        self._undone: set[str] = set()
        self._streak = Streak()
        self._users = self._users_now()

    def outcomes(self) -> Iterator[Outcome]:
        """Yield the outcome of each change; what a replacement leaves behind goes when everything else is done."""
        made: list[tuple[Replace, Written]] = []
        for change in self._changes:
            outcome = self._try(change)
            if isinstance(outcome, Applied) and isinstance(change, Replace) and outcome.written is not None:
                made.append((change, outcome.written))
                continue
            if not isinstance(outcome, Applied):
                self._undone.add(key_of(change))
            yield outcome
        yield from (self._remove_old(change, written) for change, written in reversed(made))

    def _try(self, change: Change) -> Outcome:
        if verdict := self._streak.verdict:
            return NotStarted(change, verdict)
        waiting = sorted(self._undone & self._needs(change))
        if waiting:
            return NotStarted(change, f"it needs {' and '.join(waiting)}, which could not be changed")
        try:
            written = self._changer.carry_out(change)
        except SegmentsError as error:
            self._streak.failed(error)
            return Failed(change, error.message)
        self._streak.went_well()
        return Applied(change, written)

    def _remove_old(self, change: Replace, written: Written) -> Outcome:
        begin = f"the new segment is {written.id}; {change.deployed.id}"
        if waiting := sorted(self._undone & self._users.get(change.desired.key, set())):
            return Failed(change, f"{begin} stays, because {' and '.join(waiting)} still uses it")
        if verdict := self._streak.verdict:
            return Failed(change, f"{begin} stays: {verdict}")
        try:
            self._changer.delete(change.desired.key, change.deployed)
        except SegmentsError as error:
            self._streak.failed(error)
            return Failed(change, f"{begin} could not be deleted: {error.message}")
        self._streak.went_well()
        return Applied(change, written)

    def _needs(self, change: Change) -> set[str]:
        """Return the keys that must have been changed before ``change``: what it builds on, or what built on what goes."""
        if isinstance(change, Delete):
            return self._users.get(change.key, set()) | self._users.get(change.deployed.id, set())
        return {r.key for r in self._dialect.references(change.desired.definition) if r.key is not None}

    def _users_now(self) -> dict[str, set[str]]:
        """Return, by key and by id, which changing segments build on it as deployed."""
        users: dict[str, set[str]] = {}
        for change in self._changes:
            if isinstance(change, Create):
                continue
            for reference in self._dialect.references(change.deployed.definition):
                users.setdefault(reference.key or reference.id or "", set()).add(key_of(change))
        return users
