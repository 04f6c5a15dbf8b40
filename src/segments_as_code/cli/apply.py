"""``segments apply``."""

from __future__ import annotations

from typing import Unpack

import click

from segments_as_code.cli.carrying_out import Manner, settle
from segments_as_code.cli.options import REMEDIES, Given, pinpoint, planning_options, yes_option
from segments_as_code.cli.plan import Proposal, propose_given
from segments_as_code.cli.saved import is_saved_plan, load_plan, refuse_other_options
from segments_as_code.plan.safety import ids_going, weighed_again
from segments_as_code.plan.stale import require_fresh
from segments_as_code.ports import Connection, Provider
from segments_as_code.problems import Refused


class _Given(Given):
    yes: bool


def _refuse_snapshot(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    del parameter
    if value is not None:
        raise click.UsageError("nothing is applied to a snapshot, or on the strength of one: apply without --snapshot.", context)


@click.command("apply")
@planning_options
@click.option("--snapshot", hidden=True, expose_value=False, callback=_refuse_snapshot)
@yes_option
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
    manner = Manner(given["yes"], as_json, "Nothing to apply: everything is deployed as the files say.", "Apply again")
    return settle(proposal, provider, manner)


def _saved(given: Given, provider: Provider) -> Proposal:
    """Read a saved plan, hold it against what is deployed now, and see that nothing has come to use what it deletes."""
    plan = load_plan(given["path"])
    if plan.as_of is not None:
        message = f"{given['path']} was planned against a snapshot, and nothing is applied on the strength of one."
        raise Refused("plan-from-snapshot", message, "make the plan again without --snapshot.")
    connection = Connection(plan.target.scope, plan.target.region, given["endpoint_url"], remedies=REMEDIES)
    reader = provider.open_reader(connection)
    deployed = reader.list_segments()
    require_fresh(plan, deployed)
    going = ids_going(plan)
    usages = reader.list_usages(going) if going else ()
    return Proposal(weighed_again(plan, deployed, usages, provider.dialect), (), connection, reader)
