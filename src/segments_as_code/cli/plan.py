"""``segments plan``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, TypeAlias

import click

from segments_as_code.cli.options import (
    application_option,
    check_folder,
    connection_to,
    folder_argument,
    json_option,
    pinpoint,
    planning_options,
    service_options,
    strict_option,
)
from segments_as_code.cli.owner import find_owner
from segments_as_code.cli.painting import print_text, show, width_of
from segments_as_code.cli.validate import checked_json
from segments_as_code.model import Plan, Target
from segments_as_code.pipeline import Checked, propose
from segments_as_code.plan import Allowance, write_plan
from segments_as_code.ports import Connection, Dialect, Provider, SegmentReader
from segments_as_code.problems import SegmentsError, has_errors
from segments_as_code.render import Setting, plan_text, problems_text, render_plan_summary

Format: TypeAlias = Literal["text", "markdown", "json"]

CHANGES = 2


@click.command("plan")
@folder_argument
@application_option
@service_options
@planning_options
@strict_option
@json_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How to print it."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Save the plan, for segments apply FILE.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 where there are changes.")
def command(  # noqa: PLR0913  # click passes each option by name
    *,
    path: str,
    application_id: str | None,
    region: str | None,
    endpoint_url: str | None,
    owner: str | None,
    delete: str,
    allow_deletes: int | None,
    strict: bool,
    as_json: bool,
    style: Format,
    out: Path | None,
    detailed_exitcode: bool,
) -> int:
    """Show what would change: the definitions in PATH against what is deployed.

    Makes no call that could change anything. Exits with 1 for findings or a plan that would be refused.
    """
    provider = pinpoint()
    style = "json" if as_json else style
    checked = check_folder(path, provider, application_id)
    if has_errors(checked.problems, strict=strict):
        print_text(checked_json(checked)) if style == "json" else show(problems_text(checked.problems))
        return 1
    connection = connection_to(checked, application_id, region, endpoint_url)
    reader = provider.open_reader(connection)
    allowance = Allowance(delete=delete == "owned", deletes=allow_deletes)
    plan = propose_on(checked, provider, connection, reader, owner=owner, allowance=allowance)
    show_plan(plan, checked, provider.dialect, style)
    if out is not None:
        save(plan, out)
    if plan.refusals:
        return 1
    return CHANGES if detailed_exitcode and not plan.is_empty else 0


def propose_on(
    checked: Checked, provider: Provider, connection: Connection, reader: SegmentReader, *, owner: str | None, allowance: Allowance
) -> Plan:
    """Plan the checked definitions against what ``reader`` reads."""
    target = Target(provider.dialect.name, connection.scope, reader.region, find_owner(owner))
    return propose(checked.segments, reader, provider.dialect, target=target, allowance=allowance)


def show_plan(plan: Plan, checked: Checked, dialect: Dialect, style: Format) -> None:
    """Print ``plan``; JSON is the plan alone, everything else goes to the other stream."""
    match style:
        case "json":
            show(problems_text(checked.problems), to_stderr=True)
            print_text(write_plan(plan))
        case "markdown":
            setting = Setting(target=f"{plan.target.scope}/{plan.target.region}", head="", closing="")
            print_text(render_plan_summary(plan, checked.problems, dialect, setting) + "\n")
        case "text":
            show(plan_text(plan, checked.problems, dialect, width=width_of(sys.stdout)))


def save(plan: Plan, out: Path) -> None:
    """Write ``plan`` to ``out``.

    Raises:
        SegmentsError: it cannot be written there (``cannot-write``).
    """
    try:
        out.write_text(write_plan(plan), encoding="utf-8")
    except OSError as error:
        raise SegmentsError("cannot-write", f"{out} cannot be written: {error.strerror}.", "choose another file for --out.") from error
