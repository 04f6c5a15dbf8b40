"""Restore an earlier definition: the desired segments are the deployed ones, except for one.

So a rollback is compared, checked, hashed and applied like any other plan, without a separate way to write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from graphlib import CycleError

from segments_as_code.model.document import Definition, Location
from segments_as_code.model.plan import Change, TagChange, Unchanged, Update, key_of
from segments_as_code.model.problem import Refused
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, SegmentKind
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, is_protected, managed_tags, owned_key
from segments_as_code.plan.changes import Difference, owned_segments, to_key
from segments_as_code.plan.dependencies import in_dependency_order
from segments_as_code.ports import Dialect

_NOWHERE = Location("")
"""The location of what no file says: it was read from the service."""


def find_segment(key: str, deployed: Sequence[DeployedSegment], *, owner: str) -> DeployedSegment:
    """Return the segment that ``owner`` deployed under ``key``.

    Raises:
        Refused: it does not exist (``unknown-key``), or it cannot be changed (``imported-segment``).
        SegmentsError: there are two.
    """
    owned = owned_segments(deployed, owner)
    if key in owned:
        return owned[key]
    for segment in deployed:
        if segment.tags.get(KEY_TAG) != key:
            continue
        if owned_key(segment.tags, owner) and segment.kind is SegmentKind.IMPORTED:
            message = f"{key} ({segment.id}) came from an import job, and those cannot be changed."
            raise Refused("imported-segment", message, "import the people again.")
        if other := segment.tags.get(OWNER_TAG):
            message = f"{key} ({segment.id}) belongs to {other}, not to {owner}: it is left alone."
            raise Refused("unknown-key", message, "if that is you, give it with --owner.")
    close = get_close_matches(key, owned, n=1)
    remedy = f"did you mean {close[0]}?" if close else "check the key, the application or domain, the region and --owner."
    raise Refused("unknown-key", f"no deployed segment of {owner} has the key {key}.", remedy)


def as_it_was(
    segment: DeployedSegment,
    earlier: DeployedSegment | None,
    version: int,
    deployed: Sequence[DeployedSegment],
    *,
    owner: str,
    dialect: Dialect,
) -> tuple[DesiredSegment, ...]:
    """Return what ``owner`` deployed, but ``segment`` with name and criteria of ``earlier``, its ``version``.

    Raises:
        Refused: the service keeps no versions (``no-versions``), there is no such version (``no-such-version``), what it builds on is gone
            (``source-gone``), or now builds on it (``rollback-circle``).
    """
    if segment.version is None and segment.made:
        message = f"{segment.id} has no versions: the service keeps none, so no earlier definition can be restored."
        raise Refused("no-versions", message, "git has the earlier file: git revert brings it back, and the next apply deploys it.")
    if earlier is None:
        message = f"the service has no version {version} of {segment.id}, which is at version {segment.version} now."
        raise Refused("no-such-version", message, "the record of each apply names the version that stood before it.")
    owned = owned_segments(deployed, owner)
    keys = {found.id: key for key, found in owned.items()}
    _require_sources(earlier, deployed, dialect)
    went_back = {**owned, keys[segment.id]: replace(segment, name=earlier.name, definition=earlier.definition)}
    by_key = partial(to_key, keys)
    desired = [_desired(key, found, dialect.replace_references(found.definition, by_key)) for key, found in went_back.items()]
    try:
        return tuple(in_dependency_order(desired, {segment.key: dialect.references(segment.definition) for segment in desired}))
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        message = f"with version {version} of {keys[segment.id]}, segments would build on each other in a circle: {circle}."
        raise Refused("rollback-circle", message, "first change or roll back the one that builds on it.") from error


def only_definition(difference: Difference, key: str) -> Difference:
    """Return ``difference`` with only the name and the criteria of ``key`` to change: tags are not part of a version."""
    changes = sorted((_narrowed(change, key) for change in difference.changes), key=lambda c: (isinstance(c, Unchanged), key_of(c)))
    return replace(difference, changes=tuple(changes))


def _narrowed(change: Change, key: str) -> Change:
    if not isinstance(change, Update):
        return change
    if change.desired.key == key and change.fields:
        return replace(change, tags=TagChange())
    return Unchanged(change.desired, change.deployed)


def _desired(key: str, segment: DeployedSegment, definition: Definition) -> DesiredSegment:
    tags = {name: segment.tags[name] for name in sorted(managed_tags(segment.tags))}
    return DesiredSegment(key, segment.name, definition, tags, Lifecycle(protected=is_protected(segment.tags)), _NOWHERE)


def _require_sources(earlier: DeployedSegment, deployed: Sequence[DeployedSegment], dialect: Dialect) -> None:
    there = {segment.id for segment in deployed}
    gone = [reference.id for reference in dialect.references(earlier.definition) if reference.id and reference.id not in there]
    if gone:
        message = f"that version builds on {' and '.join(gone)}, which is not deployed any more."
        raise Refused("source-gone", message, "rewrite the definition on the basis of what is deployed now.")
