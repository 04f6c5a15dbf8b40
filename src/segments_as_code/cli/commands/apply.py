"""``segments apply``."""

from __future__ import annotations

from typing import Unpack

import click

from segments_as_code.apply.duplicates import delete_duplicate, require_duplicate
from segments_as_code.cli.commands.plan import Proposal, check_and_plan
from segments_as_code.cli.confirm_and_apply import ApplyOptions, confirm_and_apply, is_confirmed
from segments_as_code.cli.console import print_notice
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.options import (
    PlanOptions,
    check_folder,
    choose_for,
    connection_to,
    planning_options,
    remedies_for,
    require_text,
    yes_option,
)
from segments_as_code.cli.plan_file import is_saved_plan, load_plan, refuse_other_options
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.plan.freshness import require_fresh
from segments_as_code.plan.safety import ids_at_risk, recheck_safety
from segments_as_code.ports import Connection
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.recreation import read_as_before


class _Options(PlanOptions):
    yes: bool
    delete_duplicate: str | None


def _refuse_snapshot(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    del parameter
    if value is not None:
        raise click.UsageError("a plan made against a snapshot cannot be applied: apply without --snapshot.", context)


@click.command("apply")
@planning_options
@click.option("--snapshot", hidden=True, expose_value=False, callback=_refuse_snapshot)
@click.option(
    "--delete-duplicate",
    metavar="ID",
    callback=require_text,
    help="First delete this segment, which must be one of two that carry the same key, and which nothing may use.",
)
@yes_option
@click.pass_context
def command(context: click.Context, **options: Unpack[_Options]) -> int:
    """Deploy the definitions in PATH: show the plan, ask, and apply it.

    PATH is a folder, one file, or a file saved by segments plan --out: then exactly that plan is applied, or nothing. Exits with 1 for
    errors in the files, a plan that is refused, or anything that could not be applied.
    """
    as_json = options["as_json"]
    if is_saved_plan(options["path"]):
        refuse_other_options(context)
        proposal: Proposal | None = _read_saved_plan(options)
    else:
        if (duplicate := options["delete_duplicate"]) is not None and not _delete_duplicate(duplicate, options):
            print_notice("Nothing was deleted or applied.")
            return 1
        proposal = check_and_plan(options, "json" if as_json else "text")
    if proposal is None:
        return 1
    if_empty = "Nothing to apply: everything is deployed as the files say."
    return confirm_and_apply(proposal, ApplyOptions(options["yes"], as_json, if_empty, "Apply again"))


def _delete_duplicate(segment_id: str, options: _Options) -> bool:
    """Delete one of two segments with the same key, after asking; return False if the answer is no."""
    chosen = choose_for(options["path"], options)
    provider = chosen.provider
    connection = connection_to(check_folder(options["path"], provider, chosen.scope), provider, options)
    reader, owner = provider.open_reader(connection), find_owner(options["owner"], options["path"])
    segment = require_duplicate(segment_id, owner=owner, reader=reader, dialect=provider.dialect)
    about = f"{segment.name} ({segment.id}, created {segment.created or 'at an unknown time'})"
    if not options["yes"] and not is_confirmed(f"Delete the duplicate segment {about} from {connection.scope}?"):
        return False
    delete_duplicate(segment, reader=reader, writer=provider.open_writer(connection))
    print_notice(f"Deleted the duplicate segment {about}.")
    return True


def _read_saved_plan(options: PlanOptions) -> Proposal:
    """Read a saved plan, and check that it still matches what is deployed and deletes nothing that is in use by now."""
    plan = load_plan(options["path"])
    if plan.as_of is not None:
        message = f"{options['path']} was planned against a snapshot, and such a plan cannot be applied."
        raise Refused("plan-from-snapshot", message, "make the plan again without --snapshot.")
    if plan.target.provider not in PROVIDERS:
        message = f"{options['path']} is a plan for {plan.target.provider}, which this release does not know."
        raise SegmentsError("plan-unreadable", message, "apply it with the release that made it.")
    provider = PROVIDERS[plan.target.provider]()
    connection = Connection(plan.target.scope, plan.target.region, options["endpoint_url"], remedies=remedies_for(provider.dialect))
    reader = provider.open_reader(connection)
    deployed = read_as_before(reader.list_segments())
    require_fresh(plan, deployed)
    going = ids_at_risk(plan, deployed, provider.dialect)
    usages = reader.list_usages(going) if going else ()
    rechecked, is_verbose = recheck_safety(plan, deployed, usages, provider.dialect), options.get("verbose", False)
    return Proposal(rechecked, provider, (), connection, reader, is_verbose=is_verbose)
