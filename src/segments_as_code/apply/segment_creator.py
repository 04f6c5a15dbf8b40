"""Create each segment once, even if the service's replies are lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segments_as_code.apply.write_once import write_once, write_without_result
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import Refused, ServiceError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Target
from segments_as_code.ownership import OWNER_TAG, has_owner, is_new_and_untagged, owned_key, start_of_last_run
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter
from segments_as_code.recreation import recreation_of, temporary_id

_LOOKS = 3
"""How often to look for the result of an unclear create: a listing may lag, and the next may come from another replica."""


@dataclass(frozen=True, slots=True)
class Created:
    """A segment that this run created for a key; ``is_certain`` is False if the reply was lost and the segment was found by listing."""

    desired: DesiredSegment
    tags: Mapping[str, str]
    written: Written
    replaces: str | None
    is_certain: bool


class SegmentCreator:
    """Creates the segments of one plan, and remembers them by key.

    Everything deployed is listed once before the first create: a key that was deployed since the plan was made is not deployed
    twice, and new segments can be told from those that existed before.
    """

    def __init__(self, target: Target, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect) -> None:
        self.created: dict[str, Created] = {}
        self._target = target
        self._reader = reader
        self._writer = writer
        self._dialect = dialect
        self._before: tuple[DeployedSegment, ...] | None = None

    def create(self, desired: DesiredSegment, definition: Definition, tags: Mapping[str, str], *, replaces: str | None = None) -> Written:
        """Create the segment of ``desired`` with ``definition`` (references by id) and all of ``tags``.

        ``replaces`` is the id of the segment that the new one replaces, which stays for now.

        Raises:
            Refused: another segment has the key by now, or our last run left one without tags; nothing was written.
            ServiceError: the service refused, or it stays unclear whether the segment was created.
        """
        if desired.id is not None:
            written = self._create_with_id(desired, desired.id, definition, tags)
        else:
            written = self._find_deployed(desired, definition, replaces) or self._write(desired, definition, tags, replaces)
        self._put_missing_tags(desired, written, tags)
        return written

    def _create_with_id(self, desired: DesiredSegment, segment_id: str, definition: Definition, tags: Mapping[str, str]) -> Written:
        """Create a segment whose id is known, so that nothing is listed: whether it is there is asked by the id."""

        def find_existing() -> Written | None:
            found = self._reader.get_segment(segment_id)
            if found is None:
                return None
            is_ours = owned_key(found.tags, self._target.owner) == desired.key
            if not self._is_equal(found, definition) or (has_owner(found.tags) and not is_ours):
                raise Refused("changed-meanwhile", f"{segment_id} was deployed for something else since the plan was made")
            return as_written(found)

        if (found := find_existing()) is not None:
            if owned_key(found.tags or {}, self._target.owner) != desired.key:
                message = f"a segment {segment_id} is deployed that is not ours"
                raise Refused("name-taken", message, self._adopt_or_delete(segment_id, desired))
            return found
        self._require_no_recreation(segment_id)
        return write_once(lambda: self._writer.create(definition, tags, segment_id=segment_id), find_existing, looks=_LOOKS)

    def _require_no_recreation(self, segment_id: str) -> None:
        """Refuse if a recreation was stopped that the list did not show yet: the temporary segment has the tags of others."""
        found = self._reader.get_segment(temporary_id(segment_id))
        recreation = recreation_of(found.tags) if found is not None else None
        if found is not None and recreation is not None and recreation.id == segment_id and found.tags.get(OWNER_TAG) == self._target.owner:
            message = f"{segment_id} is half recreated: {found.id} has its definition, and was not in the list yet. Run again, in a minute"
            raise Refused("changed-meanwhile", message)

    def _find_deployed(self, desired: DesiredSegment, definition: Definition, replaces: str | None) -> Written | None:
        """Return what an earlier run created for the same key after the plan was made."""
        if self._before is None:
            self._before = tuple(self._reader.list_segments())
        for segment in self._with_key(desired.key, self._before, replaces):
            if not self._is_equal(segment, definition):
                raise Refused("changed-meanwhile", f"{segment.id} was deployed for {desired.key} since the plan was made")
            return as_written(segment)
        for segment in self._before:
            if self._may_be_left_by_last_run(segment, desired, definition):
                raise self._left_without_tags(segment, desired)
        return None

    def _write(self, desired: DesiredSegment, definition: Definition, tags: Mapping[str, str], replaces: str | None) -> Written:
        is_certain = True

        def find_existing() -> Written | None:
            nonlocal is_certain
            is_certain = False
            return self._find_created(desired.key, definition, replaces)

        def create() -> Written:
            nonlocal is_certain
            is_certain = True
            return self._writer.create(definition, tags)

        written = write_once(create, find_existing, looks=_LOOKS)
        self.created[desired.key] = Created(desired, tags, written, replaces, is_certain)
        return written

    def _find_created(self, key: str, definition: Definition, replaces: str | None) -> Written | None:
        """Return the segment of a create whose reply was lost: one with our key, or a new and equal one without an owner.

        The latter is for a service that drops the tags of a create (whether it does is not documented).
        """
        deployed = self._reader.list_segments()
        known = {segment.id for segment in self._before or ()} | {created.written.id for created in self.created.values()}
        new = [s for s in deployed if s.id not in known and not has_owner(s.tags) and self._is_equal(s, definition)]
        return next((as_written(segment) for segment in (*self._with_key(key, deployed, replaces), *new)), None)

    def _with_key(self, key: str, segments: Iterable[DeployedSegment], replaces: str | None) -> list[DeployedSegment]:
        return [s for s in segments if s.id != replaces and owned_key(s.tags, self._target.owner) == key]

    def _is_equal(self, segment: DeployedSegment, definition: Definition) -> bool:
        return self._dialect.ignore_unset_versions(segment.definition, definition) == definition

    def _put_missing_tags(self, desired: DesiredSegment, written: Written, tags: Mapping[str, str]) -> None:
        """Add the tags that the service did not confirm: a segment without our tags would be created a second time."""
        missing = {name: value for name, value in tags.items() if (written.tags or {}).get(name) != value}
        if not missing:
            return
        try:
            write_without_result(lambda: self._writer.tag(written.arn, missing))
        except ServiceError as error:
            way_out = self._adopt_or_delete(written.id, desired)
            message = f"the segment was created as {written.id}, but its tags could not be put ({way_out}): {error.message}"
            raise ServiceError(error.code, message, error.remedy) from error

    # ── segments that an earlier run left without tags ───────────────────────────────────────────────────────────────

    def _may_be_left_by_last_run(self, segment: DeployedSegment, desired: DesiredSegment, definition: Definition) -> bool:
        """Return whether our last run may have created ``segment`` for ``desired`` without being able to tag it."""
        is_left = segment.name == desired.name and is_new_and_untagged(segment, since=self._start_of_last_run())
        return is_left and self._is_equal(segment, definition)

    def _start_of_last_run(self) -> str:
        return start_of_last_run(self._before or (), self._target.owner)

    def _left_without_tags(self, segment: DeployedSegment, desired: DesiredSegment) -> Refused:
        message = (
            f"{segment.id} has the same name and an equal definition, no tags of ours, and is as new as our newest segment:"
            " an earlier run may have created it and not been allowed to tag it. No second one was created"
        )
        return Refused("created-without-tags", message, self._adopt_or_delete(segment.id, desired))

    def _adopt_or_delete(self, segment_id: str, desired: DesiredSegment) -> str:
        adopt = f"write Lifecycle: {{Adopt: {segment_id}}} for {desired.key} in {desired.location.path} to take it over"
        return f"{adopt}, or delete it: {self._dialect.delete_command(self._target, segment_id)}"


def as_written(segment: DeployedSegment) -> Written:
    """Return a deployed segment as the answer to the write that made it."""
    return Written(segment.id, segment.arn, segment.version, segment.tags, segment.definition)
