"""Put phrases together."""

from __future__ import annotations

import json
from collections.abc import Sequence

from segments_as_code.model.phrases import Part, Phrase, Role
from segments_as_code.model.values import Json


def words(text: str) -> Phrase:
    """Return words of ours; nothing where there are none."""
    return (Part(Role.WORDS, text),) if text else ()


def value(text: str) -> Phrase:
    """Return what somebody chose; where there is nothing to be seen of it, that is said."""
    return (Part(Role.VALUE, text),) if text else words("(empty text)")


def name(text: str) -> Phrase:
    """Return the name of an attribute, a metric, or a member."""
    return (Part(Role.NAME, text),) if text else words("(no name)")


def as_json(found: Json) -> Phrase:
    """Return what this module has no words for, as it stands."""
    return (Part(Role.NAME, json.dumps(found, sort_keys=True, ensure_ascii=False)),)


def listed(phrases: Sequence[Phrase], last: str) -> Phrase:
    """Return ``a, b or c`` for the word ``or``."""
    if len(phrases) <= 1:
        return phrases[0] if phrases else ()
    return (*_with_commas(phrases[:-1]), *words(f" {last} "), *phrases[-1])


def few(phrases: Sequence[Phrase], last: str, most: int) -> Phrase:
    """Return the first of ``phrases``, and how many more there are."""
    if len(phrases) <= most:
        return listed(phrases, last)
    return (*_with_commas(phrases[:most]), *words(f" {last} {len(phrases) - most:,} more"))


def _with_commas(phrases: Sequence[Phrase]) -> Phrase:
    parts: list[Part] = []
    for phrase in phrases:
        parts += [*(words(", ") if parts else ()), *phrase]
    return tuple(parts)
