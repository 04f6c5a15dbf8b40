"""What an apply that failed in part leaves to do."""

from __future__ import annotations

from collections.abc import Sequence

from segments_as_code.model.plan import Applied, Outcome, Plan, key_of
from segments_as_code.plan.digest import digest_of, ids_built_on
from segments_as_code.ports import Dialect


def remaining_plan(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect) -> str:
    """Return the digest of what ``outcomes`` left of ``plan``: a second run's plan has it, if nothing else happens; empty if nothing."""
    left = tuple(outcome.change for outcome in outcomes if not isinstance(outcome, Applied))
    if not left:
        return ""
    made = {key_of(o.change): o.written.id for o in outcomes if isinstance(o, Applied) and o.written is not None}
    return digest_of(plan.target, left, ids_built_on(left, {**plan.ids, **made}, dialect))
