"""Promise 4: an old job that is run again applies nothing that the branch no longer says, whatever way pull requests are merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.refusal_codes import REFUSALS
from tests.action.job import REPOSITORY, TOKEN, WORKFLOW, WRITES, Ended, Job, segment
from tests.fake_github.world import Fault as GitHubFault
from tests.fake_github.world import StoredFile, Token
from tests.promises.jobs import WAYS, Proposal, Way, every_way, running, told

BASE = {f"base-{n}.yaml": segment(f"Base {n}", "base") for n in range(5)}
A, B = {"a.yaml": segment("Audience A", "a")}, {"b.yaml": segment("Audience B", "b")}
ON_BASE = {"on-base.yaml": "Name: On base\nSegmentGroups:\n  Include: ALL\n  Groups: [{Type: ANY, SourceSegments: [{Ref: base-0}]}]\n"}
CHANGED = {"base-0.yaml": segment("Base 0", "changed")}
WITHOUT_0 = {name: text for name, text in BASE.items() if name != "base-0.yaml"}
CHANGES: Mapping[str, Mapping[str, str]] = {
    "create": {**BASE, **A},
    "update": {**BASE, **CHANGED},
    "delete": WITHOUT_0,
    "create on another": {**BASE, **ON_BASE},
}


every_change = pytest.mark.parametrize("change", CHANGES)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        made.check_out(BASE)
        made.deploy_and_then(BASE)
        yield made


def merged(job: Job, number: int, files: Mapping[str, str], way: Way = WAYS[0]) -> tuple[Job, str]:
    """Plan a pull request, merge it, and return the job of its push, not run yet, with its commit."""
    proposal = Proposal.open(job, number, f"{number}aa" * 10, files)
    assert proposal.plan().code == 0
    sha = way.merge(proposal, f"{number}cd" * 10, files)
    job.emulator.forget_requests()
    return proposal.job, sha


def refused(job: Job, ended: Ended, reason: str = "outdated-run") -> str:
    """Return what a run said that was refused, without a write to the service."""
    assert (ended.code, ended.reason, ended.outputs["applied"]) == (1, reason, "0"), ended.log
    assert WRITES.isdisjoint(job.operations())
    assert reason in REFUSALS
    return told(ended)


# ── reverted meanwhile ───────────────────────────────────────────────────────────────────────────────────────────────


@every_change
@every_way
def test_a_change_that_was_reverted_before_its_job_ran_is_not_applied(job: Job, way: Way, change: str) -> None:
    old, sha = merged(job, 11, CHANGES[change], way)
    revert, newest = merged(job, 12, BASE, way)
    assert revert.push(newest).outputs["has-changes"] == "false"
    said = refused(job, old.push(sha))
    assert f"this run's commit is {sha[:7]}, but main has moved on to {newest[:7]}" in said
    assert "gh run list --workflow segments-apply.yml --branch main --limit 1" in said


@every_way
def test_the_rest_of_a_partly_failed_apply_is_not_applied_once_it_was_reverted(job: Job, way: Way) -> None:
    old, sha = merged(job, 11, {**BASE, **A, **B}, way)
    job.emulator.faults.add(Fault(operation="CreateSegment", nth=2, status=400, error="BadRequestException"))
    assert old.push(sha).outputs["applied"] == "1"
    revert, newest = merged(job, 12, BASE, way)
    assert revert.push(newest).outputs["applied"] == "1"
    job.emulator.forget_requests()
    assert WRITES.isdisjoint(job.operations())
    ended = old.push(sha)
    assert (ended.code, WRITES.isdisjoint(job.operations())) == (1, True)


@every_way
def test_the_rest_is_not_applied_either_while_the_revert_waits_for_its_turn(job: Job, way: Way) -> None:
    old, sha = merged(job, 11, {**BASE, **A, **B}, way)
    job.emulator.faults.add(Fault(operation="CreateSegment", nth=2, status=400, error="BadRequestException"))
    assert old.push(sha).outputs["applied"] == "1"
    merged(job, 12, {**BASE, **A}, way)
    assert "b: it is not there" in refused(job, old.push(sha))


def test_a_digest_that_was_approved_by_hand_is_not_applied_once_it_was_reverted(job: Job) -> None:
    _, sha = merged(job, 11, CHANGES["create"])
    job.check_out(CHANGES["create"])
    digest = job.dispatch(command="plan").outputs["plan-digest"]
    merged(job, 12, BASE)
    job.inputs |= {"command": "apply", "approved-plan": digest}
    refused(job, job.push(sha))


def test_without_an_approved_plan_an_old_job_applies_nothing_outdated_either(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["update"])
    merged(job, 12, BASE)
    old.inputs["require-approved-plan"] = "false"
    refused(job, old.push(sha))


def test_what_a_segment_builds_on_must_be_at_the_head_what_it_was(job: Job) -> None:
    old, sha = merged(job, 11, {**BASE, **ON_BASE})
    merged(job, 12, {**BASE, **CHANGED, **ON_BASE})
    assert "on-base: base-0, on which it builds, is another there" in refused(job, old.push(sha))


def test_an_older_workflow_file_applies_nothing(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    old.commit("e7" * 20, workflow="name: Apply segments elsewhere")
    assert f"the workflow file {WORKFLOW} is another there" in refused(job, old.push(sha))


def test_a_head_that_is_about_another_application_refuses(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    del old.inputs["application-id"]
    old.check_out({name: f"ApplicationId: app-123456\n{text}" for name, text in CHANGES["create"].items()})
    old.inputs["require-approved-plan"] = "false"
    old.github.world.commit(
        REPOSITORY, "e7" * 20, {WORKFLOW: "name: Apply segments", "segments/x.yaml": f"ApplicationId: app-2\n{A['a.yaml']}"}
    )
    assert "the application is app-2 there" in refused(job, old.push(sha))


# ── what is applied all the same ─────────────────────────────────────────────────────────────────────────────────────


@every_way
def test_two_merges_in_quick_succession_are_both_applied_the_second_after_the_first(job: Job, way: Way) -> None:
    first = Proposal.open(job, 11, "1a" * 20, {**BASE, **A})
    second = Proposal.open(job, 12, "2a" * 20, {**BASE, **B})
    assert (first.plan().code, second.plan().code) == (0, 0)
    shas = way.merge(first, "1c" * 20, {**BASE, **A}), way.merge(second, "2c" * 20, {**BASE, **A, **B})
    job.emulator.forget_requests()
    assert [first.job.push(shas[0]).outputs["applied"], second.job.push(shas[1]).outputs["applied"]] == ["1", "1"]
    assert job.names() == ["Audience A", "Audience B"]


@every_change
def test_an_old_job_applies_what_the_head_still_says_whatever_else_changed_there(job: Job, change: str) -> None:
    old, sha = merged(job, 11, CHANGES[change])
    merged(job, 12, {**CHANGES[change], **B, "base-4.yaml": segment("Base 4", "changed")})
    job.github.world.tokens[TOKEN] = Token(permissions={"contents": "read", "pull_requests": "write"})
    ended = old.push(sha)
    assert (ended.code, ended.outputs["applied"]) == (0, "1"), ended.log


def test_a_file_that_was_moved_with_its_key_is_the_same_segment(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    merged(job, 12, {**BASE, "moved/away.yaml": f"Key: a\n{A['a.yaml']}"})
    assert old.push(sha).outputs["applied"] == "1"


def test_a_repository_that_is_checked_out_below_the_workspace_is_compared_from_its_own_root(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    merged(job, 12, {**CHANGES["create"], **B})
    (old.workspace / "code").mkdir()
    (old.workspace / "segments").rename(old.workspace / "code" / "segments")
    (old.workspace / "code" / ".git").mkdir()
    old.inputs["path"] = "code/segments"
    assert old.push(sha).outputs["applied"] == "1"


def test_nothing_is_asked_where_there_is_nothing_to_do(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    old.push(sha)
    asked = job.github.count("GET", "/git/")
    old.push(sha)
    assert job.github.count("GET", "/git/") == asked


# ── a head that cannot be read ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        GitHubFault("status", path="/git/ref/", status=404, times=9),
        GitHubFault("status", path="/git/ref/", status=503, times=99),
        GitHubFault("garbage", path="/git/ref/", status=200, text="{}", times=9),
        GitHubFault("status", path="/git/trees/", status=404, times=9),
        GitHubFault("status", path="/git/blobs/", status=500, times=99),
        GitHubFault("garbage", path="/git/blobs/", status=200, text='{"content": ""}', times=9),
    ],
    ids=lambda fault: f"{fault.path} {fault.kind} {fault.status}",
)
def test_a_head_that_cannot_be_read_refuses(job: Job, fault: GitHubFault) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    merged(job, 12, {**CHANGES["create"], **B})
    job.github.fail(fault)
    refused(job, old.push(sha), "head-unreadable")
    job.github.world.faults.clear()
    assert old.push(sha).outputs["applied"] == "1"


def test_a_token_that_may_not_read_contents_refuses_and_says_what_to_add(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    job.github.world.tokens[TOKEN] = Token(permissions={"pull_requests": "write"})
    assert "contents: read" in refused(job, old.push(sha), "head-unreadable")


@pytest.mark.parametrize(
    "head",
    [
        {"segments/bad.yaml": "Nmae: Bad\n"},
        {"segments/link.yaml": StoredFile("a.yaml", "120000")},
        {"segments/module": StoredFile("", "160000")},
        {"segments/large.yaml": f"Name: {'x' * 2**20}\n"},
        {"segments/a.yaml": "not: [closed\n"},
    ],
    ids=["error", "link", "submodule", "too large", "no YAML"],
)
def test_a_head_whose_definitions_have_errors_refuses(job: Job, head: Mapping[str, str | StoredFile]) -> None:
    old, sha = merged(job, 11, WITHOUT_0)
    files = {f"segments/{name}": text for name, text in WITHOUT_0.items()}
    job.github.world.commit(REPOSITORY, "e7" * 20, {WORKFLOW: "name: Apply segments", **files, **head})
    assert "have errors" in refused(job, old.push(sha), "head-unreadable")


def test_a_head_without_the_folder_refuses(job: Job) -> None:
    old, sha = merged(job, 11, WITHOUT_0)
    job.github.world.commit(REPOSITORY, "e7" * 20, {WORKFLOW: "name: Apply segments"})
    assert "this folder does not exist" in refused(job, old.push(sha), "head-unreadable")


def test_a_run_that_does_not_know_its_workflow_file_refuses_once_the_branch_moved_on(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    old.environ["GITHUB_WORKFLOW_REF"] = "other/repository/.github/workflows/x.yml@refs/heads/main"
    merged(job, 12, {**CHANGES["create"], **B})
    assert "which workflow file this run comes from is not known" in refused(job, old.push(sha), "head-unreadable")


def test_without_a_token_there_is_no_branch_to_ask_and_nothing_is_applied(job: Job) -> None:
    old, sha = merged(job, 11, CHANGES["create"])
    old.inputs |= {"github-token": "", "require-approved-plan": "false"}
    refused(job, old.push(sha), "no-token")
