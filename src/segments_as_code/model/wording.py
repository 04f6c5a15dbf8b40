"""Show values in messages: on one line, short, without invisible characters."""

from __future__ import annotations

import json
import re

from segments_as_code.model.document import Json, Path

_PLAIN = re.compile(r"\w[\w.:/+ -]*")
_LONGEST = 60


def value_text(value: Json) -> str:
    """Return ``value`` on one short line: plain words unchanged, everything else as JSON."""
    if isinstance(value, dict) and value:
        return "a mapping"
    if isinstance(value, list) and value:
        return f"a list of {len(value)}"
    if isinstance(value, str):
        return _text(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")
    try:
        return json.dumps(value)
    except ValueError:  # an int with more digits than Python prints
        return "a number too long to show"


def member_name(at: Path) -> str:
    """Return the name of the value at ``at`` for a reader: its last two member names, such as ``Metrics.sessionCount``."""
    return ".".join([_text(step) for step in at if isinstance(step, str)][-2:])


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.isprintable() and text == text.rstrip():
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in quoted) + '"'
