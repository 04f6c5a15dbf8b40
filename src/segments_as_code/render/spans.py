"""Styled text for a terminal, safe to print; the door paints it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from segments_as_code.render.visible import cut, visible

_LONGEST_TEXT = 2_000


class Style(StrEnum):
    """What a piece of text is; the door knows what that looks like."""

    PLAIN = "plain"
    HEADING = "heading"
    QUIET = "quiet"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    ADDED = "added"
    REMOVED = "removed"
    WARNING = "warning"
    ERROR = "error"


class Span(NamedTuple):
    """A piece of text in one style, safe to print; a line ends where a text is a line end."""

    text: str
    style: Style = Style.PLAIN


END = Span("\n")


def shown(text: str, style: Style = Style.PLAIN) -> Span:
    """Return ``text`` with every character visible, and not longer than anybody reads."""
    return Span(visible(cut(text, _LONGEST_TEXT)), style)
