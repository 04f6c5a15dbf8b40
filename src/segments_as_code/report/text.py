"""Text for a terminal: styled, safe to print, and in columns that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from unicodedata import east_asian_width

from segments_as_code.model.plan import Adopt, Change, Create, Delete, Recreate, Replace, Unchanged, Update, key_of, name_of
from segments_as_code.model.problem import Problem, SegmentsError, Severity
from segments_as_code.report.visible import cut, visible

_LONGEST_TEXT = 2_000


class Style(StrEnum):
    """The role of a piece of text; the console decides how to show it."""

    PLAIN = "plain"
    HEADING = "heading"
    QUIET = "quiet"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    ADDED = "added"
    REMOVED = "removed"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text in one style, safe to print; a line end is a text of its own. A line is never broken within one that ``is_whole``."""

    text: str
    style: Style = Style.PLAIN
    is_whole: bool = False


END = Span("\n")


def to_span(text: str, style: Style = Style.PLAIN) -> Span:
    """Return ``text`` with every character visible, cut if it is very long."""
    return Span(visible(cut(text, _LONGEST_TEXT)), style)


def problems_text(problems: Iterable[Problem]) -> list[Span]:
    """Return problems, each with its location and remedy."""
    spans: list[Span] = []
    for problem in problems:
        is_error = problem.severity is Severity.ERROR
        word = Span("error: ", Style.ERROR) if is_error else Span("warning: ", Style.WARNING)
        spans += [
            replace(to_span(str(problem.location)), is_whole=True),  # terminals make it a link
            Span(": "),
            word,
            to_span(f"{problem.code}: {problem.message}"),
            END,
            *_fix(problem.remedy),
        ]
    return spans


def error_text(error: SegmentsError) -> list[Span]:
    """Return why a run stopped."""
    return notice_text("stopped: ", Style.ERROR, error.message, error.remedy)


def notice_text(word: str, style: Style, message: str, remedy: str) -> list[Span]:
    """Return one message after a word for its kind, with its remedy."""
    return [Span(word, style), to_span(message), END, *_fix(remedy)]


def plain_text(spans: Iterable[Span]) -> str:
    """Return the bare text."""
    return "".join(span.text for span in spans)


def columns(text: str) -> int:
    """Return the number of terminal columns that ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _fix(remedy: str) -> list[Span]:
    return [to_span(f"    fix: {remedy}", Style.QUIET), END] if remedy else []


GAP = "  "

KEY = 2
"""Which column is the key: the first to go if the terminal is narrow."""

LONGEST_NAME = 60

SIGNS: dict[type[Change], tuple[str, Style]] = {
    Create: ("+", Style.CREATE),
    Adopt: (">", Style.CHANGE),
    Update: ("~", Style.CHANGE),
    Replace: ("±", Style.DELETE),
    Recreate: ("±", Style.DELETE),
    Delete: ("-", Style.DELETE),
    Unchanged: (" ", Style.QUIET),
}


def names(change: Change) -> list[Span]:
    """Return the cells that say which segment a change is about."""
    return [to_span(cut(name_of(change), LONGEST_NAME), Style.HEADING), to_span(cut(key_of(change), LONGEST_NAME), Style.QUIET)]


def table(rows: Sequence[Sequence[Span]], width: int | None) -> Iterator[Span]:
    """Yield rows of a sign, a name, a key and more; if they are too wide, leave out the keys, then cut the lines."""
    widths = column_widths(rows)
    if width is not None and table_width(widths) > width:
        rows = [[*row[:KEY], *row[KEY + 1 :]] for row in rows]
        widths = column_widths(rows)
    for row in rows:
        yield from row_line(row, widths, width)


def row_line(row: Sequence[Span], widths: Sequence[int], width: int | None) -> Iterator[Span]:
    """Yield one row with these column widths, cut to the width of the terminal."""
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


def table_width(widths: Sequence[int]) -> int:
    """Return the width of a table with such columns."""
    return sum(widths) + len(GAP) * (len(widths) + 1)


def column_widths(rows: Sequence[Sequence[Span]]) -> list[int]:
    """Return the width of each column."""
    return [max(columns(cell.text) for cell in column) for column in zip(*rows, strict=True)]


def _fitted(text: str, budget: int) -> str:
    if columns(text) <= budget:
        return text + " " * (budget - columns(text))
    while text and columns(text) >= budget:
        text = text[:-1]
    return f"{text}…"[:budget]
