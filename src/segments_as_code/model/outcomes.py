"""What came of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from segments_as_code.model.plan import Change
from segments_as_code.model.values import Definition


@dataclass(frozen=True, slots=True)
class Written:
    """What the service said of a segment it wrote; ``tags`` and the canonical ``definition`` as echoed, None if it echoed none."""

    id: str
    arn: str
    version: int | None
    tags: Mapping[str, str] | None = None
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was carried out; ``written`` is what now stands (None after a delete)."""

    change: Change
    written: Written | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was tried and not carried out, or not wholly; ``reason`` is a plain sentence."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A change that was not tried, because something it needs failed."""

    change: Change
    reason: str


Outcome: TypeAlias = Applied | Failed | NotStarted
