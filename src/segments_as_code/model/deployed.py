"""What the service holds, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from segments_as_code.model.values import Definition


@dataclass(frozen=True, slots=True)
class Target:
    """What one run is about: a provider, one container of segments there (a Pinpoint application), its region, and who owns."""

    provider: str
    scope: str
    region: str
    owner: str


class SegmentKind(StrEnum):
    """How a deployed segment came to be: from criteria, or from an import job (those are never planned)."""

    DYNAMIC = "dynamic"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class DeployedSegment:
    """A segment as the service holds it; ``definition`` is canonical, references in it are by id.

    ``created`` is when it was created: an instant in UTC such as ``2026-11-26T09:00:00.000000Z``, or empty if that is not known.
    """

    id: str
    arn: str
    name: str
    version: int | None
    definition: Definition
    tags: Mapping[str, str]
    kind: SegmentKind = SegmentKind.DYNAMIC
    created: str = ""
