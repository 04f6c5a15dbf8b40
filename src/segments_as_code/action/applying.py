"""Apply: make the plan again, compare it with the reviewed one, apply it, and write the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.action.audience_limits import hold_to_sealed_limits
from segments_as_code.action.branch_head import refuse_outdated_run
from segments_as_code.action.planning import confirm_deletes, head_of, open_reader, propose_for, stop_at_problems
from segments_as_code.action.policy_base import NoFiles, hold_to_sealed
from segments_as_code.action.reporting import denial_code, print_plan, report_error, report_plan, update_comment
from segments_as_code.action.run import Run
from segments_as_code.github.client import GitHub, PullRequest
from segments_as_code.github.job_summary import append_summary
from segments_as_code.github.workflow_commands import write_outputs
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.plan import Applied, Failed, NotStarted, Outcome, Plan
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.pipeline import CheckResult, carry_out
from segments_as_code.plan.digest import remaining_plan
from segments_as_code.ports import SegmentReader
from segments_as_code.proving import judge
from segments_as_code.report.apply_report import render_record, render_record_summary
from segments_as_code.report.plan_report import render_plan_summary
from segments_as_code.report.plan_text import outcomes_text
from segments_as_code.report.problem_report import render_error_summary
from segments_as_code.report.text import plain_text
from segments_as_code.review.approval import Review, require_approval
from segments_as_code.review.label_confirmation import confirmed_by


@dataclass(slots=True)
class _Record:
    """Data for an apply's record: the commit and its pull request, who confirmed the deletions, what labels allowed, the verdicts."""

    head: str
    pull_request: PullRequest | None = None
    confirmed: str = ""
    refused: tuple[str, ...] = ()
    verdicts: Verdicts = field(default_factory=Verdicts)


def apply(run: Run) -> int:
    """Apply the reviewed plan; return 1 if it was refused or anything failed.

    1. Check the definitions, find the pull request, and make the plan again.
    2. Refuse it if it is not safe, not the reviewed one, or not what the branch says now.
    3. Apply it, and turn the pull request's comment into the record.
    """
    record = _Record(head_of(run))
    try:
        checked = run.check()
        if stop_at_problems(run, checked):
            return 1
        reader = open_reader(run, checked)
        plan = _approved_plan(run, checked, reader, record)
    except SegmentsError as error:
        report_error(error, run.write)
        append_summary(run.environ, render_error_summary(error, run.setting(record.head)))
        run.outputs |= {"failure-reason": error.code, "applied": "0", "failed": "0"}
        write_outputs(run.environ, run.outputs)
        return 1
    return _carry_out(run, checked, plan, reader, record)


def _approved_plan(run: Run, checked: CheckResult, reader: SegmentReader, record: _Record) -> Plan:
    """Return the plan, and store the data for its record in ``record``.

    Raises:
        SegmentsError: it cannot be made, or must not be applied.
    """
    if run.inputs.snapshot is not None:
        message = "the input snapshot is set, and nothing is applied on the strength of a snapshot."
        raise Refused("plan-from-snapshot", message, "set snapshot on steps that only plan.")
    merged = run.github.pull_request_of_commit(run.event.sha, run.branch) if run.github is not None else None
    if merged is not None and merged.base_ref == run.branch:
        record.pull_request, record.head = merged, merged.head_sha
    proposal, reviewed = propose_for(run, checked, reader), record.pull_request
    number, merged_at = (reviewed.number, reviewed.merged_at) if reviewed is not None else (None, None)
    plan, confirmation = confirm_deletes(run, proposal, number, merged_at)
    record.confirmed = confirmed_by(plan, confirmation)
    try:
        held = hold_to_sealed(run, checked, plan, record.pull_request)
    except NoFiles:
        refuse_outdated_run(run, checked, plan)  # the better reason, if the branch's own files cannot be read either
        raise
    record.refused = held.refused
    plan, unknown_limits = hold_to_sealed_limits(run, held, record.pull_request)
    record.verdicts = verdicts = judge(plan, run.provider.dialect, held.gate.checked.settings)
    print_plan(run, plan, verdicts)
    setting = replace(run.setting(record.head, ""), verdicts=verdicts)
    report_plan(run, plan, render_plan_summary(plan, checked.problems, run.provider.dialect, setting), verdicts)
    for refusal in plan.refusals:
        raise Refused(refusal.code, f"refused: {refusal.message}", refusal.remedy)
    _require_approval(run, plan, merged)
    if unknown_limits is not None:
        raise unknown_limits
    refuse_outdated_run(run, checked, plan)
    return plan


def _carry_out(run: Run, checked: CheckResult, plan: Plan, reader: SegmentReader, record: _Record) -> int:
    dialect = run.provider.dialect
    writer = run.provider.open_writer(run.connection(checked))

    def report(outcome: Outcome) -> None:
        run.say(plain_text(outcomes_text([outcome])[2:]).strip("\n"))

    outcomes = carry_out(plan, reader, writer, dialect, report=report)
    run.say(plain_text(outcomes_text(outcomes)))
    error = _write_record(run, plan, outcomes, record)
    failed = _count(outcomes, Failed) + _count(outcomes, NotStarted)
    run.outputs |= {
        "applied": str(_count(outcomes, Applied)),
        "failed": str(failed),
        "failure-reason": "apply-incomplete" if failed else denial_code(run, error),
    }
    write_outputs(run.environ, run.outputs)
    return 1 if run.outputs["failure-reason"] else 0


def _write_record(run: Run, plan: Plan, outcomes: Sequence[Outcome], record: _Record) -> SegmentsError | None:
    """Write the record to the pull request's comment and the job summary; return why the comment could not be written."""
    dialect, error, pull_request = run.provider.dialect, None, record.pull_request
    setting = replace(run.setting(record.head, _closing(run)), confirmed=record.confirmed, verdicts=record.verdicts, refused=record.refused)
    try:
        if pull_request is not None and outcomes:
            body = render_record(plan, outcomes, dialect, setting, left=remaining_plan(plan, outcomes, dialect))
            error = update_comment(run, pull_request.number, record.head, body, is_news=True, record_of=plan.digest)
    finally:
        append_summary(run.environ, render_record_summary(plan, outcomes, dialect, replace(setting, comment_error=error)))
    return error


def _require_approval(run: Run, plan: Plan, pull_request: PullRequest | None) -> None:
    if not run.inputs.require_approved_plan:
        run.say("require-approved-plan is false: this plan is applied without looking for a review of it.")
        return
    approved = run.inputs.approved_plan or run.event.inputs.get("approved-plan") or None
    if run.github is None and approved is None and not plan.is_empty:
        message = "without github-token the reviewed plan cannot be read, so nothing is applied."
        raise Refused("no-token", message, "give the step its github-token.")
    review = _read_review(run, run.github, pull_request) if run.github is not None and pull_request is not None else None
    require_approval(plan, review, approved=approved, workflow=run.workflow)


def _read_review(run: Run, github: GitHub, pull_request: PullRequest) -> Review:
    comments = github.plan_comments(pull_request.number, run.target)
    elsewhere = pull_request.base_ref if pull_request.base_ref != run.branch else ""
    return Review(pull_request.number, pull_request.head_sha, comments.comments(), comments.foreign_comments(), elsewhere)


def _closing(run: Run) -> str | None:
    if run.inputs.require_approved_plan:
        return None
    return "Applied without an approved plan: require-approved-plan was false."


def _count(outcomes: Sequence[Outcome], kind: type[Outcome]) -> int:
    return sum(isinstance(outcome, kind) for outcome in outcomes)
