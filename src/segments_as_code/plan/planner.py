"""Make a plan from a difference: its refusals, notices, neighbours and digest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segments_as_code.model.document import Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Notice, Plan, Recreate, TagChange, Unchanged, Update
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Target, Usage, account_of
from segments_as_code.ownership import RECREATION_TAG, is_protected, managed_tags
from segments_as_code.plan.change_notices import change_notices
from segments_as_code.plan.changes import Difference
from segments_as_code.plan.dependencies import ReferenceGraph
from segments_as_code.plan.digest import digest_of, ids_built_on
from segments_as_code.plan.safety import DeletePolicy, refusals
from segments_as_code.plan.usage_notices import usage_notices
from segments_as_code.ports import Dialect
from segments_as_code.recreation import is_half_done, is_in_recreation, state_before


def affected_ids(difference: Difference, deployed: Sequence[DeployedSegment], dialect: Dialect) -> tuple[str, ...]:
    """Return the ids of the deployed segments whose users matter: changed, replaced or deleted, or built on such."""
    return ReferenceGraph(difference.changes, deployed, dialect).affected_ids()


def make_plan(  # noqa: PLR0913  # what is compared, and four choices by name
    difference: Difference,
    desired: Sequence[DesiredSegment],
    deployed: Sequence[DeployedSegment],
    usages: Sequence[Usage],
    *,
    target: Target,
    policy: DeletePolicy,
    dialect: Dialect,
    as_of: str | None = None,
    everything: bool = False,
) -> Plan:
    """Return the plan of ``difference``, which ``find_changes`` found between ``desired`` and ``deployed``.

    ``usages`` are the campaigns and journeys that use the affected segments. ``as_of`` is the time of ``deployed`` if that is
    a snapshot. With ``everything``, all other deployed segments are neighbours.
    """
    owned = sum(not isinstance(change, Create | Adopt) for change in difference.changes)
    changes, kept = _split(difference.changes, deployed, may_delete=policy.delete)
    found = refusals(changes, deployed, usages, policy, owned=owned, desired=len(desired), dialect=dialect)
    ids = ids_built_on(changes, difference.ids, dialect)
    around = ReferenceGraph(changes, deployed, dialect, everything=everything)
    return Plan(
        target=target,
        changes=changes,
        ids=ids,
        usages=(*usages, *around.usages()),
        notices=(
            *_from_snapshot(as_of),
            *usage_notices(changes, usages, around),
            *change_notices(changes, deployed, difference.ids, target=target, remedies=policy.remedies, dialect=dialect),
            *map(_left_in_place, kept),
        ),
        refusals=(*difference.refusals, *found),
        digest=digest_of(target, changes, ids, as_of=as_of),
        as_of=as_of,
        neighbours=around.neighbours(),
        account=account_of(deployed),
        left=kept,
    )


def _split(
    changes: Sequence[Change], deployed: Sequence[DeployedSegment], *, may_delete: bool
) -> tuple[tuple[Change, ...], tuple[Delete, ...]]:
    """Return what is planned, and the deletions that this run may not make; what stays is not left half recreated."""
    deletes = tuple(change for change in changes if isinstance(change, Delete))
    if may_delete:
        return tuple(changes), ()
    by_id = {segment.id: segment for segment in deployed}
    finished = [_finish(each.key, by_id[each.deployed.id]) for each in reversed(deletes) if is_in_recreation(each.deployed)]
    planned = [change for change in changes if not isinstance(change, Delete | Unchanged)]
    return (*planned, *finished, *(change for change in changes if isinstance(change, Unchanged))), deletes


def _finish(key: str, deployed: DeployedSegment) -> Change:
    """Return the change that ends the recreation of a segment that no file names any more: it is finished, or not begun after all."""
    tags = {name: value for name, value in deployed.tags.items() if name != RECREATION_TAG}
    named = {name: tags[name] for name in sorted(managed_tags(tags))}
    lifecycle = Lifecycle(protected=is_protected(tags))
    stays = DesiredSegment(key, deployed.name, deployed.definition, named, lifecycle, Location(""), deployed.id)
    if is_half_done(deployed):
        return Recreate(stays, deployed, (), tags, state_before(deployed)[1], is_half_done=True)
    return Update(stays, deployed, (), TagChange(removed=(RECREATION_TAG,), before={RECREATION_TAG: deployed.tags[RECREATION_TAG]}))


def _from_snapshot(as_of: str | None) -> Iterator[Notice]:
    if as_of is not None:
        when = as_of.replace("T", " ").replace("Z", " UTC")
        message = f"this plan was made against a snapshot of {when}, not against the service: what changed since is not in it."
        yield Notice("from-snapshot", message, "it approves nothing; plan without the snapshot for a plan that can be applied.")


def _left_in_place(delete: Delete) -> Notice:
    message = f"no file names {delete.key} any more; it stays deployed, because this run may not delete."
    return Notice("left-in-place", message, "set delete to owned to have it deleted.", (delete.key,))
