"""Show a plan, findings and outcomes on a terminal: lines of styled text, for the door to paint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from segments_as_code.model import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    Failed,
    NotStarted,
    Outcome,
    Plan,
    Replace,
    Statement,
    Unchanged,
    Update,
    key_of,
    name_of,
)
from segments_as_code.ports import Dialect
from segments_as_code.problems import Problem
from segments_as_code.render.blocks import yaml_shown
from segments_as_code.render.difference import Side
from segments_as_code.render.english import Names, Sides, first_lines, sides_of, what_changes
from segments_as_code.render.explanation import spoken
from segments_as_code.render.kinds import DRIFT, NO_DRIFT, changes_of, counts, done, instant, place_of
from segments_as_code.render.phrases import describe
from segments_as_code.render.record import count_outcomes, what_was_done
from segments_as_code.render.remarks import columns, problems_text, remark
from segments_as_code.render.spans import END, Span, Style, shown
from segments_as_code.render.users import Users
from segments_as_code.render.visible import cut

_MOST_LINES = 400
_MOST_WARNINGS = 3
_MOST_SAID = 16
_LONGEST_NAME = 60
_GAP = "  "
_KEY = 2


_SIGNS: dict[type[Change], tuple[str, Style]] = {
    Create: ("+", Style.CREATE),
    Adopt: (">", Style.CHANGE),
    Update: ("~", Style.CHANGE),
    Replace: ("±", Style.DELETE),
    Delete: ("-", Style.DELETE),
    Unchanged: (" ", Style.QUIET),
}
_SIDES = {Side.BEFORE: Style.REMOVED, Side.AFTER: Style.ADDED, Side.BOTH: Style.PLAIN, Side.LEFT_OUT: Style.QUIET}


def plan_text(plan: Plan, problems: Sequence[Problem], dialect: Dialect, *, width: int | None = None, is_drift: bool = False) -> list[Span]:
    """Return ``plan`` as text: each difference, a table cut to ``width`` columns (None: not cut), what to know, and last the counts."""
    changes, names = changes_of(plan), Names(plan)
    spans: list[Span] = []
    for change in changes:
        spans += [*_difference(change, sides_of(change, dialect, names), dialect), END]
    if changes:
        users = Users(plan)
        spans += [*_table([_cells(change, users) for change in changes], width), END]
    spans += _warnings(problems)
    for notice in plan.notices:
        spans += remark("note: ", Style.WARNING, notice.message, notice.remedy)
    for refusal in plan.refusals:
        spans += remark("refused: ", Style.ERROR, refusal.message, refusal.remedy)
    spans += [END] if plan.refusals or plan.notices or problems else []
    numbers = ", ".join(f"{number:,} {words}" for number, words in counts(plan))
    if is_drift:
        said = [shown(NO_DRIFT if plan.is_empty else DRIFT), END, END]
        return [*spans, *said, Span(f"Segments drift: {numbers or 'none'}", Style.HEADING), END, *_where(plan)]
    return [*spans, Span(f"Segments: {numbers or 'no changes'}", Style.HEADING), END, *_where(plan)]


def outcomes_text(outcomes: Sequence[Outcome], *, width: int | None = None) -> list[Span]:
    """Return what came of a plan: counts, then one line each."""
    spans = [Span(f"Segments: {count_outcomes(outcomes)}", Style.HEADING), END]
    return [*spans, *([END] if outcomes else []), *_table([_outcome_cells(outcome) for outcome in outcomes], width)]


class OutcomeLines:
    """Lines for the outcomes of one plan, each as soon as it is known, in columns that fit them all."""

    def __init__(self, plan: Plan, *, width: int | None = None) -> None:
        changes = changes_of(plan)
        words = [Span(f"not {done(change)}") for change in changes]
        widths = _widths([[Span("+"), *_names(change), word] for change, word in zip(changes, words, strict=True)])
        self._skipped = _KEY if width is not None and _needed(widths) > width else None
        self._widths = [wide for column, wide in enumerate(widths) if column != self._skipped]
        self._width = width

    def line(self, outcome: Outcome) -> list[Span]:
        """Return the line of ``outcome``, which the plan must have; an id or a reason that does not fit is left out."""
        cells = [cell for column, cell in enumerate(_outcome_cells(outcome)) if column != self._skipped]
        widths = [*self._widths, columns(cells[-1].text)]
        if self._width is not None and _needed(widths) > self._width:
            cells[-1] = Span("")
        return list(_line(cells, widths, self._width))


def summary_text(outcomes: Sequence[Outcome]) -> list[Span]:
    """Return what was not carried out, each with its whole reason, and last the counts."""
    spans: list[Span] = []
    for outcome in outcomes:
        if not isinstance(outcome, Applied):
            sign, name, key, word, _ = _outcome_cells(outcome)
            spans += [sign, Span(" "), name, Span(_GAP), key, Span(_GAP), word, END, shown(f"    {outcome.reason}"), END]
    style = Style.ERROR if spans else Style.HEADING
    return [*spans, *([END] if spans else []), Span(f"Segments: {count_outcomes(outcomes)}", style), END]


def _where(plan: Plan) -> Iterator[Span]:
    unchanged = plan.count(Unchanged)
    parts = [plan.target.scope, plan.target.region, *([f"{unchanged:,} unchanged"] if unchanged else [])]
    parts += [f"snapshot of {instant(plan.as_of)}"] if plan.as_of is not None else []
    parts += [f"plan {plan.digest[:6]}"]
    yield shown(" · ".join(parts), Style.QUIET)
    yield END


def _warnings(problems: Sequence[Problem]) -> list[Span]:
    """Return the first few findings, and how many more there are: a plan must not drown in them."""
    more = len(problems) - _MOST_WARNINGS
    rest = [Span(f"… and {more:,} more: segments validate shows them all.", Style.QUIET), END] if more > 0 else []
    return [*problems_text(problems[:_MOST_WARNINGS]), *rest]


def _cells(change: Change, users: Users) -> list[Span]:
    sign, style = _SIGNS[type(change)]
    phrase = "".join(cut(part.text, _LONGEST_NAME) for part in describe(change))
    used_by = ", ".join(users.counted(change))
    return [Span(sign, style), *_names(change), shown(phrase, style), shown(f"used by {used_by}" if used_by else "", Style.WARNING)]


def _outcome_cells(outcome: Outcome) -> list[Span]:
    match outcome:
        case Applied(change, written):
            sign, style = _SIGNS[type(change)]
            version = f", version {written.version}" if written and written.version is not None else ""
            now = f"{written.id}{version}" if written else ""
        case Failed(_, reason):
            sign, style, now = "✗", Style.ERROR, reason
        case NotStarted(_, reason):
            sign, style, now = "…", Style.WARNING, reason
        case _:
            assert_never(outcome)
    return [Span(sign, style), *_names(outcome.change), shown(what_was_done(outcome), style), shown(now, Style.QUIET)]


def _names(change: Change) -> list[Span]:
    return [shown(cut(name_of(change), _LONGEST_NAME), Style.HEADING), shown(cut(key_of(change), _LONGEST_NAME), Style.QUIET)]


def _table(rows: Sequence[Sequence[Span]], width: int | None) -> Iterator[Span]:
    """Yield rows of a sign, a name, a key and more; what is too wide loses the keys first, then the ends of its lines."""
    widths = _widths(rows)
    if width is not None and _needed(widths) > width:
        rows = [[*row[:_KEY], *row[_KEY + 1 :]] for row in rows]
        widths = _widths(rows)
    for row in rows:
        yield from _line(row, widths, width)


def _line(row: Sequence[Span], widths: Sequence[int], width: int | None) -> Iterator[Span]:
    left = sum(widths) + len(_GAP) * len(widths) if width is None else width - len(_GAP)
    cells: list[Span] = []
    for cell, wide in zip(row, widths, strict=True):
        if left > len(_GAP):
            cells.append(Span(_GAP + _fitted(cell.text, min(wide, left - len(_GAP))), cell.style))
        left -= wide + len(_GAP)
    while cells and not cells[-1].text.strip(" "):
        cells.pop()
    yield from (*cells[:-1], *(Span(cell.text.rstrip(" "), cell.style) for cell in cells[-1:]))
    yield END


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) + 1)


def _widths(rows: Sequence[Sequence[Span]]) -> list[int]:
    return [max(columns(cell.text) for cell in column) for column in zip(*rows, strict=True)]


def _fitted(text: str, room: int) -> str:
    if columns(text) <= room:
        return text + " " * (room - columns(text))
    while text and columns(text) >= room:
        text = text[:-1]
    return f"{text}…"[:room]


def _difference(change: Change, sides: Sides, dialect: Dialect) -> Iterator[Span]:
    sign, style = _SIGNS[type(change)]
    place = place_of(change)
    yield from (Span(f"{sign} ", style), shown(cut(name_of(change), _LONGEST_NAME), Style.HEADING))
    yield from (shown(f"  {place.path}:{place.line}" if place else f"  {cut(key_of(change), _LONGEST_NAME)}", Style.QUIET), END)
    yield from _meaning(sides)
    for line in yaml_shown(change, dialect, _MOST_LINES):
        yield from (shown(f"    {line}", _SIDES[line.side]), END)


def _meaning(sides: Sides) -> Iterator[Span]:
    if sides.before is None or sides.after is None:
        yield from _side("who is in it:" if sides.before is None else "who was in it:", sides.after or sides.before or ())
    elif sides.is_same:
        yield from _side("who is in it stays the same:", sides.after)
    else:
        yield from (Span("    what changes: ", Style.QUIET), *spoken(what_changes(sides)), END)
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
