"""Show a plan and its outcomes on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.meaning.verdict_text import assumption_sentence, change_words, sentences
from segments_as_code.model.audience import Audience, AudienceView
from segments_as_code.model.phrases import Phrase, Statement
from segments_as_code.model.plan import Applied, Change, Create, Delete, Failed, NotStarted, Outcome, Plan, Unchanged, key_of, name_of
from segments_as_code.model.problem import Problem, meaning_first
from segments_as_code.ports import Dialect
from segments_as_code.report.apply_report import count_outcomes, what_was_done
from segments_as_code.report.audience_text import audience_cell, audience_provenance, audience_sentence
from segments_as_code.report.change_block import Users
from segments_as_code.report.change_phrases import describe
from segments_as_code.report.change_summary import (
    changes_of,
    count_changes,
    done,
    format_instant,
    location_of,
    most_dangerous_first,
    spelling_count,
)
from segments_as_code.report.explanation import spoken
from segments_as_code.report.people import (
    Sides,
    SourceNames,
    describe_difference,
    describe_in_english,
    describe_sides,
    difference_says_all,
    first_lines,
)
from segments_as_code.report.text import (
    END,
    GAP,
    KEY,
    LONGEST_NAME,
    SIGNS,
    Span,
    Style,
    column_widths,
    columns,
    names,
    notice_text,
    problems_text,
    row_line,
    table,
    table_width,
    to_span,
)
from segments_as_code.report.visible import cut
from segments_as_code.report.yaml_difference import Line, Side, condense, yaml_difference, yaml_shown

_MOST_WARNINGS = 3
_NO_VERDICTS = Verdicts()


def plan_text(
    plan: Plan,
    problems: Sequence[Problem],
    dialect: Dialect,
    verdicts: Verdicts = _NO_VERDICTS,
    *,
    width: int | None = None,
    is_verbose: bool = False,
    audience: AudienceView | None = None,
) -> list[Span]:
    """Return ``plan`` as text: differences, a table cut to ``width`` columns (None: not cut), notices, and the counts.

    Without ``is_verbose`` the YAML of a new or deleted segment is left out, unchanged lines far from a change, and who is in a
    segment before and after a change if the sentence about the change says it all.
    """
    changes = most_dangerous_first(changes_of(plan), verdicts)
    spans: list[Span] = []
    if changes:
        spans += changes_text(plan, changes, dialect, verdicts, width, is_verbose=is_verbose, audience=audience)
        spans += [] if audience is None else [to_span(audience_provenance(audience, dialect.nouns)), END, END]
    spans += warnings_text(problems)
    for notice in plan.notices:
        spans += notice_text("note: ", Style.WARNING, notice.message, notice.remedy)
    for refusal in plan.refusals:
        spans += notice_text("refused: ", Style.ERROR, refusal.message, refusal.remedy)
    spans += [END] if plan.refusals or plan.notices or problems else []
    numbers = ", ".join(f"{number:,} {words}" for number, words in count_changes(plan))
    return [*spans, Span(f"Segments: {numbers or 'no changes'}", Style.HEADING), END, *where_lines(plan)]


def where_lines(plan: Plan) -> Iterator[Span]:
    """Yield the line under the counts: the target, the number of unchanged segments, the plan."""
    unchanged = plan.count(Unchanged)
    parts = [plan.target.scope, plan.target.region, *([f"{unchanged:,} unchanged"] if unchanged else [])]
    parts += [f"snapshot of {format_instant(plan.as_of)}"] if plan.as_of is not None else []
    parts += [f"plan {plan.digest[:6]}"]
    yield to_span(" · ".join(parts), Style.QUIET)
    yield END


def warnings_text(problems: Sequence[Problem]) -> list[Span]:
    """Return the first few warnings about meaning and the number of others, so that they do not hide the plan."""
    about_meaning, spellings = meaning_first(problems)
    spans = problems_text(about_meaning[:_MOST_WARNINGS])
    if (more := len(about_meaning) - _MOST_WARNINGS) > 0:
        spans += [Span(f"… and {more:,} more: segments validate shows them all.", Style.QUIET), END]
    if spellings:
        spans += [Span("warning: ", Style.WARNING), Span(f"{spelling_count(spellings)} segments fmt rewrites"), END]
    return spans


_MOST_LINES = 400

_MOST_SAID = 16

SIDES = {Side.BEFORE: Style.REMOVED, Side.AFTER: Style.ADDED, Side.BOTH: Style.PLAIN, Side.LEFT_OUT: Style.QUIET}


def changes_text(
    plan: Plan,
    changes: Sequence[Change],
    dialect: Dialect,
    verdicts: Verdicts,
    width: int | None,
    *,
    is_verbose: bool = False,
    audience: AudienceView | None = None,
) -> Iterator[Span]:
    """Yield each difference, then the table of ``changes``, cut to ``width`` columns (None: not cut)."""
    known, numbers = SourceNames(plan), audience.audience if audience is not None else None
    for change in changes:
        people = audience_sentence(change, numbers, dialect.nouns) if numbers is not None else ""
        yield from (*_difference(change, describe_sides(change, dialect, known), dialect, verdicts, people, is_verbose=is_verbose), END)
    users = Users(plan)
    by_key = {key_of(change): change for change in plan.changes}
    rows = [_cells(change, users, verdicts, describe(change, *describe_in_english(change, dialect, known))) for change in changes]
    rows += [_cells_through(verdict, by_key[verdict.key], users) for verdict in verdicts.also]
    if numbers is not None:
        shown = [*changes, *(by_key[verdict.key] for verdict in verdicts.also)]
        rows = [[*row[:-1], _audience_cell(change, numbers), row[-1]] for row, change in zip(rows, shown, strict=True)]
    yield from (*table(rows, width), END)


def _cells(change: Change, users: Users, verdicts: Verdicts, what: Phrase) -> list[Span]:
    sign, style = SIGNS[type(change)]
    verdict = verdicts.changed.get(key_of(change))
    people = f"{words}: " if verdict and (words := change_words(verdict)) else ""
    phrase = people + "".join(cut(part.text, LONGEST_NAME) for part in what)
    used_by = ", ".join(users.counted(change))
    return [
        Span(sign, style),
        *names(change),
        to_span(phrase, style),
        to_span(f"used by {used_by}" if used_by else "", Style.WARNING),
    ]


def _audience_cell(change: Change, numbers: Audience) -> Span:
    how = {"estimate": " estimated", "invented": " invented"}.get(numbers.source.kind, "")
    return to_span(f"{cell}{how}" if (cell := audience_cell(change, numbers)) else "", Style.HEADING)


def _cells_through(verdict: Verdict, change: Change, users: Users) -> list[Span]:
    phrase = f"{change_words(verdict)}, through {', '.join(cut(key, LONGEST_NAME) for key in verdict.through)}"
    used_by = ", ".join(users.counted(change))
    spans = [Span(">", Style.QUIET), *names(change), to_span(phrase, Style.PLAIN)]
    return [*spans, to_span(f"used by {used_by}" if used_by else "", Style.WARNING)]


def _difference(change: Change, sides: Sides, dialect: Dialect, verdicts: Verdicts, people: str, *, is_verbose: bool) -> Iterator[Span]:
    sign, style = SIGNS[type(change)]
    place = location_of(change)
    yield from (Span(f"{sign} ", style), to_span(cut(name_of(change), LONGEST_NAME), Style.HEADING))
    yield from (to_span(f"  {place.path}:{place.line}" if place else f"  {cut(key_of(change), LONGEST_NAME)}", Style.QUIET), END)
    yield from _verdict(verdicts.changed.get(key_of(change)))
    yield from (Span("    audience: ", Style.HEADING), to_span(people), END) if people else ()
    yield from _meaning(sides, is_verbose=is_verbose)
    for line in _yaml(change, dialect, is_verbose=is_verbose):
        yield from (to_span(f"    {line}", SIDES[line.side]), END)


def _verdict(verdict: Verdict | None) -> Iterator[Span]:
    if verdict is not None and verdict.relation is not None:
        told = " ".join(filter(None, [*sentences(verdict.relation), assumption_sentence(verdict)]))
        yield from (Span(f"    {change_words(verdict)}. ", Style.HEADING), to_span(told, Style.PLAIN), END)


def _yaml(change: Change, dialect: Dialect, *, is_verbose: bool) -> Sequence[Line]:
    if is_verbose:
        lines = yaml_difference(change, dialect)
        return lines if len(lines) <= _MOST_LINES else condense(lines, _MOST_LINES)
    return () if isinstance(change, Create | Delete) else yaml_shown(change, dialect, _MOST_LINES)


def _meaning(sides: Sides, *, is_verbose: bool) -> Iterator[Span]:
    if sides.before is None or sides.after is None:
        yield from _side("who is in it:" if sides.before is None else "who was in it:", sides.after or sides.before or ())
    elif sides.is_same:
        yield from _side("who is in it stays the same:", sides.after)
    else:
        yield from (Span("    what changes: ", Style.QUIET), *spoken(describe_difference(sides)), END)
        if is_verbose or not difference_says_all(sides):
            yield from _side("before:", sides.before)
            yield from _side("after:", sides.after)


def _side(title: str, statements: Sequence[Statement]) -> Iterator[Span]:
    lines, more = first_lines(statements, _MOST_SAID)
    yield Span(f"    {title}", Style.QUIET)
    if len(lines) == 1 and not more:
        yield from (Span(" "), *spoken(lines[0].phrase), END)
        return
    yield from (Span(" all of this is true" if len(statements) > 1 else "", Style.QUIET), END)
    for line in lines:
        yield from (Span(f"      {'  ' * line.depth}- "), *spoken(line.phrase), END)
    if more:
        yield from (Span(f"      … and {more:,} more", Style.QUIET), END)


def outcomes_text(outcomes: Sequence[Outcome], *, width: int | None = None) -> list[Span]:
    """Return the outcomes of a plan: counts, then one line each."""
    spans = [Span(f"Segments: {count_outcomes(outcomes)}", Style.HEADING), END]
    return [*spans, *([END] if outcomes else []), *table([_outcome_cells(outcome) for outcome in outcomes], width)]


class OutcomeLines:
    """Lines for the outcomes of one plan, one at a time, in columns that fit all of them."""

    def __init__(self, plan: Plan, *, width: int | None = None) -> None:
        changes = changes_of(plan)
        words = [Span(f"not {done(change)}") for change in changes]
        widths = column_widths([[Span("+"), *names(change), word] for change, word in zip(changes, words, strict=True)])
        self._skipped = KEY if width is not None and table_width(widths) > width else None
        self._widths = [wide for column, wide in enumerate(widths) if column != self._skipped]
        self._width = width

    def line(self, outcome: Outcome) -> list[Span]:
        """Return the line of ``outcome``, which must belong to the plan; an id or a reason that does not fit is left out."""
        cells = [cell for column, cell in enumerate(_outcome_cells(outcome)) if column != self._skipped]
        widths = [*self._widths, columns(cells[-1].text)]
        if self._width is not None and table_width(widths) > self._width:
            cells[-1] = Span("")
        return list(row_line(cells, widths, self._width))


def summary_text(outcomes: Sequence[Outcome]) -> list[Span]:
    """Return the changes that were not applied, with their complete reasons, and finally the counts."""
    spans: list[Span] = []
    for outcome in outcomes:
        if not isinstance(outcome, Applied):
            sign, name, key, word, _ = _outcome_cells(outcome)
            spans += [sign, Span(" "), name, Span(GAP), key, Span(GAP), word, END, to_span(f"    {outcome.reason}"), END]
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
    return [Span(sign, style), *names(outcome.change), to_span(what_was_done(outcome), style), to_span(now, Style.QUIET)]
