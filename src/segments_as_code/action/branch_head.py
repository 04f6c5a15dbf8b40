"""Check the branch's newest commit before an apply, so that a re-run of an old job applies nothing outdated."""

from __future__ import annotations

from collections.abc import Sequence

from segments_as_code.action.commit_files import CommitFiles, contents_here, path_in_repository
from segments_as_code.action.run import Run
from segments_as_code.github.client import GitHub
from segments_as_code.github.contents import RepositoryContents
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import ForgeError, Refused, has_errors, short
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.review.approval import find_disagreements

_MOST_NAMED = 8


def refuse_outdated_run(run: Run, checked: CheckResult, plan: Plan) -> None:
    """Return if the head of the branch still asks for ``plan``: it is this run's commit, or has the same for all changes.

    Raises:
        Refused: it does not (``outdated-run``), or cannot be read (``head-unreadable``, ``no-token``).
    """
    if plan.is_empty:
        return
    if run.github is None:
        message = "without github-token the branch's newest commit cannot be looked up, so nothing is applied."
        raise Refused("no-token", message, "give the step its github-token.")
    try:
        head = newest_commit(run, run.github)
        if head != run.commit:
            _compare(run, run.github.contents, head, checked, plan)
    except ForgeError as error:
        raise _unreadable(run, f"the newest commit of {_where(run)} cannot be read: {error.message}", error.remedy) from error


def _compare(run: Run, contents: RepositoryContents, head: str, checked: CheckResult, plan: Plan) -> None:
    if reason := _why_another_workflow(run, contents, head):
        raise _outdated(run, head, [reason])
    at_head = _check_head(run, contents, head)
    if at_head.scope != checked.scope:
        raise _outdated(run, head, [f"the {run.provider.dialect.nouns.container} is {at_head.scope or 'not named'} there"])
    if found := list(find_disagreements(plan, checked.segments, at_head.segments, run.provider.dialect)):
        raise _outdated(run, head, [f"{short(key)}: {how}" for key, how in found])


def newest_commit(run: Run, github: GitHub) -> str:
    """Return the newest commit of the branch being applied, or of the pull request for a pull request's own event.

    Raises:
        ForgeError: GitHub does not say it.
    """
    if run.event.name.startswith("pull_request") and run.event.pull_number is not None:
        return github.pull_request(run.event.pull_number).head_sha
    return github.contents.head_of(run.branch)


def _where(run: Run) -> str:
    return f"pull request #{run.event.pull_number}" if run.event.name.startswith("pull_request") else run.branch


def _why_another_workflow(run: Run, contents: RepositoryContents, head: str) -> str:
    """Return how the workflow file of this run differs at the head; empty if it is the same."""
    path = run.workflow_file
    if not path:
        raise _unreadable(run, f"{_where(run)} has moved on, and which workflow file this run comes from is not known", _SET_WORKFLOW)
    here = contents.find(run.environ.get("GITHUB_WORKFLOW_SHA") or run.commit, path)
    there = contents.find(head, path)
    if here is not None and there is not None and here.sha == there.sha:
        return ""
    return f"the workflow file {path} is another there" if there else f"the workflow file {path} is not there"


_SET_WORKFLOW = "let the runner pass GITHUB_WORKFLOW_REF on, and keep the workflow file in this repository."


def _check_head(run: Run, contents: RepositoryContents, head: str) -> CheckResult:
    """Return the segments in the definitions at the head.

    Raises:
        Refused: they have errors, so that they cannot be compared.
    """
    files = CommitFiles(contents, head, path_in_repository(run), contents_here(run))
    checked = check_definitions(files, run.provider.dialect, scope=run.inputs.scope)
    for problem in checked.problems:
        if has_errors([problem], strict=False):
            message = (
                f"the definitions at {head[:7]}, the newest commit of {_where(run)}, have errors: {problem.location}: {problem.message}"
            )
            raise _unreadable(run, message, "correct them on the branch; the apply of that merge does the rest.")
    return checked


def _unreadable(run: Run, message: str, remedy: str) -> Refused:
    return Refused("head-unreadable", f"this run's commit is {run.commit[:7]}, and {message}", remedy)


def _outdated(run: Run, head: str, reasons: Sequence[str]) -> Refused:
    more = f"; and {len(reasons) - _MOST_NAMED} more" if len(reasons) > _MOST_NAMED else ""
    wants = f"wants something else for what this plan touches: {'; '.join(reasons[:_MOST_NAMED])}{more}."
    message = f"this run's commit is {run.commit[:7]}, but {_where(run)} has moved on to {head[:7]} and {wants}"
    newest = f"run the newest run of this workflow instead{_how_to_run_the_newest(run)}"
    return Refused("outdated-run", message, f"{newest}; this run has nothing left to do.")


def _how_to_run_the_newest(run: Run) -> str:
    if not run.workflow:
        return ""
    file, _, branch = run.workflow.partition(" --ref ")
    return f" (gh run list --workflow {file} --branch {branch} --limit 1 names it, gh run rerun ID runs it)"
