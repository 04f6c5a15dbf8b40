"""Who uses a segment: campaigns, journeys, and segments that build on it."""

from __future__ import annotations

from collections import Counter, defaultdict

from segments_as_code.model.plan import Change, Create, Plan, Replace, Update, key_of
from segments_as_code.model.segment import Usage, UsageRole
from segments_as_code.render.kinds import plural
from segments_as_code.uptake import pace, uptake

_KINDS = ("campaign", "journey", "segment")
_ROLES = {
    UsageRole.AUDIENCE: "",
    UsageRole.START: "",
    UsageRole.EVENT: "limits who enters",
    UsageRole.SPLIT: "decides a split",
    UsageRole.SOURCE: "",
}


class Users:
    """The users of each segment in one plan."""

    def __init__(self, plan: Plan) -> None:
        """Look through ``plan`` once."""
        self._by_id: defaultdict[str, list[Usage]] = defaultdict(list)
        self._by_key: defaultdict[str, list[Usage]] = defaultdict(list)
        for usage in plan.usages:
            if usage.segment_id:
                self._by_id[usage.segment_id].append(usage)
            elif usage.segment_key is not None:
                self._by_key[usage.segment_key].append(usage)

    def usages(self, change: Change) -> list[Usage]:
        """Return what uses a change's segment as it is deployed, or will use it once it is made."""
        return self._by_key.get(key_of(change), []) if isinstance(change, Create) else self._by_id.get(change.deployed.id, [])

    def counted(self, change: Change) -> list[str]:
        """Return how many of each kind use a change's segment: 1 campaign, 2 segments."""
        users = {(usage.kind, usage.id or usage.key) for usage in self.usages(change)}
        kinds = Counter(kind for kind, _ in users)
        return [plural(kinds[kind], kind) for kind in _KINDS if kinds[kind]]


def describe_usage(usage: Usage, change: Change) -> str:
    """Return what a reader should know of a user besides its name: its state, when it runs, whether it picks ``change`` up."""
    return "; ".join(part for part in (describe_user(usage), _uptake(usage, change)) if part)


def describe_user(usage: Usage) -> str:
    """Return what a reader should know of a user besides its name, whatever happens to the segment: its state, when it runs."""
    return ", ".join(part for part in (usage.state.lower().replace("_", " "), _ROLES[usage.role], pace(usage)) if part)


def _uptake(usage: Usage, change: Change) -> str:
    if usage.role is UsageRole.SOURCE and not isinstance(change, Update):
        return "builds on it"
    if isinstance(change, Replace):
        return "keeps the old one, which is deleted"
    if isinstance(change, Update) and (usage.live or usage.role is UsageRole.SOURCE):
        return uptake(usage, "it").removeprefix("it ")
    return f"pinned to version {usage.pinned_version}" if usage.pinned_version is not None else ""
