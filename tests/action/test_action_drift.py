"""The action on ``schedule``: one issue that is open for as long as there is drift."""

from __future__ import annotations

import pytest

from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_header
from tests.action.job import REPOSITORY, TOKEN, WRITES, Ended, Job, segment
from tests.cli.test_drift import SAYS, WIDER
from tests.fake_github.world import Fault, StoredIssue, Token
from tests.providers.pinpoint.service import reader, writer

FILES = {"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")}
TITLE = "Segments drift: app-123456/eu-west-1"


@pytest.fixture
def scheduled(job: Job) -> Job:
    """Return a job of which everything is deployed."""
    job.deploy_and_then(FILES)
    return job


def look(job: Job, ref: str = "refs/heads/main") -> Ended:
    """Run the scheduled job."""
    side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
    return job.step("schedule", {"schedule": "0 6 * * *", "repository": side}, {"GITHUB_REF": ref, "GITHUB_SHA": "d4" * 20})


def change(job: Job, name: str = "VIPs", to: str = "VIPs") -> None:
    """Change by hand what is deployed."""
    found = next(found for found in reader(job.emulator).list_segments() if found.name == name)
    writer(job.emulator).update(found.id, {"Name": to, "Dimensions": WIDER})


def issues(job: Job) -> list[StoredIssue]:
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    return [issue for _, issue in sorted(repository.issues.items())]


def test_without_drift_there_is_no_issue(scheduled: Job) -> None:
    ended = look(scheduled)
    assert (ended.code, ended.outputs["has-changes"], "drift-issue-url" in ended.outputs) == (0, "false", False)
    assert ended.summary.startswith("### Segments drift: none\n")
    assert issues(scheduled) == []


def test_drift_opens_one_issue_that_says_what_differs_and_is_no_failure(scheduled: Job) -> None:
    change(scheduled)
    ended = look(scheduled)
    (issue,) = issues(scheduled)
    assert (ended.code, ended.reason, ended.outputs["has-changes"], ended.outputs["updates"]) == (0, "", "true", "1")
    assert (issue.title, issue.labels, issue.state, issue.author) == (TITLE, ["segments-drift"], "open", "github-actions[bot]")
    assert ended.outputs["drift-issue-url"] == f"https://github.test/{REPOSITORY}/issues/{issue.number}"
    assert "### Segments drift: 1 different\n" in issue.body
    assert SAYS in issue.body
    assert SAYS in ended.summary
    assert "**More people than git says.** In it although git does not say so, for example: kind" in issue.body
    assert "**More people than git says.**" in ended.summary
    header = read_header(issue.body)
    assert header is not None
    assert (header.kind, header.target) == ("drift", "app-123456/eu-west-1")


def test_the_issue_is_left_alone_while_nothing_changes_edited_when_something_does_and_closed_at_the_end(scheduled: Job) -> None:
    change(scheduled)
    look(scheduled)
    before = scheduled.github.count("PATCH")
    look(scheduled)
    assert scheduled.github.count("PATCH") == before
    change(scheduled, "New Customers", "Newer Customers")
    look(scheduled)
    (issue,) = issues(scheduled)
    assert "### Segments drift: 2 different\n" in issue.body
    scheduled.deploy_and_then(FILES)
    ended = look(scheduled)
    (issue,) = issues(scheduled)
    assert (issue.state, issue.state_reason) == ("closed", "completed")
    assert "### Segments drift: none\n" in issue.body
    assert ended.outputs["drift-issue-url"].endswith(f"/{issue.number}")


def test_a_lost_reply_leaves_one_issue(scheduled: Job) -> None:
    change(scheduled)
    scheduled.github.fail(Fault("drop-after", method="POST", path="/issues$"))
    assert "drift-issue-url" in look(scheduled).outputs
    assert len(issues(scheduled)) == 1


def test_without_permission_the_summary_has_it_all_and_the_permission_is_named(scheduled: Job) -> None:
    change(scheduled)
    scheduled.github.world.tokens = {TOKEN: Token(permissions={"*": "write", "issues": "none"})}
    ended = look(scheduled)
    assert (ended.code, ended.reason, ended.outputs["has-changes"], issues(scheduled)) == (1, "github-forbidden", "true", [])
    assert ended.summary.startswith("> [!CAUTION]\n")
    assert "### Segments drift: 1 different" in ended.summary
    assert any(line.startswith("::error title=github-forbidden::") for line in ended.log)
    assert any("`issues: write`" in line for line in ended.log)


def test_without_permission_and_without_drift_the_job_stays_green(scheduled: Job) -> None:
    scheduled.github.world.tokens = {TOKEN: Token(permissions={"*": "write", "issues": "none"})}
    ended = look(scheduled)
    assert (ended.code, ended.reason, ended.outputs["has-changes"]) == (0, "", "false")


@pytest.mark.parametrize(("inputs", "ref"), [({"github-token": ""}, "refs/heads/main"), ({}, "refs/heads/feature")])
def test_a_run_that_is_not_to_touch_the_issue_says_so(scheduled: Job, inputs: dict[str, str], ref: str) -> None:
    change(scheduled)
    scheduled.inputs |= inputs
    ended = look(scheduled, ref)
    assert (ended.code, issues(scheduled)) == (0, [])
    assert any("so no issue is opened, edited or closed." in line for line in ended.log)


def test_a_service_that_refuses_closes_no_issue(scheduled: Job) -> None:
    change(scheduled)
    look(scheduled)
    scheduled.inputs["application-id"] = "app-other"
    scheduled.inputs["target"] = "app-123456/eu-west-1"
    ended = look(scheduled)
    assert (ended.code, ended.reason, [issue.state for issue in issues(scheduled)]) == (1, "application-not-found", ["open"])


def test_the_command_drift_does_the_same_by_hand_and_nothing_is_written_to_pinpoint(scheduled: Job) -> None:
    change(scheduled)
    before = len(scheduled.operations())
    scheduled.inputs["command"] = "drift"
    scheduled.dispatch()
    assert [issue.title for issue in issues(scheduled)] == [TITLE]
    assert not WRITES & set(scheduled.operations()[before:])


def test_a_hostile_name_does_nothing_in_the_issue(scheduled: Job) -> None:
    change(scheduled, to="@team #1 <img> `x`")
    look(scheduled)
    (issue,) = issues(scheduled)
    outside = issue.body.partition("```diff")[0]
    assert "### Segments drift: 1 different\n" in outside
    assert [harmful for harmful in ("@team", "#1", "<img>") if harmful in outside] == []
