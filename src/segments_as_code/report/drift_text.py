"""Show drift on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.meaning.verdict_text import DRIFT, headline, sentences
from segments_as_code.model.phrases import Phrase
from segments_as_code.model.plan import Change, Create, Delete, DriftOrigin, Plan, key_of, name_of
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect
from segments_as_code.report.change_summary import changes_of, location_of
from segments_as_code.report.drift_report import (
    NO_DRIFT,
    UNKNOWN_ORIGIN,
    drift_counts,
    drift_difference,
    drift_legend,
    explain_cause,
    summarize_deployed,
    summarize_in_git,
)
from segments_as_code.report.explanation import spoken
from segments_as_code.report.people import SourceNames, describe_sides
from segments_as_code.report.plan_text import SIDES, warnings_text, where_lines
from segments_as_code.report.text import END, LONGEST_NAME, SIGNS, Span, Style, names, notice_text, table, to_span
from segments_as_code.report.visible import cut

_MOST_LINES = 400
_NO_VERDICTS = Verdicts()

_SIGNS: Mapping[type[Change], tuple[str, Style]] = {**SIGNS, Create: SIGNS[Delete], Delete: SIGNS[Create]}
"""As in the differences below: lines only in git are marked with -, lines only deployed with +."""


def drift_text(
    plan: Plan,
    origins: Mapping[str, DriftOrigin],
    problems: Sequence[Problem],
    dialect: Dialect,
    verdicts: Verdicts = _NO_VERDICTS,
    *,
    width: int | None = None,
) -> list[Span]:
    """Return the drift as text: each difference, a table cut to ``width`` columns, and finally the counts."""
    known = SourceNames(plan)
    spans: list[Span] = []
    for change in changes_of(plan):
        spans += [*_difference(change, known, dialect, verdicts.changed.get(key_of(change))), END]
    if not plan.is_empty:
        by_key = {key_of(change): change for change in plan.changes}
        rows = [_cells(change, origins.get(key_of(change), UNKNOWN_ORIGIN)) for change in changes_of(plan)]
        rows += [_cells_through(verdict, by_key[verdict.key]) for verdict in verdicts.also]
        spans += [*table(rows, width), END]
    warned = warnings_text(problems)
    for notice in plan.notices:
        if notice.code == "recreation-unfinished":
            warned += notice_text("note: ", Style.WARNING, notice.message, notice.remedy)
    spans += [*warned, *([END] if warned else []), to_span(NO_DRIFT if plan.is_empty else drift_legend(plan)), END, END]
    return [*spans, Span(f"Segments drift: {drift_counts(plan)}", Style.HEADING), END, *where_lines(plan)]


def _cells(change: Change, origin: DriftOrigin) -> list[Span]:
    sign, style = _SIGNS[type(change)]
    return [Span(sign, style), *names(change), to_span(explain_cause(change, origin), style)]


def _cells_through(verdict: Verdict, change: Change) -> list[Span]:
    people = headline(verdict.relation, DRIFT) if verdict.relation is not None else ""
    return [Span(">", Style.QUIET), *names(change), to_span(f"{people}, through {', '.join(verdict.through)}")]


def _difference(change: Change, known: SourceNames, dialect: Dialect, verdict: Verdict | None) -> Iterator[Span]:
    sign, style = _SIGNS[type(change)]
    place, sides = location_of(change), describe_sides(change, dialect, known)
    yield from (Span(f"{sign} ", style), to_span(cut(name_of(change), LONGEST_NAME), Style.HEADING))
    yield from (to_span(f"  {place.path}:{place.line}" if place else f"  {cut(key_of(change), LONGEST_NAME)}", Style.QUIET), END)
    if verdict is not None and verdict.relation is not None:
        told = " ".join(sentences(verdict.relation, DRIFT))
        yield from (Span(f"    {headline(verdict.relation, DRIFT)}. ", Style.HEADING), to_span(told), END)
    yield from _side("in git: ", summarize_in_git(change, sides))
    yield from _side("deployed: ", summarize_deployed(change, sides))
    for line in drift_difference(change, dialect, _MOST_LINES):
        yield from (to_span(f"    {line}", SIDES[line.side]), END)


def _side(title: str, phrase: Phrase) -> Iterator[Span]:
    yield from (Span(f"    {title}", Style.QUIET), *spoken(phrase), END)
