"""Put text on the terminal: colours where somebody looks, bare text where a program reads."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

import click

from segments_as_code.problems import SegmentsError
from segments_as_code.render import Span, Style, error_text

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


def is_watched(stream: TextIO) -> bool:
    """Return whether ``stream`` is a terminal that wants colours (NO_COLOR: no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int | None:
    """Return the columns of a terminal; None where ``stream`` is none, and nothing need be cut."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def show(spans: Sequence[Span], *, to_stderr: bool = False) -> None:
    """Print styled text; a character that the terminal's encoding lacks becomes its escape."""
    stream = sys.stderr if to_stderr else sys.stdout
    colour = is_watched(stream)
    text = "".join(click.style(span.text, **_LOOKS[span.style]) if colour and span.text.strip() else span.text for span in spans)  # type: ignore[arg-type]  # click types each keyword by itself
    print_text(text, to_stderr=to_stderr)


def print_text(text: str, *, to_stderr: bool = False) -> None:
    """Print ``text`` as it is, in whatever encoding the stream has."""
    stream = sys.stderr if to_stderr else sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, errors="backslashreplace").decode(encoding))
    stream.flush()


def fail(error: SegmentsError) -> None:
    """Print why a command stopped."""
    show(error_text(error), to_stderr=True)


def complain(text: str) -> None:
    """Print a line for a person, where it is in no program's way."""
    print_text(f"{text}\n", to_stderr=True)
