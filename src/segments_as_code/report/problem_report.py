"""Render the page of a run without a plan: the problems in the files, or why the run stopped."""

from __future__ import annotations

from collections.abc import Sequence

from segments_as_code.model.comment import Header
from segments_as_code.model.problem import Problem, SegmentsError, has_errors
from segments_as_code.report.alerts import count_of, render_comment_error, render_error, render_problems
from segments_as_code.report.markdown import Markdown, fill, join_sections, text
from segments_as_code.report.page import PageContext, closing_text, footer, where_the_rest_is, with_header
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, SizeBudget
from segments_as_code.review.comment_header import write_header

KIND = "findings"
"""The hidden header of a page without a plan; it approves nothing."""

_CLOSING = Markdown("There is no plan until this is fixed, and merging applies nothing.")

_ONLY_WARNINGS = Markdown("Nothing here keeps the files from being applied.")


def render_problems_comment(problems: Sequence[Problem], context: PageContext) -> str:
    """Return the comment for files with problems; it replaces the plan of an older commit."""
    return _problems(problems, context, COMMENT, _marker(context))


def render_problems_summary(problems: Sequence[Problem], context: PageContext) -> str:
    """Return the same page for a job summary."""
    return _problems(problems, context, SUMMARY, None)


def render_error_comment(error: SegmentsError, context: PageContext) -> str:
    """Return the comment for a run that stopped before it had a plan."""
    return _error(error, context, _marker(context))


def render_error_summary(error: SegmentsError, context: PageContext) -> str:
    """Return why a run stopped, for a job summary."""
    return _error(error, context, None)


def _problems(problems: Sequence[Problem], context: PageContext, limit: Limit, marker: Markdown | None) -> str:
    budget, rest = SizeBudget(limit), where_the_rest_is(context, limit)
    heading = with_header(marker, fill("### Segments: {} in the files", text(count_of(problems) or "nothing found")))
    closing = _CLOSING if has_errors(problems, strict=False) else _ONLY_WARNINGS
    last = [closing_text(context.closing) if context.closing is not None else closing, footer(context)]
    failure = list(render_comment_error(context))
    budget.reserve(*failure, heading, *last, rest, rest)
    return join_sections([*failure, heading, render_problems(problems, context, budget, rest), *last])


def _error(error: SegmentsError, context: PageContext, marker: Markdown | None) -> str:
    heading = with_header(marker, Markdown("### Segments: stopped"))
    return join_sections([*render_comment_error(context), heading, render_error(error), footer(context)])


def _marker(context: PageContext) -> Markdown:
    return Markdown(write_header(Header(context.target, context.head, "", kind=KIND)))
