"""Segments that a change takes out of reach of a policy: under another key or with other tags, or by another one in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.meaning.predicate import Predicate
from segments_as_code.model.look_alikes import look_of
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan
from segments_as_code.model.policy import Policy, PolicyReach
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ownership import owned_key


@dataclass(frozen=True, slots=True)
class Held:
    """How a policy came to be for a segment.

    ``compared`` is the key of the deployed segment that it is compared with: its own, or that of the one whose place it takes; None
    for a new one. ``was`` is the key that the policy is for if it is another one; ``takes_over`` says whether both segments were there.
    """

    compared: str | None
    was: str = ""
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Continuity:
    """Which segments continue which others under another key, name or criteria.

    ``deployed`` has the deployed segments by key; ``gone`` are those that no file names. ``adopted`` maps the new key of a
    segment of ours that is adopted to its old key. ``predecessors`` maps a key to the keys of the segments that it continues:
    by adopting one, or by taking a name or criteria that another one gives up.
    """

    changes: Mapping[str, Change]
    deployed: Mapping[str, DeployedSegment]
    gone: Mapping[str, DeployedSegment]
    adopted: Mapping[str, str]
    predecessors: Mapping[str, Sequence[str]]

    def held(self, policy: Policy, key: str) -> Held | None:
        """Return how ``policy`` is for the segment ``key``, before or after the plan; None if it is not."""
        change, continued = self.changes[key], self.predecessors.get(key, ())
        was = next((each for each in continued if policy.applies(each, self.deployed[each].tags)), None)
        is_for_it = not isinstance(change, Delete) and policy.applies(key, change.desired.tags)
        if isinstance(change, Create):
            was = continued[0] if was is None and is_for_it and continued else was
            return Held(was, was or "", takes_over=was is not None and was not in self.gone) if is_for_it or was is not None else None
        if is_for_it or policy.applies(key, change.deployed.tags):
            return Held(key, self.adopted.get(key, ""))
        if was is None:
            return None
        return Held(key, was) if self.adopted.get(key) == was else Held(was, was, takes_over=True)

    def followers(self, key: str) -> list[str]:
        """Return the keys of the segments that continue the segment ``key``."""
        return sorted(each for each, continued in self.predecessors.items() if key in continued)


def find_continuity(
    plan: Plan,
    changes: Mapping[str, Change],
    before: Mapping[str, Predicate],
    after: Mapping[str, Predicate],
    segments: Sequence[DesiredSegment] = (),
) -> Continuity:
    """Return which segments of ``plan`` continue others; ``before`` has the meanings of those that are gone too.

    ``segments`` are those of the policies' commit: if one of them was to adopt a segment, and no apply has done so yet, that one has its
    key already.

    A segment that is new, or whose name changes, continues those that give this name away, or one that looks like it: their files are
    gone, or they are renamed. One that is new, or whose criteria change, continues those whose criteria it takes. A segment whose file
    was moved, or whose ``Key`` was changed, is deleted and created again.
    """
    deployed = {key: change.deployed for key, change in changes.items() if not isinstance(change, Create)}
    gone = {change.key: change.deployed for change in (*plan.changes, *plan.left) if isinstance(change, Delete)}
    owned = {key: owned_key(segment.tags, plan.target.owner) for key, segment in deployed.items()}
    adopted = {key: was for key, was in owned.items() if was is not None and was != key}
    adopted = {**_not_adopted_yet(changes, deployed, segments), **adopted}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    by_meaning: defaultdict[Predicate, list[str]] = defaultdict(list)
    for key, segment in [*sorted(gone.items()), *sorted(deployed.items())]:
        if key in gone or _is_renamed(changes[key]):
            by_name[look_of(segment.name)].append(key)
        if before[key] != after.get(key):
            by_meaning[before[key]].append(key)
    predecessors: dict[str, Sequence[str]] = {}
    for key, change in changes.items():
        if isinstance(change, Delete):
            continue
        is_new = isinstance(change, Create | Adopt) or key in adopted
        names = by_name.get(look_of(change.desired.name), ()) if is_new or _is_renamed(change) else ()
        meanings = by_meaning.get(after[key], ()) if is_new or before[key] != after[key] else ()
        adopts = (adopted[key],) if key in adopted else ()
        predecessors[key] = [*dict.fromkeys((*adopts, *names, *meanings))]
    known = {**deployed, **gone, **{was: deployed[key] for key, was in adopted.items()}}
    return Continuity(changes, known, gone, adopted, {key: found for key, found in predecessors.items() if found})


def _not_adopted_yet(
    changes: Mapping[str, Change], deployed: Mapping[str, DeployedSegment], segments: Sequence[DesiredSegment]
) -> dict[str, str]:
    """Return, by its new key, the key under which one of ``segments`` was to adopt a segment that is adopted now."""
    pending = {segment.lifecycle.adopt: segment.key for segment in segments if segment.lifecycle.adopt is not None}
    adopting = {key: pending.get(change.deployed.id, key) for key, change in changes.items() if isinstance(change, Adopt)}
    return {key: was for key, was in adopting.items() if was != key and was not in deployed}


def has_name_of(change: Change, segment: DesiredSegment) -> bool:
    """Return whether a segment has the name of ``segment`` once the plan is applied, or one that looks like it."""
    return not isinstance(change, Delete) and look_of(change.desired.name) == look_of(segment.name)


def find_out_of_reach(
    policy: Policy, continuity: Continuity, before: Mapping[str, Predicate], after: Mapping[str, Predicate]
) -> PolicyReach | None:
    """Return which segments ``policy`` is for and will not be for after these changes, and which may take their place; None if none."""
    changes, gone = continuity.changes, continuity.gone
    moved: list[tuple[str, str]] = []
    taken: list[tuple[str, str]] = []
    for key, was, takes_over in sorted(_leaving(policy, continuity)):
        (taken if takes_over else moved).append((key, was))
    continued = {each for found in continuity.predecessors.values() for each in found}
    deleted = tuple(key for key in sorted(gone) if key not in continued and policy.applies(key, gone[key].tags))
    others = [key for key in sorted(changes) if key not in continuity.predecessors] if deleted else []
    created = tuple(key for key in others if _is_free(policy, key, changes[key]))
    changed = tuple(key for key in others if before.get(key) != after.get(key) and _is_foreign(policy, key, changes[key]))
    if not (moved or taken or created or changed):
        return None
    return PolicyReach(policy, tuple(moved), deleted if created or changed else (), created, tuple(taken), changed)


def _is_free(policy: Policy, key: str, change: Change) -> bool:
    """Return whether nothing is asked of a new segment: the policy is not for it, or compares a segment with what it was before."""
    if not isinstance(change, Create):
        return False
    return not policy.applies(key, change.desired.tags) or all(rule in {"never-wider", "never-narrower"} for rule, _ in policy.rules)


def _is_foreign(policy: Policy, key: str, change: Change) -> bool:
    """Return whether the policy is not for a segment that stays, neither before nor after."""
    if isinstance(change, Create | Delete):
        return False
    return not policy.applies(key, change.desired.tags) and not policy.applies(key, change.deployed.tags)


def _leaving(policy: Policy, continuity: Continuity) -> Iterator[tuple[str, str, bool]]:
    """Yield the key of each segment that goes on without the policy, with the key that this is for, and whether both were there."""
    for key, change in continuity.changes.items():
        if isinstance(change, Delete) or policy.applies(key, change.desired.tags):
            continue
        if (held := continuity.held(policy, key)) is not None:
            yield key, held.was or key, held.takes_over


def _is_renamed(change: Change) -> bool:
    """Return whether a segment stays under another name."""
    return not isinstance(change, Create | Delete) and look_of(change.desired.name) != look_of(change.deployed.name)
