"""Take a snapshot."""

from __future__ import annotations

from datetime import UTC, datetime

from segments_as_code.ports import SegmentReader
from segments_as_code.snapshot.document import Snapshot


def take_snapshot(reader: SegmentReader, *, provider: str, scope: str, now: datetime) -> Snapshot:
    """Read all segments of ``scope``, and all that uses them; ``now`` is when the reading began."""
    segments = tuple(reader.list_segments())
    usages = tuple(reader.list_usages([segment.id for segment in segments]))
    taken = reader.as_of or f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Snapshot(taken, provider, scope, reader.region, segments, usages)
