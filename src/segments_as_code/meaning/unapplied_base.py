"""A plan as it would be if the definitions of its base commit were deployed: they may be merged and not applied yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from segments_as_code.meaning.policy_reach import Continuity, Held
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, TagChange, Update
from segments_as_code.model.policy import Compared, Policy, PolicyReach, PolicyResult, Rule
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ownership import KEY_TAG, OUR_TAGS, OWNER_TAG, owned_key


def as_if_applied(plan: Plan, base: Sequence[DesiredSegment]) -> Plan | None:
    """Return ``plan`` from the segments of ``base`` instead of the deployed ones; None if that changes nothing, or the plan is empty.

    A segment that is deployed, and not in ``base``, is left out.
    """
    deployed = _deployed_by_key(plan)
    before = {segment.key: _deploy(segment, deployed.get(segment.key), plan.target.owner) for segment in base}
    if before == deployed or plan.is_empty:
        return None
    pending = {segment.lifecycle.adopt: segment.key for segment in base if segment.lifecycle.adopt is not None}
    changes: list[Change] = []
    continued: set[str] = set()
    for change in plan.changes:
        if isinstance(change, Delete):
            continue
        key = was = change.desired.key
        if isinstance(change, Adopt) and key not in before:
            was = owned_key(change.deployed.tags, plan.target.owner) or pending.get(change.deployed.id, key)
        changes.append(_from(change, before.get(was)))
        continued |= {key, was}
    changes += [Delete(key, segment) for key, segment in before.items() if key not in continued]
    return replace(plan, changes=tuple(changes), left=())


def _deployed_by_key(plan: Plan) -> dict[str, DeployedSegment]:
    found: dict[str, DeployedSegment] = {}
    for change in (*plan.changes, *plan.left):
        if not isinstance(change, Create):
            found[change.key if isinstance(change, Delete) else change.desired.key] = change.deployed
    return found


def _deploy(segment: DesiredSegment, deployed: DeployedSegment | None, owner: str) -> DeployedSegment:
    """Return ``deployed`` with the name, definition and tags of ``segment``; without it, one of no service."""
    if deployed is None:
        ours = {KEY_TAG: segment.key, OWNER_TAG: owner}
        return DeployedSegment(segment.id or segment.key, "", segment.name, None, segment.definition, {**segment.tags, **ours})
    ours = {name: value for name, value in deployed.tags.items() if name in OUR_TAGS}
    return replace(deployed, name=segment.name, definition=segment.definition, tags={**segment.tags, **ours})


def _from(change: Change, before: DeployedSegment | None) -> Change:
    """Return ``change`` as it is from ``before``, None if it is new."""
    if isinstance(change, Delete):
        return change
    if before is None:
        return Create(change.desired, {})
    if isinstance(change, Create):
        return Update(change.desired, before, (), TagChange())
    return replace(change, deployed=before)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked from what is deployed; ``touched`` are the keys that the plan changes, also if only through a source."""

    continuity: Continuity
    touched: Collection[str]

    def rules_left(self, policy: Policy, key: str, held: Held) -> Sequence[tuple[Rule, Compared | None]]:
        """Return what to ask from an unapplied base, where the policy is ``held``: what is not asked alike from what is deployed."""
        if key not in self.touched:
            return ()
        known = self.continuity.held(policy, key)
        if known is None:
            return policy.rules
        return [rule for rule in policy.rules if rule[0] in {"never-wider", "never-narrower"}] if known.compared != held.compared else ()

    def is_counted(self, policy: Policy, key: str, held: Held) -> bool:
        """Return whether to count a segment that the policy is for by the base alone: its old one is deployed."""
        return key in self.touched and held.compared in self.continuity.deployed and self.continuity.held(policy, key) is None


def join_reaches(one: PolicyReach | None, other: PolicyReach | None) -> PolicyReach | None:
    """Return what a policy is no longer for, by what is deployed and by the base; what continues a segment is not told as new too."""
    if one is None or other is None:
        return one or other
    moved = tuple(sorted({**dict(other.moved), **dict(one.moved)}.items()))
    taken = tuple(sorted({**dict(other.taken), **dict(one.taken)}.items()))
    known = {key for key, _ in (*moved, *taken)}
    created = tuple(key for key in sorted({*one.created, *other.created}) if key not in known)
    changed = tuple(key for key in sorted({*one.changed, *other.changed}) if key not in known)
    deleted = tuple(sorted({*one.deleted, *other.deleted})) if created or changed else ()
    return PolicyReach(one.policy, moved, deleted, created, taken, changed)


def without_repeats(results: Sequence[PolicyResult]) -> tuple[PolicyResult, ...]:
    """Return ``results`` once each: two commits before a change may show the same."""
    return tuple(result for index, result in enumerate(results) if result not in results[:index])
