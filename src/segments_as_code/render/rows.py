"""Rows of a terminal's table: a sign, a name, a key and more, in columns that are cut to fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segments_as_code.model.plan import Adopt, Change, Create, Delete, Replace, Unchanged, Update, key_of, name_of
from segments_as_code.render.remarks import columns
from segments_as_code.render.spans import END, Span, Style, shown
from segments_as_code.render.visible import cut

GAP = "  "
KEY = 2
"""Which column is the key: the first to go where there is no room."""
LONGEST_NAME = 60

SIGNS: dict[type[Change], tuple[str, Style]] = {
    Create: ("+", Style.CREATE),
    Adopt: (">", Style.CHANGE),
    Update: ("~", Style.CHANGE),
    Replace: ("±", Style.DELETE),
    Delete: ("-", Style.DELETE),
    Unchanged: (" ", Style.QUIET),
}


def names(change: Change) -> list[Span]:
    """Return the cells that say which segment a change is about."""
    return [shown(cut(name_of(change), LONGEST_NAME), Style.HEADING), shown(cut(key_of(change), LONGEST_NAME), Style.QUIET)]


def table(rows: Sequence[Sequence[Span]], width: int | None) -> Iterator[Span]:
    """Yield rows of a sign, a name, a key and more; what is too wide loses the keys first, then the ends of its lines."""
    widths = widths_of(rows)
    if width is not None and needed(widths) > width:
        rows = [[*row[:KEY], *row[KEY + 1 :]] for row in rows]
        widths = widths_of(rows)
    for row in rows:
        yield from line(row, widths, width)


def line(row: Sequence[Span], widths: Sequence[int], width: int | None) -> Iterator[Span]:
    """Yield one row whose columns have these widths, cut where it is wider than the terminal."""
    left = sum(widths) + len(GAP) * len(widths) if width is None else width - len(GAP)
    cells: list[Span] = []
    for cell, wide in zip(row, widths, strict=True):
        if left > len(GAP):
            cells.append(Span(GAP + _fitted(cell.text, min(wide, left - len(GAP))), cell.style))
        left -= wide + len(GAP)
    while cells and not cells[-1].text.strip(" "):
        cells.pop()
    yield from (*cells[:-1], *(Span(cell.text.rstrip(" "), cell.style) for cell in cells[-1:]))
    yield END


def needed(widths: Sequence[int]) -> int:
    """Return how wide a table of such columns is."""
    return sum(widths) + len(GAP) * (len(widths) + 1)


def widths_of(rows: Sequence[Sequence[Span]]) -> list[int]:
    """Return how wide each column is."""
    return [max(columns(cell.text) for cell in column) for column in zip(*rows, strict=True)]


def _fitted(text: str, room: int) -> str:
    if columns(text) <= room:
        return text + " " * (room - columns(text))
    while text and columns(text) >= room:
        text = text[:-1]
    return f"{text}…"[:room]
