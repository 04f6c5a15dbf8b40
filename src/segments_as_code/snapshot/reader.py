"""Read segments from a snapshot instead of from the service."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from segments_as_code.model.deployed import DeployedSegment, SegmentKind
from segments_as_code.model.usages import Usage
from segments_as_code.ports import Dialect
from segments_as_code.snapshot.document import Snapshot


class SnapshotReader:
    """Implements SegmentReader over a snapshot; every definition is made canonical again, whoever wrote the file."""

    def __init__(self, snapshot: Snapshot, dialect: Dialect) -> None:
        self._snapshot = snapshot
        self._segments = {segment.id: _canonical(segment, dialect) for segment in snapshot.segments}

    @property
    def region(self) -> str:
        """Return the region that the snapshot was taken in."""
        return self._snapshot.region

    @property
    def as_of(self) -> str | None:
        """Return when the snapshot was taken."""
        return self._snapshot.taken

    def list_segments(self, *, expecting: Collection[str] = ()) -> Sequence[DeployedSegment]:
        """Return every segment of the snapshot, in the order of their ids."""
        del expecting
        return [self._segments[segment_id] for segment_id in sorted(self._segments)]

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one segment as it stood then."""
        return self._segments.get(segment_id)

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return one segment at the version it had then; a snapshot has no other."""
        found = self._segments.get(segment_id)
        return replace(found, tags={}) if found is not None and found.version == version else None

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what used these segments then."""
        wanted = set(segment_ids)
        found = [usage for usage in self._snapshot.usages if usage.segment_id in wanted]
        return sorted(found, key=lambda usage: (usage.kind, usage.name, usage.id, usage.segment_id))


def _canonical(segment: DeployedSegment, dialect: Dialect) -> DeployedSegment:
    return segment if segment.kind is SegmentKind.IMPORTED else replace(segment, definition=dialect.canonical(segment.definition))
