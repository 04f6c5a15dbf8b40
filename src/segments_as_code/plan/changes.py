"""Compare desired and deployed segments, and return the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Recreate, Refusal, Replace, TagChange, Unchanged, Update, key_of
from segments_as_code.model.problem import SegmentsError, short
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference, SegmentKind
from segments_as_code.ownership import (
    OUR_TAGS,
    VERSIONS_TAG,
    age,
    has_filled_in_versions,
    has_owner,
    keep_filled_in,
    managed_tags,
    owned_key,
    remembers_versions,
    with_our_tags,
)
from segments_as_code.plan.dependencies import dependents_first, in_dependency_order
from segments_as_code.plan.diff import find_field_changes, is_equal
from segments_as_code.ports import Dialect
from segments_as_code.recreation import is_half_done, state_before, with_fingerprint

_NO_TAG_CHANGE = TagChange()


@dataclass(frozen=True, slots=True)
class Difference:
    """The result of a comparison: the changes in the order to make them, ids by key, and what cannot be planned."""

    changes: tuple[Change, ...]
    ids: Mapping[str, str]
    refusals: tuple[Refusal, ...]


def find_changes(
    desired: Sequence[DesiredSegment], deployed: Sequence[DeployedSegment], *, owner: str, dialect: Dialect, exact: bool = False
) -> Difference:
    """Return the changes that turn ``deployed`` into ``desired``; segments of other owners are left alone unless adopted.

    With ``exact``, a source without a version in ``desired`` must have none.

    Raises:
        SegmentsError: two deployed segments are tagged with the same key.
    """
    owned = owned_segments(deployed, owner)
    adopted, refusals = _adopted(desired, deployed, owned, owner)
    matched = {**owned, **adopted}
    moved = {segment.id for segment in adopted.values()}
    blocked = {s.key for s in desired if s.lifecycle.adopt and s.key not in matched}
    wanted = {segment.key for segment in desired}
    built_on = {segment.key: dialect.references(segment.definition) for segment in desired}
    match = _Matcher(owner, dialect, matched, set(adopted), wanted, exact=exact)
    changes = [
        match.change(segment, built_on[segment.key]) for segment in in_dependency_order(desired, built_on) if segment.key not in blocked
    ]
    keys = {segment.id: key for key, segment in owned.items()}
    gone = [
        Delete(key, replace(segment, definition=dialect.replace_references(segment.definition, partial(to_key, keys))))
        for key, segment in owned.items()
        if key not in wanted and segment.id not in moved
    ]
    unchanged = sorted((change for change in changes if isinstance(change, Unchanged)), key=key_of)
    changing = [change for change in changes if not isinstance(change, Unchanged)]
    return Difference(
        changes=(*changing, *dependents_first(gone, dialect), *unchanged),
        ids={key: match.ids[key] for key in sorted(match.ids)},
        refusals=(*refusals, *_renamed(desired, matched, dialect)),
    )


def owned_segments(deployed: Sequence[DeployedSegment], owner: str) -> dict[str, DeployedSegment]:
    """Return by key what ``owner`` deployed and may change; imported segments are never included.

    Raises:
        SegmentsError: two segments are tagged with the same key.
    """
    owned: dict[str, DeployedSegment] = {}
    for segment in deployed:
        key = owned_key(segment.tags, owner)
        if key is None or segment.kind is SegmentKind.IMPORTED:
            continue
        if key in owned:
            older, younger = sorted((owned[key], segment), key=age)
            message = f"two deployed segments carry the key {key} of {owner}: {older.id} and {younger.id}, the younger one ({younger.arn})."
            remedy = f"segments apply --owner {owner} --delete-duplicate {younger.id} deletes the younger one, if nothing uses it."
            raise SegmentsError("two-segments-one-key", message, remedy)
        owned[key] = segment
    return owned


def _adopted(
    desired: Sequence[DesiredSegment], deployed: Sequence[DeployedSegment], owned: Mapping[str, DeployedSegment], owner: str
) -> tuple[dict[str, DeployedSegment], tuple[Refusal, ...]]:
    """Return the deployed segment that each ``Lifecycle.Adopt`` takes over, and a refusal for each that cannot be adopted."""
    by_id = {segment.id: segment for segment in deployed}
    wanted = {segment.key for segment in desired}
    adopted: dict[str, DeployedSegment] = {}
    refusals: list[Refusal] = []
    for segment in desired:
        found = by_id.get(segment.lifecycle.adopt or "")
        if segment.lifecycle.adopt is None or (found is not None and owned.get(segment.key) is found):
            continue
        reason = _why_not_adopt(segment, found, owned, owner, wanted)
        if found is not None and reason is None:
            adopted[segment.key] = found
        else:
            message = f"{short(str(segment.location))}: {short(segment.key)} cannot adopt {short(segment.lifecycle.adopt)}: {reason}."
            refusals.append(Refusal("cannot-adopt", message, "correct or remove Lifecycle.Adopt."))
    return adopted, tuple(refusals)


def _renamed(desired: Sequence[DesiredSegment], matched: Mapping[str, DeployedSegment], dialect: Dialect) -> Iterator[Refusal]:
    """Yield a refusal for each document that names another id than its segment has: whatever uses a segment names it by id."""
    for segment in desired:
        found = matched.get(segment.key)
        if found is None or not segment.names_its_id or segment.id == found.id:
            continue
        member, wanted = dialect.id_member, short(segment.id or "")
        message = f"{short(str(segment.location))}: {member} is {wanted}, and {short(segment.key)} is deployed as {found.id}: what"
        message += " uses a segment finds it by that name, so it stays."
        remedy = f"write {member}: {found.id}; or give the document another Key, so that a new segment is created and this one deleted."
        yield Refusal("definition-renamed", message, remedy)


def _why_not_adopt(
    segment: DesiredSegment,
    found: DeployedSegment | None,
    owned: Mapping[str, DeployedSegment],
    owner: str,
    wanted: set[str],
) -> str | None:
    if found is None:
        return "no such segment is deployed"
    if found.kind is SegmentKind.IMPORTED:
        return "it came from an import job, and those cannot be changed"
    if segment.key in owned:
        return f"this key already belongs to the deployed segment {owned[segment.key].id}"
    if has_owner(found.tags):
        key = owned_key(found.tags, owner)
        if key is None:
            return "another repository owns it (see its tag segments-as-code:owner)"
        if key in wanted:
            return f"it is already ours, under the key {short(key)}"
    return None


class _Matcher:
    """Makes the changes of desired segments in dependency order, and collects the ids for references."""

    def __init__(
        self, owner: str, dialect: Dialect, matched: Mapping[str, DeployedSegment], adopted: set[str], wanted: set[str], *, exact: bool
    ) -> None:
        self._owner = owner
        self._exact = exact
        self._dialect = dialect
        self._matched = matched
        self._adopted = adopted
        self._keys = {segment.id: key for key, segment in matched.items() if key in wanted}
        self._future_ids: dict[str, str] = {}
        self.ids: dict[str, str] = {}

    def change(self, desired: DesiredSegment, built_on: Sequence[Reference]) -> Change:
        """Return the change for ``desired``; the segments it is ``built_on`` must have been passed before."""
        deployed, adopts = self._matched.get(desired.key), desired.key in self._adopted
        tags = self._all_tags(desired, deployed, built_on)
        named = self._by_key(desired, built_on)
        if deployed is None:
            return Create(named, tags)
        want = self._replace_references(desired.definition, built_on, self._to_id)
        before = "" if desired.id is None else state_before(deployed)[1]
        half_done = is_half_done(deployed)
        have, changed = self._compared(deployed, want, built_on, tags, adopts=adopts)
        is_same = is_equal(want, have)
        if is_same and not changed and not built_on and not adopts:
            self.ids[desired.key] = deployed.id  # the usual case: deployed exactly so
            return Unchanged(desired, deployed)
        if is_same and all(self._to_key(self._to_id(reference)) == self._to_key(reference) for reference in built_on):
            deployed = replace(deployed, definition=named.definition)
        else:
            deployed = replace(deployed, definition=self._replace_references(have, self._dialect.references(have), self._to_key))
        # Definitions that are equal by key can differ by id, if one builds on a segment that is replaced.
        fields = () if is_same else find_field_changes(deployed.definition, named.definition) or find_field_changes(have, want)
        is_new = half_done or (bool(fields) and not self._dialect.can_update_in_place(have, want))
        if is_new and desired.id is None:
            return Replace(named, deployed, fields, tags)
        self.ids[desired.key] = deployed.id
        if is_new:
            return Recreate(named, deployed, fields, tags, before, half_done)
        if adopts:
            return Adopt(named, deployed, fields, changed)
        return Update(named, deployed, fields, changed) if fields or changed else Unchanged(named, deployed)

    def _all_tags(self, desired: DesiredSegment, deployed: DeployedSegment | None, built_on: Sequence[Reference]) -> Mapping[str, str]:
        """Return the tags of the file and ours; also a fingerprint, if the service lists segments without their definitions."""
        sources = built_on if desired.id is None else ()  # a service that lets us choose ids keeps no versions
        tags = with_our_tags(desired.tags, key=desired.key, owner=self._owner, protected=desired.lifecycle.protected, sources=sources)
        if desired.id is None:
            return tags
        self._future_ids[desired.key] = desired.id if deployed is None else deployed.id

        def to_future_id(reference: Reference) -> Reference:
            found = self._future_ids.get(reference.key or "")
            return replace(reference, key=None, id=found) if found is not None else reference

        return with_fingerprint(tags, self._replace_references(desired.definition, built_on, to_future_id))

    def _compared(
        self, deployed: DeployedSegment, want: Definition, built_on: Sequence[Reference], tags: Mapping[str, str], *, adopts: bool
    ) -> tuple[Definition, TagChange]:
        """Return the part of ``deployed`` to compare with ``want``, and the changes of its tags.

        A source's version that the file leaves open is not part of it if the service itself added it, or if that is not known: segments
        that were deployed before ``VERSIONS_TAG`` existed get it with their next change (``version-not-in-file``).
        """
        changed = _NO_TAG_CHANGE if deployed.tags == tags else find_tag_changes(deployed.tags, keep_filled_in(tags, deployed.tags))
        if not built_on:
            return deployed.definition, changed
        if has_filled_in_versions(deployed.tags) and VERSIONS_TAG not in changed.put:
            return self._dialect.ignore_unset_versions(deployed.definition, want), changed
        names_versions = self._exact or any(reference.version is not None for reference in built_on)
        only_versions = changed.put.keys() <= {VERSIONS_TAG} and not changed.removed
        if not remembers_versions(deployed.tags) and not names_versions and not adopts and only_versions:
            open_to_service = self._dialect.ignore_unset_versions(deployed.definition, want)
            if is_equal(open_to_service, want):
                return open_to_service, _NO_TAG_CHANGE
        return deployed.definition, changed

    def _by_key(self, desired: DesiredSegment, built_on: Sequence[Reference]) -> DesiredSegment:
        definition = self._replace_references(desired.definition, built_on, self._to_key)
        return desired if definition is desired.definition else replace(desired, definition=definition)

    def _replace_references(
        self, definition: Definition, built_on: Sequence[Reference], rebind: Callable[[Reference], Reference]
    ) -> Definition:
        """Return ``definition`` unchanged if none of its references change; most have none."""
        if all(rebind(reference) == reference for reference in built_on):
            return definition
        return self._dialect.replace_references(definition, rebind)

    def _to_id(self, reference: Reference) -> Reference:
        found = self.ids.get(reference.key) if reference.key is not None else None
        return replace(reference, key=None, id=found) if found is not None else reference

    def _to_key(self, reference: Reference) -> Reference:
        return to_key(self._keys, reference)


def to_key(keys: Mapping[str, str], reference: Reference) -> Reference:
    """Name a segment that is ours by its key; one with a pinned version keeps its id, because keys have no versions."""
    key = keys.get(reference.id) if reference.id is not None and reference.version is None else None
    return replace(reference, key=key, id=None) if key is not None else reference


def find_tag_changes(deployed: Mapping[str, str], desired: Mapping[str, str]) -> TagChange:
    """Return the change from the tags ``deployed`` to ``desired`` (with ownership tags); foreign tags stay."""
    put = {name: value for name, value in sorted(desired.items()) if deployed.get(name) != value}
    leaving = (managed_tags(deployed) | (OUR_TAGS & deployed.keys())) - desired.keys()
    before = {name: deployed[name] for name in sorted({*put, *leaving}) if name in deployed}
    return TagChange(put, tuple(sorted(leaving)), before)
