"""Bytes to text: UTF-8 only, and without characters that YAML 1.2 and editors count differently."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache
from typing import Final

from segments_as_code.model.places import Location
from segments_as_code.problems import Problem

_SAVE_AS_UTF8: Final = "save the file as UTF-8; most editors offer that under 'Save as' or 'Encoding'."
_DELETE: Final = "delete it and type the line anew; such characters come with pasted text, and few editors show them."

_USUAL: Final = bytes((9, 10, 13, *range(32, 127)))
_CONTROL: Final = "[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""Not printable by YAML (https://yaml.org/spec/1.2.2/#51-character-set), or a line break to libyaml only: NEL, LS and PS."""


def decode(path: str, content: bytes) -> str | Problem:
    """Return the text of a file without its byte order mark, or why it has none."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or content[:2].count(0) == 1:
        return Problem(Location(path), "encoding", "the file is UTF-16, and definitions are UTF-8.", _SAVE_AS_UTF8)
    start = len(BOM_UTF8) if content.startswith(BOM_UTF8) else 0
    try:
        text = content[start:].decode()
    except UnicodeDecodeError as error:
        return _not_utf8(path, content[start:], error.start)
    control = _control().search(text) if content.translate(None, _USUAL) else None
    if control is None:
        return text
    message = f"the invisible character U+{ord(control.group()):04X} has no place in a definition."
    return Problem(_place(path, text[: control.start()]), "control-character", message, _DELETE)


@cache
def _control() -> re.Pattern[str]:
    """Return the pattern of what has no place in a file: compiling it takes long, and files in plain ASCII need it not."""
    return re.compile(_CONTROL)


def _not_utf8(path: str, content: bytes, start: int) -> Problem:
    byte = content[start : start + 1]
    guess = byte.decode("cp1252", errors="ignore")
    perhaps = f"; in Windows-1252 it would be {guess}" if guess.isprintable() and guess else ""
    message = f"the file is not UTF-8: byte {byte.hex().upper()} is no character here{perhaps}."
    return Problem(_place(path, content[:start].decode()), "encoding", message, _SAVE_AS_UTF8)


def _place(path: str, before: str) -> Location:
    """Return the place that comes after the text ``before``."""
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
