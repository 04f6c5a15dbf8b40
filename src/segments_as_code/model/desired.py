"""What the files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segments_as_code.model.places import Location
from segments_as_code.model.values import Definition


@dataclass(frozen=True, slots=True)
class Reference:
    """A segment that another builds on: by key (ours) or by the service's id, with a version where one is pinned."""

    key: str | None = None
    id: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What a file says about how its segment is cared for; never sent to the service."""

    protected: bool = False
    adopt: str | None = None
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DesiredSegment:
    """A segment as the files say it should be.

    ``definition`` is canonical; segments it builds on that this repository manages stand in it by key.
    ``tags`` are those the file names, without our own marks. ``place`` is where its document begins.
    """

    key: str
    name: str
    definition: Definition
    tags: Mapping[str, str]
    lifecycle: Lifecycle
    location: Location
