"""What stands between the values of a text: comments, blank lines, and the signs of YAML itself."""

from __future__ import annotations

import re
from typing import Final

from segments_as_code.rewrite.tree import Note

_TOKEN: Final = re.compile(
    r"(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<blank>[ \t]+)|(?P<dash>-(?=\s|\Z))|(?P<property>!<[^>\s]*>|[&!][^\s,\[\]{}]*)|(?P<sign>.)"
)
_PROPERTY: Final = re.compile(r"!<[^>\s]*>|[&!][^\s,\[\]{}]*")
_BETWEEN: Final = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")


def notes_between(text: str, start: int, end: int) -> list[Note]:
    """Return the comments and blank lines in a part of ``text`` in which no value stands."""
    notes: list[Note] = []
    is_fresh, gap = start == 0 or text[start - 1] == "\n", ""
    for token in _TOKEN.finditer(text, start, end):
        if token["comment"]:
            column = token.start() - text.rfind("\n", 0, token.start()) - 1
            notes.append(Note(token["comment"].rstrip(), column, is_fresh, gap.replace("\t", " ") or " "))
        elif token["newline"] and is_fresh:
            notes.append(Note("", 0, is_own_line=True))
        gap = token["blank"] or ""
        is_fresh = bool(token["newline"]) or (is_fresh and bool(token["blank"]))
    return notes


def dash_between(text: str, start: int, end: int) -> int:
    """Return where the first dash of a list stands in a part of ``text`` in which no value stands."""
    return next(token.start() for token in _TOKEN.finditer(text, start, end) if token["dash"])


def properties_at(text: str, start: int, count: int) -> tuple[str, int]:
    """Return ``count`` properties (anchor, tag) that stand at ``start`` and after, in one line, and where the last of them ends."""
    found: list[str] = []
    end = start
    for _ in range(count):
        match = _PROPERTY.match(text, value_after(text, end))
        if match is None:
            break
        found.append(match[0])
        end = match.end()
    return " ".join(found), end


def value_after(text: str, start: int) -> int:
    """Return where, from ``start`` on, something stands that is neither blank nor comment."""
    match = _BETWEEN.match(text, start)
    return match.end() if match else start
