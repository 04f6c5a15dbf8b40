"""Whose a deployed segment is: a few tags, and no state file.

``segments-as-code:key`` and ``segments-as-code:owner`` say which file of which repository a segment comes from.
``segments-as-code:tags`` remembers which of its tags the file named, five characters each, so that a tag that leaves the
file leaves the segment, and a tag that somebody else put there stays. It is absent where the file names no tags.
``segments-as-code:protected`` outlives the file that said ``Protected: true``, for that is when it is needed.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

from segments_as_code.model.deployed import DeployedSegment

KEY_TAG = "segments-as-code:key"
OWNER_TAG = "segments-as-code:owner"
MEMORY_TAG = "segments-as-code:tags"
PROTECTED_TAG = "segments-as-code:protected"
OUR_TAGS = frozenset({KEY_TAG, OWNER_TAG, MEMORY_TAG, PROTECTED_TAG})
OUR_PREFIX = "segments-as-code:"

_MARK_LENGTH = 5


def owned_key(tags: Mapping[str, str], owner: str) -> str | None:
    """Return the key that ``tags`` give a segment of ``owner``, or None where it is not that owner's."""
    return tags.get(KEY_TAG) if tags.get(OWNER_TAG) == owner else None


def age(segment: DeployedSegment) -> tuple[str, str]:
    """Return what sorts segments from the oldest to the youngest: of two with one owner and key, the older one stays."""
    return segment.created, segment.id


def has_owner(tags: Mapping[str, str]) -> bool:
    """Return whether some repository, ours or another, has marked this segment as its own."""
    return OWNER_TAG in tags


def is_protected(tags: Mapping[str, str]) -> bool:
    """Return whether the last file that described this segment protected it."""
    return PROTECTED_TAG in tags


def with_marks(tags: Mapping[str, str], *, key: str, owner: str, protected: bool = False) -> dict[str, str]:
    """Return ``tags`` together with our own: all that a segment of ``owner`` must carry."""
    marks = {KEY_TAG: key, OWNER_TAG: owner}
    if tags:
        marks[MEMORY_TAG] = _remember(tags)
    if protected:
        marks[PROTECTED_TAG] = "true"
    return {**tags, **marks}


def remembered(tags: Mapping[str, str]) -> set[str]:
    """Return the names among ``tags`` that a file named when they were last written."""
    memory = tags.get(MEMORY_TAG, "")
    marks = {memory[i : i + _MARK_LENGTH] for i in range(0, len(memory), _MARK_LENGTH)}
    return {name for name in tags if name not in OUR_TAGS and _mark(name) in marks}


def _remember(names: Iterable[str]) -> str:
    return "".join(sorted(_mark(name) for name in names))


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    """Return 30 bits of a hash of ``name``: 46 tags fit a tag value (256), and a false match is one in twenty million."""
    return urlsafe_b64encode(sha256(name.encode(errors="surrogatepass")).digest())[:_MARK_LENGTH].decode()
