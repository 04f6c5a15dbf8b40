"""Whether a saved plan still fits what is deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from segments_as_code.model.plan import Adopt, Change, Create, Plan, Unchanged, Update
from segments_as_code.model.problem import Refused, short
from segments_as_code.model.segment import DeployedSegment, account_of
from segments_as_code.ownership import OUR_TAGS, owned_key

_MOST_NAMED = 5


def require_fresh(plan: Plan, deployed: Sequence[DeployedSegment]) -> None:
    """Return if each change of ``plan`` still starts from what is deployed, and that is in the same account.

    Raises:
        Refused: it does not; the message names the first few differences (``plan-stale``). Or it is in another account, or in one that
            the plan does not know although segments are deployed there (``plan-elsewhere``).
    """
    account = account_of(deployed)
    if plan.account and account and account != plan.account:
        raise _elsewhere(f"in the AWS account {plan.account}", account)
    by_id = {segment.id: segment for segment in deployed}
    ours = {key: segment.id for segment in deployed if (key := owned_key(segment.tags, plan.target.owner))}
    found = [difference for change in plan.changes for difference in _differences(change, by_id, ours)]
    if found:
        more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        message = "what is deployed changed since the plan was saved: " + "; ".join(found[:_MOST_NAMED]) + more + "."
        raise Refused("plan-stale", message, "make the plan again with segments plan --out, and review it.")
    if account and not plan.account:
        raise _elsewhere("when no segment was deployed, so that it names no AWS account", account)


def _elsewhere(made: str, account: str) -> Refused:
    message = f"this plan was made {made}, and these credentials lead to the account {account}, where segments are deployed."
    return Refused("plan-elsewhere", message, "use the plan's account, or make the plan again with segments plan --out, and review it.")


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
    elif now.made != planned.made:
        yield f"{short(planned.name)} ({planned.id}) was recreated at {now.made}, no longer the one of {planned.made}"
    elif {name: now.tags.get(name) for name in OUR_TAGS} != {name: planned.tags.get(name) for name in OUR_TAGS}:
        yield f"{short(planned.name)} ({planned.id}) has other segments-as-code tags"
    elif isinstance(change, Update | Adopt) and not change.tags.starts_from(now.tags):
        yield f"{short(planned.name)} ({planned.id}) has other values of tags that would be changed"
