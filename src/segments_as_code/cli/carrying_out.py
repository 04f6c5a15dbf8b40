"""Show a plan, ask, carry it out, and tell what came of it: the one way in which a command changes anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import click

from segments_as_code.cli.painting import complain, is_terminal, show
from segments_as_code.cli.plan import Proposal, show_plan
from segments_as_code.cli.printing import print_json
from segments_as_code.cli.progress import Progress
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, key_of
from segments_as_code.model.problem import Refused
from segments_as_code.pipeline import carry_out
from segments_as_code.ports import Provider
from segments_as_code.render.outcomes import summary_text
from segments_as_code.render.spans import Span


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command carries a plan out: whether it asks, for whom it prints, and the words that are its own.

    ``nothing`` is said where there is nothing to do, ``again`` begins the advice where something is left. ``more`` goes into
    its JSON.
    """

    yes: bool
    as_json: bool
    nothing: str
    again: str
    more: Mapping[str, Json] = field(default_factory=dict)


def settle(proposal: Proposal, provider: Provider, manner: Manner) -> int:
    """Show the plan, ask, carry it out, print what came of it, and return the exit code."""
    plan = proposal.plan
    must_ask = not (manner.yes or plan.is_empty or plan.refusals)
    if must_ask or not manner.as_json:
        show_plan(proposal, provider.dialect, "text", to_stderr=manner.as_json)
    if must_ask and not is_confirmed(f"Apply this plan to {plan.target.scope}?"):
        complain("Nothing was applied.")
        return 1
    outcomes = () if plan.refusals else _carry_out(proposal, provider, manner)
    return _end(plan, outcomes, manner)


def is_confirmed(question: str) -> bool:
    """Ask, and return whether the answer is yes."""
    if not is_terminal(sys.stdin):
        raise Refused("not-confirmed", "nobody is there to say yes: the input is not a terminal.", "give --yes to apply without asking.")
    try:
        return click.confirm(f"\n{question}", err=True)
    except click.exceptions.Abort:
        complain("")  # what is said next must not stand on the line of the question
        raise


def _carry_out(proposal: Proposal, provider: Provider, manner: Manner) -> Sequence[Outcome]:
    plan = proposal.plan
    if plan.is_empty:
        return ()
    writer = provider.open_writer(proposal.connection)
    progress = Progress(plan, quiet=manner.as_json)
    if not manner.as_json:
        show([Span("\n")])
    try:
        with progress:
            return carry_out(plan, proposal.reader, writer, provider.dialect, report=progress.report)
    except KeyboardInterrupt:
        known = f"{len(progress.outcomes):,} of {progress.total:,} changes were ended"
        complain(f"{known}; those after them may have been made, or not. {manner.again}: it goes on with what is left.")
        raise


def _end(plan: Plan, outcomes: Sequence[Outcome], manner: Manner) -> int:
    """Print what came of the plan, and return the exit code."""
    is_whole = all(isinstance(outcome, Applied) for outcome in outcomes)
    if manner.as_json:
        print_json(_json(plan, outcomes, manner.more))
    elif plan.refusals:
        complain("Nothing was applied.")
    elif plan.is_empty:
        complain(manner.nothing)
    else:
        show([Span("\n"), *summary_text(outcomes)])
    if not is_whole:
        complain(f"{manner.again} once the cause is fixed: what is done stays done, and it goes on with what is left.")
    return 0 if is_whole and not plan.refusals else 1


def _json(plan: Plan, outcomes: Sequence[Outcome], more: Mapping[str, Json]) -> str:
    refusals = [{"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy} for refusal in plan.refusals]
    document = {"digest": plan.digest, "refusals": refusals, "outcomes": [_told(outcome) for outcome in outcomes], **more}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _told(outcome: Outcome) -> dict[str, object]:
    about = {"key": key_of(outcome.change), "change": type(outcome.change).__name__.lower()}
    if isinstance(outcome, Applied):
        written = outcome.written
        return {**about, "outcome": "applied", "id": written and written.id, "version": written and written.version}
    return {**about, "outcome": "failed" if isinstance(outcome, Failed) else "not-started", "reason": outcome.reason}
