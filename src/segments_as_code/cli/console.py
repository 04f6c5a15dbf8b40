"""Print to people and programs: colours and line breaks on a terminal, bare text and JSON in a pipe."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from segments_as_code.model.problem import SegmentsError
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
_USUAL_WIDTH = 80
_HANGING_INDENT = 4
_NO_LIMIT = 1_000_000
_LEAST_WIDTH = 20
"""Minimum width of a line after its indent: a narrower terminal gets no indent."""
_REPLACEMENTS: Final = {"·": "-", "…": "...", "±": "+/-", "✗": "x", "─": "-", "│": "|", "├": "+", "└": "+"}
"""Replacements for signs that a stream's encoding lacks."""


def print_styled(spans: Sequence[Span], *, to_stderr: bool = False) -> None:
    """Print styled text; a terminal gets colours, and lines that are wrapped to its width."""
    stream = sys.stderr if to_stderr else sys.stdout
    width = width_of(stream)
    if width is None:
        print_text("".join(span.text for span in spans), to_stderr=to_stderr)
    else:
        colours = can_move_cursor(stream) and not os.environ.get("NO_COLOR")  # no-color.org
        print_text(render_spans(spans, width, colours=colours), to_stderr=to_stderr)


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


def print_notice(text: str) -> None:
    """Print a sentence for people to standard error."""
    print_styled([Span(text), Span("\n")], to_stderr=True)


def print_text(text: str, *, to_stderr: bool = False) -> None:
    """Print ``text`` unchanged; a character that the stream's encoding lacks is escaped.

    A closed pipe (``segments plan | head``) is not an error: the command continues, and the exit code reports the result.

    Raises:
        SegmentsError: standard output cannot be written, as on a full disk (``cannot-write``).
    """
    stream: TextIO | None = sys.stderr if to_stderr else sys.stdout
    if stream is None:  # the shell closed it: >&-
        return
    try:
        stream.write(_encodable(text, stream.encoding or "utf-8"))
        stream.flush()
    except BrokenPipeError:
        _discard_output(stream)
    except OSError as error:
        if not to_stderr:
            message = f"the output cannot be written: {error.strerror}."
            raise SegmentsError("cannot-write", message, "send it to a place with room, and run again.") from error


def print_json(text: str) -> None:
    """Print JSON; a character that the stream's encoding lacks is escaped as in JSON."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if not _can_encode(text, encoding):
        text = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], text)
    print_text(text)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether ``stream`` is a terminal, so that a person reads it."""
    return stream is not None and stream.isatty()


def can_move_cursor(stream: TextIO | None) -> bool:
    """Return whether ``stream`` is a terminal on which a line can be overwritten."""
    return is_terminal(stream) and os.environ.get("TERM") not in {"dumb", "unknown"}


def width_of(stream: TextIO | None) -> int | None:
    """Return the columns of a terminal, or None if ``stream`` is not one and nothing needs to be cut."""
    if stream is None or not is_terminal(stream):
        return None
    with suppress(ValueError):
        if (columns := int(os.environ.get("COLUMNS", ""))) > 0:
            return columns
    with suppress(OSError):
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    return _USUAL_WIDTH


def render_spans(spans: Sequence[Span], width: int, *, colours: bool) -> str:
    """Return ``spans`` wrapped to ``width`` columns; continuation lines are indented."""
    whole = _text_of(spans)
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, color_system="standard" if colours else None, width=width, highlight=False)
    lines = [broken for line in whole.split("\n", allow_blank=True) for broken in _break_line(line, width)]
    console.print(*lines, sep="\n", end="", soft_wrap=True, markup=False, emoji=False)
    return file.getvalue()


def _text_of(spans: Sequence[Span]) -> Text:
    return Text.assemble(*((span.text, _RICH_STYLES[span.style] if span.text.strip() else "") for span in spans))


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


def _encodable(text: str, encoding: str) -> str:
    """Return ``text`` in characters that ``encoding`` has."""
    if _can_encode(text, encoding):
        return text
    for sign, replacement in _REPLACEMENTS.items():
        text = text if _can_encode(sign, encoding) else text.replace(sign, replacement)
    return text.encode(encoding, errors="backslashreplace").decode(encoding)


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _discard_output(stream: TextIO) -> None:
    """Discard all further output, including what the interpreter flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
