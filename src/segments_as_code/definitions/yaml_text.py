"""Turn a file's bytes into text, or report that they are not text."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem

_SAVE_AS_UTF8: Final = "save the file as UTF-8; most editors offer that under 'Save as' or 'Encoding'."
_DELETE: Final = "delete it and type the line again; such characters come with pasted text, and few editors show them."
_USUAL: Final = bytes((9, 10, 13, *range(32, 127)))
_CONTROL: Final = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Not printable by YAML (https://yaml.org/spec/1.2.2/#51-character-set), or a line break to libyaml only: NEL, LS and PS."""


def decode(path: str, content: bytes) -> str | Problem:
    """Return the text of a file without its byte order mark, or the problem if it is not text."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or content[:2].count(0) == 1:
        return Problem(Location(path), "encoding", "the file is UTF-16, and definitions are UTF-8.", _SAVE_AS_UTF8)
    content = content.removeprefix(BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(path, content, error.start)
    control = _CONTROL.search(text) if content.translate(None, _USUAL) else None
    if control is None:
        return text
    message = f"the invisible character U+{ord(control.group()):04X} has no place in a definition."
    return Problem(_location_after(path, text[: control.start()]), "control-character", message, _DELETE)


def _not_utf8(path: str, content: bytes, start: int) -> Problem:
    byte = content[start : start + 1]
    guess = byte.decode("cp1252", errors="ignore")
    perhaps = f"; in Windows-1252 it would be {guess}" if guess.isprintable() and guess else ""
    message = f"the file is not UTF-8: byte {byte.hex().upper()} is no character here{perhaps}."
    return Problem(_location_after(path, content[:start].decode()), "encoding", message, _SAVE_AS_UTF8)


def _location_after(path: str, before: str) -> Location:
    return Location(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
