"""Show on a terminal what a plan would do: each difference, and a table of all changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segments_as_code.model.phrases import Statement
from segments_as_code.model.plan import Change, Plan, key_of, name_of
from segments_as_code.ports import Dialect
from segments_as_code.render.blocks import yaml_shown
from segments_as_code.render.difference import Side
from segments_as_code.render.english import Names, Sides, first_lines, sides_of, what_changes
from segments_as_code.render.explanation import spoken
from segments_as_code.render.kinds import location_of
from segments_as_code.render.phrases import describe
from segments_as_code.render.rows import LONGEST_NAME, SIGNS, names, table
from segments_as_code.render.spans import END, Span, Style, shown
from segments_as_code.render.users import Users
from segments_as_code.render.visible import cut

_MOST_LINES = 400
_MOST_SAID = 16
SIDES = {Side.BEFORE: Style.REMOVED, Side.AFTER: Style.ADDED, Side.BOTH: Style.PLAIN, Side.LEFT_OUT: Style.QUIET}


def changes_text(plan: Plan, changes: Sequence[Change], dialect: Dialect, width: int | None) -> Iterator[Span]:
    """Yield each difference in whole, then the table of ``changes``, cut to ``width`` columns (None: not cut)."""
    known = Names(plan)
    for change in changes:
        yield from (*_difference(change, sides_of(change, dialect, known), dialect), END)
    users = Users(plan)
    yield from (*table([_cells(change, users) for change in changes], width), END)


def _cells(change: Change, users: Users) -> list[Span]:
    sign, style = SIGNS[type(change)]
    phrase = "".join(cut(part.text, LONGEST_NAME) for part in describe(change))
    used_by = ", ".join(users.counted(change))
    return [Span(sign, style), *names(change), shown(phrase, style), shown(f"used by {used_by}" if used_by else "", Style.WARNING)]


def _difference(change: Change, sides: Sides, dialect: Dialect) -> Iterator[Span]:
    sign, style = SIGNS[type(change)]
    place = location_of(change)
    yield from (Span(f"{sign} ", style), shown(cut(name_of(change), LONGEST_NAME), Style.HEADING))
    yield from (shown(f"  {place.path}:{place.line}" if place else f"  {cut(key_of(change), LONGEST_NAME)}", Style.QUIET), END)
    yield from _meaning(sides)
    for line in yaml_shown(change, dialect, _MOST_LINES):
        yield from (shown(f"    {line}", SIDES[line.side]), END)


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
