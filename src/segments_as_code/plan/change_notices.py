"""Notices about the changes of a plan: things a reader should know that do not stop it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Change, Create, Delete, Notice, Unchanged, key_of
from segments_as_code.model.problem import short
from segments_as_code.model.segment import DeployedSegment, Reference, Target, Unfinished
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, has_owner, is_new_and_untagged, remembers_versions, start_of_last_run
from segments_as_code.ports import Dialect, Remedies
from segments_as_code.recreation import temporary_id

_LONGEST_PATH = 200
_text = json.JSONEncoder(sort_keys=True).encode


def change_notices(  # what is compared, and three named options
    changes: Sequence[Change],
    deployed: Sequence[DeployedSegment],
    ids: Mapping[str, str],
    *,
    target: Target,
    remedies: Remedies,
    dialect: Dialect,
) -> Iterator[Notice]:
    """Yield the notices about ``changes``, such as a name that is taken or a deletion that looks like a new key.

    ``ids`` has the ids of the deployed segments that ``changes`` name by key.
    """
    yield from _versions_not_in_files(changes, deployed, dialect)
    yield from _unfinished_recreations(changes)
    yield from _withdrawn_adoptions(changes, deployed, target, dialect)
    creates = [change for change in changes if isinstance(change, Create)]
    if not creates:
        return
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    created = {change.desired.key for change in creates}
    others: dict[str, list[DeployedSegment]] = {}
    for segment in deployed:
        if segment.id not in ours and not _is_twin(segment, created):
            others.setdefault(segment.name, []).append(segment)
    left = _LeftSegments(others, start_of_last_run(deployed, target.owner), ids, dialect)
    for change in creates:
        if alike := others.get(change.desired.name):
            if change.desired.id is not None and (half := temporary_id(change.desired.id)) in {segment.id for segment in alike}:
                yield _half_recreated(change, half)
                continue
            found = left.find(change)
            yield (
                _name_taken(change, alike) if found is None else _left_without_tags(change, found, dialect.delete_command(target, found.id))
            )
    yield from _probable_renames(creates, [change for change in changes if isinstance(change, Delete)])
    yield from _another_owner([segment for segment in deployed if segment.id not in ours and _is_twin(segment, created)], remedies)


def _versions_not_in_files(changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect) -> Iterator[Notice]:
    """Yield a notice for each unchanged segment whose sources have versions of unknown origin that its file does not name."""
    found = {segment.id: segment for segment in deployed if not remembers_versions(segment.tags)}
    for change in changes:
        if not isinstance(change, Unchanged):
            continue
        now = found.get(change.deployed.id)
        if now is None or now.definition is change.deployed.definition:
            continue
        if versions := [source for source in dialect.references(now.definition) if source.version is not None]:
            first, key = versions[0], short(change.desired.key)
            more = f" (and {len(versions) - 1} more)" if len(versions) > 1 else ""
            message = f"{key} is deployed with version {first.version} of its source {first.id}{more}, and its file names none; "
            message += "earlier releases did not note whether the file ever did."
            file = short(change.desired.location.path, _LONGEST_PATH)
            remedy = f"to keep it, write Version: {first.version} in {file}; otherwise the segment's next change removes it."
            yield Notice("version-not-in-file", message, remedy, (change.desired.key,))


def _unfinished_recreations(changes: Sequence[Change]) -> Iterator[Notice]:
    """Yield a notice for each segment that an earlier run was recreating when it was stopped."""
    for change in changes:
        if isinstance(change, Create) or change.deployed.unfinished is None:
            continue
        key, segment_id = key_of(change), change.deployed.id
        message = f"an earlier run was stopped while it recreated {short(key)}: {segment_id} "
        match change.deployed.unfinished:
            case Unfinished.BEGUN:
                message += f"is still there, and {temporary_id(segment_id)} has the definition that it was to get."
            case Unfinished.DELETED:
                message += f"was deleted, and {temporary_id(segment_id)} has the definition that it was to get."
            case Unfinished.CREATED:
                message += "was deleted and created again, and has the definition that it was to get then."
        yield Notice("recreation-unfinished", message, "the apply finishes this first.", (key,))


def _withdrawn_adoptions(
    changes: Sequence[Change], deployed: Sequence[DeployedSegment], target: Target, dialect: Dialect
) -> Iterator[Notice]:
    """Yield a notice for each segment that no file adopts any more, and whose temporary segment a stopped run left."""
    planned = {change.deployed.id for change in changes if not isinstance(change, Create)}
    for segment in deployed:
        if segment.unfinished is Unfinished.BEGUN and segment.id not in planned and not has_owner(segment.tags):
            left = temporary_id(segment.id)
            message = f"a run was stopped while it adopted {segment.id} with another definition, and no file here adopts it now: "
            message += f"{segment.id} is as it was, and {left} has the definition that it was to get."
            yield Notice("recreation-unfinished", message, f"{dialect.delete_command(target, left)} deletes {left}.")


class _LeftSegments:
    """The deployed segments that our last run may have created and could not tag, found by name and definition."""

    def __init__(self, others: Mapping[str, Sequence[DeployedSegment]], since: str, ids: Mapping[str, str], dialect: Dialect) -> None:
        self._others = others
        self._since = since
        self._ids = ids
        self._dialect = dialect
        self._by_text: dict[str, dict[str, list[DeployedSegment]]] = {}

    def find(self, create: Create) -> DeployedSegment | None:
        """Return the segment that stops ``create``, if there is one: an apply does not create a second one."""
        name = create.desired.name
        if name not in self._by_text:
            self._by_text[name] = self._index(name)
        definition = self._with_references(create.desired.definition, self._to_id)
        for segment in self._by_text[name].get(self._text(definition), ()):
            if self._dialect.ignore_unset_versions(segment.definition, definition) == definition:
                return segment
        return None

    def _index(self, name: str) -> dict[str, list[DeployedSegment]]:
        found: dict[str, list[DeployedSegment]] = {}
        for segment in self._others[name]:
            if is_new_and_untagged(segment, since=self._since):
                found.setdefault(self._text(segment.definition), []).append(segment)
        return found

    def _text(self, definition: Definition) -> str:
        """Return a value that is equal for equal definitions, ignoring versions of sources that are left open."""
        return _text(self._with_references(definition, lambda reference: replace(reference, version=None)))

    def _with_references(self, definition: Definition, change: Callable[[Reference], Reference]) -> Definition:
        return self._dialect.replace_references(definition, change) if self._dialect.references(definition) else definition

    def _to_id(self, reference: Reference) -> Reference:
        found = self._ids.get(reference.key or "")
        return replace(reference, key=None, id=found) if found is not None else reference


def _left_without_tags(create: Create, left: DeployedSegment, delete: str) -> Notice:
    message = (
        f"a segment named {short(create.desired.name)} is deployed already (id {left.id}), with an equal definition, no tags of ours, "
        "and as new as our newest segment: an earlier run may have left it, so the apply will create no second one and fail here."
    )
    remedy = f"to take that one over, write Lifecycle: {{Adopt: {left.id}}} in {_file(create)}; or delete it: {delete}"
    return Notice("name-taken", message, remedy, (create.desired.key,))


def _half_recreated(create: Create, temporary: str) -> Notice:
    message = f"{temporary} is the name that {create.desired.id} has while it is recreated: a run may have been stopped, and the list may"
    return Notice("name-taken", f"{message} not show {create.desired.id} yet.", "plan again in a minute.", (create.desired.key,))


def _name_taken(create: Create, others: Sequence[DeployedSegment]) -> Notice:
    """Return one notice about all other segments that have the name already; they do not stop the create."""
    name, first = short(create.desired.name), others[0]
    if len(others) == 1:
        message = f"a segment named {name} is deployed already (id {first.id}) and is not ours; a second one will be created."
        which = "that one"
    else:
        message = f"{len(others)} segments named {name} are deployed already (first id {first.id}), not ours; one more will be created."
        which = "the first"
    remedy = f"to take {which} over instead, write Lifecycle: {{Adopt: {first.id}}} in {_file(create)}."
    return Notice("name-taken", message, remedy, (create.desired.key,))


def _is_twin(segment: DeployedSegment, created: Collection[str]) -> bool:
    """Return whether another owner deployed ``segment`` under a key that is to be created."""
    return has_owner(segment.tags) and segment.tags.get(KEY_TAG) in created


def _another_owner(twins: Sequence[DeployedSegment], remedies: Remedies) -> Iterator[Notice]:
    """Yield one notice for each other owner of what would be created; it may be this repository under a former name."""
    found: dict[str, list[str]] = {}
    for segment in twins:
        found.setdefault(segment.tags[OWNER_TAG], []).append(segment.tags[KEY_TAG])
    for owner, theirs in sorted(found.items()):
        several = len(theirs) > 1
        message = f"{len(theirs)} of the segments to be created {'are' if several else 'is'} deployed under the same key"
        message += f"{'s' if several else ''} by the owner {short(owner)}; twins will be created."
        remedy = f"if that was this repository's name, {remedies.set_owner.format(owner=owner)}, and nothing is created twice."
        yield Notice("another-owner", message, remedy, tuple(sorted(theirs)))


def _probable_renames(creates: Sequence[Create], deletes: Sequence[Delete]) -> Iterator[Notice]:
    """Yield a notice for each create that replaces a delete; each delete belongs to one create at most."""
    going: dict[str, deque[Delete]] = {}
    for delete in deletes:
        going.setdefault(_text(delete.deployed.definition), deque()).append(delete)
    for create in creates if going else ():
        if alike := going.get(_text(create.desired.definition)):
            yield _probable_rename(create, alike.popleft())


def _probable_rename(create: Create, delete: Delete) -> Notice:
    old, new = delete.key, create.desired.key
    message = f"{short(old)} would be deleted and {short(new)} created with the same definition: probably one segment with a new key."
    remedy = f"to keep the segment, write Key: {old}, or Lifecycle: {{Adopt: {delete.deployed.id}}}, in {_file(create)}."
    return Notice("probable-rename", message, remedy, (new, old))


def _file(create: Create) -> str:
    return short(create.desired.location.path, _LONGEST_PATH)
