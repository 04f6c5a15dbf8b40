"""Tell how an apply goes, while it goes."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from segments_as_code.cli.painting import can_move, show, width_of
from segments_as_code.model.plan import Outcome, Plan, Unchanged
from segments_as_code.model.problem import SegmentsError
from segments_as_code.render.outcomes import OutcomeLines

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """A line on standard output for each change as it is done, and below them a bar where that is a terminal."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self.outcomes: list[Outcome] = []
        self.total = sum(not isinstance(change, Unchanged) for change in plan.changes)
        self._is_quiet = quiet
        self._lines = OutcomeLines(plan, width=width_of(sys.stdout))
        self._bar: tuple[Bar, TaskID] | None = None
        self._trouble: SegmentsError | None = None

    def __enter__(self) -> Self:
        if not self._is_quiet and can_move(sys.stdout):
            self._bar = _start_bar(self.total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar[0].stop()
        if self._trouble is not None and error is None:
            message = f"the plan was carried out, but what became of it could not be told: {self._trouble.message}"
            raise SegmentsError(self._trouble.code, message, "segments plan shows what is left to do, if anything.")

    def report(self, outcome: Outcome) -> None:
        """Tell of one more change; that it cannot be told does not stop the work."""
        self.outcomes.append(outcome)
        try:
            if not self._is_quiet:
                show(self._lines.line(outcome))
        except SegmentsError as trouble:
            self._trouble = trouble
        if self._bar is not None:
            bar, task = self._bar
            bar.advance(task)


def _start_bar(total: int) -> tuple[Bar, TaskID]:
    """Start a bar; what is printed meanwhile stands above it, for rich takes standard output over."""
    # rich takes a tenth of a second to import: only where there is somebody to look at it
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    bar = Bar(BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), console=Console(file=sys.stdout), transient=True)
    bar.start()
    return bar, bar.add_task("", total=total)
