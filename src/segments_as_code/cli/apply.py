"""``segments apply``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Unpack

import click

from segments_as_code.cli.options import Given, pinpoint, planning_options
from segments_as_code.cli.painting import complain, is_terminal, show
from segments_as_code.cli.plan import Proposal, propose_given, show_plan
from segments_as_code.cli.printing import print_json
from segments_as_code.cli.progress import Progress
from segments_as_code.cli.saved import is_saved_plan, load_plan, refuse_other_options
from segments_as_code.crew import Threads
from segments_as_code.model import Applied, Failed, Outcome, Plan, key_of
from segments_as_code.pipeline import carry_out
from segments_as_code.plan import require_fresh
from segments_as_code.ports import Connection, Provider
from segments_as_code.problems import Refused
from segments_as_code.render import Span, summary_text

_GOES_ON = "Apply again once the cause is mended: what is done stays done, and it goes on with what is left."


class _Given(Given):
    yes: bool


@click.command("apply")
@planning_options
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def command(context: click.Context, **given: Unpack[_Given]) -> int:
    """Deploy the definitions in PATH: show the plan, ask, and carry it out.

    PATH is a folder, one file, or a file that segments plan --out saved: then exactly that plan is applied, or none. Exits
    with 1 for findings, a plan that is refused, or anything that could not be applied.
    """
    provider, as_json = pinpoint(), given["as_json"]
    if is_saved_plan(given["path"]):
        refuse_other_options(context)
        proposal: Proposal | None = _saved(given, provider)
    else:
        proposal = propose_given(provider, given, "json" if as_json else "text")
    if proposal is None:
        return 1
    plan = proposal.plan
    must_ask = not (given["yes"] or plan.is_empty or plan.refusals)
    if must_ask or not as_json:
        show_plan(proposal, provider.dialect, "text", to_stderr=as_json)
    if must_ask and not _is_confirmed(plan):
        complain("Nothing was applied.")
        return 1
    outcomes = () if plan.refusals else _carry_out(proposal, provider, quiet=as_json)
    return _end(plan, outcomes, as_json=as_json)


def _saved(given: Given, provider: Provider) -> Proposal:
    """Read a saved plan, and hold it against what is deployed now."""
    plan = load_plan(given["path"])
    connection = Connection(plan.target.scope, plan.target.region, given["endpoint_url"])
    reader = provider.open_reader(connection)
    require_fresh(plan, reader.list_segments())
    return Proposal(plan, (), connection, reader)


def _is_confirmed(plan: Plan) -> bool:
    if not is_terminal(sys.stdin):
        raise Refused("not-confirmed", "nobody is there to say yes: the input is not a terminal.", "give --yes to apply without asking.")
    try:
        return click.confirm(f"\nApply this plan to {plan.target.scope}?", err=True)
    except click.exceptions.Abort:
        complain("")  # what is said next must not stand on the line of the question
        raise


def _carry_out(proposal: Proposal, provider: Provider, *, quiet: bool) -> Sequence[Outcome]:
    plan = proposal.plan
    if plan.is_empty:
        return ()
    writer = provider.open_writer(proposal.connection)
    progress = Progress(plan, quiet=quiet)
    if not quiet:
        show([Span("\n")])
    try:
        with progress:
            return carry_out(plan, proposal.reader, writer, provider.dialect, report=progress.report, crew=Threads())
    except KeyboardInterrupt:
        known = f"{len(progress.outcomes):,} of {progress.total:,} changes were ended"
        complain(f"{known}; those after them may have been made, or not. Apply again: it goes on with what is left.")
        raise


def _end(plan: Plan, outcomes: Sequence[Outcome], *, as_json: bool) -> int:
    """Print what came of the plan, and return the exit code."""
    is_whole = all(isinstance(outcome, Applied) for outcome in outcomes)
    if as_json:
        print_json(_json(plan, outcomes))
    elif plan.refusals:
        complain("Nothing was applied.")
    elif plan.is_empty:
        complain("Nothing to apply: everything is deployed as the files say.")
    else:
        show([Span("\n"), *summary_text(outcomes)])
    if not is_whole:
        complain(_GOES_ON)
    return 0 if is_whole and not plan.refusals else 1


def _json(plan: Plan, outcomes: Sequence[Outcome]) -> str:
    refusals = [{"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy} for refusal in plan.refusals]
    document = {"digest": plan.digest, "refusals": refusals, "outcomes": [_told(outcome) for outcome in outcomes]}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _told(outcome: Outcome) -> dict[str, object]:
    about = {"key": key_of(outcome.change), "change": type(outcome.change).__name__.lower()}
    if isinstance(outcome, Applied):
        written = outcome.written
        return {**about, "outcome": "applied", "id": written and written.id, "version": written and written.version}
    return {**about, "outcome": "failed" if isinstance(outcome, Failed) else "not-started", "reason": outcome.reason}
