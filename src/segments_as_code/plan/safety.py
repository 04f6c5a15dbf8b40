"""What a plan must not do by accident: the rules, each naming what tripped, the numbers and the way to mean it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.model import Change, Create, Delete, DeployedSegment, Notice, Refusal, Replace, Usage
from segments_as_code.ownership import is_protected
from segments_as_code.ports import Dialect

MOST_DELETED = 0.3
"""The share of our segments that a plan may delete without being asked."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What this run allows: whether to delete at all, and the exact number of deletions that was confirmed, if any."""

    delete: bool = True
    deletes: int | None = None


def refusals(
    changes: Sequence[Change],
    deployed: Sequence[DeployedSegment],
    usages: Sequence[Usage],
    allowance: Allowance,
    *,
    owned: int,
    desired: int,
    dialect: Dialect,
) -> Iterator[Refusal]:
    """Yield each rule that ``changes`` break; ``owned`` and ``desired`` are how many segments each side has."""
    deletes = [change for change in changes if isinstance(change, Delete)]
    yield from _too_many(len(deletes), owned, desired, allowance)
    yield from _protected(changes)
    builders = _builders(changes, deployed, dialect) if deletes else {}
    for delete in deletes:
        yield from _in_use(delete, usages)
        yield from _built_upon(delete, builders)


def notices(changes: Sequence[Change], deployed: Sequence[DeployedSegment]) -> Iterator[Notice]:
    """Yield what a reader should know of ``changes``: a name that is taken, a deletion that looks like a new key."""
    deletes = [change for change in changes if isinstance(change, Delete)]
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    others: dict[str, list[DeployedSegment]] = {}
    for segment in deployed:
        if segment.id not in ours:
            others.setdefault(segment.name, []).append(segment)
    for change in changes:
        if isinstance(change, Create):
            yield from _name_taken(change, others.get(change.desired.name, ()))
            yield from _probable_rename(change, deletes)


def _too_many(deletes: int, owned: int, desired: int, allowance: Allowance) -> Iterator[Refusal]:
    if deletes == 0:
        return
    if allowance.deletes is not None:
        if allowance.deletes != deletes:
            message = f"allow-deletes is {allowance.deletes}, but this plan deletes {deletes} of our {owned} segments."
            yield Refusal(
                "allow-deletes-differs", message, f"look at the deletions again; if they are meant, set allow-deletes to {deletes}."
            )
        return
    share = f"this plan deletes {deletes} of our {owned} segments ({100 * deletes / owned:.0f} %, limit {100 * MOST_DELETED:.0f} %)."
    label = f"segments-allow-deletes-{deletes}"
    remedy = f"if that is meant, set allow-deletes to {deletes} on this run, or put the label {label} on the pull request"
    if desired == 0:
        message = f"the folder has no definitions, so {share}"
        yield Refusal("deletes-everything", message, f"check the path; {remedy}.")
    elif deletes == owned:
        yield Refusal("deletes-everything", share, f"{remedy}; otherwise check path, owner and application-id.")
    elif deletes / owned > MOST_DELETED:
        yield Refusal("too-many-deletes", share, f"{remedy}; otherwise look for a changed Key or a moved file.")


def _protected(changes: Sequence[Change]) -> Iterator[Refusal]:
    for change in changes:
        match change:
            case Delete(key, deployed) if is_protected(deployed.tags):
                remedy = f"bring its file back; to let it go, first merge Lifecycle.Protected: false for {key}, then delete the file."
                yield Refusal("protected", f"{key} is protected and would be deleted.", remedy)
            case Replace(desired, deployed) if desired.lifecycle.protected or is_protected(deployed.tags):
                remedy = f"undo the change, or first merge Lifecycle.Protected: false for {desired.key}."
                yield Refusal("protected", f"{desired.key} is protected and would be replaced.", remedy)
            case _:
                pass


def _in_use(delete: Delete, usages: Sequence[Usage]) -> Iterator[Refusal]:
    for usage in usages:
        if usage.segment_id == delete.deployed.id and usage.live:
            message = f"{delete.key} would be deleted, and the {usage.kind} {usage.name} ({usage.state}) uses it."
            yield Refusal("delete-in-use", message, f"end that {usage.kind} or point it elsewhere first.")


def _built_upon(delete: Delete, builders: Mapping[str, Sequence[str]]) -> Iterator[Refusal]:
    for builder in builders.get(delete.deployed.id, ()):
        message = f"{delete.key} would be deleted, and the segment {builder} builds on it."
        yield Refusal("delete-in-use", message, "change that segment first, or keep this one.")


def _builders(changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect) -> dict[str, list[str]]:
    """Return, by the id of what they build on, the segments that will stand after ``changes``: ours as desired, others as they are."""
    standing = [(c.desired.key, c.desired.definition) for c in changes if not isinstance(c, Delete)]
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    standing += [(f"{s.name} ({s.id})", s.definition) for s in deployed if s.id not in ours]
    builders: dict[str, list[str]] = {}
    for builder, definition in standing:
        for reference in dialect.references(definition):
            if reference.id is not None:
                builders.setdefault(reference.id, []).append(builder)
    return builders


def _name_taken(create: Create, others: Sequence[DeployedSegment]) -> Iterator[Notice]:
    for segment in others:
        message = f"a segment named {segment.name} is deployed already (id {segment.id}) and is not ours; a second one will be created."
        remedy = f"to take that one over instead, write Lifecycle: {{Adopt: {segment.id}}} in {create.desired.place.path}."
        yield Notice("name-taken", message, remedy, (create.desired.key,))


def _probable_rename(create: Create, deletes: Sequence[Delete]) -> Iterator[Notice]:
    for delete in deletes:
        if delete.deployed.definition == create.desired.definition:
            old, new = delete.key, create.desired.key
            message = f"{old} would be deleted and {new} created with the same definition: probably one segment with a new key."
            where = create.desired.place.path
            remedy = f"to keep the segment, write Key: {old}, or Lifecycle: {{Adopt: {delete.deployed.id}}}, in {where}."
            yield Notice("probable-rename", message, remedy, (new, old))
