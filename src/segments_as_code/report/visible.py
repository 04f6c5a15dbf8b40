"""Make every character of a value visible, and shorten long values, for pages and terminals."""

from __future__ import annotations

import re
from hashlib import sha256
from unicodedata import category

from segments_as_code.model.look_alikes import BLANK_LETTERS

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_JOINER = "\u200d"

_EMOJI_STYLE = "\ufe0f"

_WIDE_SPACE = "\u3000"

_SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0e\U000e0100-\U000e01ef]")

_MOST_MARKS = 3
"""The limit for combining marks on one letter; more of them would cover the lines above."""


def visible(text: str) -> str:
    r"""Return ``text`` on one line, with control, bidirectional, invisible and unassigned characters escaped as ``\u202e``.

    The escapes are those of a double-quoted YAML scalar. Emoji stay complete. The result can always be encoded.
    """
    if text.isprintable() and text.isascii():
        return text
    return "".join(char if _shows(text, index) else _escape(char) for index, char in enumerate(text))


def is_visible(text: str) -> bool:
    """Return whether ``visible`` does not change ``text``."""
    return visible(text) == text


def cut(text: str, most: int) -> str:
    """Return ``text``, or its first ``most`` characters with … and its length."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters)"


def cut_apart(text: str, most: int) -> str:
    """Return the result of ``cut`` with a fingerprint, so that two different long texts look different."""
    if len(text) <= most:
        return text
    fingerprint = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{text[:most]}… ({len(text):,} characters, sha256 {fingerprint})"


def _shows(text: str, index: int) -> bool:
    char = text[index]
    if char.isascii():
        return char.isprintable()
    if char == _WIDE_SPACE:
        return 0 < index < len(text) - 1
    if char == _JOINER:
        return _joins_emoji(text, index)
    if char == _EMOJI_STYLE:
        return index > 0 and (category(text[index - 1]) == "So" or text[index - 1] in "#*0123456789")
    if not char.isprintable() or char in BLANK_LETTERS or _SELECTORS.match(char):
        return False
    return not _is_mark(char) or not all(_is_mark(other) for other in text[max(index - _MOST_MARKS, 0) : index])


def _joins_emoji(text: str, index: int) -> bool:
    before = text[max(index - 2, 0) : index].rstrip(_EMOJI_STYLE)[-1:] if index < len(text) - 1 else ""
    return bool(before) and category(before) in {"So", "Sk"} and category(text[index + 1]) == "So"


def _is_mark(char: str) -> bool:
    return category(char) in {"Mn", "Me"}


def _escape(char: str) -> str:
    code = ord(char)
    return _NAMED.get(char) or (f"\\u{code:04x}" if len(f"{code:x}") <= len("ffff") else f"\\U{code:08x}")
