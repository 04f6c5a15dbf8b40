"""What a plan must not do by accident: the rules, each naming what tripped, the numbers and the way to mean it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.plan import Change, Create, Delete, Notice, Plan, Refusal, Replace, Unchanged
from segments_as_code.model.problem import short
from segments_as_code.model.segment import DeployedSegment, Usage
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, has_owner, is_protected, remembers_versions
from segments_as_code.ports import Dialect, Remedies

MOST_DELETED = 0.3
"""The share of our segments that a plan may delete without being asked."""

_LONGEST_PATH = 200
_text = json.JSONEncoder(sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class DeletePolicy:
    """What this run allows: whether to delete at all, the exact number of deletions that was confirmed, if any, and how to allow more."""

    delete: bool = True
    deletes: int | None = None
    remedies: Remedies = field(default_factory=Remedies)


def refusals(
    changes: Sequence[Change],
    deployed: Sequence[DeployedSegment],
    usages: Sequence[Usage],
    policy: DeletePolicy,
    *,
    owned: int,
    desired: int,
    dialect: Dialect,
) -> Iterator[Refusal]:
    """Yield each rule that ``changes`` break; ``owned`` and ``desired`` are how many segments each side has."""
    deletes = [change for change in changes if isinstance(change, Delete)]
    yield from _too_many(len(deletes), owned, desired, policy)
    yield from _protected(changes)
    yield from _needed(changes, deployed, usages, dialect)


def recheck_safety(plan: Plan, deployed: Sequence[DeployedSegment], usages: Sequence[Usage], dialect: Dialect) -> Plan:
    """Return a saved plan, refused also if something that it deletes came into use since it was made; its digest stays."""
    known = set(plan.refusals)
    found = [refusal for refusal in _needed(plan.changes, deployed, usages, dialect) if refusal not in known]
    return replace(plan, refusals=(*plan.refusals, *found))


def deleted_ids(plan: Plan) -> tuple[str, ...]:
    """Return the ids of the deployed segments that ``plan`` deletes."""
    return tuple(change.deployed.id for change in plan.changes if isinstance(change, Delete | Replace))


def _needed(changes: Sequence[Change], deployed: Sequence[DeployedSegment], usages: Sequence[Usage], dialect: Dialect) -> Iterator[Refusal]:
    going = [change for change in changes if isinstance(change, Delete | Replace)]
    builders = _builders(changes, deployed, dialect) if going else {}
    users: dict[str, list[Usage]] = {}
    for usage in usages:
        if usage.live:
            users.setdefault(usage.segment_id, []).append(usage)
    for change in going:
        yield from _in_use(change, users.get(change.deployed.id, ()))
        yield from _built_upon(change, builders)


def notices(changes: Sequence[Change], deployed: Sequence[DeployedSegment], remedies: Remedies, dialect: Dialect) -> Iterator[Notice]:
    """Yield what a reader should know of ``changes``: a name that is taken, a deletion that looks like a new key."""
    yield from _versions_not_in_files(changes, deployed, dialect)
    creates = [change for change in changes if isinstance(change, Create)]
    if not creates:
        return
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    created = {change.desired.key for change in creates}
    others: dict[str, list[DeployedSegment]] = {}
    for segment in deployed:
        if segment.id not in ours and not _is_twin(segment, created):
            others.setdefault(segment.name, []).append(segment)
    for change in creates:
        yield from _name_taken(change, others.get(change.desired.name, ()))
    yield from _probable_renames(creates, [change for change in changes if isinstance(change, Delete)])
    yield from _another_owner([segment for segment in deployed if segment.id not in ours and _is_twin(segment, created)], remedies)


def _too_many(deletes: int, owned: int, desired: int, policy: DeletePolicy) -> Iterator[Refusal]:
    if deletes == 0:
        return
    remedies = policy.remedies
    confirm = remedies.confirm_deletes.format(deletes=deletes)
    if policy.deletes is not None:
        if policy.deletes != deletes:
            message = f"allow-deletes is {policy.deletes}, but this plan deletes {deletes} of our {owned} segments."
            yield Refusal("allow-deletes-differs", message, f"look at the deletions again; if they are meant, {confirm}.")
        return
    share = f"this plan deletes {deletes} of our {owned} segments ({100 * deletes / owned:.0f} %, limit {100 * MOST_DELETED:.0f} %)."
    remedy = f"if that is meant, {confirm}"
    if desired == 0:
        message = f"the folder has no definitions, so {share}"
        yield Refusal("deletes-everything", message, f"check the path; {remedy}.")
    elif deletes == owned:
        yield Refusal("deletes-everything", share, f"{remedy}; otherwise {remedies.check_target}.")
    elif deletes / owned > MOST_DELETED:
        yield Refusal("too-many-deletes", share, f"{remedy}; otherwise look for a changed Key or a moved file.")


def _protected(changes: Sequence[Change]) -> Iterator[Refusal]:
    for change in changes:
        match change:
            case Delete(key, deployed) if is_protected(deployed.tags):
                remedy = f"bring its file back; to let it go, first merge Lifecycle.Protected: false for {key}, then delete the file."
                yield Refusal("protected", f"{short(key)} is protected and would be deleted.", remedy)
            case Replace(desired, deployed) if desired.lifecycle.protected or is_protected(deployed.tags):
                remedy = f"undo the change, or first merge Lifecycle.Protected: false for {desired.key}."
                yield Refusal("protected", f"{short(desired.key)} is protected and would be replaced.", remedy)
            case _:
                pass


def _in_use(change: Delete | Replace, usages: Sequence[Usage]) -> Iterator[Refusal]:
    for usage in usages:
        message = f"{_goes(change)}, and the {usage.kind} {short(usage.name)} ({short(usage.state)}) uses it."
        point = f"end that {usage.kind} or point it elsewhere first"
        yield Refusal("delete-in-use", message, f"{point}{_another_way(change)}.")


def _built_upon(change: Delete | Replace, builders: Mapping[str, Sequence[str]]) -> Iterator[Refusal]:
    for builder in builders.get(change.deployed.id, ()):
        message = f"{_goes(change)}, and the segment {builder} builds on it."
        yield Refusal("delete-in-use", message, f"change that segment first{_another_way(change) or ', or keep this one'}.")


def _goes(change: Delete | Replace) -> str:
    if isinstance(change, Delete):
        return f"{short(change.key)} would be deleted"
    return f"{short(change.desired.key)} cannot be changed in place: it would be made anew and the old one deleted"


def _another_way(change: Delete | Replace) -> str:
    """Say how to have the new audience all the same: a segment beside the old one, which is there to be pointed at."""
    return "" if isinstance(change, Delete) else ", or undo the change and write the new audience into a file of its own"


def _builders(changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect) -> dict[str, list[str]]:
    """Return, by the id of what they build on, the segments that will stand after ``changes``: ours as desired, others as they are."""
    standing = [(short(c.desired.key), c.desired.definition) for c in changes if not isinstance(c, Delete)]
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    standing += [(f"{short(s.name)} ({s.id})", s.definition) for s in deployed if s.id not in ours]
    builders: dict[str, list[str]] = {}
    for builder, definition in standing:
        for reference in dialect.references(definition):
            if reference.id is not None:
                builders.setdefault(reference.id, []).append(builder)
    return builders


def _versions_not_in_files(changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect) -> Iterator[Notice]:
    """Yield a notice for each unchanged segment whose sources have versions that no file names, and no run noted who named them."""
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


def _name_taken(create: Create, others: Sequence[DeployedSegment]) -> Iterator[Notice]:
    """Yield one notice if others have the name already, however many they are."""
    if not others:
        return
    name, first = short(create.desired.name), others[0]
    if len(others) == 1:
        message = (
            f"a segment named {name} is deployed already (id {first.id}) and is not ours; "
            "a second one will be created, unless an earlier run may have left it."
        )
        which = "that one"
    else:
        message = f"{len(others)} segments named {name} are deployed already (first id {first.id}), not ours; one more will be created."
        which = "the first"
    remedy = f"to take {which} over instead, write Lifecycle: {{Adopt: {first.id}}} in {_file(create)}."
    yield Notice("name-taken", message, remedy, (create.desired.key,))


def _is_twin(segment: DeployedSegment, created: Collection[str]) -> bool:
    """Return whether somebody else deployed ``segment`` under a key that is to be created."""
    return has_owner(segment.tags) and segment.tags.get(KEY_TAG) in created


def _another_owner(twins: Sequence[DeployedSegment], remedies: Remedies) -> Iterator[Notice]:
    """Yield one notice for each other owner who has what would be created: this repository under its former name, perhaps."""
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
    """Yield a notice for each create that takes the place of a delete: each delete belongs to one create at most."""
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
