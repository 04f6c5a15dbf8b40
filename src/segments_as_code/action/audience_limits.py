"""Hold a plan to limits for numbers of people: by the count of this run, or at apply by what the comment says of the reviewed plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from segments_as_code.action.labels import read_labels
from segments_as_code.action.policy_base import Held
from segments_as_code.action.run import Run
from segments_as_code.github.client import PullRequest
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.plan import Delete, Plan, key_of
from segments_as_code.model.problem import Refused, short
from segments_as_code.plan.audience_gate import (
    BrokenLimit,
    answer_growth,
    find_broken_limits,
    find_live_users,
    limits_from,
    refuse_broken_limits,
    seal,
)
from segments_as_code.plan.policy_gate import NO_LABELS
from segments_as_code.review.comment_header import read_header, read_limits
from segments_as_code.review.label_confirmation import ANOTHER


def hold_to_limits(run: Run, held: Held, view: AudienceView | None, pull_number: int | None) -> tuple[Held, Sequence[BrokenLimit]]:
    """Hold a plan to its limits, by the numbers of this run; return it with those that stop it, as the comment has to say them."""
    audience, plan = view.audience if view is not None else None, held.plan
    growth = answer_growth(plan, held.report.growth, audience)
    broken = find_broken_limits(plan, audience, run.provider.dialect.nouns, growth, whose=held.gate.whose)
    asked = held.report.asked + len(held.report.growth)
    report = replace(held.report, asked=asked, results=(*held.report.results, *growth), growth=())
    return replace(held, plan=_refuse(run, plan, broken, pull_number), report=report), seal(broken)


def hold_to_sealed_limits(run: Run, held: Held, pull_request: PullRequest | None) -> tuple[Plan, Refused | None]:
    """Return a plan, refused for the limits that it breaks by the comment that shows it: nobody is counted again.

    If no comment shows it, policies about growth are asked as if nobody was counted. The error is then why it must not be applied even
    if it is approved; None if it may be.
    """
    plan = held.plan
    if plan.is_empty:
        return plan, None
    number, merged_at = (pull_request.number, pull_request.merged_at) if pull_request is not None else (None, None)
    sealed = _read_sealed(run, plan, number)
    limits = sealed.limits
    if sealed.doubt:
        growth = answer_growth(plan, held.growth, None)
        limits = find_broken_limits(plan, None, run.provider.dialect.nouns, growth, whose=held.gate.whose)
    return _refuse(run, plan, limits, number, merged_at), _refuse_in_doubt(run, plan, sealed)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """The limits that a plan breaks by its comment; or a ``doubt``, the beginning of a sentence, if no comment tells them.

    ``is_used``: the comment shows that there are limits, or may have shown that until it was edited.
    """

    limits: Sequence[BrokenLimit] = ()
    doubt: str = ""
    is_used: bool = False


def _read_sealed(run: Run, plan: Plan, pull_number: int | None) -> _Sealed:
    if run.github is None or pull_number is None:
        return _Sealed(doubt="no comment on a pull request shows this plan")
    comments = run.github.plan_comments(pull_number, run.target).comments()
    if len(comments) != 1:
        several = f"{len(comments)} plan comments" if comments else "no plan comment"
        return _Sealed(doubt=f"pull request #{pull_number} has {several} for this target", is_used=bool(comments))
    header, limits = read_header(comments[0].body), limits_from(read_limits(comments[0].body))
    if header is None or not header.is_intact:
        return _Sealed(doubt=f"the comment on pull request #{pull_number} was edited by hand", is_used=True)
    if header.digest != plan.digest:
        return _Sealed(doubt=f"the comment on pull request #{pull_number} shows another plan", is_used=bool(limits))
    return _Sealed(limits)


def _refuse_in_doubt(run: Run, plan: Plan, sealed: _Sealed) -> Refused | None:
    """Return that it is not known what limits a plan breaks, if limits are in use and live use is touched.

    A comment that was deleted cannot be told from one that never was: then the step's input or a file has to show that they are.
    """
    users = find_live_users(plan)
    changes = [change for change in plan.changes if key_of(change) in users and not isinstance(change, Delete)]
    own = any(change.desired.lifecycle.most or change.desired.lifecycle.least for change in changes)
    if not sealed.doubt or not changes or not (sealed.is_used or own or run.inputs.audience is not None):
        return None
    key = key_of(changes[0])
    use = f"the {users[key].kind} {short(users[key].name)} uses {short(key)}"
    message = f"{sealed.doubt}, so it is not known which limits for numbers of people this plan breaks, and {use}."
    return Refused("limits-unreadable", message, f"open {ANOTHER}.")


def _refuse(run: Run, plan: Plan, broken: Sequence[BrokenLimit], pull_number: int | None, merged_at: str | None = None) -> Plan:
    needs_label = any(limit.stops and limit.labels for limit in broken)
    labels = read_labels(run, plan, pull_number, merged_at) if needs_label else NO_LABELS
    return refuse_broken_limits(plan, broken, labels)
