"""Show how far an apply has come, to somebody who watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from segments_as_code.cli.painting import is_watched
from segments_as_code.model import Outcome, Plan, Unchanged, name_of
from segments_as_code.render import plain_text

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress:
    """A bar on standard error while changes are carried out; nothing where nobody watches."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self._total = sum(not isinstance(change, Unchanged) for change in plan.changes)
        self._is_shown = not quiet and is_watched(sys.stderr)
        self._bar: tuple[Bar, TaskID] | None = None

    def __enter__(self) -> Self:
        if self._is_shown:
            # rich takes a tenth of a second to import: only where there is somebody to look at it
            from rich.console import Console  # noqa: PLC0415
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
            from rich.progress import Progress as Bar  # noqa: PLC0415

            columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
            bar = Bar(*columns, console=Console(stderr=True), transient=True)
            bar.start()
            self._bar = bar, bar.add_task("", total=self._total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def report(self, outcome: Outcome) -> None:
        """Count one more change, and name it."""
        if self._bar is not None:
            bar, task = self._bar
            bar.update(task, advance=1, description=plain_text(name_of(outcome.change)))
