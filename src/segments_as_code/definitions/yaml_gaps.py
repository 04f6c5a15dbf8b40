"""The text between the values of a YAML file: comments, blank lines and punctuation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from segments_as_code.definitions.yaml_events import scan_tokens

_TOKEN: Final = re.compile(
    r"(?P<comment>#[^\n]*)|(?P<newline>\n)|(?P<blank>[ \t]+)|(?P<dash>-(?=\s|\Z))|(?P<property>!<[^>\s]*>|[&!][^\s,\[\]{}]*)|(?P<sign>.)"
)
_PROPERTY: Final = re.compile(r"!<[^>\s]*>|[&!][^\s,\[\]{}]*")
_BETWEEN: Final = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")


@dataclass(slots=True, eq=False)
class Note:
    """A comment, or with empty ``text`` a blank line; ``gap`` has the blanks before a comment on the line of something else."""

    text: str
    column: int
    is_own_line: bool
    gap: str = " "


def notes_between(text: str, start: int, end: int) -> list[Note]:
    """Return the comments and blank lines in a part of ``text`` without values."""
    notes: list[Note] = []
    is_fresh, gap = start == 0 or text[start - 1] == "\n", ""
    for token in _TOKEN.finditer(text, start, end):
        if token["comment"]:
            notes.append(Note(token["comment"].rstrip(), column_of(text, token.start()), is_fresh, gap.replace("\t", " ") or " "))
        elif token["newline"] and is_fresh:
            notes.append(Note("", 0, is_own_line=True))
        gap = token["blank"] or ""
        is_fresh = bool(token["newline"]) or (is_fresh and bool(token["blank"]))
    return notes


def column_of(text: str, at: int) -> int:
    """Return the column of the position ``at``."""
    return at - text.rfind("\n", 0, at) - 1


def dash_between(text: str, start: int, end: int) -> int:
    """Return the position of a list's first dash in a part of ``text`` without values."""
    return next(token.start() for token in _TOKEN.finditer(text, start, end) if token["dash"])


def properties_at(text: str, start: int, count: int) -> tuple[str, int]:
    """Return ``count`` properties (anchor, tag) from ``start`` on, in one line, and the end of the last of them."""
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
    """Return the first position from ``start`` on that is neither blank nor in a comment."""
    match = _BETWEEN.match(text, start)
    return match.end() if match else start


def count_comments(text: str) -> Counter[str]:
    """Count each comment in ``text``: the text that no token covers and that is not blank.

    This uses tokens, while the tree finds comments by events, so that one checks the other.
    """
    found: Counter[str] = Counter()
    end = 0
    for token in scan_tokens(text):
        found += _comments(text[end : token.start_mark.index])
        end = max(end, token.end_mark.index)
    return found + _comments(text[end:])


def _comments(gap: str) -> Counter[str]:
    return Counter(comment for line in gap.split("\n") if (comment := line.strip()))
