"""Show a plan, ask, apply it, and report the outcome: the only way in which a command changes anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from segments_as_code.cli.commands.plan import Proposal, show_plan
from segments_as_code.cli.console import can_move_cursor, is_terminal, print_json, print_notice, print_styled, width_of
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, Unchanged, key_of
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.pipeline import carry_out
from segments_as_code.report.plan_text import OutcomeLines, summary_text
from segments_as_code.report.text import Span


@dataclass(frozen=True, slots=True)
class ApplyOptions:
    """How a command applies a plan: whether it asks, how it prints, and its own sentences."""

    yes: bool
    as_json: bool
    if_empty: str
    """The sentence for a plan with nothing to do."""
    again: str
    """The beginning of the advice if something is left to do: ``Apply again``."""
    more_json: Mapping[str, Json] = field(default_factory=dict)


def confirm_and_apply(proposal: Proposal, options: ApplyOptions) -> int:
    """Show the plan, ask, apply it, print the outcome, and return the exit code."""
    plan = proposal.plan
    must_ask = not (options.yes or plan.is_empty or plan.refusals)
    if must_ask or not options.as_json:
        show_plan(proposal, "text", to_stderr=options.as_json)
    if must_ask and not is_confirmed(f"Apply this plan to {plan.target.scope}?"):
        print_notice("Nothing was applied.")
        return 1
    outcomes = () if plan.refusals or plan.is_empty else _apply(proposal, options)
    _print_outcomes(plan, outcomes, options)
    is_whole = all(isinstance(outcome, Applied) for outcome in outcomes)
    if not is_whole:
        print_notice(f"{options.again} once the cause is fixed, to apply what is left.")
    return 0 if is_whole and not plan.refusals else 1


def is_confirmed(question: str) -> bool:
    """Ask, and return whether the answer is yes.

    Raises:
        Refused: standard input is not a terminal (``not-confirmed``).
    """
    if not is_terminal(sys.stdin):
        raise Refused("not-confirmed", "cannot ask for confirmation: stdin is not a terminal.", "pass --yes.")
    try:
        return click.confirm(f"\n{question}", err=True)
    except click.exceptions.Abort:
        print_notice("")  # the next line must not be on the line of the question
        raise


def _apply(proposal: Proposal, options: ApplyOptions) -> Sequence[Outcome]:
    writer = proposal.provider.open_writer(proposal.connection)
    progress = _ApplyProgress(proposal.plan, quiet=options.as_json)
    if not options.as_json:
        print_styled([Span("\n")])
    try:
        with progress:
            return carry_out(proposal.plan, proposal.reader, writer, proposal.provider.dialect, report=progress.report)
    except KeyboardInterrupt:
        known = f"{len(progress.outcomes):,} of {progress.total:,} changes were ended"
        print_notice(f"{known}; those after them may have been made, or not. {options.again}: it goes on with what is left.")
        raise


class _ApplyProgress:
    """Prints a line for each change when it is done, and on a terminal a progress bar below."""

    def __init__(self, plan: Plan, *, quiet: bool) -> None:
        self.outcomes: list[Outcome] = []
        self.total = sum(not isinstance(change, Unchanged) for change in plan.changes)
        self._is_quiet = quiet
        self._lines = OutcomeLines(plan, width=width_of(sys.stdout))
        columns = BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn()
        is_shown = not quiet and can_move_cursor(sys.stdout)
        self._bar = Progress(*columns, console=Console(file=sys.stdout), transient=True, disable=not is_shown)
        self._task = self._bar.add_task("", total=self.total)
        self._error: SegmentsError | None = None

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()
        if self._error is not None and error is None:
            message = f"the plan was applied, but its outcome could not be printed: {self._error.message}"
            raise SegmentsError(self._error.code, message, "run segments plan to see what is left to do.")

    def report(self, outcome: Outcome) -> None:
        """Report one more change; if it cannot be printed, the apply goes on."""
        self.outcomes.append(outcome)
        try:
            if not self._is_quiet:
                print_styled(self._lines.line(outcome))  # above the bar: rich redirects standard output while it runs
        except SegmentsError as error:
            self._error = error
        self._bar.advance(self._task)


def _print_outcomes(plan: Plan, outcomes: Sequence[Outcome], options: ApplyOptions) -> None:
    if options.as_json:
        refusals = [{"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy} for refusal in plan.refusals]
        document = {"digest": plan.digest, "refusals": refusals, "outcomes": [*map(_outcome_json, outcomes)], **options.more_json}
        print_json(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    elif plan.refusals:
        print_notice("Nothing was applied.")
    elif plan.is_empty:
        print_notice(options.if_empty)
    else:
        print_styled([Span("\n"), *summary_text(outcomes)])


def _outcome_json(outcome: Outcome) -> dict[str, object]:
    about = {"key": key_of(outcome.change), "change": type(outcome.change).__name__.lower()}
    if isinstance(outcome, Applied):
        written = outcome.written
        return {**about, "outcome": "applied", "id": written and written.id, "version": written and written.version}
    return {**about, "outcome": "failed" if isinstance(outcome, Failed) else "not-started", "reason": outcome.reason}
