"""Show a plan on a terminal: lines of styled text, for the door to paint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segments_as_code.model.plan import Plan, Unchanged
from segments_as_code.model.problem import Problem, meaning_first
from segments_as_code.ports import Dialect
from segments_as_code.render.kinds import changes_of, counts, instant, spelling_count
from segments_as_code.render.remarks import problems_text, remark
from segments_as_code.render.spans import END, Span, Style, shown

_MOST_WARNINGS = 3


def plan_text(plan: Plan, problems: Sequence[Problem], dialect: Dialect, *, width: int | None = None) -> list[Span]:
    """Return ``plan`` as text: each difference, a table cut to ``width`` columns (None: not cut), what to know, and last the counts."""
    changes = changes_of(plan)
    spans: list[Span] = []
    if changes:
        from segments_as_code.render.to_do import changes_text  # noqa: PLC0415  # most plans change nothing

        spans += changes_text(plan, changes, dialect, width)
    spans += warnings_text(problems)
    for notice in plan.notices:
        spans += remark("note: ", Style.WARNING, notice.message, notice.remedy)
    for refusal in plan.refusals:
        spans += remark("refused: ", Style.ERROR, refusal.message, refusal.remedy)
    spans += [END] if plan.refusals or plan.notices or problems else []
    numbers = ", ".join(f"{number:,} {words}" for number, words in counts(plan))
    return [*spans, Span(f"Segments: {numbers or 'no changes'}", Style.HEADING), END, *where_lines(plan)]


def where_lines(plan: Plan) -> Iterator[Span]:
    """Yield the line under the counts: what the run is about, what stays, which plan."""
    unchanged = plan.count(Unchanged)
    parts = [plan.target.scope, plan.target.region, *([f"{unchanged:,} unchanged"] if unchanged else [])]
    parts += [f"snapshot of {instant(plan.as_of)}"] if plan.as_of is not None else []
    parts += [f"plan {plan.digest[:6]}"]
    yield shown(" · ".join(parts), Style.QUIET)
    yield END


def warnings_text(problems: Sequence[Problem]) -> list[Span]:
    """Return the first few warnings about meaning, and how many more there are: a plan must not drown in them."""
    about_meaning, spellings = meaning_first(problems)
    spans = problems_text(about_meaning[:_MOST_WARNINGS])
    if (more := len(about_meaning) - _MOST_WARNINGS) > 0:
        spans += [Span(f"… and {more:,} more: segments validate shows them all.", Style.QUIET), END]
    if spellings:
        spans += [Span("warning: ", Style.WARNING), Span(f"{spelling_count(spellings)} segments fmt rewrites"), END]
    return spans
