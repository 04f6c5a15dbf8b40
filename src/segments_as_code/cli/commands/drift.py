"""``segments drift``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Unpack

import click

from segments_as_code.cli.commands.plan import CHANGES, Format, Proposal, check_and_plan, show_plan
from segments_as_code.cli.console import print_styled, print_text, width_of
from segments_as_code.cli.options import PlanOptions, TargetOptions, reading_options, snapshot_option, style_option
from segments_as_code.pipeline import trace_drift
from segments_as_code.proving import judge_deployed
from segments_as_code.report.drift_report import render_drift_summary
from segments_as_code.report.drift_text import drift_text
from segments_as_code.report.page import PageContext


class _Options(TargetOptions):
    strict: bool
    as_json: bool
    snapshot: Path | None
    style: Format


@click.command("drift")
@reading_options
@snapshot_option
@style_option
def command(**options: Unpack[_Options]) -> int:
    """Show what was changed outside git: compare what is deployed with the definitions in PATH.

    PATH is a folder or one file, as on the default branch. There is no state file, so every difference counts: changes made
    by hand, and changes in the files that are not applied yet. Exits with 2 for drift, 0 without, 1 if that cannot be determined.
    """
    style: Format = "json" if options["as_json"] else options["style"]
    planned: PlanOptions = {**options, "delete": "owned", "allow_deletes": None}  # type: ignore[typeddict-unknown-key,typeddict-item]  # style is more than it takes
    proposal = check_and_plan(planned, style, read_all=True)
    if proposal is None:
        return 1
    _show_drift(proposal, style)
    if proposal.plan.is_empty:
        return 1 if proposal.plan.refusals else 0
    return CHANGES


def _show_drift(proposal: Proposal, style: Format) -> None:
    plan, problems, dialect = proposal.plan, proposal.problems, proposal.provider.dialect
    if style == "json":
        show_plan(proposal, style)
        return
    origins, verdicts = trace_drift(plan, proposal.reader, dialect), judge_deployed(plan, dialect, proposal.settings)
    if style == "markdown":
        setting = PageContext(target=f"{plan.target.scope}/{plan.target.region}", head="", closing="", verdicts=verdicts)
        print_text(render_drift_summary(plan, origins, problems, dialect, setting) + "\n")
    else:
        print_styled(drift_text(plan, origins, problems, dialect, verdicts, width=width_of(sys.stdout)))
