"""Segments that a change takes out of reach of a policy: under another key or with other tags, or by a new one in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.meaning.predicate import Predicate
from segments_as_code.model.plan import Change, Create, Delete
from segments_as_code.model.policy import Policy, PolicyReach
from segments_as_code.model.segment import DeployedSegment


def find_predecessors(
    changes: Mapping[str, Change], gone: Mapping[str, DeployedSegment], before: Mapping[str, Predicate], after: Mapping[str, Predicate]
) -> Mapping[str, str]:
    """Return for the key of each new segment the key of the deployed one that it continues, if there is one.

    That is one of the same name in whatever case, or else one with the same meaning, among those that are ``gone`` from the files: a
    segment whose file was moved, or whose ``Key`` was changed, is deleted and created again. A renamed segment counts too.
    """
    by_name = {_folded(segment.name): key for key, segment in sorted(_renamed(changes).items(), reverse=True)}
    by_name |= {_folded(gone[key].name): key for key in sorted(gone, reverse=True)}
    by_meaning = {before[key]: key for key in sorted(gone, reverse=True)}
    if not by_name:
        return {}
    found = {
        key: by_name.get(_folded(change.desired.name)) or by_meaning.get(after[key])
        for key, change in changes.items()
        if isinstance(change, Create)
    }
    return {key: predecessor for key, predecessor in found.items() if predecessor is not None}


def _renamed(changes: Mapping[str, Change]) -> dict[str, DeployedSegment]:
    """Return the segments that stay under another name, as they are deployed, by key."""
    return {
        key: change.deployed
        for key, change in changes.items()
        if not isinstance(change, Create | Delete) and _folded(change.desired.name) != _folded(change.deployed.name)
    }


def find_out_of_reach(
    policy: Policy, changes: Mapping[str, Change], gone: Mapping[str, DeployedSegment], predecessors: Mapping[str, str]
) -> PolicyReach | None:
    """Return which segments ``policy`` is for and will not be for after these changes, and which may take their place; None if none."""
    known = {key: change.deployed for key, change in changes.items() if not isinstance(change, Create)} | dict(gone)
    moved = tuple(sorted(_moved(policy, changes, known, predecessors)))
    continued = set(predecessors.values())
    deleted = tuple(key for key in sorted(gone) if key not in continued and policy.applies(key, gone[key].tags))
    created = tuple(key for key in sorted(changes) if key not in predecessors and _is_free(policy, key, changes[key]))
    taken = (deleted, created) if deleted and created else ((), ())
    return PolicyReach(policy, moved, *taken) if moved or taken[0] else None


def _is_free(policy: Policy, key: str, change: Change) -> bool:
    """Return whether nothing is asked of a new segment: the policy is not for it, or compares a segment with what it was before."""
    if not isinstance(change, Create):
        return False
    return not policy.applies(key, change.desired.tags) or all(rule in {"never-wider", "never-narrower"} for rule, _ in policy.rules)


def _moved(
    policy: Policy, changes: Mapping[str, Change], known: Mapping[str, DeployedSegment], predecessors: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the key of each segment that goes on without the policy, with the key that it had."""
    for key, change in changes.items():
        if isinstance(change, Delete) or policy.applies(key, change.desired.tags):
            continue
        was = predecessors.get(key, key)
        if was in known and policy.applies(was, known[was].tags):
            yield key, was


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
