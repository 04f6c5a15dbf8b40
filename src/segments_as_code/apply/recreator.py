"""Delete a segment and create it again under its id, so that at every moment the old or the new definition can be had.

1. The new definition is created under a temporary id, with all tags and a note of what was before: if the service refuses it,
   nothing else has happened.
2. The old segment is looked at once more, and deleted. If it was changed or is used by now, the temporary segment is deleted instead.
3. The new definition is created under the id. If that fails, the old one is created again.
4. The temporary segment is deleted.

A run may end between any two calls. The next one finds the temporary segment (``recreation.py``) and continues from there. If it wants
another definition by then, what was begun is finished first, with a note of what was before all of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from segments_as_code.apply.named_writes import NamedWrites, Wanted
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Recreate, Written
from segments_as_code.model.problem import Refused, SegmentsError, ServiceError, UnclearWrite
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import KEY_TAG, RECREATION_TAG, has_owner, owned_key
from segments_as_code.ports import SegmentReader, SegmentWriter
from segments_as_code.recreation import (
    MOST_TAGS,
    Recreation,
    as_before,
    foreign_tags,
    has_same_key,
    is_for,
    recreation_of,
    restored_tag,
    state_before,
    temporary_id,
)


class Recreator:
    """Carries out the recreations of one plan."""

    def __init__(self, owner: str, reader: SegmentReader, writer: SegmentWriter) -> None:
        self._owner = owner
        self._reader = reader
        self._writes = NamedWrites(reader, writer)

    def recreate(self, change: Recreate, definition: Definition, users: Collection[str]) -> Written:
        """Make ``definition`` (references by id) stand under the id of ``change``; ``users`` are the ids that build on it.

        Raises:
            Refused: what is deployed is not what was planned, or it is used by now; nothing was written.
            ServiceError: the service refused; the message says which definition stands.
        """
        planned = change.deployed
        temporary = self._find_temporary(planned, definition)
        now = self._reader.get_segment(planned.id)
        # without an owner it was created a moment ago, and its tags were not put
        tagged = temporary if temporary is not None and (now is None or not has_owner(now.tags)) else now
        if tagged is None:
            raise _gone(planned)
        wanted = Wanted(planned.id, definition, _all_tags(tagged, change))
        if now is not None and self._is_new(now, planned, wanted):
            return self._conclude(wanted, temporary)
        if temporary is not None and _is_half_of(temporary, planned):
            begun = _begun(temporary)
            if now is None and begun.definition == definition:
                return self._finish(wanted, temporary)
            if now is None or self._is_new(now, planned, begun):
                stands = self._let_stand(change, temporary, wanted, now)
                if stands.definition == definition:
                    return self._conclude(wanted, temporary)
                now, temporary = stands, None
        if now is None:
            raise _gone(planned)
        self._require_planned(now, change)
        self._require_unused([planned.id, *users])
        self._require_room(now, wanted)
        proof = self._prove(change, wanted, temporary)
        old = self._look_again(change, proof, wanted, users)
        if self._is_new(old, planned, wanted):
            return self._conclude(wanted, proof)
        return self._replace(old, proof, replace(wanted, tags=_all_tags(old, change)), change)

    def abandon(self, deployed: DeployedSegment) -> None:
        """Delete the temporary segment of a recreation that was begun for ``deployed`` and is not wanted any more."""
        now, temporary = self._reader.get_segment(deployed.id), self._find_temporary(deployed)
        if temporary is None:
            return
        if now is None:
            raise Refused("gone-meanwhile", f"{deployed.id} is not there any more, and {temporary.id} was left alone")
        self._writes.delete(temporary.id)

    def remove(self, deployed: DeployedSegment) -> None:
        """Delete a segment that files no longer have while its recreation is half done, and its temporary segment."""
        now, temporary = self._reader.get_segment(deployed.id), self._find_temporary(deployed)
        is_new = now is not None and temporary is not None and now.definition == temporary.definition
        if now is not None:
            is_ours = has_same_key(now.tags, deployed.tags) or (is_new and not has_owner(now.tags))
            if not is_ours or not (is_new or as_before(now).made == deployed.made):
                raise Refused("changed-meanwhile", f"{deployed.id} is not the one that the plan was made against; it was left alone")
        found = [segment.id for segment in (temporary, now) if segment is not None]  # whatever is left is read as before
        for segment_id in reversed(found) if is_new else found:
            self._writes.delete(segment_id)

    # ── what is there ───────────────────────────────────────────────────────────────────────────────────────────────

    def _find_temporary(self, planned: DeployedSegment, definition: Definition | None = None) -> DeployedSegment | None:
        """Return the temporary segment of ``planned``; one with ``definition`` and no tags at all was created and not tagged any more."""
        found = self._reader.get_segment(temporary_id(planned.id))
        if found is None:
            return None
        if not found.tags and found.definition == definition:
            return found
        recreation = recreation_of(found.tags)
        if recreation is None or recreation.id != planned.id or not is_for(found, planned):
            message = f"{planned.id} cannot be recreated: a segment that was not created for this has the name {found.id}"
            raise Refused("name-taken", message)
        return found

    def _is_new(self, now: DeployedSegment, planned: DeployedSegment, wanted: Wanted) -> bool:
        """Return whether an earlier run has created ``wanted`` already, perhaps without its tags."""
        keys = {wanted.tags.get(KEY_TAG), planned.tags.get(KEY_TAG)}
        is_ours = owned_key(now.tags, self._owner) in keys or not has_owner(now.tags)
        return now.made != planned.made and now.definition == wanted.definition and is_ours

    def _require_planned(self, now: DeployedSegment, change: Recreate) -> None:
        planned, (made, printed) = change.deployed, state_before(now)
        if made != planned.made:
            message = f"{planned.id} was created at {made}, and the plan was made against one that was created at {planned.made}"
            raise Refused("changed-meanwhile", message)
        if not has_same_key(now.tags, planned.tags):
            raise Refused("changed-meanwhile", f"the segments-as-code tags of {planned.id} changed since the plan was made")
        if printed != change.fingerprint:
            raise Refused("changed-meanwhile", f"{planned.id} has another definition than the one that the plan was made against")

    def _require_unused(self, ids: Collection[str]) -> None:
        """Refuse if something needs the segment now: it may have been started since the plan was made."""
        for usage in self._reader.list_usages(ids):
            if usage.needs_it_now:
                message = f"the {usage.kind} {usage.name} needs {usage.segment_id} now; nothing was deleted"
                raise Refused("recreate-in-use", message, f"pause or end that {usage.kind} first.")

    @staticmethod
    def _require_room(now: DeployedSegment, wanted: Wanted) -> None:
        most = max(len({*now.tags, RECREATION_TAG}), len({*wanted.tags, RECREATION_TAG}))
        if most > MOST_TAGS:
            message = f"{now.id} needs one more tag while it is recreated, {most} in all, and AWS allows {MOST_TAGS}"
            raise Refused("tags-full", message, "remove a tag first.")

    # ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _let_stand(self, change: Recreate, temporary: DeployedSegment, wanted: Wanted, now: DeployedSegment | None) -> DeployedSegment:
        """Finish what an earlier run had begun, with a note of what was before, and return what stands.

        If the service refuses it by now, ``wanted`` is created in its place, because there is nothing that could be lost any more.
        """
        begun = _noted(_begun(temporary), change)
        if now is None:
            try:
                self._writes.create(begun, is_freed=True)
            except UnclearWrite:
                raise
            except ServiceError:
                return self._writes.create_and_read(_noted(wanted, change), is_freed=True)
        stands = self._writes.confirm(begun)
        self._writes.delete(temporary.id)
        return stands

    def _prove(self, change: Recreate, wanted: Wanted, temporary: DeployedSegment | None) -> DeployedSegment:
        """Create the new definition under the temporary id; if that fails, nothing else was touched."""
        mark = str(Recreation(wanted.id, change.deployed.made, change.fingerprint))
        proof = Wanted(temporary_id(wanted.id), wanted.definition, {**wanted.tags, RECREATION_TAG: mark})
        if temporary is not None and (temporary.definition, temporary.tags) == (proof.definition, proof.tags):
            return temporary
        if temporary is not None:
            self._writes.delete(temporary.id)
        try:
            return self._writes.create_and_read(proof, is_freed=temporary is not None)
        except UnclearWrite:
            raise
        except ServiceError as error:
            self._writes.try_to_delete(proof.id, unless_gone=wanted.id)
            if change.is_half_done:
                message = f"the new definition of {wanted.id} was not accepted: {error.message} What an earlier run had begun was finished."
                raise ServiceError(error.code, message, error.remedy) from error
            raise

    def _look_again(self, change: Recreate, temporary: DeployedSegment, wanted: Wanted, users: Collection[str]) -> DeployedSegment:
        """Return the segment as it is just before it is deleted, or as another run has recreated it by now.

        Tags that somebody else put meanwhile are put on the temporary segment too, so that no kill loses them.
        """
        planned = change.deployed
        try:
            self._require_unused([planned.id, *users])
            still, now = self._reader.get_segment(temporary.id), self._reader.get_segment(planned.id)
            if now is None:
                message = f"{planned.id} is not there any more. Its new definition is deployed as {temporary.id}; the next run creates it"
                raise Refused("gone-meanwhile", message)
            if self._is_new(now, planned, wanted):
                return now
            self._require_planned(now, change)
            if still is None or still.definition != temporary.definition:
                raise Refused("changed-meanwhile", f"{temporary.id} was changed by somebody else; {planned.id} was left alone")
            self._require_room(now, replace(wanted, tags=_all_tags(now, change)))
            self._writes.put_missing_tags(still, _all_tags(now, change))
        except UnclearWrite:
            raise
        except SegmentsError:
            self._take_back(temporary, planned.id)
            raise
        return now

    def _take_back(self, temporary: DeployedSegment, unless_gone: str) -> None:
        """Delete the temporary segment, if it is not another run's by now and what it is for is there."""
        try:
            still = self._reader.get_segment(temporary.id)
        except ServiceError:
            return
        if still is not None and (still.made, still.definition) == (temporary.made, temporary.definition):
            self._writes.try_to_delete(temporary.id, unless_gone=unless_gone)

    def _replace(self, old: DeployedSegment, temporary: DeployedSegment, wanted: Wanted, change: Recreate) -> Written:
        try:
            self._writes.delete(old.id)
        except UnclearWrite:
            raise
        except ServiceError:
            self._writes.try_to_delete(temporary.id, unless_gone=old.id)
            raise
        try:
            self._writes.create(wanted, is_freed=True)
        except ServiceError as error:
            self._restore(_noted(Wanted(old.id, old.definition, old.tags), change), error)
            self._writes.try_to_delete(temporary.id, unless_gone=old.id)
            message = f"{old.id} was deleted, and its new definition was not accepted; the old one was created again: {error.message}"
            raise ServiceError(error.code, message, error.remedy) from error
        return self._conclude(wanted, temporary)

    def _restore(self, old: Wanted, error: ServiceError) -> None:
        """Create the old segment again, as it was, with a note of when it was made."""
        try:
            self._writes.create_and_read(old, is_freed=True)
        except ServiceError as second:
            message = f"{old.id} was deleted and could not be created again: {error.message} Its new definition is deployed as "
            message += f"{temporary_id(old.id)}; the next run creates {old.id} from it. The old one could not be restored: {second.message}"
            raise ServiceError(error.code, message, error.remedy) from error

    def _finish(self, wanted: Wanted, temporary: DeployedSegment) -> Written:
        """Create the segment whose old one an earlier run deleted."""
        try:
            self._writes.create(wanted, is_freed=True)
        except ServiceError as error:
            message = f"{wanted.id} was deleted by an earlier run and could not be created again: {error.message} "
            message += f"{temporary.id} has its new definition, and the next run tries again."
            raise ServiceError(error.code, message, error.remedy) from error
        return self._conclude(wanted, temporary)

    def _conclude(self, wanted: Wanted, temporary: DeployedSegment | None) -> Written:
        """Read the new segment back, put tags that it lacks, and delete the temporary one, then the note of what was before."""
        now = self._writes.confirm(wanted)
        if temporary is not None:
            self._writes.delete(temporary.id)
        if RECREATION_TAG in now.tags:
            self._writes.remove_note(now)
        tags = {name: value for name, value in now.tags.items() if name != RECREATION_TAG}
        return Written(now.id, now.arn, now.version, tags, now.definition)


def _all_tags(segment: DeployedSegment, change: Recreate) -> dict[str, str]:
    """Return the tags of the new segment: those that somebody else gave to ``segment``, and those of the change."""
    return {**foreign_tags(segment.tags), **change.tags}


def _begun(temporary: DeployedSegment) -> Wanted:
    """Return what the run wanted that created ``temporary``."""
    recreation = recreation_of(temporary.tags)
    segment_id = recreation.id if recreation is not None else temporary.id
    return Wanted(segment_id, temporary.definition, {name: value for name, value in temporary.tags.items() if name != RECREATION_TAG})


def _is_half_of(temporary: DeployedSegment, planned: DeployedSegment) -> bool:
    """Return whether the recreation that ``temporary`` is for began at the segment that the plan was made against."""
    recreation = recreation_of(temporary.tags)
    return recreation is not None and recreation.made == planned.made


def _noted(wanted: Wanted, change: Recreate) -> Wanted:
    """Return ``wanted`` with a note that it stands in for the segment that ``change`` was planned against."""
    note = restored_tag(change.deployed.made, change.fingerprint)
    return replace(wanted, tags={**wanted.tags, RECREATION_TAG: note})


def _gone(planned: DeployedSegment) -> Refused:
    return Refused("gone-meanwhile", f"{planned.id} is not there any more")
