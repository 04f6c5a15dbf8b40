"""A segment that is deleted and created again under its id, and how a recreation that was stopped is recognized.

Three tags of ``segments-as-code:recreation`` are possible, and no other state:

* ``next ID MADE FINGERPRINT`` on a temporary segment: it has the new definition and every tag that the segment ``ID`` will have.
  ``MADE`` and ``FINGERPRINT`` are those of the segment as it was before.
* ``restored MADE FINGERPRINT`` on the segment itself: the new definition was refused after the old segment was deleted, so the old one
  was created again. It is read as the segment that it restores.
* None: nothing was begun, or all of it was finished.

A segment with a temporary one is read as it was before the recreation, so that a second run plans, and digests, the same change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from segments_as_code.model.document import Definition
from segments_as_code.model.segment import DeployedSegment
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


def restored_tag(segment: DeployedSegment) -> str:
    """Return the value of the tag of a segment that restores ``segment``."""
    return f"restored {segment.made} {fingerprint(segment.definition)}"


def as_before(segment: DeployedSegment) -> DeployedSegment:
    """Return a segment that was restored as the one that it restores; any other as it is."""
    match segment.tags.get(RECREATION_TAG, "").split(" "):
        case ["restored", made, _]:
            return replace(segment, made=made)
        case _:
            return segment


def foreign_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that came neither from us nor from a definition file."""
    ours = managed_tags(tags) | OUR_TAGS
    return {name: value for name, value in tags.items() if name not in ours}


def is_for(temporary: DeployedSegment, tags: Mapping[str, str]) -> bool:
    """Return whether a temporary segment has the same key and owner as a segment with these ``tags``."""
    return all(temporary.tags.get(name) == tags.get(name) for name in (KEY_TAG, OWNER_TAG))


def hides_definition(segment: DeployedSegment) -> bool:
    """Return whether this segment is read as it was before, and its definition of that time is not known any more."""
    recreation = recreation_of(segment.tags)
    if recreation is None or segment.made != recreation.made:
        return False
    return fingerprint(segment.definition) != recreation.fingerprint


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
            segments[recreation.id] = replace(temporary, id=recreation.id, arn=arn, made=recreation.made)
        elif is_for(temporary, now.tags):
            tags = {**now.tags, RECREATION_TAG: str(recreation)}
            is_new = now.definition == temporary.definition
            segments[recreation.id] = replace(now, tags=tags, made=recreation.made if is_new else now.made)
        elif not has_owner(now.tags) and now.definition == temporary.definition:  # it was created, and not tagged any more
            segments[recreation.id] = replace(now, tags=temporary.tags, made=recreation.made)
    return [segments[segment_id] for segment_id in sorted(segments)]


def with_fingerprint(tags: Mapping[str, str], definition: Definition) -> dict[str, str]:
    """Return ``tags`` with the tag that makes it needless to read an unchanged ``definition`` (references by id)."""
    return {**tags, DEFINITION_TAG: fingerprint(definition)}
