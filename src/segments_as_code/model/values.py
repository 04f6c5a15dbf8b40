"""Values as JSON has them, and definitions, which are opaque to the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""Plain dicts and lists at run time (jsonschema accepts no others), read-only to the checker."""

Definition: TypeAlias = Mapping[str, Json]
"""One segment's name and criteria, in its provider's own spelling; opaque to the core."""

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a document or a definition: member names and list positions (from 0)."""
