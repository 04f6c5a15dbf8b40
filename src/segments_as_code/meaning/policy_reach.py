"""Segments that a change takes out of reach of a policy: under another key or with other tags, or by a new one in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.meaning.predicate import Predicate
from segments_as_code.model.plan import Change, Create, Delete
from segments_as_code.model.policy import Policy, PolicyReach


def find_predecessors(changes: Mapping[str, Change], before: Mapping[str, Predicate], after: Mapping[str, Predicate]) -> Mapping[str, str]:
    """Return for the key of each new segment the key of the deleted one that it continues, if there is one.

    That is one of the same name in whatever case, or else one with the same meaning: a segment whose file was moved, or whose ``Key`` was
    changed, is deleted and made anew.
    """
    by_name: dict[str, str] = {}
    by_meaning: dict[Predicate, str] = {}
    for key in sorted(changes, reverse=True):
        change = changes[key]
        if isinstance(change, Delete):
            by_name[_folded(change.deployed.name)] = key
            by_meaning[before[key]] = key
    if not by_name:
        return {}
    found = {
        key: by_name.get(_folded(change.desired.name)) or by_meaning.get(after[key])
        for key, change in changes.items()
        if isinstance(change, Create)
    }
    return {key: predecessor for key, predecessor in found.items() if predecessor is not None}


def find_out_of_reach(policy: Policy, changes: Mapping[str, Change], predecessors: Mapping[str, str]) -> PolicyReach | None:
    """Return which segments ``policy`` is for and will not be for after these changes, and which may take their place; None if none."""
    moved = [(key, was) for key, was in sorted(_moved(policy, changes, predecessors))]
    continued = set(predecessors.values())
    deleted = [
        key
        for key, change in sorted(changes.items())
        if isinstance(change, Delete) and key not in continued and policy.applies(key, change.deployed.tags)
    ]
    created = [
        key
        for key, change in sorted(changes.items())
        if isinstance(change, Create) and key not in predecessors and not policy.applies(key, change.desired.tags)
    ]
    taken = (tuple(deleted), tuple(created)) if deleted and created else ((), ())
    return PolicyReach(policy, tuple(moved), *taken) if moved or taken[0] else None


def _moved(policy: Policy, changes: Mapping[str, Change], predecessors: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the key of each segment that goes on without the policy, with the key that it had."""
    for key, change in changes.items():
        if isinstance(change, Delete) or policy.applies(key, change.desired.tags):
            continue
        was = predecessors.get(key, key)
        old = changes[was]
        if not isinstance(old, Create) and policy.applies(was, old.deployed.tags):
            yield key, was


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
