"""Notices about live campaigns and journeys: which pick up a change, which do not, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.model.plan import Adopt, Change, Create, Delete, Notice, Recreate, Replace, Unchanged, Update
from segments_as_code.model.problem import short
from segments_as_code.model.segment import Usage, UsageRole
from segments_as_code.plan.dependencies import Dependent, ReferenceGraph
from segments_as_code.usage_text import describe_schedule, describe_uptake

_URGENCY = {False: 0, None: 1, True: 2}
_USES = {
    UsageRole.AUDIENCE: "feeds the {kind} {name}",
    UsageRole.START: "feeds the {kind} {name}",
    UsageRole.EVENT: "limits who enters the {kind} {name}",
    UsageRole.SPLIT: "decides who goes which way in the {kind} {name}",
    UsageRole.SUBSCRIPTION: "is followed by the {kind} {name}",
    UsageRole.SOURCE: "is part of the {kind} {name}",
}


def usage_notices(changes: Sequence[Change], usages: Sequence[Usage], around: ReferenceGraph) -> Iterator[Notice]:
    """Yield a notice for each live user of a segment whose audience changes; those that do not pick it up come first.

    ``usages`` are all usages of the affected segments. Deletions and replacements have refusals of their own.
    """
    users: dict[str, list[Usage]] = {}
    for usage in usages:
        if usage.live and usage.started:
            users.setdefault(usage.segment_id, []).append(usage)
    changed = [change for change in changes if isinstance(change, Update | Adopt | Replace | Recreate) and changes_audience(change)]
    in_place = [change for change in changed if not isinstance(change, Replace)]
    found = [(usage, _direct(change, usage)) for change in in_place for usage in users.get(change.deployed.id, ())]
    found += list(_through(changed, users, around))
    yield from (notice for _, notice in sorted(found, key=lambda pair: _URGENCY[pair[0].takes_up_changes]))


def changes_audience(change: Change) -> bool:
    """Return whether a change may change who is in its segment: not if only its name or tags change."""
    match change:
        case Update() | Adopt() | Replace() | Recreate():
            desired, deployed, fields = change.desired, change.deployed, change.fields
            renames = (deployed.name, desired.name)
            return any(len(field.path) != 1 or (field.before, field.after) != renames for field in fields)
        case Create() | Delete():
            return True
        case Unchanged():
            return False


def _direct(change: Update | Adopt | Recreate, usage: Usage) -> Notice:
    who = f"the {usage.kind}"
    message = f"{short(change.desired.name)} {_uses(usage)}. {_sentence(describe_uptake(usage, who))}"
    keys = (change.desired.key,)
    match usage.takes_up_changes:
        case None:
            return Notice("uptake-unknown", message, "", keys)
        case True:
            return Notice("taken-up-later", message, "", keys)
        case False:
            pinned = usage.kind == "campaign" and usage.pinned_version is not None
            return Notice(
                "not-taken-up", message, f"to have it, give {who} the segment's new version after the merge." if pinned else "", keys
            )


def _through(
    changed: Sequence[Update | Adopt | Replace | Recreate], users: Mapping[str, Sequence[Usage]], around: ReferenceGraph
) -> Iterator[tuple[Usage, Notice]]:
    """Yield the users, with their notices, of a segment that only builds on one that changes."""
    by_id = {change.deployed.id: change for change in changed}
    for builder in around.dependents_of(by_id):
        for usage in users.get(builder.segment.id, ()):
            yield usage, _indirect(by_id[builder.base], builder, usage)


def _indirect(change: Update | Adopt | Replace | Recreate, builder: Dependent, usage: Usage) -> Notice:
    start = f"{short(builder.segment.name)} builds on {short(change.desired.name)} and {_uses(usage)}."
    if builder.pinned:
        message = f"{start} It builds on a fixed version, so the {usage.kind} will not see this change."
        return Notice("not-taken-up", message, "", (change.desired.key,))
    return Notice("uptake-unknown", f"{start} Whether the {usage.kind} will see this change is not documented.", "", (change.desired.key,))


def _uses(usage: Usage) -> str:
    what = _USES[usage.role].format(kind=usage.kind, name=short(usage.name))
    if usage.next_run is not None:
        return f"{what}, which {describe_schedule(usage)}"
    return f"{what} ({', '.join(part for part in (usage.state.lower().replace('_', ' '), describe_schedule(usage)) if part)})"


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."
