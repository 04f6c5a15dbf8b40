"""Drift: compare what is deployed with the files, and keep one issue open as long as they differ."""

from __future__ import annotations

from dataclasses import replace

from segments_as_code.action.planning import head_of, open_reader, propose_for, stop_at_problems, without_plan
from segments_as_code.action.reporting import denial_code, report_plan, report_unwritten
from segments_as_code.action.run import Run
from segments_as_code.github.workflow_commands import write_outputs
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import ForgeError, SegmentsError, UnclearWrite
from segments_as_code.pipeline import trace_drift
from segments_as_code.proving import judge, judge_deployed
from segments_as_code.report.drift_report import render_drift_issue, render_drift_summary
from segments_as_code.report.drift_text import drift_text
from segments_as_code.report.text import plain_text
from segments_as_code.review.comment_publisher import publish_issue

LABEL = "segments-drift"
_REVIEWS = {"pull_request", "merge_group"}


def drift(run: Run) -> int:
    """Look for drift, and report it; return 1 if that failed.

    Drift is not a failure if the issue reports it; it is one if the token may not write the issue.
    """
    try:
        checked = run.check(with_examples=False)
    except SegmentsError as error:
        return without_plan(run, error)
    if stop_at_problems(run, checked):
        return 1
    try:
        reader = open_reader(run, checked)
        plan = propose_for(run, checked, reader, read_all=True)
    except SegmentsError as error:
        return without_plan(run, error)
    dialect = run.provider.dialect
    origins, verdicts = trace_drift(plan, reader, dialect), judge_deployed(plan, dialect, checked.settings)
    run.say(plain_text(drift_text(plan, origins, (), dialect, verdicts)))
    setting = replace(run.setting(head_of(run)), verdicts=verdicts)
    unwritten = _keep_issue(run, plan, render_drift_issue(plan, origins, checked.problems, dialect, setting))
    setting = replace(setting, comment_error=unwritten)
    report_plan(run, plan, render_drift_summary(plan, origins, checked.problems, dialect, setting), judge(plan, dialect, checked.settings))
    run.outputs["failure-reason"] = "" if plan.is_empty else denial_code(run, unwritten)
    write_outputs(run.environ, run.outputs)
    return 1 if run.outputs["failure-reason"] else 0


def _keep_issue(run: Run, plan: Plan, body: str) -> SegmentsError | None:
    """Update the issue; return why that failed, if it did: then only the job summary reports the drift."""
    if reason := _why_no_issue(run, plan):
        run.say(f"{reason}, so no issue is opened, edited or closed.")
        return None
    assert run.github is not None  # noqa: S101  # for the type checker: without it there is a reason
    title = f"Segments drift: {run.target}"
    try:
        issue = publish_issue(run.github.issues(LABEL, run.target), title, body, is_needed=not plan.is_empty)
    except (ForgeError, UnclearWrite) as error:
        need = "Keeping it needs `issues: write` in the job's permissions."
        report_unwritten(run, error, f"The issue was not kept up to date; what drifted is in the job summary. {need}")
        return error
    if issue is not None:
        run.outputs["drift-issue-url"] = issue.url
    return None


def _why_no_issue(run: Run, plan: Plan) -> str:
    """Return why this run must not touch the issue, which is about the default branch and the service itself."""
    event = run.event
    if run.github is None:
        return "There is no github-token"
    if plan.as_of is not None:
        return "This was compared with a snapshot"
    if event.name in _REVIEWS or (event.default_branch and event.branch != event.default_branch):
        return "This is not the default branch"
    return ""
