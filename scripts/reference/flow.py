"""Write a value as one line of YAML, as a person would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from segments_as_code.model.document import Json

_PLAIN = re.compile(r"\w[\w ./+-]*(?<! )|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
_NO_TEXT = re.compile(r"true|false|null|0[xo].*|[0-9.]+(e[-+]?[0-9]+)?", re.IGNORECASE)


def flow(value: Json) -> str:
    """Return ``value`` in YAML 1.2's flow style, quoted if it would not be read as text otherwise."""
    match value:
        case Mapping():
            return f"{{{members(value)}}}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case str() if _PLAIN.fullmatch(value) and not _NO_TEXT.fullmatch(value):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def members(value: Mapping[str, Json]) -> str:
    """Return the members of a mapping without braces around them."""
    return ", ".join(f"{flow(name)}: {flow(inner)}" for name, inner in value.items())
