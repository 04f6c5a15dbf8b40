"""The hidden first line of our comments: how we know them again, and what they say was reviewed."""

from __future__ import annotations

import json
from dataclasses import asdict

from segments_as_code.model import Header

_OPEN = "<!-- segments-as-code "
_CLOSE = " -->"
_MEMBERS = {"v": "version", "kind": "kind", "target": "target", "head": "head", "digest": "digest"}


def write_marker(header: Header) -> str:
    """Return ``header`` as one line of HTML comment; no value in it can end the comment or the line."""
    values = asdict(header)
    text = json.dumps({short: values[name] for short, name in _MEMBERS.items()}, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")
    return f"{_OPEN}{safe}{_CLOSE}"


def read_marker(body: str) -> Header | None:
    """Return the header in the first line of a comment, or None where there is none that we could have written.

    Only the first line counts, and only from its first character: a comment that quotes ours is not ours.
    """
    line = body.partition("\n")[0].rstrip("\r")
    if not (line.startswith(_OPEN) and line.endswith(_CLOSE)):
        return None
    try:
        values = json.loads(line[len(_OPEN) : -len(_CLOSE)])
    except (ValueError, RecursionError):
        return None
    return _header(values)


def _header(values: object) -> Header | None:
    if not isinstance(values, dict) or set(values) != set(_MEMBERS) or type(values["v"]) is not int:
        return None
    texts = {name: values[short] for short, name in _MEMBERS.items() if short != "v"}
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return Header(version=values["v"], **texts)
