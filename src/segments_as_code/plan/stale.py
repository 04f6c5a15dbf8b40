"""Tell whether a saved plan still fits what is deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.model.plan import Adopt, Change, Create, Plan, Unchanged, Update
from segments_as_code.model.problem import Refused, short
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import OUR_TAGS, owned_key

_MOST_NAMED = 5


def require_fresh(plan: Plan, deployed: Sequence[DeployedSegment]) -> None:
    """Return where each change of ``plan`` still starts from what is deployed.

    Raises:
        Refused: it does not; the first few differences are named (``plan-stale``).
    """
    by_id = {segment.id: segment for segment in deployed}
    ours = {key: segment.id for segment in deployed if (key := owned_key(segment.tags, plan.target.owner))}
    found = [difference for change in plan.changes for difference in _differences(change, by_id, ours)]
    if found:
        more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        message = "what is deployed changed since the plan was saved: " + "; ".join(found[:_MOST_NAMED]) + more + "."
        raise Refused("plan-stale", message, "make the plan again with segments plan --out, and review it.")


def _differences(change: Change, by_id: Mapping[str, DeployedSegment], ours: Mapping[str, str]) -> Iterator[str]:
    if isinstance(change, Unchanged):
        return
    if isinstance(change, Create):
        if change.desired.key in ours:
            yield f"{short(change.desired.key)} exists now ({ours[change.desired.key]})"
        return
    planned, now = change.deployed, by_id.get(change.deployed.id)
    if now is None:
        yield f"{short(planned.name)} ({planned.id}) is gone"
    elif now.version != planned.version:
        yield f"{short(planned.name)} ({planned.id}) is at version {now.version}, no longer {planned.version}"
    elif {name: now.tags.get(name) for name in OUR_TAGS} != {name: planned.tags.get(name) for name in OUR_TAGS}:
        yield f"{short(planned.name)} ({planned.id}) has other segments-as-code tags"
    elif isinstance(change, Update | Adopt) and not change.tags.starts_from(now.tags):
        yield f"{short(planned.name)} ({planned.id}) has other values of tags that would be changed"
