"""Make the plan: compare, order, weigh what is dangerous, and seal it with a digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.model import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    DeployedSegment,
    DesiredSegment,
    Notice,
    Outcome,
    Plan,
    Replace,
    Target,
    Update,
    Usage,
    key_of,
)
from segments_as_code.plan.changes import Difference, find_changes
from segments_as_code.plan.digest import digest_of, with_fingerprints
from segments_as_code.plan.document import read_plan, write_plan
from segments_as_code.plan.neighbours import Surroundings
from segments_as_code.plan.rollback import as_it_was, find_segment, only_definition
from segments_as_code.plan.safety import Allowance, ids_going, notices, refusals, weighed_again
from segments_as_code.plan.stale import require_fresh
from segments_as_code.plan.users import usage_notices
from segments_as_code.ports import Dialect

__all__ = [
    "Allowance",
    "Difference",
    "as_it_was",
    "find_changes",
    "find_segment",
    "ids_at_stake",
    "ids_going",
    "left_to_do",
    "make_plan",
    "only_definition",
    "read_plan",
    "require_fresh",
    "weighed_again",
    "with_fingerprints",
    "write_plan",
]


def ids_at_stake(difference: Difference, deployed: Sequence[DeployedSegment], dialect: Dialect) -> tuple[str, ...]:
    """Return the ids of deployed segments whose users a reader wants to know: changed, replaced or deleted, or building on such."""
    return Surroundings(difference.changes, deployed, dialect).ids_at_stake()


def make_plan(  # noqa: PLR0913  # what is compared, and four choices by name
    difference: Difference,
    desired: Sequence[DesiredSegment],
    deployed: Sequence[DeployedSegment],
    usages: Sequence[Usage],
    *,
    target: Target,
    allowance: Allowance,
    dialect: Dialect,
    as_of: str | None = None,
    everything: bool = False,
) -> Plan:
    """Return the plan of ``difference``, which ``find_changes`` found between ``desired`` and ``deployed``.

    ``usages`` are the campaigns and journeys that use the segments at stake. ``as_of`` is when ``deployed`` was read where that is
    a snapshot. With ``everything``, all that is deployed is among the neighbours.
    """
    owned = sum(not isinstance(change, Create | Adopt) for change in difference.changes)
    kept = [change for change in difference.changes if isinstance(change, Delete) and not allowance.delete]
    changes = tuple(change for change in difference.changes if allowance.delete or not isinstance(change, Delete))
    found = refusals(changes, deployed, usages, allowance, owned=owned, desired=len(desired), dialect=dialect)
    ids = _ids_built_on(changes, difference.ids, dialect)
    around = Surroundings(changes, deployed, dialect, everything=everything)
    return Plan(
        target=target,
        changes=changes,
        ids=ids,
        usages=(*usages, *around.usages()),
        notices=(
            *_from_snapshot(as_of),
            *usage_notices(changes, usages, around),
            *notices(changes, deployed),
            *map(_left_in_place, kept),
        ),
        refusals=(*difference.refusals, *found),
        digest=digest_of(target, changes, ids, as_of=as_of),
        as_of=as_of,
        neighbours=around.neighbours(),
    )


def left_to_do(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect) -> str:
    """Return the digest of what ``outcomes`` left of ``plan``: a second run's plan has it, if nothing else happens; empty if nothing."""
    left = tuple(outcome.change for outcome in outcomes if not isinstance(outcome, Applied))
    if not left:
        return ""
    made = {key_of(o.change): o.written.id for o in outcomes if isinstance(o, Applied) and o.written is not None}
    return digest_of(plan.target, left, _ids_built_on(left, {**plan.ids, **made}, dialect))


def _ids_built_on(changes: Sequence[Change], ids: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Return those of ``ids`` that ``changes`` need to know: the segments they build on that are deployed already."""
    desired = [change.desired for change in changes if isinstance(change, Create | Update | Replace | Adopt)]
    named = {reference.key for segment in desired for reference in dialect.references(segment.definition)}
    return {key: ids[key] for key in sorted(ids) if key in named}


def _from_snapshot(as_of: str | None) -> Iterator[Notice]:
    if as_of is not None:
        when = as_of.replace("T", " ").replace("Z", " UTC")
        message = f"this plan was made against a snapshot of {when}, not against the service: what changed since is not in it."
        yield Notice("from-snapshot", message, "it approves nothing; plan without the snapshot for a plan that can be applied.")


def _left_in_place(delete: Delete) -> Notice:
    message = f"no file names {delete.key} any more; it stays deployed, because this run may not delete."
    return Notice("left-in-place", message, "set delete to owned to have it deleted.", (delete.key,))
