"""Report drift on a terminal: what differs from git, as in git and as deployed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.model.phrases import Phrase
from segments_as_code.model.plan import Change, Create, Delete, DriftCause, DriftOrigin, Plan, key_of, name_of
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect
from segments_as_code.render.drift import DRIFT, NO_DRIFT, as_deployed, drift_counts, drift_difference, in_git, why
from segments_as_code.render.english import Names, sides_of
from segments_as_code.render.explanation import spoken
from segments_as_code.render.kinds import changes_of, location_of
from segments_as_code.render.rows import LONGEST_NAME, SIGNS, names, table
from segments_as_code.render.spans import END, Span, Style, shown
from segments_as_code.render.terminal import warnings_text, where_lines
from segments_as_code.render.to_do import SIDES
from segments_as_code.render.visible import cut

_MOST_LINES = 400
_SIGNS: Mapping[type[Change], tuple[str, Style]] = {**SIGNS, Create: SIGNS[Delete], Delete: SIGNS[Create]}
"""As in the difference below them: what git alone has is marked with -, what is deployed alone with +."""
_UNKNOWN = DriftOrigin(DriftCause.UNKNOWN)


def drift_text(
    plan: Plan, origins: Mapping[str, DriftOrigin], problems: Sequence[Problem], dialect: Dialect, *, width: int | None = None
) -> list[Span]:
    """Return how what is deployed differs from git: each difference, a table cut to ``width`` columns, and last the counts."""
    known = Names(plan)
    spans: list[Span] = []
    for change in changes_of(plan):
        spans += [*_difference(change, known, dialect), END]
    if not plan.is_empty:
        rows = [_cells(change, origins.get(key_of(change), _UNKNOWN)) for change in changes_of(plan)]
        spans += [*table(rows, width), END]
    warned = warnings_text(problems)
    spans += [*warned, *([END] if warned else []), shown(NO_DRIFT if plan.is_empty else DRIFT), END, END]
    return [*spans, Span(f"Segments drift: {drift_counts(plan)}", Style.HEADING), END, *where_lines(plan)]


def _cells(change: Change, origin: DriftOrigin) -> list[Span]:
    sign, style = _SIGNS[type(change)]
    return [Span(sign, style), *names(change), shown(why(change, origin), style)]


def _difference(change: Change, known: Names, dialect: Dialect) -> Iterator[Span]:
    sign, style = _SIGNS[type(change)]
    place, sides = location_of(change), sides_of(change, dialect, known)
    yield from (Span(f"{sign} ", style), shown(cut(name_of(change), LONGEST_NAME), Style.HEADING))
    yield from (shown(f"  {place.path}:{place.line}" if place else f"  {cut(key_of(change), LONGEST_NAME)}", Style.QUIET), END)
    yield from _side("in git: ", in_git(change, sides))
    yield from _side("deployed: ", as_deployed(change, sides))
    for line in drift_difference(change, dialect, _MOST_LINES):
        yield from (shown(f"    {line}", SIDES[line.side]), END)


def _side(title: str, phrase: Phrase) -> Iterator[Span]:
    yield from (Span(f"    {title}", Style.QUIET), *spoken(phrase), END)
