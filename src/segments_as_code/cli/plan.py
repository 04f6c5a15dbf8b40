"""``segments plan``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, Unpack

import click

from segments_as_code.checking import CheckResult
from segments_as_code.cli.options import (
    REMEDIES,
    Given,
    check_folder,
    connection_to,
    pinpoint,
    planning_options,
    service_of,
    snapshot_option,
)
from segments_as_code.cli.owner import find_owner
from segments_as_code.cli.painting import complain, show, width_of
from segments_as_code.cli.printing import print_json, print_text
from segments_as_code.cli.validate import checked_json, findings_text
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import Problem, has_errors
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection, Dialect, Provider, SegmentReader
from segments_as_code.render.remarks import problems_text
from segments_as_code.render.terminal import plan_text

if TYPE_CHECKING:
    from segments_as_code.snapshot import Snapshot

Format: TypeAlias = Literal["text", "markdown", "json"]

CHANGES = 2


class _Given(Given):
    style: Format
    out: Path | None
    detailed_exitcode: bool


class Proposal(NamedTuple):
    """A plan, what was found in its files, and how the service is reached."""

    plan: Plan
    problems: tuple[Problem, ...]
    connection: Connection
    reader: SegmentReader


@click.command("plan")
@planning_options
@snapshot_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How to print it."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Save the plan, for segments apply FILE.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 where there are changes.")
def command(**given: Unpack[_Given]) -> int:
    """Show what would change: the definitions in PATH against what is deployed.

    PATH is a folder or one file. Makes no call that could change anything. Exits with 1 for findings or a plan that would be
    refused.
    """
    provider = pinpoint()
    style: Format = "json" if given["as_json"] else given["style"]
    proposal = propose_given(provider, given, style)
    if proposal is None:
        return 1
    show_plan(proposal, provider.dialect, style)
    plan, out = proposal.plan, given["out"]
    if out is not None:
        from segments_as_code.cli.saved import save_plan  # noqa: PLC0415  # reads and writes plans as JSON

        save_plan(plan, out)
        is_for_show = bool(plan.refusals) or plan.is_empty or plan.as_of is not None
        complain(f"Saved as {out}." if is_for_show else f"Saved: segments apply {out} applies exactly this.")
    if plan.refusals:
        return 1
    return CHANGES if given["detailed_exitcode"] and not plan.is_empty else 0


def propose_given(provider: Provider, given: Given, style: Format) -> Proposal | None:
    """Check the definitions and plan them; None where there are findings that stop the run, which were shown."""
    checked = check_folder(given["path"], provider, given["application_id"])
    if has_errors(checked.problems, strict=given["strict"]):
        _show_findings(checked, style)
        return None
    file = given.get("snapshot")
    snapshot = _load_snapshot(file) if file is not None else None
    connection = connection_to(checked, given, snapshot)
    owner = find_owner(given["owner"], given["path"])
    reader = service_of(provider, snapshot).open_reader(connection)
    target = Target(provider.dialect.name, connection.scope, reader.region, owner)
    policy = DeletePolicy(delete=given["delete"] == "owned", deletes=given["allow_deletes"], remedies=REMEDIES)
    plan = propose(checked.segments, reader, provider.dialect, target=target, policy=policy)
    return Proposal(plan, checked.problems, connection, reader)


def _load_snapshot(file: Path) -> Snapshot:
    from segments_as_code.snapshot import load_snapshot  # noqa: PLC0415  # most plans are against the service

    return load_snapshot(file)


def show_plan(proposal: Proposal, dialect: Dialect, style: Format, *, to_stderr: bool = False) -> None:
    """Print a plan; JSON is the plan alone, everything else goes to the other stream."""
    plan, problems = proposal.plan, proposal.problems
    match style:
        case "json":
            from segments_as_code.plan.document import write_plan  # noqa: PLC0415  # only here

            show(problems_text(problems), to_stderr=True)
            print_json(write_plan(plan))
        case "markdown":
            from segments_as_code.cli.markdown import plan_markdown  # noqa: PLC0415  # the pages for GitHub: seldom wanted here

            print_text(plan_markdown(plan, problems, dialect))
        case "text":
            width = width_of(sys.stderr if to_stderr else sys.stdout)
            show(plan_text(plan, problems, dialect, width=width), to_stderr=to_stderr)


def _show_findings(checked: CheckResult, style: Format) -> None:
    match style:
        case "json":
            print_json(checked_json(checked))
        case "markdown":
            from segments_as_code.cli.markdown import findings_markdown  # noqa: PLC0415  # as above

            print_text(findings_markdown(checked))
        case "text":
            show(findings_text(checked))
