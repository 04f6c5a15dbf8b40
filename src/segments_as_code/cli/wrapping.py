"""Break lines that are too wide for a terminal between words, each rest further in than its line began."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from segments_as_code.render.remarks import columns
from segments_as_code.render.spans import Span

_DEEPER = 4
_LEAST_ROOM = 20


def wrap(spans: Iterable[Span], width: int) -> list[Span]:
    """Return ``spans`` with every line that is wider than ``width`` broken; a word that is too long is left whole."""
    wrapped: list[Span] = []
    line: list[Span] = []
    for span in spans:
        if span.text == "\n":
            wrapped += [*_broken(line, width), span]
            line = []
        else:
            line.append(span)
    return [*wrapped, *_broken(line, width)]


def _broken(line: list[Span], width: int) -> Iterable[Span]:
    whole = "".join(span.text for span in line)
    if columns(whole) <= width:
        return line
    indent = len(whole) - len(whole.lstrip(" ")) + _DEEPER
    return _filled(line, width, indent if width - indent >= _LEAST_ROOM else 0)


def _filled(line: list[Span], width: int, indent: int) -> Iterator[Span]:
    taken, blanks = 0, Span("")
    for word, blanks_after in _words(line):
        wide = sum(columns(span.text) for span in word)
        if taken and taken + len(blanks.text) + wide > width:
            yield from (Span("\n"), Span(" " * indent))
            taken, blanks = indent, Span("")
        yield from (blanks, *word)
        taken += len(blanks.text) + wide
        blanks = blanks_after


def _words(line: list[Span]) -> Iterator[tuple[list[Span], Span]]:
    """Yield each word, of whatever styles, with the blanks after it; a line that begins with blanks begins with an empty word."""
    word: list[Span] = []
    for span in line:
        for piece in re.findall(r" +|[^ ]+", span.text):
            if piece.isspace():
                yield word, Span(piece, span.style)
                word = []
            else:
                word.append(Span(piece, span.style))
    yield word, Span("")
