"""How many examples a property test tries: as many as it asks for, in proportion to what the profile allows."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

_USUAL = 100


def examples(number: int, **other: Any) -> settings:
    """Return settings for ``number`` examples in ``make test``, and a fifth of them with the profile ``brief``."""
    return settings(max_examples=max(1, number * settings().max_examples // _USUAL), **other)
