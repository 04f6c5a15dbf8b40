"""``segments plan``."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, checked_json
from segments_as_code.cli.console import print_json, print_notice, print_styled, print_text, width_of
from segments_as_code.cli.folder import definitions_at
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.options import (
    PlanOptions,
    audience_option,
    check_folder,
    choose_for,
    connection_to,
    planning_options,
    service_of,
    snapshot_option,
    style_option,
)
from segments_as_code.cli.plan_file import save_plan
from segments_as_code.counting import trusted_verdicts, view_audience
from segments_as_code.meaning.verdict_text import verdicts_json
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.plan import Plan
from segments_as_code.model.policy import PolicyReport
from segments_as_code.model.problem import Problem, has_errors
from segments_as_code.model.segment import Target
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import CheckResult, propose
from segments_as_code.plan.audience_gate import answer_growth, find_broken_limits, refuse_unless_allowed
from segments_as_code.plan.plan_json import write_plan
from segments_as_code.plan.policy_gate import NO_LABELS, policy_json, refuse_broken
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection, Dialect, Provider, SegmentReader
from segments_as_code.proving import check_examples, judge, weigh_policies, with_proven_problems
from segments_as_code.report.page import PageContext
from segments_as_code.report.plan_report import render_plan_summary
from segments_as_code.report.plan_text import plan_text
from segments_as_code.report.problem_report import render_problems_summary
from segments_as_code.report.text import problems_text
from segments_as_code.snapshot import load_snapshot

Format: TypeAlias = Literal["text", "markdown", "json"]

CHANGES = 2
"""The exit code for changes: of drift, and of plan with its option."""


class _Options(PlanOptions):
    style: Format
    out: Path | None
    detailed_exitcode: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan and its service, the problems in its files, the connection, the settings, what policies say, and how to show it."""

    plan: Plan
    provider: Provider
    problems: tuple[Problem, ...]
    connection: Connection
    reader: SegmentReader
    settings: Settings = field(default_factory=Settings)
    report: PolicyReport = field(default_factory=PolicyReport)
    is_verbose: bool = False
    audience: AudienceView | None = None


@click.command("plan")
@planning_options
@snapshot_option
@audience_option
@style_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan, for segments apply FILE.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if there are changes.")
def command(**options: Unpack[_Options]) -> int:
    """Show what would change: compare the definitions in PATH with what is deployed.

    PATH is a folder or one file. Makes no call that could change anything. Exits with 1 for errors in the files or a plan that
    would be refused.
    """
    style: Format = "json" if options["as_json"] else options["style"]
    proposal = check_and_plan(options, style, with_proof=True)
    if proposal is None:
        return 1
    show_plan(proposal, style)
    plan, out = proposal.plan, options["out"]
    if out is not None:
        save_plan(plan, judge(plan, proposal.provider.dialect, proposal.settings), out, policy_json(proposal.report))
        cannot_be_applied = bool(plan.refusals) or plan.is_empty or plan.as_of is not None
        print_notice(f"Saved as {out}." if cannot_be_applied else f"Saved: segments apply {out} applies exactly this.")
    if plan.refusals:
        return 1
    return CHANGES if options["detailed_exitcode"] and not plan.is_empty else 0


def _view_of(where: str, proposal: Proposal) -> AudienceView:
    """Return the numbers of people in a file, or counted on it if it is an export; or why they are not shown: that stops no plan."""
    plan, dialect = proposal.plan, proposal.provider.dialect
    return view_audience(where, plan, dialect, proposal.settings, judge(plan, dialect, proposal.settings))


def check_and_plan(options: PlanOptions, style: Format, *, with_proof: bool = False, read_all: bool = False) -> Proposal | None:
    """Check the definitions and plan them; return None if problems stop the run, which were shown.

    ``with_proof`` adds what is proven to be wrong with what the plan changes, and stops no run, strict or not; ``read_all`` is for
    ``propose``.
    """
    policies, file = options.get("policies"), options.get("snapshot")
    snapshot = load_snapshot(file) if file is not None else None
    chosen = choose_for(options["path"], options, snapshot=snapshot)
    provider = chosen.provider
    checked = check_folder(options["path"], provider, chosen.scope, policies=policies)
    checked = check_examples(checked, provider.dialect, strict=options["strict"])
    if has_errors(checked.problems, strict=options["strict"]):
        _show_problems(checked, provider.dialect, style)
        return None
    connection = connection_to(checked, provider, options, snapshot)
    owner = find_owner(options["owner"], options["path"])
    reader = service_of(provider, snapshot).open_reader(connection)
    target = Target(provider.dialect.name, connection.scope, reader.region, owner)
    policy = DeletePolicy(delete=options["delete"] == "owned", deletes=options["allow_deletes"], remedies=connection.remedies)
    plan = propose(checked.segments, reader, provider.dialect, target=target, policy=policy, read_all=read_all)
    if with_proof:
        checked = with_proven_problems(plan, definitions_at(options["path"]), checked, provider.dialect)
    is_verbose = options.get("verbose", False)
    proposal = Proposal(plan, provider, checked.problems, connection, reader, checked.settings, is_verbose=is_verbose)
    if "policies" not in options:
        return proposal
    whose = f"in {policies}" if policies or not checked.policies else f"of the working tree, {checked.policies[0].location.path}"
    proposal, audience = _hold_to_policies(proposal, checked, provider.dialect, whose), options.get("audience")
    proposal = replace(proposal, audience=_view_of(audience, proposal)) if audience is not None else proposal
    proposal = _hold_to_limits(proposal, options.get("allow_audience"))
    _say_policies(len(checked.policies), proposal.report, whose)
    return proposal


def _hold_to_policies(proposal: Proposal, checked: CheckResult, dialect: Dialect, whose: str) -> Proposal:
    """Return the proposal, refused if it breaks a policy."""
    if not checked.policies:
        return proposal
    report = weigh_policies(proposal.plan, checked, dialect)
    return replace(proposal, plan=refuse_broken(proposal.plan, report, NO_LABELS, whose=whose), report=report)


def _hold_to_limits(proposal: Proposal, allowed: str | None) -> Proposal:
    """Return the proposal, refused if it breaks limits for numbers of people that are not allowed."""
    plan, audience = proposal.plan, proposal.audience.audience if proposal.audience is not None else None
    growth = answer_growth(plan, proposal.report.growth, audience)
    broken = find_broken_limits(plan, audience, proposal.provider.dialect.nouns, growth, whose="of the working tree")
    asked = proposal.report.asked + len(proposal.report.growth)
    report = replace(proposal.report, asked=asked, results=(*proposal.report.results, *growth), growth=())
    return replace(proposal, plan=refuse_unless_allowed(plan, broken, allowed, is_counted=audience is not None), report=report)


def _say_policies(number: int, report: PolicyReport, whose: str) -> None:
    """Print which policies the plan was held to, once those about growth are answered too."""
    broken = len(report.results)
    held = "all hold" if not broken else f"{broken} of {report.asked} questions {'was' if broken == 1 else 'were'} not answered as wanted"
    if number:
        print_notice(f"Policies: the {number} {whose}; {held}.")


def show_plan(proposal: Proposal, style: Format, *, to_stderr: bool = False) -> None:
    """Print a plan; with JSON, everything except the plan goes to standard error."""
    plan, problems, dialect = proposal.plan, proposal.problems, proposal.provider.dialect
    verdicts = trusted_verdicts(judge(plan, dialect, proposal.settings), proposal.audience)
    match style:
        case "json":
            print_styled(problems_text(problems), to_stderr=True)
            print_json(write_plan(plan, *verdicts_json(verdicts), policies=policy_json(proposal.report)))
        case "markdown":
            target = f"{plan.target.scope}/{plan.target.region}"
            setting = PageContext(target=target, head="", closing="", verdicts=verdicts, audience=proposal.audience)
            print_text(render_plan_summary(plan, problems, dialect, setting) + "\n")
        case "text":
            width = width_of(sys.stderr if to_stderr else sys.stdout)
            text = plan_text(plan, problems, dialect, verdicts, width=width, is_verbose=proposal.is_verbose, audience=proposal.audience)
            print_styled(text, to_stderr=to_stderr)


def _show_problems(checked: CheckResult, dialect: Dialect, style: Format) -> None:
    match style:
        case "json":
            print_json(checked_json(checked, dialect))
        case "markdown":
            setting = PageContext(target=checked.scope or "", head="", closing="")
            print_text(render_problems_summary(checked.problems, setting) + "\n")
        case "text":
            print_styled(check_result_text(checked))
