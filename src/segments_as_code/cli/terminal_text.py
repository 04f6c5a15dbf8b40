"""Text as a terminal shows it: colours, trees, and lines that are wrapped between words."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from segments_as_code.cli.console import can_move_cursor, print_text, width_of
from segments_as_code.report.graph_tree import Branch
from segments_as_code.report.text import Span, Style

_RICH_STYLES: Final[Mapping[Style, str]] = {
    Style.PLAIN: "",
    Style.HEADING: "bold",
    Style.QUIET: "dim",
    Style.CREATE: "green",
    Style.CHANGE: "yellow",
    Style.DELETE: "red",
    Style.ADDED: "green",
    Style.REMOVED: "red",
    Style.WARNING: "yellow",
    Style.ERROR: "bold red",
}
_HANGING_INDENT = 4
_NO_LIMIT = 1_000_000
_WHOLE_BLANK: Final = "\u00a0"
_LEAST_WIDTH = 20
"""Minimum width of a line after its indent: a narrower terminal gets no indent."""


def print_tree(tree: Sequence[Branch]) -> None:
    """Print a tree; on a terminal in colours, with long lines wrapped beside the branches."""
    width = width_of(sys.stdout)
    colours = can_move_cursor(sys.stdout) and not os.environ.get("NO_COLOR")
    file = io.StringIO()
    whole = width or _NO_LIMIT
    console = Console(file=file, force_terminal=True, color_system="standard" if colours else None, width=whole, highlight=False)
    for branch in tree:
        top = Tree(_text_of(branch.label))
        waiting = [(branch, top)]
        while waiting:
            grown, drawn = waiting.pop()
            waiting += [(below, drawn.add(_text_of(below.label))) for below in grown.below]
        console.print(top, markup=False, emoji=False)
    print_text("\n".join(line.rstrip() for line in file.getvalue().split("\n")))


def render_spans(spans: Sequence[Span], width: int, *, colours: bool) -> str:
    """Return ``spans`` wrapped to ``width`` columns; continuation lines are indented."""
    whole = _text_of(spans)
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, color_system="standard" if colours else None, width=width, highlight=False)
    lines = [broken for line in whole.split("\n", allow_blank=True) for broken in _break_line(line, width)]
    console.print(*lines, sep="\n", end="", soft_wrap=True, markup=False, emoji=False)
    return file.getvalue().replace(_WHOLE_BLANK, " ")


def _text_of(spans: Sequence[Span]) -> Text:
    """Return ``spans`` as rich's text; blanks at which a line may not be broken are ``_WHOLE_BLANK``."""
    texts = (span.text.replace(" ", _WHOLE_BLANK) if span.is_whole else span.text for span in spans)
    return Text.assemble(*((text, _RICH_STYLES[span.style] if text.strip() else "") for text, span in zip(texts, spans, strict=True)))


def _break_line(line: Text, width: int) -> Iterator[Text]:
    """Yield ``line`` wrapped between words; a word that is wider than the terminal is not broken."""
    if line.cell_len <= width:
        yield line
        return
    text = line.plain
    indent = len(text) - len(text.lstrip(" ")) + _HANGING_INDENT
    indent = indent if width - indent >= _LEAST_WIDTH else 0
    start = end = 0
    for word in re.finditer(r"[^ ]+", text):
        room = width - indent if start else width
        if end and cell_len(text[start : word.end()]) > room:
            yield _indented(line[start:end], indent if start else 0)
            start = word.start()
        end = word.end()
    yield _indented(line[start:end], indent if start else 0)


def _indented(line: Text, indent: int) -> Text:
    line.pad_left(indent)
    return line
