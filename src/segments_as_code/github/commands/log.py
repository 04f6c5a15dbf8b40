"""Make text that others wrote safe to print in a log that the runner reads along."""

from __future__ import annotations

import re
import unicodedata

_COMMAND = re.compile(r"(?m)^([^\S\n]*)::")
_OLD_COMMAND = "##["
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, invisible format characters (bidirectional marks among them), lone surrogates, Unicode's line ends."""

_JOINER = "\N{ZERO WIDTH JOINER}"
"""What holds an emoji family together; it neither hides nor turns anything."""


def safe_log(text: str) -> str:
    r"""Return ``text`` so that no line of it is a command to the runner, and nothing in it is invisible.

    The runner takes a line for a command that begins with ``::`` (after white space), or that holds ``##[`` anywhere: a
    backslash breaks both. Control and format characters become their escapes, such as ``\x1b`` and ``\u202e``; line feeds
    and tabs stay.
    """
    shown = visible(text)
    return _COMMAND.sub(r"\1\\::", shown).replace(_OLD_COMMAND, "#\\#[")


def visible(text: str, keep: str = "\n\t") -> str:
    """Return ``text`` with control characters, format characters and lone surrogates written as escapes, except ``keep``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) if _is_hidden(character) and character not in keep else character for character in text)


def _is_hidden(character: str) -> bool:
    return character != _JOINER and unicodedata.category(character) in _HIDDEN


def _shown(character: str) -> str:
    number = ord(character)
    if number < 0x100:  # noqa: PLR2004 - where Python's own short escapes end
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - the end of the basic plane
