"""Report the result of a run: the comment, the job summary, the log, the outputs and the plan's files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from segments_as_code.action.run import Run
from segments_as_code.github.job_summary import append_summary
from segments_as_code.github.workflow_commands import annotate, annotate_error, safe_log
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.verdict_text import verdicts_json
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.plan import Adopt, Create, Delete, Plan, Recreate, Replace, Unchanged, Update
from segments_as_code.model.policy import PolicyReport
from segments_as_code.model.problem import ForgeError, Problem, SegmentsError, Severity, UnclearWrite
from segments_as_code.plan.plan_json import write_plan
from segments_as_code.plan.policy_gate import policy_json, policy_problem
from segments_as_code.report.plan_text import plan_text
from segments_as_code.report.text import plain_text, problems_text
from segments_as_code.review.comment_publisher import publish

_NO_POLICIES = PolicyReport()


def report_error(error: SegmentsError, write: Callable[[str], None]) -> None:
    """Print why a run stopped, and show it on the run's page."""
    for line in safe_log(str(error)).split("\n"):
        write(line)
    annotate_error(error, write)


def report_problems(run: Run, problems: Sequence[Problem]) -> None:
    """Print all problems, and annotate their lines with as many as GitHub shows."""
    if problems:
        run.say(plain_text(problems_text(problems)).rstrip("\n"))
    annotate(problems, run.write)


def print_plan(run: Run, plan: Plan, verdicts: Verdicts, audience: AudienceView | None = None) -> None:
    """Print the plan to the log."""
    run.say(plain_text(plan_text(plan, (), run.provider.dialect, verdicts, is_verbose=True, audience=audience)))


def annotate_policies(run: Run, plan: Plan, report: PolicyReport) -> None:
    """Put each policy that stops the plan on the line of the definition that breaks it, with the policy's own line beside it."""
    places = {change.desired.key: change.desired.location for change in plan.changes if not isinstance(change, Delete)}
    annotate([policy_problem(result, places.get(result.key)) for result in report.results if result.stops], run.write)


def report_plan(run: Run, plan: Plan, page: str, verdicts: Verdicts, policies: PolicyReport = _NO_POLICIES) -> None:
    """Write the plan to the job summary, and as JSON and Markdown to the workspace."""
    append_summary(run.environ, page)
    run.outputs |= {
        "has-changes": str(not plan.is_empty).lower(),
        "creates": str(plan.count(Create)),
        "updates": str(plan.count(Update) + plan.count(Adopt)),
        "replaces": str(plan.count(Replace) + plan.count(Recreate)),
        "deletes": str(plan.count(Delete)),
        "unchanged": str(plan.count(Unchanged)),
        "plan-digest": plan.digest,
    }
    try:
        folder = leave_files(
            run.workspace, {"plan.json": write_plan(plan, *verdicts_json(verdicts), policies=policy_json(policies)), "plan.md": page}
        )
    except OSError as error:
        run.say(f"The plan's files could not be left in the workspace: {error.strerror}.")
        return
    run.outputs |= {"plan-json": f"{folder}/plan.json", "plan-markdown": f"{folder}/plan.md"}


def leave_files(workspace: Path, texts: dict[str, str]) -> str:
    """Write ``texts`` by file name to a new folder of the workspace, owned by the workspace's owner; return its name.

    The folder's name is random, so that nothing that a pull request put into the workspace can have that name.
    """
    folder = Path(tempfile.mkdtemp(prefix="segments-plan-", dir=workspace))
    owner = workspace.stat()
    for name, content in {**texts, ".gitignore": "*\n"}.items():  # git add --all, in a later step, leaves the folder out
        (folder / name).write_text(content, encoding="utf-8", errors="backslashreplace")
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    folder.chmod(0o755)
    return folder.name


def update_comment(run: Run, pull_number: int, head: str, body: str, *, is_news: bool, record_of: str = "") -> SegmentsError | None:
    """Make ``body`` our only comment on a pull request if the input ``comment`` asks for it; return why that failed.

    ``is_news`` is whether there is something to report; with ``comment: changes`` a page without news only replaces an
    existing one. Once the pull request is merged, only a record may be written: a plan made after the merge was not
    reviewed, and must not look as if it was. ``record_of`` is the digest of the plan that a record is about.
    """
    github = run.github
    if run.inputs.comment == "never" or github is None:
        return None

    def is_current() -> bool:
        pull_request = github.pull_request(pull_number)
        return pull_request.head_sha == head and (bool(record_of) or not pull_request.is_merged)

    try:
        comments = github.plan_comments(pull_number, run.target, is_current)
        if run.inputs.comment == "changes" and not is_news and not comments.comments():
            return None
        comment = publish(comments, body, is_current=is_current, continues=record_of)
    except (ForgeError, UnclearWrite) as error:
        if error.code == "comment-superseded":
            run.say(str(error))
            return None
        explained = explain_read_only(run, error)
        report_unwritten(run, explained, f"The comment on pull request #{pull_number} was not written; its text is in the job summary.")
        return explained
    if comment is None:
        run.say(
            f"Pull request #{pull_number} has a newer commit than {head[:7]}, or is merged: its comment is not this run's to write. "
            f"If it shows {head[:7]} all the same, run the newer commit's job again."
        )
        return None
    run.outputs["comment-url"] = comment.url
    return None


def explain_read_only(run: Run, error: SegmentsError) -> SegmentsError:
    """Return ``error`` with advice for a run that GitHub makes read-only, in which permissions do not help."""
    if error.code != "github-forbidden" or not run.event.is_read_only:
        return error
    remedy = (
        "GitHub makes runs for forks and for Dependabot read-only, whatever permissions the workflow names; "
        "a maintainer who pushes the same commits to a branch of this repository gets the comment."
    )
    return ForgeError(error.code, error.message, remedy)


def report_unwritten(run: Run, error: SegmentsError, what: str) -> None:
    """Print and annotate why a comment or an issue could not be written: an error if that fails the run, else a warning."""
    run.say(f"{what}\n{error}")
    annotate_error(error, run.write, Severity.ERROR if denial_code(run, error) else Severity.WARNING)


def denial_code(run: Run, error: SegmentsError | None) -> str:
    """Return the code of ``error`` if the workflow's author can grant the missing permission, else an empty text.

    GitHub makes runs of forks and of Dependabot read-only: no workflow can give them the permission, so they do not fail for it.
    """
    if error is None or run.event.is_read_only or error.code not in {"github-unauthorized", "github-forbidden"}:
        return ""
    return error.code
