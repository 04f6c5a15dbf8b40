"""Ownership of deployed segments: a few tags, and no state file.

``segments-as-code:key`` and ``segments-as-code:owner`` say which file of which repository a segment comes from.
``segments-as-code:tags`` records which of its tags the file named, five characters each, so that a tag that is removed from
the file is removed from the segment, while a tag that somebody else added stays. It is absent if the file names no tags.
``segments-as-code:protected`` stays after the file that said ``Protected: true`` is gone, because that is when it is needed.
``segments-as-code:versions`` says which versions of its sources the file named, so that a version that is removed from the file
is removed from the segment, and one that somebody set in the console is drift. It is absent if the segment has no sources, and on a segment
that was deployed before this tag existed. It ends in ``+filled-in`` if the service adds a version to sources named without.
``segments-as-code:definition`` is the fingerprint of the definition, for services that list segments without their definitions.
``segments-as-code:recreation`` is on a segment only while it is recreated (``recreation.py``).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from segments_as_code.model.segment import DeployedSegment, Reference, SegmentKind

KEY_TAG = "segments-as-code:key"
OWNER_TAG = "segments-as-code:owner"
MEMORY_TAG = "segments-as-code:tags"
PROTECTED_TAG = "segments-as-code:protected"
VERSIONS_TAG = "segments-as-code:versions"
DEFINITION_TAG = "segments-as-code:definition"
RECREATION_TAG = "segments-as-code:recreation"
OUR_TAGS = frozenset({KEY_TAG, OWNER_TAG, MEMORY_TAG, PROTECTED_TAG, VERSIONS_TAG, DEFINITION_TAG, RECREATION_TAG})
OUR_PREFIX = "segments-as-code:"

_LONGEST_RUN = timedelta(hours=6)
"""How long a job on GitHub can take (docs.github.com, "Actions limits"); the segments that one run creates are at most this far apart."""

_MARK_LENGTH = 5
_VERSIONS_LENGTH = 16
_NO_VERSIONS = "none"
_FILLED_IN = "+filled-in"


def owned_key(tags: Mapping[str, str], owner: str) -> str | None:
    """Return the key in ``tags``, or None if the segment does not belong to ``owner``."""
    return tags.get(KEY_TAG) if tags.get(OWNER_TAG) == owner else None


def age(segment: DeployedSegment) -> tuple[str, str]:
    """Return a key that sorts segments from oldest to youngest: of two with the same owner and key, the older one stays."""
    return segment.created, segment.id


def has_owner(tags: Mapping[str, str]) -> bool:
    """Return whether a repository, ours or another, has tagged this segment as its own."""
    return OWNER_TAG in tags


def start_of_last_run(deployed: Iterable[DeployedSegment], owner: str) -> str:
    """Return the earliest instant at which the last run of ``owner`` can have created something; empty if it owns nothing yet."""
    newest = max((segment.created for segment in deployed if owned_key(segment.tags, owner) is not None), default="")
    if not newest:
        return ""
    return (datetime.fromisoformat(newest) - _LONGEST_RUN).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_new_and_untagged(segment: DeployedSegment, *, since: str) -> bool:
    """Return whether a run that began at ``since`` may have created ``segment`` without being able to tag it.

    Such a segment was created after that and never updated. If it also has the name and the definition of a segment that
    is to be created, it stops that create.
    """
    return segment.kind is SegmentKind.DYNAMIC and not has_owner(segment.tags) and segment.created > since and segment.version in (None, 1)


def is_protected(tags: Mapping[str, str]) -> bool:
    """Return whether the last file that described this segment protected it."""
    return PROTECTED_TAG in tags


def with_our_tags(
    tags: Mapping[str, str], *, key: str, owner: str, protected: bool = False, sources: Collection[Reference] = ()
) -> dict[str, str]:
    """Return ``tags`` and the ownership tags: all tags of a segment of ``owner`` that builds on ``sources``."""
    marks = {KEY_TAG: key, OWNER_TAG: owner}
    if tags:
        marks[MEMORY_TAG] = _remember(tags)
    if protected:
        marks[PROTECTED_TAG] = "true"
    if sources:
        marks[VERSIONS_TAG] = _remember_versions(sources)
    return {**tags, **marks}


def remembers_versions(deployed: Mapping[str, str]) -> bool:
    """Return whether these tags record which versions of its sources a segment's file named."""
    return VERSIONS_TAG in deployed


def has_filled_in_versions(deployed: Mapping[str, str]) -> bool:
    """Return whether the service itself added a version to a source when the segment was last written."""
    return deployed.get(VERSIONS_TAG, "").endswith(_FILLED_IN)


def keep_filled_in(tags: Mapping[str, str], deployed: Mapping[str, str]) -> Mapping[str, str]:
    """Return our ``tags`` as deployed, if the file names the same versions as before."""
    is_kept = has_filled_in_versions(deployed) and deployed[VERSIONS_TAG] == f"{tags.get(VERSIONS_TAG)}{_FILLED_IN}"
    return {**tags, VERSIONS_TAG: deployed[VERSIONS_TAG]} if is_kept else tags


def note_filled_in(tags: Mapping[str, str], *, filled_in: bool) -> dict[str, str]:
    """Return the tag that says whether the service added versions, if ``tags`` do not say so already."""
    if not remembers_versions(tags) or has_filled_in_versions(tags) == filled_in:
        return {}
    named = tags[VERSIONS_TAG].removesuffix(_FILLED_IN)
    return {VERSIONS_TAG: named + _FILLED_IN if filled_in else named}


def managed_tags(tags: Mapping[str, str]) -> set[str]:
    """Return the names among ``tags`` that a file named when they were last written."""
    memory = tags.get(MEMORY_TAG, "")
    marks = {memory[i : i + _MARK_LENGTH] for i in range(0, len(memory), _MARK_LENGTH)}
    return {name for name in tags if name not in OUR_TAGS and _mark(name) in marks}


def _remember_versions(sources: Collection[Reference]) -> str:
    named = sorted(f"{source.key or source.id}@{source.version}" for source in sources if source.version is not None)
    return sha256("\n".join(named).encode(errors="surrogatepass")).hexdigest()[:_VERSIONS_LENGTH] if named else _NO_VERSIONS


def _remember(names: Iterable[str]) -> str:
    return "".join(sorted(_mark(name) for name in names))


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    """Return 30 bits of a hash of ``name``: 45 tags fit a tag value (256), and a false match is one in twenty million."""
    return urlsafe_b64encode(sha256(name.encode(errors="surrogatepass")).digest())[:_MARK_LENGTH].decode()
