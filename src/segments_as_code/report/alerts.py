"""Alerts that a reader must see first (refusals, notices, errors), and the list of problems in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import LiteralString

from segments_as_code.model.plan import Applied, Change, Notice, Outcome, Refusal, Written, key_of, name_of
from segments_as_code.model.problem import Problem, SegmentsError, Severity, meaning_first
from segments_as_code.report.change_block import location_link
from segments_as_code.report.change_summary import plural, spelling_count
from segments_as_code.report.markdown import Markdown, code, details, fill, join, strong, text
from segments_as_code.report.page import PageContext
from segments_as_code.report.size_budget import SizeBudget, take_some

_MOST_FOR_REFUSALS = 12_000

_MOST_FOR_NOTICES = 8_000

_MOST_FOR_WARNINGS = 12_000

_LONGEST_CODE = 60

_LONGEST = 600

_LONGEST_ERROR = 1_500
"""Length of the reason for which a run stopped: it may name eight segments that changed since the review."""

USAGE_CODES = frozenset({"not-taken-up", "taken-up-later", "uptake-unknown"})
"""Notices about campaigns and journeys that use a segment that changes."""

_OPENERS = frozenset({"this", "that", "the", "a", "an", "two", "no", "these", "it"})
"""Known first words: any other first word may be a value, and values keep their capitals."""


def render_refusals(found: Sequence[Refusal], title: LiteralString, budget: SizeBudget, elsewhere: Markdown) -> Iterator[Markdown]:
    """Yield one alert with what is refused, and why."""
    if found:
        shown = take_some(found, _refusal, budget.part(_MOST_FOR_REFUSALS))
        items = _with_rest(shown, len(found), elsewhere)
        yield _spent(_alert("CAUTION", title, items), budget)


def render_notices(found: Sequence[Notice], changes: Sequence[Change], budget: SizeBudget, elsewhere: Markdown) -> Iterator[Markdown]:
    """Yield one alert with what a reader should know; ``changes`` give the names of the segments."""
    if found:
        names = {key_of(change): name_of(change) for change in changes}
        shown = take_some(found, lambda notice: _notice(notice, names), budget.part(_MOST_FOR_NOTICES))
        yield _spent(_alert("WARNING", "", _with_rest(shown, len(found), elsewhere)), budget)


def usage_notices_after(found: Sequence[Notice], outcomes: Sequence[Outcome]) -> list[Notice]:
    """Return the notices about users of changed segments; their remedies name the new version."""
    written = {key_of(outcome.change): outcome.written for outcome in outcomes if isinstance(outcome, Applied) and outcome.written}
    return [
        replace(notice, remedy=_give_version(written[key])) if notice.remedy else notice
        for notice in found
        for key in notice.keys[:1]
        if notice.code in USAGE_CODES and key in written
    ]


def _give_version(written: Written) -> str:
    if written.version is None:
        return "to have it, give the campaign the segment's new version."
    return f"to have it, give the campaign version {written.version} of the segment."


def render_warnings(problems: Sequence[Problem], context: PageContext, budget: SizeBudget, elsewhere: Markdown) -> Iterator[Markdown]:
    """Yield one block with the problems in the files of a plan."""
    if problems:
        body = render_problems(problems, context, budget.part(_MOST_FOR_WARNINGS), elsewhere)
        yield _spent(details(fill("⚠️ {} in the files", text(count_of(problems))), body), budget)


def render_problems(problems: Sequence[Problem], context: PageContext, budget: SizeBudget, elsewhere: Markdown) -> Markdown:
    """Return the problems as a list: errors, then warnings about meaning, and spellings as one item."""
    about_meaning, spellings = meaning_first(problems)
    last = [fill("- ⚠️ {} `segments fmt` rewrites", text(spelling_count(spellings)))] if spellings else []
    budget.reserve(*last)
    shown = take_some(about_meaning, lambda problem: fill("- {}", render_problem(problem, context)), budget)
    more = len(about_meaning) - len(shown)
    left_out = [fill("- … and {} more, {}.", more, elsewhere)] if more else []
    return join("\n", [*shown, *left_out, *last])


def render_error(error: SegmentsError) -> Markdown:
    """Return what went wrong and how to fix it."""
    return _alert("CAUTION", "", [_sentences(error.message, error.remedy, _LONGEST_ERROR)])


def render_comment_error(context: PageContext) -> Iterator[Markdown]:
    """Yield one alert for the top of a page that could not be written to its comment or issue."""
    if context.comment_error is not None:
        error = context.comment_error
        title: LiteralString = "**This page could not be written to the pull request or the issue: it is only in this job summary.**"
        yield _alert("CAUTION", title, [_sentences(error.message, error.remedy, _LONGEST_ERROR)])


def render_problem(problem: Problem, context: PageContext) -> Markdown:
    """Return one problem on one line: location, code, message, and how to fix it."""
    sign = "❌" if problem.severity is Severity.ERROR else "⚠️"
    related = join(", ", [location_link(place, context) for place in problem.related[:3]])
    see = fill("<br>See also {}.", related) if related else Markdown("")
    where, which = location_link(problem.location, context), code(problem.code, _LONGEST_CODE)
    return fill("{} {} · {}<br>{}{}", Markdown(sign), where, which, _sentences(problem.message, problem.remedy), see)


def count_of(problems: Iterable[Problem]) -> str:
    """Return how many errors and warnings there are: 2 errors, 1 warning."""
    severities = [problem.severity for problem in problems]
    numbers = [(severities.count(severity), severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    return ", ".join(plural(number, noun) for number, noun in numbers if number)


def _refusal(refusal: Refusal) -> Markdown:
    return _sentences(refusal.message, refusal.remedy)


def _notice(notice: Notice, names: Mapping[str, str]) -> Markdown:
    """Return a notice, with its first segment in bold if the message names it."""
    name = next((names[key] for key in notice.keys if names.get(key)), "")
    before, found, after = notice.message.partition(name) if name else (notice.message, "", "")
    if not found or not _stands_alone(before, after):
        return _sentences(notice.message, notice.remedy)
    start = fill("{} ", text(_sentence(before.strip()))) if before.strip() else Markdown("")
    end = fill(" {}" if after[0] == " " else "{}", text(after.strip())) if after.strip() else Markdown("")
    return join("", [start, strong(name), end, fill("<br>{}", text(_capital(notice.remedy))) if notice.remedy else Markdown("")])


def _stands_alone(before: str, after: str) -> bool:
    return before[-1:] in {"", " "} and after[:1] in {"", " ", ",", ".", ":", ";"}


def _sentences(message: str, remedy: str, most: int = _LONGEST) -> Markdown:
    said = text(_sentence(message), most)
    return fill("{}<br>{}", said, text(_capital(remedy), most)) if remedy else said


def _sentence(message: str) -> str:
    return _capital(message) if message.partition(" ")[0] in _OPENERS else message


def _capital(message: str) -> str:
    return message[:1].upper() + message[1:]


def _with_rest(shown: list[Markdown], number: int, elsewhere: Markdown) -> list[Markdown]:
    more = number - len(shown)
    return [*shown, fill("… and {} more, {}.", more, elsewhere)] if more else shown


def _alert(kind: LiteralString, title: LiteralString, items: Sequence[Markdown]) -> Markdown:
    head = [Markdown(f"> [!{kind}]"), *([Markdown(f"> {title}")] if title else [])]
    gap = [Markdown(">")] if title else []
    mark: LiteralString = "> {}" if len(items) == 1 else "> - {}"
    return join("\n", [*head, *gap, *(fill(mark, item) for item in items)])


def _spent(piece: Markdown, budget: SizeBudget) -> Markdown:
    budget.reserve(piece)
    return piece
