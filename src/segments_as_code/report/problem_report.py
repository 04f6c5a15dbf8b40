"""Put together the page for a run that has no plan: what was found in the files, or why the run had to stop."""

from __future__ import annotations

from collections.abc import Sequence

from segments_as_code.model.comments import Header
from segments_as_code.model.problem import Problem, SegmentsError, has_errors
from segments_as_code.report.alerts import count_of, error_alert, finding_list, unwritten
from segments_as_code.report.markdown import Markdown, fill, page, text
from segments_as_code.report.page import Setting, elsewhere, footer, said_instead, under_marker
from segments_as_code.report.size_budget import COMMENT, SUMMARY, Limit, Room
from segments_as_code.review.comment_header import write_header

KIND = "findings"
"""What the hidden header says of a page without a plan; it approves nothing."""

_CLOSING = Markdown("There is no plan until this is fixed, and merging applies nothing.")

_ONLY_WARNINGS = Markdown("Nothing here keeps the files from being applied.")


def render_findings_comment(problems: Sequence[Problem], setting: Setting) -> str:
    """Return the comment for files that have no plan yet; it replaces a plan of an older commit."""
    return _findings(problems, setting, COMMENT, _marker(setting))


def render_findings_summary(problems: Sequence[Problem], setting: Setting) -> str:
    """Return the same page for a job summary."""
    return _findings(problems, setting, SUMMARY, None)


def render_error_comment(error: SegmentsError, setting: Setting) -> str:
    """Return the comment for a run that had to stop before it had a plan."""
    return _error(error, setting, _marker(setting))


def render_error_summary(error: SegmentsError, setting: Setting) -> str:
    """Return why a run had to stop, for a job summary."""
    return _error(error, setting, None)


def _findings(problems: Sequence[Problem], setting: Setting, limit: Limit, marker: Markdown | None) -> str:
    room, rest = Room(limit), elsewhere(setting, limit)
    heading = under_marker(marker, fill("### Segments: {} in the files", text(count_of(problems) or "nothing found")))
    closing = _CLOSING if has_errors(problems, strict=False) else _ONLY_WARNINGS
    last = [said_instead(setting.closing) if setting.closing is not None else closing, footer(setting)]
    failure = list(unwritten(setting))
    room.spend(*failure, heading, *last, rest, rest)
    return page([*failure, heading, finding_list(problems, setting, room, rest), *last])


def _error(error: SegmentsError, setting: Setting, marker: Markdown | None) -> str:
    heading = under_marker(marker, Markdown("### Segments: stopped"))
    return page([*unwritten(setting), heading, error_alert(error), footer(setting)])


def _marker(setting: Setting) -> Markdown:
    return Markdown(write_header(Header(setting.target, setting.head, "", kind=KIND)))
