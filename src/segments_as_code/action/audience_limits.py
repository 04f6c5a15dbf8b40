"""Hold a plan to limits for numbers of people: by the count of this run, or at apply by what the comment says of the reviewed plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segments_as_code.action.policy_base import Held, find_plan_comment, read_labels
from segments_as_code.action.run import Run
from segments_as_code.github.client import PullRequest
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.plan import Plan
from segments_as_code.plan.audience_gate import BrokenLimit, answer_growth, find_broken_limits, limits_from, refuse_broken_limits, seal
from segments_as_code.plan.policy_gate import NO_LABELS
from segments_as_code.review.comment_header import read_header, read_limits


def hold_to_limits(run: Run, held: Held, view: AudienceView | None, pull_number: int | None) -> tuple[Held, Sequence[BrokenLimit]]:
    """Hold a plan to its limits, by the numbers of this run; return it with those that stop it, as the comment has to say them."""
    audience, plan = view.audience if view is not None else None, held.plan
    growth = answer_growth(plan, held.report.growth, audience)
    broken = find_broken_limits(plan, audience, run.provider.dialect.nouns, growth, whose=held.gate.whose)
    report = replace(held.report, results=(*held.report.results, *growth), growth=())
    return replace(held, plan=_refuse(run, plan, broken, pull_number), report=report), seal(broken)


def hold_to_sealed_limits(run: Run, plan: Plan, pull_request: PullRequest | None) -> Plan:
    """Return a plan, refused for the limits that it breaks by the comment that shows it: nobody is counted again."""
    comment = find_plan_comment(run, pull_request.number) if pull_request is not None else None
    header = read_header(comment.body) if comment is not None else None
    if pull_request is None or comment is None or header is None or not header.is_intact or header.digest != plan.digest:
        return plan
    return _refuse(run, plan, limits_from(read_limits(comment.body)), pull_request.number, pull_request.merged_at)


def _refuse(run: Run, plan: Plan, broken: Sequence[BrokenLimit], pull_number: int | None, merged_at: str | None = None) -> Plan:
    needs_label = any(limit.stops and limit.labels for limit in broken)
    labels = read_labels(run, plan, pull_number, merged_at) if needs_label else NO_LABELS
    return refuse_broken_limits(plan, broken, labels)
