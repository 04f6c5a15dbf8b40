"""Paint styled text: colours and line breaks at words where somebody looks, bare text where a program reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TextIO

import click

from segments_as_code.cli.printing import print_text
from segments_as_code.render.spans import Span, Style

_LOOKS: Mapping[Style, Mapping[str, str | bool]] = {
    Style.PLAIN: {},
    Style.HEADING: {"bold": True},
    Style.QUIET: {"dim": True},
    Style.CREATE: {"fg": "green"},
    Style.CHANGE: {"fg": "yellow"},
    Style.DELETE: {"fg": "red"},
    Style.ADDED: {"fg": "green"},
    Style.REMOVED: {"fg": "red"},
    Style.WARNING: {"fg": "yellow"},
    Style.ERROR: {"fg": "red", "bold": True},
}
_USUAL_WIDTH = 80


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether somebody looks at ``stream`` as it is written."""
    return stream is not None and stream.isatty()


def can_move(stream: TextIO | None) -> bool:
    """Return whether ``stream`` is a terminal on which a line can be written over."""
    return is_terminal(stream) and os.environ.get("TERM") not in {"dumb", "unknown"}


def width_of(stream: TextIO | None) -> int | None:
    """Return the columns of a terminal; None where ``stream`` is none, and nothing need be cut."""
    if stream is None or not is_terminal(stream):
        return None
    with suppress(ValueError):
        if (columns := int(os.environ.get("COLUMNS", ""))) > 0:
            return columns
    with suppress(OSError):
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    return _USUAL_WIDTH


def show(spans: Sequence[Span], *, to_stderr: bool = False) -> None:
    """Print styled text."""
    stream = sys.stderr if to_stderr else sys.stdout
    width = width_of(stream)
    shown = spans if width is None else _wrapped(spans, width)
    paint = _painted if _wants_colours(stream) else _bare
    print_text("".join(map(paint, shown)), to_stderr=to_stderr)


def _wrapped(spans: Sequence[Span], width: int) -> Sequence[Span]:
    from segments_as_code.cli.wrapping import wrap  # noqa: PLC0415  # only for a terminal

    return wrap(spans, width)


def complain(text: str) -> None:
    """Print a sentence for a person, where it is in no program's way."""
    show([Span(text), Span("\n")], to_stderr=True)


def _wants_colours(stream: TextIO | None) -> bool:
    """Return whether to colour what is printed (NO_COLOR: no-color.org)."""
    return can_move(stream) and not os.environ.get("NO_COLOR")


def _painted(span: Span) -> str:
    look = _LOOKS[span.style]
    return click.style(span.text, **look) if look and span.text.strip() else span.text  # type: ignore[arg-type]  # click types each keyword by itself


def _bare(span: Span) -> str:
    return span.text
