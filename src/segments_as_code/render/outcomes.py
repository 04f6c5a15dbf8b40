"""Show on a terminal what came of a plan, while it is carried out and after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from segments_as_code.model.plan import Applied, Failed, NotStarted, Outcome, Plan
from segments_as_code.render.kinds import changes_of, done
from segments_as_code.render.record import count_outcomes, what_was_done
from segments_as_code.render.remarks import columns
from segments_as_code.render.rows import GAP, KEY, SIGNS, line, names, needed, table, widths_of
from segments_as_code.render.spans import END, Span, Style, shown


def outcomes_text(outcomes: Sequence[Outcome], *, width: int | None = None) -> list[Span]:
    """Return what came of a plan: counts, then one line each."""
    spans = [Span(f"Segments: {count_outcomes(outcomes)}", Style.HEADING), END]
    return [*spans, *([END] if outcomes else []), *table([_outcome_cells(outcome) for outcome in outcomes], width)]


class OutcomeLines:
    """Lines for the outcomes of one plan, each as soon as it is known, in columns that fit them all."""

    def __init__(self, plan: Plan, *, width: int | None = None) -> None:
        changes = changes_of(plan)
        words = [Span(f"not {done(change)}") for change in changes]
        widths = widths_of([[Span("+"), *names(change), word] for change, word in zip(changes, words, strict=True)])
        self._skipped = KEY if width is not None and needed(widths) > width else None
        self._widths = [wide for column, wide in enumerate(widths) if column != self._skipped]
        self._width = width

    def line(self, outcome: Outcome) -> list[Span]:
        """Return the line of ``outcome``, which the plan must have; an id or a reason that does not fit is left out."""
        cells = [cell for column, cell in enumerate(_outcome_cells(outcome)) if column != self._skipped]
        widths = [*self._widths, columns(cells[-1].text)]
        if self._width is not None and needed(widths) > self._width:
            cells[-1] = Span("")
        return list(line(cells, widths, self._width))


def summary_text(outcomes: Sequence[Outcome]) -> list[Span]:
    """Return what was not carried out, each with its whole reason, and last the counts."""
    spans: list[Span] = []
    for outcome in outcomes:
        if not isinstance(outcome, Applied):
            sign, name, key, word, _ = _outcome_cells(outcome)
            spans += [sign, Span(" "), name, Span(GAP), key, Span(GAP), word, END, shown(f"    {outcome.reason}"), END]
    style = Style.ERROR if spans else Style.HEADING
    return [*spans, *([END] if spans else []), Span(f"Segments: {count_outcomes(outcomes)}", style), END]


def _outcome_cells(outcome: Outcome) -> list[Span]:
    match outcome:
        case Applied(change, written):
            sign, style = SIGNS[type(change)]
            version = f", version {written.version}" if written and written.version is not None else ""
            now = f"{written.id}{version}" if written else ""
        case Failed(_, reason):
            sign, style, now = "✗", Style.ERROR, reason
        case NotStarted(_, reason):
            sign, style, now = "…", Style.WARNING, reason
        case _:
            assert_never(outcome)
    return [Span(sign, style), *names(outcome.change), shown(what_was_done(outcome), style), shown(now, Style.QUIET)]
