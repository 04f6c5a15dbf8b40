"""What to ask a service that estimates how many people are in a segment: one definition before a plan, and one after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from segments_as_code.audience_port import Estimate
from segments_as_code.model.audience import Audience, AudienceSource, Counts, hide_few
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Change, Create, Delete, Plan, Recreate, key_of
from segments_as_code.model.segment import Reference
from segments_as_code.ports import Dialect


@dataclass(frozen=True, slots=True)
class Question:
    """How many people are in the segment ``key`` ``before`` or ``after`` the plan (``side``).

    ``definition`` has references by id. It is None if that cannot be asked, and ``reason`` is then why.
    """

    key: str
    side: str
    definition: Definition | None
    reason: str = ""


def find_questions(plan: Plan, dialect: Dialect, keys: Collection[str] | None = None) -> list[Question]:
    """Return the questions about the segments ``keys`` (None: all) of ``plan``, in its order.

    A service evaluates what a definition builds on as it is deployed, so who is in a segment after the plan cannot be asked if a
    segment that it builds on, directly or through others, changes too.
    """
    changes = {key_of(change): change for change in plan.changes}
    ids = {key: change.deployed.id for key, change in changes.items() if not isinstance(change, Create)}
    changing = {key for key, change in changes.items() if _selects_others(change, dialect)}
    return [
        question
        for key, change in changes.items()
        if keys is None or key in keys
        for question in _questions_about(change, changing, changes, dialect, partial(_to_id, ids))
    ]


def make_audience(plan: Plan, questions: Sequence[Question], estimates: Sequence[Estimate], *, as_of: str) -> Audience:
    """Return the answers to ``questions``, few people hidden; ``estimates`` are those of the questions with a definition, in order."""
    answers = iter(estimates)
    numbers: dict[str, dict[str, int | None]] = {}
    reasons: dict[str, dict[str, str]] = {}
    for question in questions:
        answer = Estimate(None, question.reason) if question.definition is None else next(answers)
        numbers.setdefault(question.key, {})[question.side] = answer.number
        if answer.number is None:
            reasons.setdefault(question.key, {})[question.side] = answer.reason
    segments = {
        key: hide_few(Counts(before=found.get("before"), after=found.get("after"), reasons=reasons.get(key, {})))
        for key, found in numbers.items()
    }
    source = AudienceSource("estimate", plan.target.provider, plan.target.scope, plan.target.region)
    return Audience(as_of, source, plan.digest, segments)


def _questions_about(
    change: Change,
    changing: Collection[str],
    changes: Mapping[str, Change],
    dialect: Dialect,
    to_id: Callable[[Reference], Reference],
) -> Iterator[Question]:
    key = key_of(change)
    if isinstance(change, Recreate) and change.is_half_done:
        yield Question(key, "before", None, "an earlier run has deleted the segment, and its definition is not known any more")
    elif not isinstance(change, Create):
        yield Question(key, "before", dialect.replace_references(change.deployed.definition, to_id))
    if isinstance(change, Delete):
        return
    through = sorted(_sources_of(key, changes, dialect) & set(changing))
    if through:
        yield Question(key, "after", None, f"it builds on {', '.join(through)}, which the plan changes too")
    else:
        yield Question(key, "after", dialect.replace_references(change.desired.definition, to_id))


def _sources_of(key: str, changes: Mapping[str, Change], dialect: Dialect) -> set[str]:
    """Return the keys of all segments that the segment ``key`` builds on after the plan, directly or through others."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        change = changes.get(waiting.pop())
        if change is None or isinstance(change, Delete):
            continue
        named = {reference.key for reference in dialect.references(change.desired.definition) if reference.key is not None}
        waiting += named - found
        found |= named
    return found


def _selects_others(change: Change, dialect: Dialect) -> bool:
    """Return whether the criteria of a segment change, or it is there only before or only after."""
    if isinstance(change, Create | Delete) or (isinstance(change, Recreate) and change.is_half_done):
        return True
    return dialect.audience(change.deployed.definition) != dialect.audience(change.desired.definition)


def _to_id(ids: Mapping[str, str], reference: Reference) -> Reference:
    found = ids.get(reference.key or "")
    return replace(reference, key=None, id=found) if found is not None else reference
