"""How much of a file is read before it is taken for an attack, or an accident."""

from __future__ import annotations

from typing import Final

MAX_DEPTH: Final = 100
"""Levels of mappings and lists; a segment needs about ten, and Python's own stack ends near a thousand."""

MAX_REPEATED: Final = 100_000
"""Values that the aliases of one file may repeat altogether."""
