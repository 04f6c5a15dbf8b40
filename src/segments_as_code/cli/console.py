"""Print to people and programs: colours and line breaks on a terminal, bare text and JSON in a pipe."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, Protocol, TextIO

from segments_as_code.model.problem import SegmentsError
from segments_as_code.report.text import Span

_USUAL_WIDTH = 80
_REPLACEMENTS: Final = {"·": "-", "…": "...", "±": "+/-", "✗": "x", "─": "-", "│": "|", "├": "+", "└": "+"}
"""Replacements for signs that a stream's encoding lacks."""


class Renderer(Protocol):
    """What wraps styled text to the columns of a terminal, with or without colours."""

    def __call__(self, spans: Sequence[Span], width: int, *, colours: bool) -> str:
        """Return ``spans`` as a terminal shows them, ``width`` columns wide."""
        ...


class _Terminal:
    """The renderer of this run; None if no output is a terminal, since loading rich takes a fifth of a small run."""

    renderer: Renderer | None = None


def use_renderer(renderer: Renderer) -> None:
    """Use ``renderer`` for all styled text that goes to a terminal."""
    _Terminal.renderer = renderer


def print_styled(spans: Sequence[Span], *, to_stderr: bool = False) -> None:
    """Print styled text; a terminal gets colours, and lines that are wrapped to its width."""
    stream = sys.stderr if to_stderr else sys.stdout
    width, render = width_of(stream), _Terminal.renderer
    if width is None or render is None:
        print_text("".join(span.text for span in spans), to_stderr=to_stderr)
    else:
        colours = can_move_cursor(stream) and not os.environ.get("NO_COLOR")  # no-color.org
        print_text(render(spans, width, colours=colours), to_stderr=to_stderr)


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
