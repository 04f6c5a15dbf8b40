"""The name of a segment in its domain: its identity, and the last part of its ARN."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

LONGEST: Final = 64
"""Characters in a SegmentDefinitionName (botocore's model)."""
_LONGEST_MADE: Final = 58
"""A name that we make leaves room for ``--next`` behind it."""
_DIGITS: Final = 8


def name_for(key: str) -> str:
    """Return the SegmentDefinitionName for the segment ``key``; two keys never get the same one.

    It is the key itself if that can be a name. Else every ``/`` and ``.`` is a hyphen, and digits of the key's hash follow.
    """
    name = key.replace("/", "-").replace(".", "-")
    if name == key and len(name) <= _LONGEST_MADE:
        return name
    return f"{name[: _LONGEST_MADE - _DIGITS - 1]}-{sha256(key.encode()).hexdigest()[:_DIGITS]}"
