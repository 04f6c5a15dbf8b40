"""Who uses a segment: campaigns, journeys, and segments that build on it."""

from __future__ import annotations

from collections import Counter, defaultdict

from segments_as_code.model import Change, Create, Delete, Plan, Usage, key_of
from segments_as_code.ports import Dialect
from segments_as_code.render.kinds import plural


class Users:
    """The users of each segment in one plan."""

    def __init__(self, plan: Plan, dialect: Dialect) -> None:
        """Look through ``plan`` once; segments that are not part of it are not known."""
        self._usages: defaultdict[str, list[Usage]] = defaultdict(list)
        for usage in plan.usages:
            self._usages[usage.segment_id].append(usage)
        self._by_key: Counter[str] = Counter()
        self._by_id: Counter[str] = Counter()
        for change in () if plan.is_empty else plan.changes:
            definition = change.deployed.definition if isinstance(change, Delete) else change.desired.definition
            references = set(dialect.references(definition))
            self._by_key.update({r.key for r in references if r.key is not None})
            self._by_id.update({r.id for r in references if r.id is not None})

    def usages(self, change: Change) -> list[Usage]:
        """Return the campaigns and journeys that use a change's segment as it is deployed."""
        return [] if isinstance(change, Create) else self._usages.get(change.deployed.id, [])

    def counted(self, change: Change) -> list[str]:
        """Return how many of each kind use a change's segment: 1 campaign, 2 segments."""
        kinds = Counter(usage.kind for usage in self.usages(change))
        segments = self._by_key[key_of(change)] + (0 if isinstance(change, Create) else self._by_id[change.deployed.id])
        return [plural(number, kind) for kind, number in sorted(kinds.items())] + ([plural(segments, "segment")] if segments else [])


def describe_usage(usage: Usage) -> str:
    """Return what a reader should know of a user besides its name."""
    pinned = f"pinned to version {usage.pinned_version}" if usage.pinned_version is not None else ""
    return ", ".join(part for part in (usage.state.lower(), pinned, usage.note) if part)
