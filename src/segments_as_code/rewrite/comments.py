"""Count the comments of a text by another way than the one they are kept by, so that the one can be held to the other."""

from __future__ import annotations

from collections import Counter
from typing import Protocol, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from segments_as_code.rewrite.tree import UnusualError


class _Mark(Protocol):
    index: int


class _Token(Protocol):
    start_mark: _Mark
    end_mark: _Mark


def comments_in(text: str) -> Counter[str]:
    """Return how often each comment stands in ``text``: whatever no token covers and is not blank; raise UnusualError for no YAML."""
    found: Counter[str] = Counter()
    end = 0
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            span = cast("_Token", token)
            found += _comments(text[end : span.start_mark.index])
            end = max(end, span.end_mark.index)
    except YAMLError as error:
        raise UnusualError from error
    return found + _comments(text[end:])


def _comments(gap: str) -> Counter[str]:
    return Counter(comment for line in gap.split("\n") if (comment := line.strip()))
