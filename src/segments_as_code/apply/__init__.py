"""Carry out a plan: in its order, each change checked against what was planned, and nothing done twice."""

from __future__ import annotations

from collections.abc import Callable

from segments_as_code.apply.changes import Changer
from segments_as_code.apply.running import Run
from segments_as_code.model.outcomes import Outcome
from segments_as_code.model.plan import Plan
from segments_as_code.ports import Crew, Dialect, SegmentReader, SegmentWriter
from segments_as_code.problems import Refused

__all__ = ["apply_plan"]


class _OneByOne:
    """A crew of one: each job is done when it is begun."""

    width = 1

    def begin(self, job: Callable[[], None]) -> None:
        """Do it."""
        job()

    def wait(self) -> None:
        """Find nothing to wait for."""
        raise AssertionError("a change waits for another that never begins")


def apply_plan(
    plan: Plan,
    *,
    reader: SegmentReader,
    writer: SegmentWriter,
    dialect: Dialect,
    report: Callable[[Outcome], None],
    crew: Crew | None = None,
) -> tuple[Outcome, ...]:
    """Carry out ``plan`` and return what came of each change, in the plan's order; ``report`` is told of each in that order.

    A change that fails does not stop the others, only those that need it; where several in a row fail for a reason that is
    the service's, the rest is not started. With a ``crew`` what does not need each other is under way at once: ``reader`` and
    ``writer`` are called from several threads then, and ``report`` never is.

    Raises:
        Refused: the plan has refusals; nothing was done.
    """
    for refusal in plan.refusals:
        raise Refused(refusal.code, refusal.message, refusal.remedy)
    changer = Changer(plan, reader, writer, dialect)
    outcomes = []
    for outcome in Run(plan, changer, dialect, crew or _OneByOne()).outcomes():
        report(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)
