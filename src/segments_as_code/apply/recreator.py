"""Delete a segment and create it again under its id, so that at every moment the old or the new definition can be had.

1. The new definition is created under a temporary id, with all tags and a note of what was before: if the service refuses it,
   nothing else has happened.
2. The old segment is deleted.
3. The new definition is created under the id. If that fails, the old one is created again.
4. The temporary segment is deleted.

A run may end between any two calls. The next one finds the temporary segment (``recreation.py``) and continues from there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from segments_as_code.apply.write_once import write_without_result
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Recreate, Written
from segments_as_code.model.problem import Refused, ServiceError, UnclearWrite
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, RECREATION_TAG, has_owner, owned_key
from segments_as_code.ports import SegmentReader, SegmentWriter
from segments_as_code.recreation import (
    MOST_TAGS,
    Recreation,
    as_before,
    fingerprint,
    foreign_tags,
    is_for,
    recreation_of,
    restored_tag,
    temporary_id,
)

_LOOKS = 3
"""How often to look for a segment that was just created: AWS does not document whether it can be read at once."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to stand under an id in the end."""

    id: str
    definition: Definition
    tags: Mapping[str, str]


class Recreator:
    """Carries out the recreations of one plan."""

    def __init__(self, owner: str, reader: SegmentReader, writer: SegmentWriter) -> None:
        self._owner = owner
        self._reader = reader
        self._writer = writer

    def recreate(self, change: Recreate, definition: Definition, users: Collection[str]) -> Written:
        """Make ``definition`` (references by id) stand under the id of ``change``; ``users`` are the ids that build on it.

        Raises:
            Refused: what is deployed is not what was planned, or it is used by now; nothing was written.
            ServiceError: the service refused; the message says which definition stands.
        """
        planned = change.deployed
        temporary = self._find_temporary(planned, definition)
        now = self._reader.get_segment(planned.id)
        if now is None:
            return self._finish(temporary, change, definition)
        # without an owner it was created a moment ago, and its tags were not put
        tagged = temporary if temporary is not None and not has_owner(now.tags) else now
        wanted = _Wanted(planned.id, definition, _all_tags(tagged, change))
        if self._is_done(now, planned, wanted):
            return self._conclude(wanted, temporary)
        if temporary is not None and self._is_done(now, planned, begun := _begun(temporary)):
            self._conclude(begun, temporary)  # what an earlier commit wanted; now for this one
            now, temporary = self._confirm(begun), None
        else:
            now = as_before(now)
            self._require_planned(now, change)
        self._require_unused([planned.id, *users])
        self._require_room(now, wanted)
        return self._replace(now, self._prove(now, wanted, temporary), wanted)

    def abandon(self, deployed: DeployedSegment) -> None:
        """Delete the temporary segment of a recreation that was begun for ``deployed`` and is not wanted any more."""
        now, temporary = self._reader.get_segment(deployed.id), self._find_temporary(deployed)
        if temporary is None:
            return
        if now is None:
            raise Refused("gone-meanwhile", f"{deployed.id} is not there any more, and {temporary.id} was left alone")
        self._delete(temporary.id)

    def remove(self, deployed: DeployedSegment) -> None:
        """Delete a segment that files no longer have while its recreation is half done, and its temporary segment."""
        now, temporary = self._reader.get_segment(deployed.id), self._find_temporary(deployed)
        if now is not None:
            is_new = temporary is not None and now.definition == temporary.definition
            is_ours = is_for(now, deployed.tags) or (is_new and not has_owner(now.tags))
            if not is_ours or not (is_new or as_before(now).made == deployed.made):
                raise Refused("changed-meanwhile", f"{deployed.id} is not the one that the plan was made against; it was left alone")
            self._delete(now.id)
        if temporary is not None:
            self._delete(temporary.id)

    # ── what is there ───────────────────────────────────────────────────────────────────────────────────────────────

    def _find_temporary(self, planned: DeployedSegment, definition: Definition | None = None) -> DeployedSegment | None:
        """Return the temporary segment of ``planned``; one with ``definition`` and no tags at all was created and not tagged any more."""
        found = self._reader.get_segment(temporary_id(planned.id))
        if found is None:
            return None
        if not found.tags and found.definition == definition:
            return found
        recreation = recreation_of(found.tags)
        if recreation is None or recreation.id != planned.id or not is_for(found, planned.tags):
            message = f"{planned.id} cannot be recreated: a segment that was not created for this has the name {found.id}"
            raise Refused("name-taken", message)
        return found

    def _is_done(self, now: DeployedSegment, planned: DeployedSegment, wanted: _Wanted) -> bool:
        """Return whether an earlier run has created the new segment already, perhaps without its tags."""
        is_ours = owned_key(now.tags, self._owner) == wanted.tags.get(KEY_TAG) or not has_owner(now.tags)
        return as_before(now).made != planned.made and now.definition == wanted.definition and is_ours

    def _require_planned(self, now: DeployedSegment, change: Recreate) -> None:
        planned = change.deployed
        if now.made != planned.made:
            message = f"{planned.id} was created at {now.made}, and the plan was made against one that was created at {planned.made}"
            raise Refused("changed-meanwhile", message)
        if any(now.tags.get(name) != planned.tags.get(name) for name in (KEY_TAG, OWNER_TAG)):
            raise Refused("changed-meanwhile", f"the segments-as-code tags of {planned.id} changed since the plan was made")
        if fingerprint(now.definition) != change.fingerprint:
            raise Refused("changed-meanwhile", f"{planned.id} has another definition than the one that the plan was made against")

    def _require_unused(self, ids: Collection[str]) -> None:
        """Refuse if something needs the segment now: it may have been started since the plan was made."""
        for usage in self._reader.list_usages(ids):
            if usage.needs_it_now:
                message = f"the {usage.kind} {usage.name} needs {usage.segment_id} now; nothing was deleted"
                raise Refused("recreate-in-use", message, f"pause or end that {usage.kind} first.")

    @staticmethod
    def _require_room(now: DeployedSegment, wanted: _Wanted) -> None:
        most = max(len({*now.tags, RECREATION_TAG}), len({*wanted.tags, RECREATION_TAG}))
        if most > MOST_TAGS:
            message = f"{now.id} needs one more tag while it is recreated, {most} in all, and AWS allows {MOST_TAGS}"
            raise Refused("tags-full", message, "remove a tag first.")

    # ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _prove(self, now: DeployedSegment, wanted: _Wanted, temporary: DeployedSegment | None) -> DeployedSegment:
        """Create the new definition under the temporary id; if that fails, nothing else was touched."""
        mark = str(Recreation(now.id, now.made, fingerprint(now.definition)))
        proof = _Wanted(temporary_id(now.id), wanted.definition, {**wanted.tags, RECREATION_TAG: mark})
        if temporary is not None and (temporary.definition, temporary.tags) == (proof.definition, proof.tags):
            return temporary
        if temporary is not None:
            self._delete(temporary.id)
        try:
            return self._create(proof, is_freed=temporary is not None)
        except UnclearWrite:
            raise
        except ServiceError:
            self._try_to_delete(proof.id, unless_gone=now.id)
            raise

    def _replace(self, old: DeployedSegment, temporary: DeployedSegment, wanted: _Wanted) -> Written:
        try:
            self._delete(old.id)
        except UnclearWrite:
            raise
        except ServiceError:
            self._try_to_delete(temporary.id, unless_gone=old.id)
            raise
        try:
            self._write(wanted, is_freed=True)
        except ServiceError as error:
            self._restore(old, error)
            self._try_to_delete(temporary.id, unless_gone=old.id)
            message = f"{old.id} was deleted, and its new definition was not accepted; the old one was created again: {error.message}"
            raise ServiceError(error.code, message, error.remedy) from error
        return self._conclude(wanted, temporary)

    def _restore(self, old: DeployedSegment, error: ServiceError) -> None:
        """Create the old segment again, as it was, with a note of when it was made."""
        try:
            self._create(_Wanted(old.id, old.definition, {**old.tags, RECREATION_TAG: restored_tag(old)}), is_freed=True)
        except ServiceError as second:
            message = f"{old.id} was deleted and could not be created again: {error.message} Its new definition is deployed as "
            message += f"{temporary_id(old.id)}; the next run creates {old.id} from it. The old one could not be restored: {second.message}"
            raise ServiceError(error.code, message, error.remedy) from error

    def _finish(self, temporary: DeployedSegment | None, change: Recreate, definition: Definition) -> Written:
        """Create the segment whose old one an earlier run deleted; if the service refuses, create what that run wanted."""
        planned = change.deployed
        recreation = recreation_of(temporary.tags) if temporary is not None else None
        if temporary is None or recreation is None or recreation.made != planned.made:
            raise Refused("gone-meanwhile", f"{planned.id} is not there any more")
        wanted, begun = _Wanted(planned.id, definition, _all_tags(temporary, change)), _begun(temporary)
        try:
            self._write(wanted, is_freed=True)
        except ServiceError as error:
            if begun.definition == wanted.definition:
                message = f"{wanted.id} was deleted by an earlier run and could not be created again: {error.message} "
                message += f"{temporary.id} has its new definition, and the next run tries again."
                raise ServiceError(error.code, message, error.remedy) from error
            self._write(begun, is_freed=True)
            self._conclude(begun, temporary)
            message = f"the new definition of {wanted.id} was not accepted: {error.message} What an earlier run had begun was finished."
            raise ServiceError(error.code, message, error.remedy) from error
        return self._conclude(wanted, temporary)

    def _conclude(self, wanted: _Wanted, temporary: DeployedSegment | None) -> Written:
        """Read the new segment back, put tags that it lacks, and delete the temporary one."""
        now = self._confirm(wanted)
        if temporary is not None:
            self._delete(temporary.id)
        return Written(now.id, now.arn, now.version, now.tags, now.definition)

    # ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _create(self, wanted: _Wanted, *, is_freed: bool) -> DeployedSegment:
        """Create a segment, and read it back."""
        self._write(wanted, is_freed=is_freed)
        return self._confirm(wanted)

    def _write(self, wanted: _Wanted, *, is_freed: bool) -> None:
        """Create a segment once, even if the reply is lost."""

        def create() -> None:
            self._writer.create(wanted.definition, wanted.tags, segment_id=wanted.id, is_freed=is_freed)

        write_without_result(create, lambda: self._is_there(wanted), looks=_LOOKS)

    def _is_there(self, wanted: _Wanted) -> bool:
        now = self._reader.get_segment(wanted.id)
        return now is not None and now.definition == wanted.definition

    def _confirm(self, wanted: _Wanted) -> DeployedSegment:
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
            self._put_missing_tags(now, wanted.tags)
            return now
        raise UnclearWrite("not-found", f"{wanted.id} was created and cannot be read yet.", "run again.")

    def _put_missing_tags(self, now: DeployedSegment, tags: Mapping[str, str]) -> None:
        missing = {name: value for name, value in tags.items() if now.tags.get(name) != value}
        if missing:
            write_without_result(lambda: self._writer.tag(now.arn, missing))

    def _delete(self, segment_id: str) -> None:
        write_without_result(lambda: self._writer.delete(segment_id), lambda: self._reader.get_segment(segment_id) is None)

    def _try_to_delete(self, segment_id: str, *, unless_gone: str) -> None:
        """Delete a temporary segment that is not needed, unless the one it is for is gone; if that fails, the next run does it."""
        try:
            if self._reader.get_segment(unless_gone) is not None:
                self._delete(segment_id)
        except ServiceError:
            return


def _all_tags(segment: DeployedSegment, change: Recreate) -> dict[str, str]:
    """Return the tags of the new segment: those that somebody else gave to ``segment``, and those of the change."""
    return {**foreign_tags(segment.tags), **change.tags}


def _begun(temporary: DeployedSegment) -> _Wanted:
    """Return what the run wanted that created ``temporary``."""
    recreation = recreation_of(temporary.tags)
    segment_id = recreation.id if recreation is not None else temporary.id
    return _Wanted(segment_id, temporary.definition, {name: value for name, value in temporary.tags.items() if name != RECREATION_TAG})
