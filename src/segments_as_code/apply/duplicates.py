"""Two segments with the same owner and key, made by two simultaneous runs: the older one stays.

A run deletes only what it has just created itself, so that each of two runs can decide alone, and both decide the same. If a run
leaves a duplicate (it was killed, or the service did not list), the next plan finds it, and the user can have it deleted by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from segments_as_code.apply.segment_creator import Created, as_written
from segments_as_code.apply.write_once import write_without_result
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import Refused, ServiceError
from segments_as_code.model.segment import DeployedSegment, SegmentKind
from segments_as_code.ownership import age, keep_filled_in, owned_key
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The result of one listing after the last create: ``older`` has, by key, the segment that another run created before ours.

    ``oldest_ids`` gives, for the id of each segment that has a key which this run created, the id of the one that stays.
    """

    older: Mapping[str, DeployedSegment]
    oldest_ids: Mapping[str, str]


def find_duplicates(created: Mapping[str, Created], reader: SegmentReader, owner: str) -> Duplicates:
    """List once and find what other runs created for the keys of ``created``.

    The result is empty if the service does not list: then the next plan finds two segments with one key, and stops.
    """
    older: dict[str, DeployedSegment] = {}
    oldest_ids: dict[str, str] = {}
    try:
        deployed = reader.list_segments(expecting=[each.written.id for each in created.values()]) if created else ()
    except ServiceError:
        deployed = ()
    for key, ours in created.items():
        segments = sorted((s for s in deployed if s.id != ours.replaces and owned_key(s.tags, owner) == key), key=age)
        if segments:
            oldest_ids |= {segment.id: segments[0].id for segment in segments}
            if segments[0].id != ours.written.id:
                older[key] = segments[0]
    return Duplicates(older, oldest_ids)


class DuplicateRemover:
    """Deletes what one run created for a key that another run had already created."""

    def __init__(self, owner: str, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect) -> None:
        self._owner = owner
        self._reader = reader
        self._writer = writer
        self._dialect = dialect

    def remove(self, ours: Created, older: DeployedSegment, wanted: Definition, oldest_ids: Mapping[str, str]) -> Written:
        """Delete ``ours``, and return the ``older`` segment if it is as ``wanted`` (with references by id).

        Raises:
            Refused: the older one differs, or ours was not deleted.
            ServiceError: the service refused, or it stays unclear whether ours was deleted.
        """
        key = ours.desired.key
        begin = f"another run created {older.id} for {key} at the same time"
        if not ours.is_certain:
            raise Refused("two-segments-one-key", f"{begin}; it is not certain that this run created {ours.written.id}, so both were left")
        self._delete(key, ours.written, older)
        definition = self._dialect.replace_references(older.definition, lambda r: replace(r, id=oldest_ids.get(r.id or "", r.id)))
        if (
            self._dialect.ignore_unset_versions(definition, wanted) != wanted
            or keep_filled_in(ours.tags, older.tags).items() - older.tags.items()
        ):
            message = f"{begin}, with another definition or other tags; it stays, and the one of this run was deleted again"
            raise Refused("changed-meanwhile", message)
        return as_written(older)

    def _delete(self, key: str, ours: Written, older: DeployedSegment) -> None:
        still, now = self._reader.get_segment(older.id), self._reader.get_segment(ours.id)
        if now is None:
            return
        if still is None or owned_key(still.tags, self._owner) != key:
            raise Refused("changed-meanwhile", f"{older.id} was created for {key} too, but is gone again; {ours.id} was left")
        if now.version != ours.version or owned_key(now.tags, self._owner) != key:
            raise Refused("changed-meanwhile", f"{ours.id} was created for {key} besides {older.id}, and changed since; both were left")
        write_without_result(lambda: self._writer.delete(ours.id), lambda: self._reader.get_segment(ours.id) is None)


def require_duplicate(segment_id: str, *, owner: str, reader: SegmentReader, dialect: Dialect) -> DeployedSegment:
    """Return the segment with this id, if another one has the same key of ``owner`` and nothing uses this one.

    Raises:
        Refused: it is not such a segment (``no-duplicate``), or something uses it (``delete-in-use``).
    """
    deployed = reader.list_segments()
    found = next((s for s in deployed if s.id == segment_id and s.kind is SegmentKind.DYNAMIC), None)
    key = owned_key(found.tags, owner) if found is not None else None
    twins = [s.id for s in deployed if s.id != segment_id and key is not None and owned_key(s.tags, owner) == key]
    if found is None or not twins:
        message = f"{segment_id} is not one of two segments that carry the same key of {owner}; nothing was deleted."
        raise Refused("no-duplicate", message, "run segments plan: if there are two segments with one key, it names both.")
    users = [f"the {usage.kind} {usage.name}" for usage in reader.list_usages([segment_id]) if usage.live]
    users += [f"the segment {s.name} ({s.id})" for s in deployed if any(r.id == segment_id for r in dialect.references(s.definition))]
    if users:
        message = f"{segment_id} is used by {' and '.join(users)}; nothing was deleted."
        raise Refused("delete-in-use", message, f"point what uses it to {twins[0]} first, or delete that one instead.")
    return found


def delete_duplicate(segment: DeployedSegment, *, reader: SegmentReader, writer: SegmentWriter) -> None:
    """Delete a segment that ``require_duplicate`` returned, if it is still the same.

    Raises:
        Refused: it has changed; nothing was deleted.
        ServiceError: the service refused, or it stays unclear whether it was deleted.
    """
    now = reader.get_segment(segment.id)
    if now is not None and (now.version, now.tags) != (segment.version, segment.tags):
        raise Refused("changed-meanwhile", f"{segment.id} was changed a moment ago; it was left alone.", "run it again.")
    write_without_result(lambda: writer.delete(segment.id), lambda: reader.get_segment(segment.id) is None)
