"""Writes by which segments come under ids that we choose, and go; each is done once, even if its reply is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from segments_as_code.apply.write_once import write_without_result
from segments_as_code.model.document import Definition
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import RECREATION_TAG
from segments_as_code.ports import SegmentReader, SegmentWriter

_LOOKS = 3
"""How often to look for a segment that was just created: AWS does not document whether it can be read at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to stand under an id: a definition with references by id, and tags."""

    id: str
    definition: Definition
    tags: Mapping[str, str]


class NamedWrites:
    """Creates, tags and deletes segments by id."""

    def __init__(self, reader: SegmentReader, writer: SegmentWriter) -> None:
        self._reader = reader
        self._writer = writer

    def create_and_read(self, wanted: Wanted, *, is_freed: bool) -> DeployedSegment:
        """Create a segment, and read it back."""
        self.create(wanted, is_freed=is_freed)
        return self.confirm(wanted)

    def create(self, wanted: Wanted, *, is_freed: bool) -> None:
        """Create a segment once, even if the reply is lost."""

        def write() -> None:
            self._writer.create(wanted.definition, wanted.tags, segment_id=wanted.id, is_freed=is_freed)

        write_without_result(write, lambda: self._is_there(wanted), looks=_LOOKS)

    def _is_there(self, wanted: Wanted) -> bool:
        now = self._reader.get_segment(wanted.id)
        return now is not None and now.definition == wanted.definition

    def confirm(self, wanted: Wanted) -> DeployedSegment:
        """Return the segment as the service has it, with the tags that it lacked.

        Raises:
            ServiceError: it has another definition (``stored-differently``), or cannot be read yet (``not-found``).
        """
        for _ in range(_LOOKS):
            now = self._reader.get_segment(wanted.id)
            if now is None:
                continue
            if now.definition != wanted.definition:
                raise ServiceError("stored-differently", f"the service stored another definition of {wanted.id} than was sent.")
            self.put_missing_tags(now, wanted.tags)
            return replace(now, tags={**now.tags, **wanted.tags})
        raise UnclearWrite("not-found", f"{wanted.id} was created and cannot be read yet.", "run again.")

    def put_missing_tags(self, now: DeployedSegment, tags: Mapping[str, str]) -> None:
        """Put those of ``tags`` that a segment does not have with these values."""
        missing = {name: value for name, value in tags.items() if now.tags.get(name) != value}
        if missing:
            write_without_result(lambda: self._writer.tag(now.arn, missing))

    def remove_note(self, now: DeployedSegment) -> None:
        """Remove the note of a recreation that was stopped."""
        write_without_result(lambda: self._writer.untag(now.arn, [RECREATION_TAG]), lambda: self._has_no_note(now.id))

    def _has_no_note(self, segment_id: str) -> bool:
        now = self._reader.get_segment(segment_id)
        return now is not None and RECREATION_TAG not in now.tags

    def delete(self, segment_id: str) -> None:
        """Delete a segment; it is not an error if it is gone already."""
        write_without_result(lambda: self._writer.delete(segment_id), lambda: self._reader.get_segment(segment_id) is None)

    def try_to_delete(self, segment_id: str, *, unless_gone: str) -> None:
        """Delete a temporary segment that is not needed, unless the one it is for is gone; if that fails, the next run does it."""
        try:
            if self._reader.get_segment(unless_gone) is not None:
                self.delete(segment_id)
        except ServiceError:
            return
