"""Safety rules of a plan; each names what broke it, the numbers, and how to proceed if it is intended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.plan import Change, Create, Delete, Plan, Recreate, Refusal, Replace
from segments_as_code.model.problem import short
from segments_as_code.model.segment import DeployedSegment, Usage
from segments_as_code.ownership import DEFINITION_TAG, is_protected
from segments_as_code.plan.dependencies import ReferenceGraph
from segments_as_code.ports import Dialect, Remedies
from segments_as_code.recreation import fingerprint, temporary_id

MOST_DELETED = 0.3
"""The share of our segments that a plan may delete without confirmation."""


@dataclass(frozen=True, slots=True)
class DeletePolicy:
    """What this run allows: whether to delete at all, the confirmed number of deletions, if any, and how to allow more."""

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
    yield from _recreated_in_use(changes, deployed, usages, dialect)
    yield from _taken_ids(changes, deployed)


def recheck_safety(plan: Plan, deployed: Sequence[DeployedSegment], usages: Sequence[Usage], dialect: Dialect) -> Plan:
    """Return a saved plan, also refused if something that it deletes or recreates is in use by now; its digest stays."""
    known = set(plan.refusals)
    found = [
        *_needed(plan.changes, deployed, usages, dialect),
        *_recreated_in_use(plan.changes, deployed, usages, dialect),
        *_taken_ids(plan.changes, deployed),
    ]
    return replace(plan, refusals=(*plan.refusals, *(refusal for refusal in found if refusal not in known)))


def ids_at_risk(plan: Plan, deployed: Sequence[DeployedSegment], dialect: Dialect) -> tuple[str, ...]:
    """Return the ids of the deployed segments that ``plan`` deletes or recreates, and of those that build on a recreated one."""
    going = tuple(change.deployed.id for change in plan.changes if isinstance(change, Delete | Replace))
    recreated = [change.deployed.id for change in plan.changes if isinstance(change, Recreate)]
    around = ReferenceGraph(plan.changes if recreated else (), deployed, dialect)
    return (*going, *recreated, *(each.segment.id for each in around.dependents_of(recreated) if each.segment.id))


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


def _too_many(deletes: int, owned: int, desired: int, policy: DeletePolicy) -> Iterator[Refusal]:
    if deletes == 0:
        return
    remedies = policy.remedies
    confirm = remedies.confirm_deletes.format(deletes=deletes)
    if policy.deletes is not None:
        if policy.deletes != deletes:
            message = f"allow-deletes is {policy.deletes}, but this plan deletes {deletes} of our {owned} segments."
            yield Refusal("allow-deletes-differs", message, f"check the deletions again; if they are intended, {confirm}.")
        return
    share = f"this plan deletes {deletes} of our {owned} segments ({100 * deletes / owned:.0f} %, limit {100 * MOST_DELETED:.0f} %)."
    remedy = f"if that is intended, {confirm}"
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
            case Replace(desired, deployed) | Recreate(desired, deployed, only_finishes=False):
                if desired.lifecycle.protected or is_protected(deployed.tags):
                    remedy = f"undo the change, or first merge Lifecycle.Protected: false for {desired.key}."
                    done = "replaced" if isinstance(change, Replace) else "deleted and created again"
                    yield Refusal("protected", f"{short(desired.key)} is protected and would be {done}.", remedy)
            case _:
                pass


def _in_use(change: Delete | Replace, usages: Sequence[Usage]) -> Iterator[Refusal]:
    for usage in usages:
        message = f"{_goes(change)}, and the {usage.kind} {short(usage.name)} ({_state(usage)}) uses it."
        point = f"end that {usage.kind} or point it elsewhere first"
        yield Refusal("delete-in-use", message, f"{point}{_another_way(change)}.")


def _state(usage: Usage) -> str:
    """Return the state of a campaign or a journey in words, as the rest of the page writes it."""
    return short(usage.state.lower().replace("_", " "))


def _built_upon(change: Delete | Replace, builders: Mapping[str, Sequence[str]]) -> Iterator[Refusal]:
    for builder in builders.get(change.deployed.id, ()):
        message = f"{_goes(change)}, and the segment {builder} builds on it."
        yield Refusal("delete-in-use", message, f"change that segment first{_another_way(change) or ', or keep this one'}.")


def _recreated_in_use(
    changes: Sequence[Change], deployed: Sequence[DeployedSegment], usages: Sequence[Usage], dialect: Dialect
) -> Iterator[Refusal]:
    """Yield a refusal for each use that would not find its segment, or one that it builds on, while that is recreated."""
    recreated = {change.deployed.id: change for change in changes if isinstance(change, Recreate) and not change.only_finishes}
    if not recreated:
        return
    urgent = [usage for usage in usages if usage.needs_it_now]
    through = {each.segment.id: each for each in ReferenceGraph(changes, deployed, dialect).dependents_of(recreated)}
    for usage in urgent:
        dependent = through.get(usage.segment_id)
        change = recreated.get(usage.segment_id) or (recreated[dependent.base] if dependent is not None else None)
        if change is None:
            continue
        by = "it" if dependent is None else f"{short(dependent.segment.name)}, which builds on it"
        message = f"{short(change.desired.key)} would be recreated: it would not be there for a few seconds, a minute at most, "
        message += f"and the {usage.kind} {short(usage.name)}{f' ({_state(usage)})' if usage.state else ''} uses {by}."
        remedy = f"pause or end that {usage.kind} first, and start it again after the apply; or put the audience into a file of its own."
        yield Refusal("recreate-in-use", message, remedy)


def _taken_ids(changes: Sequence[Change], deployed: Sequence[DeployedSegment]) -> Iterator[Refusal]:
    """Yield a refusal for each id that a segment needs and another one has; ids that differ only in case count as one.

    A create needs its own, and one that no other segment gets while it is recreated. A recreation needs its temporary one.
    """
    by_id = {segment.id.casefold(): segment for segment in deployed}
    temporary = {temporary_id(segment.id).casefold(): segment for segment in deployed}
    for change in changes:
        match change:
            case Create(desired) if desired.id is not None and (found := by_id.get(desired.id.casefold())) is not None:
                yield _taken(change, desired.id, f"a segment {short(found.id)} is deployed already that is not the one of this key", found)
            case Create(desired) if desired.id is not None and (found := temporary.get(desired.id.casefold())) is not None:
                yield _taken(change, desired.id, f"that is the name that the segment {short(found.id)} has while it is recreated")
            case Recreate(_, old) if (found := by_id.get(temporary_id(old.id).casefold())) is not None and not _is_trial(found, change):
                message = (
                    f"{short(change.desired.key)} would be recreated, and the name that it gets meanwhile, {short(found.id)}, is taken."
                )
                yield Refusal("name-taken", message, f"give the segment {short(found.id)} another name first, or delete it.")
            case _:
                pass


def _taken(change: Create, wanted: str, why: str, found: DeployedSegment | None = None) -> Refusal:
    message = f"{short(change.desired.key)} would be created as {short(wanted)}, and {why}."
    if found is None:
        return Refusal("name-taken", message, f"choose another Key or name in {short(change.desired.location.path)}.")
    adopt = f"to take it over, write Lifecycle: {{Adopt: {found.id}}} in {short(change.desired.location.path)}; or choose another name."
    return Refusal("name-taken", message, adopt)


def _is_trial(found: DeployedSegment, change: Recreate) -> bool:
    """Return whether an earlier run created ``found`` for this recreation, and could not tag it any more."""
    return not found.tags and fingerprint(found.definition) == change.tags.get(DEFINITION_TAG)


def _goes(change: Delete | Replace) -> str:
    if isinstance(change, Delete):
        return f"{short(change.key)} would be deleted"
    return f"{short(change.desired.key)} cannot be changed in place: it would be created again and the old one deleted"


def _another_way(change: Delete | Replace) -> str:
    """Say how to get the new audience anyway: as a new segment next to the old one."""
    return "" if isinstance(change, Delete) else ", or undo the change and write the new audience into a file of its own"


def _builders(changes: Sequence[Change], deployed: Sequence[DeployedSegment], dialect: Dialect) -> dict[str, list[str]]:
    """Return the segments that will exist after ``changes``, by the id of what they build on: ours as desired, others as deployed."""
    standing = [(short(c.desired.key), c.desired.definition) for c in changes if not isinstance(c, Delete)]
    ours = {change.deployed.id for change in changes if not isinstance(change, Create)}
    standing += [(f"{short(s.name)} ({s.id})", s.definition) for s in deployed if s.id not in ours]
    builders: dict[str, list[str]] = {}
    for builder, definition in standing:
        for reference in dialect.references(definition):
            if reference.id is not None:
                builders.setdefault(reference.id, []).append(builder)
    return builders
