"""Print in whatever encoding a stream has, to whoever still reads it."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TextIO

from segments_as_code.model.problem import SegmentsError

_PLAINER = {"·": "-", "…": "...", "±": "+/-", "✗": "x"}
"""What our own signs become where a stream's encoding lacks them."""


def print_text(text: str, *, to_stderr: bool = False) -> None:
    """Print ``text`` as it is; a character that the stream's encoding lacks becomes its escape.

    A reader that has gone (``segments plan | head``) is no error: the work goes on, and the exit code tells of it.

    Raises:
        SegmentsError: standard output cannot be written, as on a full disk (``cannot-write``).
    """
    stream: TextIO | None = sys.stderr if to_stderr else sys.stdout
    if stream is None:  # the shell closed it: >&-
        return
    try:
        stream.write(_spelt(text, stream.encoding or "utf-8"))
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        if not to_stderr:
            message = f"the output cannot be written: {error.strerror}."
            raise SegmentsError("cannot-write", message, "send it where there is room, and run again.") from error


def print_json(text: str) -> None:
    """Print JSON; what the stream's encoding lacks becomes JSON's own escape."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if not _fits(text, encoding):
        text = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], text)
    print_text(text)


def _spelt(text: str, encoding: str) -> str:
    """Return ``text`` in characters that ``encoding`` has."""
    if _fits(text, encoding):
        return text
    for sign, plainer in _PLAINER.items():
        text = text if _fits(sign, encoding) else text.replace(sign, plainer)
    return text.encode(encoding, errors="backslashreplace").decode(encoding)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _silence(stream: TextIO) -> None:
    """Send what is still to come nowhere: also what the interpreter flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
