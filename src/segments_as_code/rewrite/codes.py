"""The code of what can be wrong with rewriting a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "not-rewritten": "The file is laid out in a way that segments fmt cannot write anew without a change of meaning; it was left alone.",
}
