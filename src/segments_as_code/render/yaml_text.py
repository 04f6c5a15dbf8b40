r"""Write a definition as YAML lines for people to read: block style, strings quoted only where they must be.

Faster than a YAML library by a factor of ten on what definitions are made of, and in our hands where a value could harm:
a string with a character that does not show is double-quoted, so that ``\u202e`` on the page is what YAML means by it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeGuard

from segments_as_code.model.document import Definition, Json
from segments_as_code.ports import Dialect
from segments_as_code.render.visible import cut_apart, is_visible, visible

_LONGEST = 200
_PLAIN = re.compile(r"[^\W\d_](?:[\w./@+-]|[ ](?=[\w(/&+-])|[()&,](?![\[\]{}]))*")
"""Begins with a letter, and holds nothing that could mean something else to a YAML reader (YAML 1.2, 7.3.3)."""
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some YAML reader takes for something other than a string."""


def definition_yaml(definition: Definition, dialect: Dialect) -> str:
    """Return ``definition`` as it stands in a file, whole: YAML to copy."""
    return "\n".join([*yaml_lines(dialect.simplify(definition), most=None), ""])


def yaml_lines(value: Mapping[str, Json] | list[Json], *, most: int | None = _LONGEST) -> list[str]:
    """Return ``value`` as lines without line ends.

    A string of more than ``most`` characters is cut, and says so; with None nothing is, and a YAML reader reads ``value`` back.
    """
    lines: list[str] = []
    _write(value, "", most, lines)
    return lines


def _write(value: Mapping[str, Json] | list[Json], indent: str, most: int | None, lines: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            start = f"{indent}- "
            if _has_lines(item):
                first = len(lines)
                _write(item, indent + "  ", most, lines)
                lines[first] = start + lines[first][len(start) :]
            else:
                lines.append(start + _scalar(item, most))
        return
    for name, member in value.items():
        start = f"{indent}{_scalar(name, most)}:"
        if _has_lines(member):
            lines.append(start)
            _write(member, indent + "  ", most, lines)
        else:
            lines.append(f"{start} {_scalar(member, most)}")


def _has_lines(value: Json) -> TypeGuard[dict[str, Json] | list[Json]]:
    return isinstance(value, dict | list) and bool(value)


def _scalar(value: Json, most: int | None) -> str:
    if isinstance(value, str):
        return _string(value if most is None else cut_apart(value, most))
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else json.dumps(value)


@lru_cache(maxsize=4_096)
def _string(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and is_visible(text):
        return text
    return visible(json.dumps(text, ensure_ascii=False))
