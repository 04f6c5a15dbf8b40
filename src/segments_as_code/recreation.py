"""A segment that is deleted and created again under its id, and how a recreation that was stopped is recognized.

Three tags of ``segments-as-code:recreation`` are possible, and no other state:

* ``next ID MADE FINGERPRINT`` on a temporary segment: it has the new definition and every tag that the segment ``ID`` will have.
  ``MADE`` and ``FINGERPRINT`` are those of the segment as it was before.
* ``restored MADE FINGERPRINT`` on the segment itself: it stands in for the segment of that time. Either the new definition was refused
  after the old segment was deleted, so the old one was created again; or an earlier run was stopped, what it had begun was
  finished first, and that is now recreated.
* None: nothing was begun, or all of it was finished.

A segment is read as it was before the first recreation that was stopped, however many were begun since, so that a second run plans,
and digests, the same change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from segments_as_code.model.document import Definition
from segments_as_code.model.segment import DeployedSegment, Unfinished
from segments_as_code.ownership import DEFINITION_TAG, KEY_TAG, OUR_TAGS, OWNER_TAG, RECREATION_TAG, has_owner, managed_tags

FORMAT = "1"
"""Part of a fingerprint: one made under other rules never matches, and the definition is read instead."""

MOST_TAGS = 50
"""How many tags AWS allows on a segment."""

_LONGEST_ID = 64
_SUFFIX = "--next"
_DIGITS = 32
_text = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Recreation:
    """What the tag of a temporary segment says: the segment that it is for, and when that was made and what it was before."""

    id: str
    made: str
    fingerprint: str

    def __str__(self) -> str:
        return f"next {self.id} {self.made} {self.fingerprint}"


def fingerprint(definition: Definition) -> str:
    """Return a hash of a canonical ``definition`` with references by id, such as ``1:`` and 32 hex digits."""
    return f"{FORMAT}:{sha256(_text(definition).encode()).hexdigest()[:_DIGITS]}"


def temporary_id(segment_id: str) -> str:
    """Return the id of the temporary segment for ``segment_id``; both have at most 64 characters."""
    if len(segment_id) + len(_SUFFIX) <= _LONGEST_ID:
        return segment_id + _SUFFIX
    mark = sha256(segment_id.encode()).hexdigest()[:8]
    return f"{segment_id[: _LONGEST_ID - len(_SUFFIX) - len(mark) - 1]}-{mark}{_SUFFIX}"


def recreation_of(tags: Mapping[str, str]) -> Recreation | None:
    """Return what a temporary segment with these ``tags`` is for, or None if it is not one."""
    match tags.get(RECREATION_TAG, "").split(" "):
        case ["next", segment_id, made, printed]:
            return Recreation(segment_id, made, printed)
        case _:
            return None


def restored_tag(made: str, fingerprint_before: str) -> str:
    """Return the value of the tag of a segment that stands in for one that was ``made`` then."""
    return f"restored {made} {fingerprint_before}"


def state_before(segment: DeployedSegment) -> tuple[str, str]:
    """Return when ``segment`` was made and the fingerprint of its definition; those from before, if its recreation was stopped."""
    match segment.tags.get(RECREATION_TAG, "").split(" "):
        case ["restored", made, printed]:
            return made, printed
        case ["next", _, made, printed] if segment.unfinished in (Unfinished.DELETED, Unfinished.CREATED):
            return made, printed
        case _:
            return segment.made, fingerprint(segment.definition)


def as_before(segment: DeployedSegment) -> DeployedSegment:
    """Return a segment that stands in for another as made when that was; any other as it is."""
    if not segment.tags.get(RECREATION_TAG, "").startswith("restored "):
        return segment
    made, printed = state_before(segment)
    return replace(segment, made=made, unfinished=None if fingerprint(segment.definition) == printed else Unfinished.CREATED)


def foreign_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that came neither from us nor from a definition file."""
    ours = managed_tags(tags) | OUR_TAGS
    return {name: value for name, value in tags.items() if name not in ours}


def has_same_key(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two segments with these tags have the same key and owner, or both have neither."""
    return all(one.get(name) == other.get(name) for name in (KEY_TAG, OWNER_TAG))


def is_for(temporary: DeployedSegment, segment: DeployedSegment) -> bool:
    """Return whether a temporary segment is for ``segment``, which may get its owner or another key by this recreation."""
    if has_same_key(temporary.tags, segment.tags):
        return True
    recreation = recreation_of(temporary.tags)
    is_ours = segment.tags.get(OWNER_TAG) in (None, temporary.tags.get(OWNER_TAG))
    return is_ours and recreation is not None and recreation.made == segment.made != ""


def is_in_recreation(segment: DeployedSegment) -> bool:
    """Return whether ``segment`` is read as before a recreation of which a temporary segment is left."""
    return recreation_of(segment.tags) is not None


def is_half_done(segment: DeployedSegment) -> bool:
    """Return whether a recreation was stopped after the old segment was deleted, so that its definition is not known any more."""
    return segment.unfinished in (Unfinished.DELETED, Unfinished.CREATED)


def ids_in_recreation(listed: Iterable[DeployedSegment]) -> set[str]:
    """Return the ids of temporary segments and of those that they are for."""
    found = {segment.id: recreation for segment in listed if (recreation := recreation_of(segment.tags)) is not None}
    return {*found, *(recreation.id for recreation in found.values())}


def read_as_before(listed: Sequence[DeployedSegment]) -> list[DeployedSegment]:
    """Return the segments as they were before any recreation that was stopped: without temporary ones, in the order of their ids.

    A segment whose recreation was begun has the tag of its temporary one. Once the old segment is deleted, the definition is that
    of the temporary one, because the old one is not known any more; its fingerprint is.
    """
    if not any(RECREATION_TAG in segment.tags for segment in listed):
        return list(listed)
    segments = {segment.id: as_before(segment) for segment in listed}
    for temporary in listed:
        recreation = recreation_of(temporary.tags)
        if recreation is None:
            continue
        del segments[temporary.id]
        now = segments.get(recreation.id)
        if now is None:
            arn = temporary.arn.removesuffix(temporary.id) + recreation.id
            old = replace(temporary, id=recreation.id, arn=arn, made=recreation.made, unfinished=Unfinished.DELETED)
            segments[recreation.id] = old
            continue
        is_new = now.definition == temporary.definition
        if is_for(temporary, now):
            tags = {**now.tags, RECREATION_TAG: str(recreation)}
            made, state = (recreation.made, Unfinished.CREATED) if is_new else (now.made, now.unfinished or Unfinished.BEGUN)
            segments[recreation.id] = replace(now, tags=tags, made=made, unfinished=state)
        elif is_new and not has_owner(now.tags):  # it was created, and not tagged any more
            segments[recreation.id] = replace(now, tags=temporary.tags, made=recreation.made, unfinished=Unfinished.CREATED)
    return [segments[segment_id] for segment_id in sorted(segments)]


def with_fingerprint(tags: Mapping[str, str], definition: Definition) -> dict[str, str]:
    """Return ``tags`` with the tag that makes it needless to read an unchanged ``definition`` (references by id)."""
    return {**tags, DEFINITION_TAG: fingerprint(definition)}
