"""Promise 8: a useful result without permission, and never a failed listing read as an empty one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from segments_as_code.refusal_codes import GITHUB as CODES
from tests.action.job import TOKEN, WRITES, Job
from tests.fake_github.world import Fault as GitHubFault
from tests.fake_github.world import Token
from tests.promises.jobs import fault, is_plain, nobody_listens, running, told

READ_ONLY = Token(permissions={"*": "read"})


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "not-a-session")
    with running(tmp_path) as made:
        yield made


# ── GitHub: the plan is in the job summary, and the exit code is the plan's ──────────────────────────────────────────


def deny(job: Job, how: str) -> None:
    """Take from ``job`` what it needs of GitHub."""
    faults = {
        "404": GitHubFault("status", path="/comments", status=404, times=99),
        "422": GitHubFault("status", method="POST", path="/comments", status=422, times=99),
        "502": GitHubFault("status", method="POST", path="/comments", status=502, times=99),
        "limit": GitHubFault("secondary-limit", path="/comments", retry_after="86400", times=99),
        "503": GitHubFault("status", path="/comments", status=503, times=99),
        "dropped": GitHubFault("drop-before", path="/comments", times=99),
        "garbage": GitHubFault("garbage", path="/comments", status=200, text="<html>a proxy</html>", times=99),
    }
    if how in faults:
        job.github.fail(faults[how])
    elif how == "401":
        del job.github.world.tokens[TOKEN]
    elif how == "403":
        job.github.world.tokens[TOKEN] = READ_ONLY
    elif how == "nothing":
        job.github.world.tokens[TOKEN] = Token(permissions={"*": "none"})
    elif how == "unreachable":
        job.environ["GITHUB_API_URL"] = nobody_listens()
        job.environ["GITHUB_GRAPHQL_URL"] = f"{job.environ['GITHUB_API_URL']}/graphql"


DENIED: Mapping[str, str] = {"401": "github-unauthorized", "403": "github-forbidden", "nothing": "github-forbidden"}
"""What the workflow's author has to fix, and the failure-reason at plan: such a job does not look right."""

GITHUB: Mapping[str, tuple[str, str]] = {
    "401": ("GitHub does not accept the token", "github-unauthorized"),
    "403": ("pull-requests: write", ""),
    "nothing": ("pull-requests: ", "github-forbidden"),
    "422": ("GitHub will not carry it out (status 422)", ""),
    "502": ("GitHub answered with status 502", ""),
    "404": ("GitHub does not find it", "github-not-found"),
    "limit": ("GitHub's rate limit is reached", "github-rate-limited"),
    "503": ("GitHub answered with status 503", "github-unavailable"),
    "dropped": ("GitHub could not be reached", "github-unreachable"),
    "garbage": ("it is not JSON", "github-unreadable"),
    "unreachable": ("no connection could be made", "github-unreachable"),
}
"""What is missing; what is said of it at plan; the failure-reason at apply, empty where apply needs no more."""


@pytest.mark.parametrize("how", GITHUB)
def test_whatever_github_refuses_the_plan_is_in_the_summary_and_its_exit_code_counts(job: Job, how: str) -> None:
    deny(job, how)
    ended = job.pull_request()
    assert is_plain(job, ended)
    assert (ended.code, ended.reason) == ((1, DENIED[how]) if how in DENIED else (0, "")), ended.log
    assert (ended.outputs["creates"], "plan-digest" in ended.outputs) == ("2", True)
    assert "### Segments: 2 to create" in ended.summary
    assert GITHUB[how][0] in "\n".join(ended.log)
    assert job.comments() == []


@pytest.mark.parametrize("how", GITHUB)
def test_a_plan_that_stands_in_no_comment_is_annotated_cautioned_and_promises_no_apply(job: Job, how: str) -> None:
    deny(job, how)
    ended = job.pull_request()
    assert len([line for line in ended.log if line.startswith(("::error title=", "::warning title="))]) == 1, ended.log
    assert (told(ended) != "") == (how in DENIED)
    assert ended.summary.startswith("> [!CAUTION]\n> **This page could not be written to the pull request or the issue")
    assert "Merging applies this plan" not in ended.summary
    assert "No comment shows this plan, so an apply that requires a reviewed plan refuses it." in ended.summary


@pytest.mark.parametrize("inputs", [{"comment": "never"}, {"github-token": ""}])
def test_a_plan_that_is_not_to_be_shown_promises_no_apply(job: Job, inputs: Mapping[str, str]) -> None:
    job.inputs |= inputs
    ended = job.pull_request()
    assert (ended.code, "[!CAUTION]" in ended.summary) == (0, False)
    assert "No comment shows this plan, so an apply that requires a reviewed plan refuses it." in ended.summary


@pytest.mark.parametrize("how", DENIED)
def test_problems_that_stand_in_no_comment_are_annotated_and_cautioned(job: Job, how: str) -> None:
    job.check_out({"bad.yaml": "Name: Bad\nDimensions: {Attributes: {kind: {AttributeType: SOME, Values: [a]}}}\n"})
    deny(job, how)
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "findings")
    assert f"::error title={DENIED[how]}::" in "\n".join(ended.log)
    assert ended.summary.startswith("> [!CAUTION]\n")


@pytest.mark.parametrize("how", DENIED)
def test_a_stop_that_stands_in_no_comment_is_annotated_and_cautioned(job: Job, how: str) -> None:
    job.emulator.faults.add(fault())
    deny(job, how)
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "access-denied")
    assert f"::error title={DENIED[how]}::" in "\n".join(ended.log)
    assert ended.summary.startswith("> [!CAUTION]\n")


@pytest.mark.parametrize("how", [how for how, (_, reason) in GITHUB.items() if reason])
def test_an_apply_that_cannot_read_the_review_applies_nothing(job: Job, how: str) -> None:
    job.pull_request()
    job.merge()
    deny(job, how)
    ended = job.push()
    assert is_plain(job, ended)
    assert (ended.code, ended.reason) == (1, GITHUB[how][1]), ended.log
    assert ended.reason in CODES
    assert WRITES.isdisjoint(job.operations())
    assert "### Segments: stopped" in ended.summary


def test_an_apply_whose_record_cannot_be_written_leaves_it_in_the_summary(job: Job) -> None:
    job.pull_request()
    job.merge()
    deny(job, "403")
    ended = job.push()
    assert (ended.code, ended.reason) == (1, "github-forbidden")
    assert (ended.outputs["applied"], ended.outputs["failed"]) == ("2", "0")
    _, record = ended.summary.split("> [!CAUTION]\n")
    assert record.startswith("> **This page could not be written to the pull request or the issue")
    assert "### Segments: 2 applied" in record
    assert "::error title=github-forbidden::" in told(ended)


@pytest.mark.parametrize("how", ["422", "502"])
def test_an_apply_whose_record_is_refused_for_another_reason_stays_green_and_is_annotated(job: Job, how: str) -> None:
    job.pull_request()
    job.merge()
    job.github.fail(GitHubFault("status", method="PATCH", path="/comments", status=int(how), times=99))
    ended = job.push()
    assert (ended.code, ended.reason, ended.outputs["applied"], told(ended)) == (0, "", "2", "")
    assert any(line.startswith("::warning title=github-") for line in ended.log)
    assert "### Segments: 2 applied" in ended.summary.partition("> [!CAUTION]\n")[2]


def test_an_apply_that_failed_in_part_says_so_first(job: Job) -> None:
    job.pull_request()
    job.merge()
    deny(job, "403")
    job.emulator.faults.add(fault("CreateSegment"))
    ended = job.push()
    assert (ended.code, ended.reason, ended.outputs["failed"]) == (1, "apply-incomplete", "2")


def test_a_rate_limit_that_ends_soon_is_waited_for_and_the_wait_is_said(job: Job) -> None:
    job.github.fail(GitHubFault("secondary-limit", path="/comments", retry_after="7"))
    waits: list[float] = []
    job.sleep = waits.append
    ended = job.pull_request()
    assert (waits, len(job.comments())) == ([7.0], 1)
    assert any("GitHub's rate limit is reached: waiting 7 s" in line for line in ended.log)


def test_the_permission_that_github_names_is_the_one_to_add(job: Job) -> None:
    deny(job, "403")
    assert "permissions:" in "\n".join(job.pull_request().log)
    assert "  pull-requests: write" in job.pull_request().log


# ── forks and Dependabot ─────────────────────────────────────────────────────────────────────────────────────────────


def read_only(job: Job, who: str) -> None:
    job.github.world.tokens[TOKEN] = READ_ONLY
    if who == "fork":
        job.fork = "mallory/audiences"
    else:
        job.environ["GITHUB_ACTOR"] = "dependabot[bot]"


@pytest.mark.parametrize("who", ["fork", "dependabot"])
def test_a_run_that_github_gives_no_credentials_is_validated_and_told_why_no_more(
    job: Job, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_only(job, who)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    ended = job.pull_request()
    assert is_plain(job, ended)
    assert (ended.code, ended.reason, job.operations()) == (0, "", [])
    assert "The definitions are valid. They were not compared with what is deployed" in ended.summary
    assert told(ended) == ""


@pytest.mark.parametrize("who", ["fork", "dependabot"])
def test_problems_of_such_a_run_are_on_their_lines_and_fail_it(job: Job, who: str) -> None:
    read_only(job, who)
    job.check_out({"bad.yaml": "Name: Bad\nDimensions: {Attributes: {kind: {AttributeType: SOME, Values: [a]}}}\n"})
    ended = job.pull_request()
    assert is_plain(job, ended)
    assert (ended.code, ended.reason) == (1, "findings")
    assert any(line.startswith("::error file=segments/bad.yaml,line=2,") for line in ended.log)
    assert "AttributeType" in ended.summary


@pytest.mark.parametrize("who", ["fork", "dependabot"])
def test_such_a_run_with_credentials_of_its_own_has_its_plan_in_the_summary(job: Job, who: str) -> None:
    read_only(job, who)
    ended = job.pull_request()
    assert (ended.code, ended.reason, is_plain(job, ended)) == (0, "", True)
    assert "### Segments: 2 to create" in ended.summary
    assert (told(ended), ended.summary.startswith("> [!CAUTION]\n")) == ("", True)
    assert any(line.startswith("::warning title=github-forbidden::") for line in ended.log)
    assert "No comment shows this plan" in ended.summary


@pytest.mark.parametrize("who", ["fork", "dependabot"])
def test_such_a_run_is_told_who_can_help_and_no_permission_that_cannot(job: Job, who: str) -> None:
    read_only(job, who)
    ended = job.pull_request()
    for page in ("\n".join(ended.log), ended.summary):
        assert "a maintainer who pushes the same commits to a branch of this repository gets the comment" in page
        assert "pull-requests: write" not in page
        assert "permissions:" not in page
