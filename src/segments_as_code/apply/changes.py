"""Carry out one change: look whether it still is what was planned, write, and look again where the reply was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar, assert_never

from segments_as_code.model import (
    Adopt,
    Change,
    Create,
    Definition,
    Delete,
    DeployedSegment,
    DesiredSegment,
    Plan,
    Reference,
    Replace,
    TagChange,
    Unchanged,
    Update,
    Written,
)
from segments_as_code.ownership import OUR_TAGS, owned_key
from segments_as_code.ports import Dialect, SegmentReader, SegmentWriter
from segments_as_code.problems import Refused, ServiceError, UnclearWrite

_T = TypeVar("_T")


class Changer:
    """Writes the changes of one plan, one at a time; learns the id of each segment it creates for those that build on it."""

    def __init__(self, plan: Plan, reader: SegmentReader, writer: SegmentWriter, dialect: Dialect) -> None:
        self._owner = plan.target.owner
        self._ids = dict(plan.ids)
        self._reader = reader
        self._writer = writer
        self._dialect = dialect

    def carry_out(self, change: Change) -> Written | None:
        """Write ``change`` and return what now stands, None after a delete; of a Replace, only the new segment is made.

        Raises:
            Refused: what is deployed is not what was planned against; nothing was written.
            ServiceError: the service refused a write, or its fate stays unclear.
        """
        match change:
            case Create(desired, tags) | Replace(desired, _, _, tags):
                return self._create(desired, tags)
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
        """Delete ``deployed`` unless it has changed or is no longer ours under ``key``; one that is gone already is fine."""
        if self._reader.get_segment(deployed.id) is None:
            return
        if owned_key(self._fresh(deployed).tags, self._owner) != key:
            raise Refused("not-ours", f"{deployed.id} does not carry the marks of {key} any more; it was left alone")
        self._do(lambda: self._writer.delete(deployed.id), lambda: self._reader.get_segment(deployed.id) is None)

    # ── creating ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _create(self, desired: DesiredSegment, tags: Mapping[str, str]) -> Written:
        definition = self._bound(desired.definition)
        written = self._surely(lambda: self._writer.create(definition, tags), lambda: self._find(desired.key))
        self._ids[desired.key] = written.id
        self._make_sure_of_tags(desired.key, written, tags)
        return written

    def _find(self, key: str) -> Written | None:
        for segment in self._reader.list_segments():
            if owned_key(segment.tags, self._owner) == key:
                return Written(segment.id, segment.arn, segment.version, segment.tags)
        return None

    def _make_sure_of_tags(self, key: str, written: Written, tags: Mapping[str, str]) -> None:
        """Put the tags that the service did not say it took: a segment without our marks would be created a second time."""
        missing = {name: value for name, value in tags.items() if (written.tags or {}).get(name) != value}
        if not missing:
            return
        try:
            self._do(lambda: self._writer.tag(written.arn, missing))
        except ServiceError as error:
            message = f"the segment was created as {written.id}, but its tags could not be put: {error.message}"
            raise ServiceError(
                error.code, message, f"write Lifecycle: {{Adopt: {written.id}}} for {key}, or delete that segment."
            ) from error

    # ── changing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _change(self, desired: DesiredSegment, deployed: DeployedSegment, tags: TagChange, *, definition: bool) -> Written:
        now = self._fresh(deployed)
        written = Written(now.id, now.arn, now.version)
        if definition:
            written = self._update(now, self._bound(desired.definition))
        if tags:
            self._retag(now, tags)
        self._ids[desired.key] = written.id
        return written

    def _update(self, now: DeployedSegment, definition: Definition) -> Written:
        return self._surely(lambda: self._writer.update(now.id, definition), lambda: self._updated(now, definition))

    def _updated(self, before: DeployedSegment, definition: Definition) -> Written | None:
        now = self._reader.get_segment(before.id)
        if now is None or now.version == before.version:
            return None
        if self._dialect.aligned(now.definition, definition) != definition:
            raise Refused("changed-meanwhile", f"{before.id} was changed by somebody else while it was being updated")
        return Written(now.id, now.arn, now.version)

    def _retag(self, now: DeployedSegment, tags: TagChange) -> None:
        """Take off what goes and what gets another value, then put: AWS documents no overwriting of a tag's value.

        All that goes, goes in one call, together with our memory of it: if the second call never happens, the next plan
        still sees what is missing, and takes no foreign tag for ours.
        """
        off = [name for name in (*tags.removed, *tags.put) if name in now.tags and now.tags[name] != tags.put.get(name)]
        if off:
            self._do(lambda: self._writer.untag(now.arn, off))
        if tags.put:
            self._do(lambda: self._writer.tag(now.arn, tags.put))

    # ── what all share ───────────────────────────────────────────────────────────────────────────────────────────────

    def _fresh(self, planned: DeployedSegment) -> DeployedSegment:
        """Return the segment as it stands now, if that is as it stood when the plan was made."""
        now = self._reader.get_segment(planned.id)
        if now is None:
            raise Refused("gone-meanwhile", f"{planned.id} is not there any more")
        if now.version != planned.version:
            message = f"{planned.id} is at version {now.version}, and the plan was made against version {planned.version}"
            raise Refused("changed-meanwhile", message)
        ours_now, ours_then = ({name: tags[name] for name in OUR_TAGS if name in tags} for tags in (now.tags, planned.tags))
        if ours_now != ours_then:
            raise Refused("changed-meanwhile", f"the segments-as-code tags of {planned.id} changed since the plan was made")
        return now

    def _bound(self, definition: Definition) -> Definition:
        return self._dialect.rebound(definition, self._to_id)

    def _to_id(self, reference: Reference) -> Reference:
        return reference if reference.key is None else replace(reference, key=None, id=self._ids[reference.key])

    def _do(self, write: Callable[[], None], is_done: Callable[[], bool] = lambda: False) -> None:
        """Write what has no answer; by default what may be repeated without harm."""

        def done() -> bool:
            write()
            return True

        self._surely(done, lambda: is_done() or None)

    def _surely(self, write: Callable[[], _T], look: Callable[[], _T | None]) -> _T:
        """Write; where the reply was lost, look for what it would have done, and write once more if that is not there."""
        try:
            return write()
        except UnclearWrite:
            found = look()
        if found is not None:
            return found
        try:
            return write()
        except UnclearWrite:
            found = look()
            if found is None:
                raise
            return found
