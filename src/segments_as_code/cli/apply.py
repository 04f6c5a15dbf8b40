"""``segments apply``."""

from __future__ import annotations

from typing import Unpack

import click

from segments_as_code.apply.duplicates import delete_duplicate, require_duplicate
from segments_as_code.cli.carrying_out import Manner, is_confirmed, settle
from segments_as_code.cli.options import REMEDIES, Given, check_folder, connection_to, filled, pinpoint, planning_options, yes_option
from segments_as_code.cli.owner import find_owner
from segments_as_code.cli.painting import complain
from segments_as_code.cli.plan import Proposal, propose_given
from segments_as_code.cli.saved import is_saved_plan, load_plan, refuse_other_options
from segments_as_code.model.problem import Refused
from segments_as_code.plan.safety import deleted_ids, recheck_safety
from segments_as_code.plan.stale import require_fresh
from segments_as_code.ports import Connection, Provider


class _Given(Given):
    yes: bool
    delete_duplicate: str | None


def _refuse_snapshot(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    del parameter
    if value is not None:
        raise click.UsageError("nothing is applied to a snapshot, or on the strength of one: apply without --snapshot.", context)


@click.command("apply")
@planning_options
@click.option("--snapshot", hidden=True, expose_value=False, callback=_refuse_snapshot)
@click.option(
    "--delete-duplicate",
    metavar="ID",
    callback=filled,
    help="First delete this segment, which must be one of two that carry the same key, and which nothing may use.",
)
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
        if (duplicate := given["delete_duplicate"]) is not None and not _delete_duplicate(duplicate, given, provider):
            complain("Nothing was deleted or applied.")
            return 1
        proposal = propose_given(provider, given, "json" if as_json else "text")
    if proposal is None:
        return 1
    manner = Manner(given["yes"], as_json, "Nothing to apply: everything is deployed as the files say.", "Apply again")
    return settle(proposal, provider, manner)


def _delete_duplicate(segment_id: str, given: _Given, provider: Provider) -> bool:
    """Delete one of two segments with one key, after asking; return False if the answer is no."""
    connection = connection_to(check_folder(given["path"], provider, given["application_id"]), given)
    reader, owner = provider.open_reader(connection), find_owner(given["owner"], given["path"])
    segment = require_duplicate(segment_id, owner=owner, reader=reader, dialect=provider.dialect)
    about = f"{segment.name} ({segment.id}, created {segment.created or 'at an unknown time'})"
    if not given["yes"] and not is_confirmed(f"Delete the duplicate segment {about} from {connection.scope}?"):
        return False
    delete_duplicate(segment, reader=reader, writer=provider.open_writer(connection))
    complain(f"Deleted the duplicate segment {about}.")
    return True


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
    going = deleted_ids(plan)
    usages = reader.list_usages(going) if going else ()
    return Proposal(recheck_safety(plan, deployed, usages, provider.dialect), (), connection, reader)
