r"""Write a definition as YAML that every reader takes for the same: what could be taken otherwise is quoted.

Strings stand plain where no reader of YAML 1.1 or 1.2 could see anything else in them. Others are double-quoted, and characters that
do not show are written like ``\u202e``: nothing in a file that came from a service can hide from whoever reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from segments_as_code.model.values import Json

_PLAIN = re.compile(r"[^\W\d_](?:[\w./@+-]|[ ](?=[\w(/&+-])|[()&](?![\[\]{}]))*")
"""Begins with a letter, and holds nothing that means something in a block or between brackets (YAML 1.2, 7.3.3)."""
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some YAML reader takes for something other than a string."""


def block(value: Mapping[str, Json], indent: str = "") -> Iterator[str]:
    """Yield a mapping as lines without line ends, members below each other."""
    for name, member in value.items():
        yield from entry(name, member, indent)


def entry(name: str, value: Json, indent: str) -> Iterator[str]:
    """Yield one member of a mapping as lines."""
    start = f"{indent}{scalar(name)}:"
    if isinstance(value, Mapping) and value:
        yield start
        yield from block(value, indent + "  ")
    elif isinstance(value, list) and value:
        yield start
        for one in value:
            yield from item(one, indent + "  ")
    else:
        yield f"{start} {flow(value)}"


def item(value: Json, indent: str) -> Iterator[str]:
    """Yield one item of a list as lines."""
    if isinstance(value, Mapping) and value:
        first, *rest = block(value, indent + "  ")
        yield f"{indent}- {first[len(indent) + 2 :]}"
        yield from rest
    else:
        yield f"{indent}- {flow(value)}"


def flow(value: Json) -> str:
    """Return any value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {flow(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value) if isinstance(value, str) else json.dumps(value)


def scalar(text: str) -> str:
    """Return a string, plain or double-quoted."""
    if _PLAIN.fullmatch(text) and text.isprintable() and text.lower() not in _WORDS:
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in json.dumps(text, ensure_ascii=False))


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if len(f"{code:x}") <= len("ffff") else f"\\U{code:08x}"
