"""Values as text, where the author's own text does not say them any more."""

from __future__ import annotations

import json
import re
from typing import Final

from segments_as_code.model.values import Json
from segments_as_code.rewrite.tree import Scalar

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")
_RESERVED: Final = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Words that are no text to some reader of YAML, whatever their capitals."""
_NOT_IN_BRACKETS: Final = re.compile(r"[,\[\]{}]|^[-?:](?:\s|\Z)|: ")


def scalar_text(value: Json, like: Scalar | None) -> str:
    """Return ``value`` as YAML on one line; text in the quotes of ``like``, or plain where that was and nobody could misread it."""
    if not isinstance(value, str):
        return json.dumps(value)
    was_plain = like is None or not like.style
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and was_plain:
        return value
    if like is not None and was_plain and _INSTANT.fullmatch(value):
        return value
    if like is not None and like.style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)


def text_in_brackets(scalar: Scalar) -> str:
    """Return the text of a scalar on one line as it can stand in brackets."""
    if scalar.in_flow or scalar.style or not _NOT_IN_BRACKETS.search(scalar.text):
        return scalar.text
    return json.dumps(scalar.value, ensure_ascii=False)


def is_same(one: Json, other: Json) -> bool:
    """Return whether two values are the same to every reader: 1 is not 1.0, and true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
