"""Plan: write the plan to the pull request's comment, or else to the job summary."""

from __future__ import annotations

from dataclasses import replace

from segments_as_code.action.audience_limits import hold_to_limits
from segments_as_code.action.policy_base import hold_to_base, without_refusal
from segments_as_code.action.reporting import (
    annotate_policies,
    denial_code,
    explain_read_only,
    print_plan,
    report_error,
    report_plan,
    report_problems,
    update_comment,
)
from segments_as_code.action.run import Run, remedies_for
from segments_as_code.counting import trusted_verdicts
from segments_as_code.github.job_summary import append_summary
from segments_as_code.github.workflow_commands import write_outputs
from segments_as_code.model.audience import BUGS
from segments_as_code.model.plan import Delete, Plan
from segments_as_code.model.problem import ForgeError, SegmentsError, has_errors
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import CheckResult, propose
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import SegmentReader
from segments_as_code.proving import judge, with_proven_problems
from segments_as_code.report.plan_report import render_plan_comment, render_plan_summary
from segments_as_code.report.problem_report import (
    render_error_comment,
    render_error_summary,
    render_problems_comment,
    render_problems_summary,
)
from segments_as_code.review.label_confirmation import Confirmation, find_confirmation, only_comment, weigh_deletions


def plan(run: Run) -> int:
    """Check the definitions, plan, and report; return 1 for problems, a refused plan, or a service that does not answer."""
    try:
        checked = run.check()
    except SegmentsError as error:
        return without_plan(run, error)
    if stop_at_problems(run, checked):
        return 1
    try:
        reader = open_reader(run, checked)
        held = hold_to_base(run, checked, _confirm_if_readable(run, propose_for(run, checked, reader)), _labelled(run))
    except SegmentsError as error:
        return without_plan(run, error)
    dialect, proposal = run.provider.dialect, held.plan
    checked = _prove(run, proposal, checked)
    verdicts = judge(proposal, dialect, held.gate.checked.settings)
    audience = run.audience(proposal, held.gate.checked.settings, verdicts)
    verdicts = trusted_verdicts(verdicts, audience)
    if audience is not None and audience.code in BUGS:
        report_error(SegmentsError(audience.code, audience.problem, "the plan stands; its page shows no numbers of people."), run.write)
    held, limits = hold_to_limits(run, held, audience, _labelled(run))
    proposal = held.plan
    print_plan(run, proposal, verdicts, audience)
    setting = replace(run.setting(head_of(run)), verdicts=verdicts, held_to=held.sealed, refused=held.refused)
    setting = replace(setting, audience=audience, limits=limits)
    unwritten = None
    if (number := _pull_number(run)) is not None:
        is_news = not proposal.is_empty or bool(proposal.refusals or proposal.notices or checked.problems)
        body = render_plan_comment(proposal, checked.problems, dialect, setting)
        unwritten = update_comment(run, number, head_of(run), body, is_news=is_news)
        setting = replace(setting, has_comment="comment-url" in run.outputs, comment_error=unwritten)
        proposal = proposal if unwritten is None else without_refusal(proposal)
    report_plan(run, proposal, render_plan_summary(proposal, checked.problems, dialect, setting), verdicts, held.report)
    annotate_policies(run, proposal, held.report)
    for refusal in proposal.refusals:
        report_error(SegmentsError(refusal.code, f"refused: {refusal.message}", refusal.remedy), run.write)
    reason = next((refusal.code for refusal in proposal.refusals), denial_code(run, unwritten))
    run.outputs["failure-reason"] = reason
    write_outputs(run.environ, run.outputs)
    return 1 if reason else 0


def _prove(run: Run, proposal: Plan, checked: CheckResult) -> CheckResult:
    """Return ``checked`` with what is proven to be wrong with what the plan changes, and report that; it stops no run, strict or not."""
    proven = with_proven_problems(proposal, run.files, checked, run.provider.dialect)
    report_problems(run, [problem for problem in proven.problems if problem not in checked.problems])
    return proven


def validate_only(run: Run) -> int:
    """Only check the definitions; needs neither AWS nor a token."""
    checked = run.check()
    if stop_at_problems(run, checked):
        return 1
    count = len(checked.segments)
    run.say(f"{count} {'segment is' if count == 1 else 'segments are'} valid.")
    write_outputs(run.environ, {"failure-reason": ""})
    return 0


def stop_at_problems(run: Run, checked: CheckResult) -> bool:
    """Report the problems in the definitions, and return whether they stop the run."""
    report_problems(run, checked.problems)
    if not has_errors(checked.problems, strict=run.inputs.strict):
        return False
    setting = run.setting(head_of(run))
    if (number := _pull_number(run)) is not None:
        error = update_comment(run, number, head_of(run), render_problems_comment(checked.problems, setting), is_news=True)
        setting = replace(setting, comment_error=error)
    append_summary(run.environ, render_problems_summary(checked.problems, setting))
    run.outputs["failure-reason"] = "findings"
    write_outputs(run.environ, run.outputs)
    return True


def open_reader(run: Run, checked: CheckResult) -> SegmentReader:
    """Return a reader of the container of ``checked``."""
    return run.service().open_reader(run.connection(checked))


def propose_for(run: Run, checked: CheckResult, reader: SegmentReader, *, read_all: bool = False) -> Plan:
    """Plan with the limits of this run's inputs; ``read_all`` is for ``propose``."""
    dialect = run.provider.dialect
    policy = DeletePolicy(delete=run.inputs.delete == "owned", deletes=run.inputs.allow_deletes, remedies=remedies_for(dialect))
    target = Target(dialect.name, run.connection(checked).scope, reader.region, run.owner)
    return with_fingerprints(propose(checked.segments, reader, dialect, target=target, policy=policy, read_all=read_all), dialect)


def confirm_deletes(run: Run, plan: Plan, pull_number: int | None, merged_at: str | None = None) -> tuple[Plan, Confirmation | None]:
    """Look for a label on the pull request that confirms the deletions of ``plan``, unless the input ``allow-deletes`` decides.

    ``merged_at`` is the time of its merge: None if it is open, empty if it is not known.
    Returns the plan, without its refusal if they are confirmed, and the label.
    """
    if run.github is None or pull_number is None or run.inputs.allow_deletes is not None or not plan.count(Delete):
        return plan, None
    comments = run.github.plan_comments(pull_number, run.target)
    is_only_target = not comments.other_targets()
    confirmation = find_confirmation(
        plan,
        only_comment(comments.comments()),
        run.github.label_events(pull_number),
        target=run.target,
        is_only_target=is_only_target,
        merged_at=merged_at,
    )
    weighed = weigh_deletions(plan, confirmation, target=run.target, is_only_target=is_only_target, merged_at=merged_at)
    return weighed, confirmation


def _confirm_if_readable(run: Run, proposal: Plan) -> Plan:
    """Look for the label; if that fails, the plan is still shown, with its deletions not confirmed."""
    try:
        return confirm_deletes(run, proposal, _labelled(run))[0]
    except ForgeError as error:
        run.say(f"The labels of the pull request cannot be read, so none of them confirms deletions.\n{explain_read_only(run, error)}")
        return proposal


def without_plan(run: Run, error: SegmentsError) -> int:
    """Report why there is no plan. GitHub gives runs of forks and Dependabot no credentials: only their files were checked."""
    setting = run.setting(head_of(run))
    expected = run.event.is_read_only and error.code in {"credentials-missing", "no-region"}
    if expected:
        message = "The definitions are valid. They were not compared with what is deployed: GitHub gives this run no AWS credentials."
        remedy = "a maintainer who pushes the same commits to a branch of this repository gets the whole plan."
        error = SegmentsError("validated-only", message, remedy)
        run.say(str(error))
    else:
        report_error(error, run.write)
        run.outputs["failure-reason"] = error.code
    if (number := _pull_number(run)) is not None and not run.event.is_read_only:
        comment_error = update_comment(run, number, head_of(run), render_error_comment(error, setting), is_news=True)
        setting = replace(setting, comment_error=comment_error)
    append_summary(run.environ, render_error_summary(error, setting))
    write_outputs(run.environ, run.outputs)
    return 0 if expected else 1


def head_of(run: Run) -> str:
    """Return the commit of the run."""
    return run.event.head_sha or run.event.sha


def _pull_number(run: Run) -> int | None:
    """Return the pull request to comment on: a merge group's plan is only a check, and must not replace a reviewed plan."""
    return run.event.pull_number if run.event.name == "pull_request" else None


def _labelled(run: Run) -> int | None:
    """Return the pull request whose labels count: a merge group's branch names its own, and only GitHub makes such branches."""
    return run.event.pull_number if run.event.name in {"pull_request", "merge_group"} else None
