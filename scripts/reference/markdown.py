"""The few Markdown elements that the pages use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_CODE_SPAN = re.compile(r"(`+[^`]+`+)")
_SPECIAL = re.compile(r"(\*|<(?=[A-Za-z/!?]))")


def code(text: str) -> str:
    """Return any ``text`` as a code span."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Return ``text`` from the source with its code spans kept and everything else escaped."""
    parts = _CODE_SPAN.split(" ".join(text.split()))
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)


def link(text: str, target: str) -> str:
    """Return a link; ``text`` is Markdown."""
    return f"[{text}]({target})"


def heading(text: str, level: int = 2) -> str:
    """Return a heading; ``text`` is Markdown."""
    return f"{'#' * level} {text}"


def slug(text: str) -> str:
    """Return the anchor that GitHub gives to a heading; ``text`` is its Markdown, of words and code spans."""
    return _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a cell is Markdown on one line."""
    lines = [header, [":--" for _ in header], *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)


def fenced(text: str, language: str = "") -> str:
    """Return ``text`` as a block."""
    body = "\n".join(line.rstrip() for line in text.splitlines())
    return f"```{language}\n{body}\n```"


def joined(blocks: Iterable[str]) -> str:
    """Return the blocks that are not empty, with a blank line between them."""
    return "\n\n".join(block for block in blocks if block)


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")
