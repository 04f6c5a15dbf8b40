"""``segments drift``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypedDict, Unpack

import click

from segments_as_code.cli.markdown import drift_markdown
from segments_as_code.cli.options import Given, pinpoint, reading_options, snapshot_option
from segments_as_code.cli.painting import show, width_of
from segments_as_code.cli.plan import CHANGES, Format, Proposal, propose_given, show_plan
from segments_as_code.cli.printing import print_text
from segments_as_code.pipeline import trace_drift
from segments_as_code.ports import Dialect
from segments_as_code.render.drift_text import drift_text


class _Given(TypedDict):
    path: str
    application_id: str | None
    region: str | None
    endpoint_url: str | None
    owner: str | None
    strict: bool
    as_json: bool
    snapshot: Path | None
    style: Format


@click.command("drift")
@reading_options
@snapshot_option
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True, help="How to print it."
)
def command(**given: Unpack[_Given]) -> int:
    """Show what was changed outside git: what is deployed against the definitions in PATH.

    PATH is a folder or one file, as the default branch has it. There is no state file, so every difference counts: what somebody changed
    by hand, and what the files say and was not applied yet. Exits with 2 for drift, 0 for none, 1 where it cannot be told.
    """
    provider = pinpoint()
    style: Format = "json" if given["as_json"] else given["style"]
    as_planned: Given = {
        "path": given["path"],
        "application_id": given["application_id"],
        "region": given["region"],
        "endpoint_url": given["endpoint_url"],
        "owner": given["owner"],
        "delete": "owned",
        "allow_deletes": None,
        "strict": given["strict"],
        "as_json": given["as_json"],
        "snapshot": given["snapshot"],
    }
    proposal = propose_given(provider, as_planned, style)
    if proposal is None:
        return 1
    _show(proposal, provider.dialect, style)
    if proposal.plan.is_empty:
        return 1 if proposal.plan.refusals else 0
    return CHANGES


def _show(proposal: Proposal, dialect: Dialect, style: Format) -> None:
    plan, problems = proposal.plan, proposal.problems
    if style == "json":
        show_plan(proposal, dialect, style)
        return
    origins = trace_drift(plan, proposal.reader, dialect)
    if style == "markdown":
        print_text(drift_markdown(plan, origins, problems, dialect))
    else:
        show(drift_text(plan, origins, problems, dialect, width=width_of(sys.stdout)))
