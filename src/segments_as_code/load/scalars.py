"""Plain scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#1032-tag-resolution)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, isfinite
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

CONSTANTS: Final[Mapping[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
"""The words that are not text: a line for each value."""

NUMBER_STARTS: Final = frozenset("+-.0123456789")
"""What a plain scalar begins with if it is a number; all others but CONSTANTS are text."""

MERGE_KEY: Final = "<<"

LARGEST_EXACT: Final = 2**53
"""The largest whole number that JSON readers, and Pinpoint's doubles, keep exactly (RFC 8259, 6)."""

_NUMBER: Final = re.compile(
    r"(?P<whole>[-+]?[0-9]+)|(?P<based>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<decimal>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_FEW_DIGITS: Final = 18


class NotFiniteError(Exception):
    """The scalar is infinite, not a number, or too large for a double."""


class InexactError(Exception):
    """The scalar is a whole number beyond LARGEST_EXACT."""


def resolve(text: str) -> Scalar:
    """Return what a plain scalar means, in time linear in its length; raise for a number that JSON cannot say exactly."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    match match.lastgroup:
        case "whole":
            return _whole(text)
        case "based":
            return _exact(int(text, base=0))
        case _:
            return _finite(text)


def _whole(text: str) -> int:
    """Return a decimal whole number; ``int`` itself is neither linear nor willing to read more than 4,300 digits."""
    digits = text.lstrip("+-0") or "0"
    if len(digits) <= _FEW_DIGITS:
        return _exact(int(text[:1] + digits if text.startswith("-") else digits))
    _finite(text)
    raise InexactError


def _exact(number: int) -> int:
    if abs(number) <= LARGEST_EXACT:
        return number
    try:
        float(number)
    except OverflowError as error:
        raise NotFiniteError from error
    raise InexactError


def _finite(text: str) -> float:
    number = float(text) if text[-1] not in "fFnN" else inf
    if not isfinite(number):
        raise NotFiniteError
    return number
