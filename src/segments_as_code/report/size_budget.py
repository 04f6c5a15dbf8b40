"""Fit a page into its limit: first what must be there, then as much of the rest as fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from segments_as_code.report.markdown import Markdown

T = TypeVar("T")

_MOST_MISSES = 8


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units, which is how browsers and GitHub count characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def utf8_length(text: str) -> int:
    """Return the number of bytes."""
    return len(text) if text.isascii() else len(text.encode())


@dataclass(frozen=True, slots=True)
class Limit:
    """The maximum length of a page, and how it is measured."""

    most: int
    measure: Callable[[str], int]


COMMENT = Limit(60_000, utf16_length)
"""GitHub refuses a comment of more than 65,536 characters."""

SUMMARY = Limit(1_000_000, utf8_length)
"""GitHub drops a step's summary of more than 1,048,576 bytes; a step may add something of its own."""


class SizeBudget:
    """What is left of a limit."""

    def __init__(self, limit: Limit) -> None:
        """Start with the whole limit."""
        self.left = limit.most
        self._measure = limit.measure

    def part(self, most: int) -> SizeBudget:
        """Return a separate budget of at most ``most``, and no more than what is left."""
        return SizeBudget(Limit(max(min(most, self.left), 0), self._measure))

    def reserve(self, *pieces: Markdown) -> None:
        """Reserve the size of ``pieces``, which must be there."""
        self.left -= sum(self._measure(piece) + 2 for piece in pieces)

    def take(self, piece: Markdown) -> bool:
        """Take the size of ``piece`` and of the blank line after it, if there is enough."""
        size = self._measure(piece) + 2
        if size > self.left:
            return False
        self.left -= size
        return True


def take_all(pieces: Iterable[Markdown], budget: SizeBudget) -> list[Markdown] | None:
    """Return all ``pieces``; if they do not fit, return None and take nothing."""
    before = budget.left
    taken: list[Markdown] = []
    for piece in pieces:
        if not budget.take(piece):
            budget.left = before
            return None
        taken.append(piece)
    return taken


def take_some(items: Sequence[T], make: Callable[[T], Markdown], budget: SizeBudget) -> list[Markdown]:
    """Return the results of ``make`` for ``items`` that fit; stop after a few that do not."""
    taken: list[Markdown] = []
    misses = 0
    for item in items:
        piece = make(item)
        if budget.take(piece):
            taken.append(piece)
        else:
            misses += 1
        if misses == _MOST_MISSES:
            break
    return taken
