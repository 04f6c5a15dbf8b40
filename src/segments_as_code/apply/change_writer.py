"""Write one change: check that the segment is still what the plan expects, write, and check again if the reply is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import assert_never

from segments_as_code.apply.duplicates import DuplicateRemover, find_duplicates
from segments_as_code.apply.recreator import Recreator
from segments_as_code.apply.segment_creator import SegmentCreator
from segments_as_code.apply.write_once import write_once, write_without_result
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Recreate, Replace, TagChange, Unchanged, Update, Written
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference
from segments_as_code.ownership import KEY_TAG, OUR_TAGS, OWNER_TAG, RECREATION_TAG, note_filled_in, owned_key
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter
from segments_as_code.recreation import as_before, recreation_of


class ChangeWriter:
    """Writes the changes of one plan, and remembers the id of each segment for those that build on it."""

    def __init__(self, plan: Plan, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect) -> None:
        self._owner = plan.target.owner
        self._ids = dict(plan.ids)
        self._reader = reader
        self._writer = writer
        self._dialect = dialect
        self._creator = SegmentCreator(plan.target, reader, writer, dialect)
        self._recreator = Recreator(plan.target.owner, reader, writer)
        self._plan = plan
        self._definitions: dict[str, tuple[Definition, Written]] = {}

    def write(self, change: Change) -> Written | None:
        """Write ``change`` and return what is now deployed, None after a delete; of a Replace, only the new segment is created.

        Raises:
            Refused: what is deployed is not what the plan was made against; nothing was written.
            ServiceError: the service refused a write, or it stays unclear whether it was done.
        """
        match change:
            case Create(desired, tags):
                return self._create(desired, tags)
            case Replace(desired, deployed, _, tags):
                return self._create(desired, tags, replaces=deployed.id)
            case Recreate(desired, deployed):
                self._ids[desired.key] = deployed.id
                return self._recreator.recreate(change, self._with_ids(desired.definition), self._ids_above(deployed.id))
            case Update(desired, deployed, fields, tags) | Adopt(desired, deployed, fields, tags):
                return self._change(desired, deployed, tags, definition=bool(fields))
            case Delete(key, deployed):
                self.delete(key, deployed)
                return None
            case Unchanged(_, deployed):
                return Written(deployed.id, deployed.arn, deployed.version)
            case _:
                assert_never(change)

    def delete(self, key: str, deployed: DeployedSegment) -> None:
        """Delete ``deployed``, unless it has changed or no longer has our ``key``; it may be gone already."""
        if recreation_of(deployed.tags) is not None:
            self._recreator.remove(deployed)
            return
        now = self._get(deployed.id)
        if now is None:
            return
        if owned_key(self._unchanged(now, deployed).tags, self._owner) != key:
            raise Refused("not-ours", f"{deployed.id} does not carry the marks of {key} any more; it was left alone")
        write_without_result(lambda: self._writer.delete(deployed.id), lambda: self._reader.get_segment(deployed.id) is None)

    def _create(self, desired: DesiredSegment, tags: Mapping[str, str], *, replaces: str | None = None) -> Written:
        definition = self._with_ids(desired.definition)
        written = self._creator.create(desired, definition, tags, replaces=replaces)
        if filled_in := self._find_filled_in(written, definition, tags):
            now = DeployedSegment(written.id, written.arn, desired.name, written.version, definition, tags)
            self._retag(now, TagChange(put=filled_in))
        self._ids[desired.key] = written.id
        self._definitions[desired.key] = (desired.definition, written)
        return written

    def resolve_duplicates(self) -> Mapping[str, Written | SegmentsError]:
        """After the last create: find what another run created at the same time, and delete ours if it is the younger one.

        Before that, what this run wrote on top of a segment to be deleted is updated to build on the one that stays.

        Returns:
            For each key whose outcome changed: what is deployed for it, or why it is not what was wanted.
        """
        duplicates = find_duplicates(self._creator.created, self._reader, self._owner)
        if not duplicates.older:
            return {}
        self._ids |= {key: segment.id for key, segment in duplicates.older.items()}
        results = self._point_to_oldest(duplicates.older.keys())
        still_used = {used for key, result in results.items() if isinstance(result, SegmentsError) for used in self._keys_used_by(key)}
        remover = DuplicateRemover(self._owner, self._reader, self._writer, self._dialect)
        for key, older in reversed(tuple(duplicates.older.items())):
            ours = self._creator.created[key]
            try:
                if key in still_used:
                    message = f"{older.id} and {ours.written.id} were both created for {key}, and both are used"
                    raise Refused("two-segments-one-key", message)
                results[key] = remover.remove(ours, older, self._with_ids(ours.desired.definition), duplicates.oldest_ids)
            except SegmentsError as error:
                results[key] = error
        return results

    def _point_to_oldest(self, duplicated: Collection[str]) -> dict[str, Written | SegmentsError]:
        """Update what this run wrote that stays but still builds on a segment to be deleted."""
        going = {self._creator.created[key].written.id for key in duplicated}
        results: dict[str, Written | SegmentsError] = {}
        for key, (definition, written) in self._definitions.items():
            if key in duplicated or self._keys_used_by(key).isdisjoint(duplicated):
                continue
            try:
                now = self._reader.get_segment(written.id)
                if now is None or going.isdisjoint(reference.id for reference in self._dialect.references(now.definition)):
                    continue  # the other run has updated it already
                if now.version != written.version:
                    raise Refused("changed-meanwhile", f"{written.id} was changed by somebody else a moment after it was written")
                results[key] = self._update(now, self._with_ids(definition))
            except SegmentsError as error:
                results[key] = error
        return results

    def _keys_used_by(self, key: str) -> set[str]:
        definition, _ = self._definitions[key]
        return {reference.key for reference in self._dialect.references(definition) if reference.key is not None}

    # ── updates ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _change(self, desired: DesiredSegment, deployed: DeployedSegment, tags: TagChange, *, definition: bool) -> Written:
        if recreation_of(deployed.tags) is not None:
            deployed, tags = self._without_recreation(deployed, tags)
        now = self._fresh(deployed)
        if not tags.starts_from(now.tags):
            message = f"a tag of {now.id} that would be changed was changed by somebody else since the plan was made"
            raise Refused("changed-meanwhile", message)
        written = Written(now.id, now.arn, now.version)
        if definition:
            wanted = self._with_ids(desired.definition)
            written = self._update(now, wanted)
            self._definitions[desired.key] = (desired.definition, written)
            tags = replace(tags, put={**tags.put, **self._find_filled_in(written, wanted, {**now.tags, **tags.put})})
        if tags:
            self._retag(now, tags)
        self._ids[desired.key] = written.id
        return written

    def _without_recreation(self, deployed: DeployedSegment, tags: TagChange) -> tuple[DeployedSegment, TagChange]:
        """Delete the temporary segment of a recreation that is not wanted any more; of its notes, one on the segment itself is left."""
        self._recreator.abandon(deployed)
        now = self._reader.get_segment(deployed.id)
        note = {} if now is None or RECREATION_TAG not in now.tags else {RECREATION_TAG: now.tags[RECREATION_TAG]}
        kept, before = ({name: value for name, value in each.items() if name != RECREATION_TAG} for each in (deployed.tags, tags.before))
        removed = tuple(name for name in tags.removed if name != RECREATION_TAG or note)
        return replace(deployed, tags=kept | note), replace(tags, removed=removed, before=before | note)

    def _update(self, now: DeployedSegment, definition: Definition) -> Written:
        return write_once(lambda: self._writer.update(now.id, definition), lambda: self._find_updated(now, definition))

    def _find_updated(self, before: DeployedSegment, definition: Definition) -> Written | None:
        now = self._reader.get_segment(before.id)
        if now is None:
            raise Refused("gone-meanwhile", f"{before.id} was deleted by somebody else while it was being updated")
        is_changed = now.definition == definition or now.definition != before.definition
        if is_changed and self._dialect.ignore_unset_versions(now.definition, definition) == definition:
            return Written(now.id, now.arn, now.version, now.tags, now.definition)
        if now.version != before.version:
            raise Refused("changed-meanwhile", f"{before.id} was changed by somebody else while it was being updated")
        return None

    def _find_filled_in(self, written: Written, wanted: Definition, tags: Mapping[str, str]) -> Mapping[str, str]:
        """Return the tag to set if the service added versions to sources, or no longer does; a plan must not report them as drift."""
        if written.definition is None:
            return {}
        filled_in = self._dialect.ignore_unset_versions(written.definition, wanted) != written.definition
        return note_filled_in(tags, filled_in=filled_in)

    def _retag(self, now: DeployedSegment, tags: TagChange) -> None:
        """Remove tags that are removed or changed, then add: AWS does not document that TagResource overwrites a value.

        All removals are one call, together with the tag that lists our tags: if the second call never happens, the next plan
        still sees what is missing, and does not mistake another's tag for ours. If the key is removed, the owner is removed with
        it and added again with the new key: no run could change a segment that has an owner and no key.
        """
        put = dict(tags.put)
        off = [name for name in (*tags.removed, *put) if name in now.tags and now.tags[name] != put.get(name)]
        if KEY_TAG in off and OWNER_TAG in now.tags and OWNER_TAG not in off:
            off.append(OWNER_TAG)
            put[OWNER_TAG] = now.tags[OWNER_TAG]
        if off:
            write_without_result(lambda: self._writer.untag(now.arn, off), lambda: self._is_off(now.id, off))
        if put:
            write_without_result(lambda: self._writer.tag(now.arn, put))

    def _is_off(self, segment_id: str, names: Collection[str]) -> bool:
        now = self._reader.get_segment(segment_id)
        return now is not None and now.tags.keys().isdisjoint(names)

    # ── shared ───────────────────────────────────────────────────────────────────────────────────────────────

    def _fresh(self, planned: DeployedSegment) -> DeployedSegment:
        """Return the segment as it is now, if it is as it was when the plan was made."""
        now = self._get(planned.id)
        if now is None:
            raise Refused("gone-meanwhile", f"{planned.id} is not there any more")
        return self._unchanged(now, planned)

    def _unchanged(self, now: DeployedSegment, planned: DeployedSegment) -> DeployedSegment:
        """Return ``now`` if it is what the plan was made against; its definition is compared if nothing else would tell."""
        if planned.version is None and not planned.made and not self._is_same_definition(now.definition, planned.definition):
            raise Refused("changed-meanwhile", f"the definition of {planned.id} is not the one that the plan was made against")
        return _unchanged(now, planned)

    def _is_same_definition(self, now: Definition, planned: Definition) -> bool:
        """Compare definitions of which a plan names some sources by key, and leaves out versions that the service added."""
        references = self._dialect.references(planned)
        planned_ids = {self._plan.ids.get(each.key or "") if each.id is None else each.id for each in references}
        if None not in planned_ids and planned_ids != {each.id for each in self._dialect.references(now)}:
            return False
        return self._without_sources(now) == self._without_sources(planned)

    def _without_sources(self, definition: Definition) -> Definition:
        return self._dialect.canonical(self._dialect.replace_references(definition, lambda _: Reference(id="any")))

    def _get(self, segment_id: str) -> DeployedSegment | None:
        now = self._reader.get_segment(segment_id)
        return None if now is None else as_before(now)

    def _ids_above(self, segment_id: str) -> list[str]:
        """Return the ids of the segments that build on this one, directly or not."""
        builds_on = {neighbour.id: neighbour.builds_on for neighbour in self._plan.neighbours}
        ids = dict(self._ids)
        for change in self._plan.changes:
            if not isinstance(change, Create | Delete):
                builds_on[change.deployed.id] = self._dialect.references(change.desired.definition)
                ids[change.desired.key] = change.deployed.id
        above = [segment_id]
        for base in above:
            users = [user for user, needed in builds_on.items() if any(base in (r.id, ids.get(r.key or "")) for r in needed)]
            above += [user for user in users if user not in above]
        return above[1:]

    def _with_ids(self, definition: Definition) -> Definition:
        return self._dialect.replace_references(definition, self._to_id)

    def _to_id(self, reference: Reference) -> Reference:
        return reference if reference.key is None else replace(reference, key=None, id=self._ids[reference.key])


def _unchanged(now: DeployedSegment, planned: DeployedSegment) -> DeployedSegment:
    """Return ``now`` if it is what the plan was made against."""
    if now.version != planned.version:
        message = f"{planned.id} is at version {now.version}, and the plan was made against version {planned.version}"
        raise Refused("changed-meanwhile", message)
    if now.made != planned.made:
        message = f"{planned.id} was created at {now.made}, and the plan was made against one that was created at {planned.made}"
        raise Refused("changed-meanwhile", message)
    ours_now, ours_then = ({name: tags[name] for name in OUR_TAGS if name in tags} for tags in (now.tags, planned.tags))
    if ours_now != ours_then:
        raise Refused("changed-meanwhile", f"the segments-as-code tags of {planned.id} changed since the plan was made")
    return now
