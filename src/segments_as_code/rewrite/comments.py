"""Count the comments of a text by another way than the one they are kept by, so that the one can be held to the other."""

from __future__ import annotations

from collections import Counter
from typing import Protocol, cast

from ruamel.yaml import YAML


class _Mark(Protocol):
    index: int


class _Token(Protocol):
    start_mark: _Mark
    end_mark: _Mark


def comments_in(text: str) -> Counter[str]:
    """Return how often each comment stands in ``text``, which is YAML: whatever no token covers and is not blank."""
    found: Counter[str] = Counter()
    end = 0
    for token in YAML(typ="safe", pure=True).scan(text):
        span = cast("_Token", token)
        found += _comments(text[end : span.start_mark.index])
        end = max(end, span.end_mark.index)
    return found + _comments(text[end:])


def _comments(gap: str) -> Counter[str]:
    return Counter(comment for line in gap.split("\n") if (comment := line.strip()))
