"""Create a segment once, whatever becomes of the service's replies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from segments_as_code.apply.write_once import write_once, write_without_result
from segments_as_code.model.deployed import DeployedSegment
from segments_as_code.model.outcomes import Written
from segments_as_code.model.values import Definition
from segments_as_code.ownership import has_owner, owned_key
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter
from segments_as_code.problems import Refused, ServiceError

_LOOKS = 3
"""How often an unclear create is looked for: a listing may lag behind, and the next may come from another replica."""


class SegmentCreator:
    """Creates the segments of one plan.

    What stands is listed before the first create: a key that somebody deployed since the plan was made is not deployed
    twice, and what is new afterwards can be told from what was there.
    """

    def __init__(self, owner: str, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect) -> None:
        self._owner = owner
        self._reader = reader
        self._writer = writer
        self._dialect = dialect
        self._before: tuple[DeployedSegment, ...] | None = None
        self._made: set[str] = set()

    def create(self, key: str, definition: Definition, tags: Mapping[str, str], *, instead_of: str | None = None) -> Written:
        """Create the segment of ``key`` with all of ``tags``; ``instead_of`` is the id of the one it replaces, which stays.

        Raises:
            Refused: another segment carries the key by now; nothing was written.
            ServiceError: the service refused, or it stays unclear whether the segment was made.
        """
        written = self._standing(key, definition, instead_of)
        if written is None:
            create, look = lambda: self._writer.create(definition, tags), lambda: self._find(key, definition, instead_of)
            written = write_once(create, look, looks=_LOOKS)
        self._made.add(written.id)
        self._make_sure_of_tags(key, written, tags)
        return written

    def _standing(self, key: str, definition: Definition, instead_of: str | None) -> Written | None:
        """Return what an earlier run made of the same create, which the plan did not see yet."""
        if self._before is None:
            self._before = tuple(self._reader.list_segments())
        for segment in self._with_key(key, self._before, instead_of):
            if not self._is(segment, definition):
                raise Refused("changed-meanwhile", f"{segment.id} was deployed for {key} since the plan was made")
            return _as_written(segment)
        return None

    def _find(self, key: str, definition: Definition, instead_of: str | None) -> Written | None:
        """Return what a create made whose reply was lost: what carries our marks, or is new, nobody's, and just like it.

        The latter is for a service that drops the tags of a create (whether it does is not documented).
        """
        there = self._reader.list_segments()
        known = {segment.id for segment in self._before or ()} | self._made
        fresh = [s for s in there if s.id not in known and not has_owner(s.tags) and self._is(s, definition)]
        return next((_as_written(segment) for segment in (*self._with_key(key, there, instead_of), *fresh)), None)

    def _with_key(self, key: str, segments: Iterable[DeployedSegment], instead_of: str | None) -> list[DeployedSegment]:
        return [s for s in segments if s.id != instead_of and owned_key(s.tags, self._owner) == key]

    def _is(self, segment: DeployedSegment, definition: Definition) -> bool:
        return self._dialect.aligned(segment.definition, definition) == definition

    def _make_sure_of_tags(self, key: str, written: Written, tags: Mapping[str, str]) -> None:
        """Put the tags that the service did not say it took: a segment without our marks would be created a second time."""
        missing = {name: value for name, value in tags.items() if (written.tags or {}).get(name) != value}
        if not missing:
            return
        try:
            write_without_result(lambda: self._writer.tag(written.arn, missing))
        except ServiceError as error:
            message = f"the segment was created as {written.id}, but its tags could not be put: {error.message}"
            raise ServiceError(
                error.code, message, f"write Lifecycle: {{Adopt: {written.id}}} for {key}, or delete that segment."
            ) from error


def _as_written(segment: DeployedSegment) -> Written:
    return Written(segment.id, segment.arn, segment.version, segment.tags)
