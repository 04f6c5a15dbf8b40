"""Promise 4: applied is what was reviewed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from segments_as_code.marker import write_marker
from segments_as_code.model.comments import Header
from segments_as_code.model.values import Json
from segments_as_code.reasons import REFUSALS
from tests.doors.job import HEAD, MERGE, REPOSITORY, TOKEN, WRITES, Ended, Job, segment
from tests.fake_github.world import Pull, Token
from tests.promises.jobs import BOT, NEW_AND_VIP, SIDE, Proposal, headers, running, told

BASE = {"base.yaml": segment("Base", "base")}
A = {"retail/a.yaml": segment("Audience A", "a")}
B = {"retail/b.yaml": segment("Audience B", "b")}
MERGE_A, MERGE_B, REVERT = "aa" * 20, "bb" * 20, "cc" * 20


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


# ── ways to merge ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("commits", "merged_as", "pushed"),
    [
        pytest.param([HEAD], MERGE, MERGE, id="squash, or a merge commit"),
        pytest.param([HEAD, MERGE_A, MERGE_B], MERGE_B, MERGE_B, id="rebase, pushed as its last commit"),
        pytest.param([HEAD, MERGE_A, MERGE_B], MERGE_B, MERGE_A, id="rebase, pushed as one of its commits"),
        pytest.param([HEAD], HEAD, HEAD, id="fast-forward"),
    ],
)
def test_whatever_way_it_is_merged_the_reviewed_plan_is_found_and_applied(
    job: Job, commits: list[str], merged_as: str, pushed: str
) -> None:
    job.pull_request()
    job.github.world.add_pull(REPOSITORY, Pull(7, HEAD, commits=commits))
    job.github.world.merge(REPOSITORY, 7, merged_as)
    job.github.world.index_lag = 2
    ended = job.push(pushed)
    assert (ended.code, ended.outputs["applied"]) == (0, "2"), ended.log


def in_queue(job: Job, head: str) -> Ended:
    """Run the job of a merge group, whose files are checked out."""
    group: dict[str, Json] = {
        "head_sha": head,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{'0' * 40}",
        "base_ref": "refs/heads/main",
    }
    payload: dict[str, Json] = {"action": "checks_requested", "merge_group": {**group, "base_sha": "c3" * 20}, "repository": SIDE}
    return job.step("merge_group", payload, {"GITHUB_REF": f"refs/heads/gh-readonly-queue/main/pr-7-{'0' * 40}", "GITHUB_SHA": head})


def test_a_merge_groups_plan_is_for_its_check_and_leaves_the_reviewed_one_in_the_comment(job: Job) -> None:
    job.pull_request()
    before = job.comments()
    job.check_out({**NEW_AND_VIP, **A})
    ended = in_queue(job, MERGE)
    assert (ended.code, ended.outputs["creates"], job.comments()) == (0, "3", before)
    job.check_out(NEW_AND_VIP)
    job.merge()
    assert job.push().outputs["applied"] == "2"


def test_two_pull_requests_that_a_queue_merges_in_one_push_are_refused_with_what_nobody_saw_together(job: Job) -> None:
    first, second = Proposal.open(job, 8, "8a" * 20, A), Proposal.open(job, 9, "9b" * 20, B)
    first.plan()
    second.plan()
    first.merge(MERGE_A, A)
    second.merge(MERGE_B, {**A, **B})
    ended = second.job.push(MERGE_B)
    assert (ended.code, ended.reason) == (1, "definitions-changed")
    assert "retail/a was not in the reviewed plan." in told(ended)
    right = second.job.dispatch(**{"command": "apply", "approved-plan": ended.outputs["plan-digest"]})
    assert (right.code, right.outputs["applied"]) == (0, "2")


# ── two merges within seconds ────────────────────────────────────────────────────────────────────────────────────────


def two_merged(job: Job) -> tuple[Job, Job]:
    """Plan two pull requests on the same base, merge both, and return the jobs of their pushes."""
    job.check_out(BASE)
    job.deploy_and_then(BASE)
    first, second = Proposal.open(job, 8, "8a" * 20, {**BASE, **A}), Proposal.open(job, 9, "9b" * 20, {**BASE, **B})
    assert (first.plan().code, second.plan().code) == (0, 0)
    first.merge(MERGE_A, {**BASE, **A})
    second.merge(MERGE_B, {**BASE, **A, **B})
    job.emulator.forget_requests()
    return first.job, second.job


def test_of_two_pull_requests_merged_within_seconds_each_applies_its_own_in_turn(job: Job) -> None:
    first, second = two_merged(job)
    assert (first.push(MERGE_A).outputs["applied"], second.push(MERGE_B).outputs["applied"]) == ("1", "1")
    assert job.names() == ["Audience A", "Audience B"]


def test_the_later_merge_that_is_applied_first_is_refused_and_running_it_again_finishes_it(job: Job) -> None:
    first, second = two_merged(job)
    early = second.push(MERGE_B)
    assert (early.code, early.reason, job.names()) == (1, "definitions-changed", [])
    assert "retail/a was not in the reviewed plan." in told(early)
    assert "where another pull request was merged just before this one, let its apply end and run this job again" in told(early)
    assert first.push(MERGE_A).outputs["applied"] == "1"
    again = second.push(MERGE_B)
    assert (again.code, again.outputs["applied"], job.names()) == (0, "1", ["Audience A", "Audience B"])


def test_running_an_older_apply_again_after_a_newer_one_undoes_nothing(job: Job) -> None:
    first, second = two_merged(job)
    first.push(MERGE_A)
    second.push(MERGE_B)
    first.inputs["allow-deletes"] = "1"
    job.emulator.forget_requests()
    ended = first.push(MERGE_A)
    assert (ended.code, WRITES.isdisjoint(job.operations())) == (1, True)
    assert ended.reason == "no-approval", "its record says that nothing was left"


def test_a_revert_is_planned_reviewed_and_applied_like_any_other_change(job: Job) -> None:
    job.pull_request()
    job.merge()
    job.push()
    change = Proposal.open(job, 8, "8a" * 20, {**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")})
    change.plan()
    change.merge(MERGE_A, {**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")})
    assert change.job.push(MERGE_A).outputs["applied"] == "1"
    revert = Proposal.open(job, 9, "9b" * 20, NEW_AND_VIP)
    revert.plan()
    revert.merge(REVERT, NEW_AND_VIP)
    assert revert.job.push(REVERT).outputs["applied"] == "1"
    assert job.push(REVERT).outputs["has-changes"] == "false"


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_another(job: Job) -> None:
    job.github.world.tokens["another"] = Token(login="mallory")
    job.inputs["github-token"] = "another"
    job.pull_request()
    job.inputs["github-token"] = TOKEN


def of_another_head(job: Job) -> None:
    job.pull_request()
    job.new_commit("e5" * 20)


def with_findings_since(job: Job) -> None:
    job.check_out({"bad.yaml": "Name: 7\n"})
    job.pull_request()
    job.check_out(NEW_AND_VIP)


def of_other_files(job: Job) -> None:
    job.pull_request()
    job.check_out({"vip.yaml": segment("VIPs", "vip"), **A})


def of_another_deployment(job: Job) -> None:
    job.deploy_and_then(NEW_AND_VIP)
    job.check_out({**NEW_AND_VIP, "vip.yaml": segment("VIPs", "everyone")})
    job.pull_request()
    job.check_out({"new.yaml": segment("New Customers", "by hand"), "vip.yaml": segment("VIPs", "by hand")})
    job.deploy_and_then({**NEW_AND_VIP, "vip.yaml": segment("VIPs", "everyone")})


def with_an_edited_header(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    (comment,) = job.comments()
    comment.body = comment.body.replace(digest, "0" * 64)


def without_a_checksum(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    (comment,) = job.comments()
    comment.body = f'<!-- segments-as-code {{"v":1,"kind":"plan","target":"app-123456/eu-west-1","head":"{HEAD}","digest":"{digest}"}} -->'


def of_an_unknown_kind(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.comments()[0].body = write_marker(Header("app-123456/eu-west-1", HEAD, digest, "planned"))


def twice(job: Job) -> None:
    job.pull_request()
    job.github.world.add_comment(REPOSITORY, 7, BOT, job.comments()[0].body)


def of_another_release(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.comments()[
        0
    ].body = f'<!-- segments-as-code {{"v":2,"kind":"plan","target":"app-123456/eu-west-1","head":"{HEAD}","digest":"{digest}"}} -->'


OTHER_FILES, OTHER_DEPLOYMENT = (
    "the definitions are not those that were reviewed.",
    "the definitions are as reviewed, so what is deployed changed",
)
OTHERWISE = "vip is to be changed in another way than was reviewed; "
SCENARIOS: Mapping[str, tuple[Callable[[Job], object], str, str]] = {
    "without a plan": (lambda _: None, "no-approval", "pull request #7 has no plan comment of ours for this target"),
    "with findings alone": (with_findings_since, "no-approval", "has no plan, only findings"),
    "of another release": (of_another_release, "no-approval", "was written by another release of Segments as Code"),
    "of a stranger": (of_another, "foreign-approval", "was written by mallory, and this job's token is not theirs"),
    "of another head": (of_another_head, "stale-head", "is for commit a1a1a1a, but what was merged is e5e5e5e"),
    "of other files": (
        of_other_files,
        "definitions-changed",
        f"{OTHER_FILES} {OTHERWISE}retail/a was not in the reviewed plan; new is no longer to be changed.",
    ),
    "of another deployment": (
        of_another_deployment,
        "deployment-changed",
        f"{OTHER_DEPLOYMENT} since. {OTHERWISE}new was not in the reviewed plan.",
    ),
    "with an edited header": (with_an_edited_header, "approval-tampered", "was edited by hand: its checksum does not fit"),
    "without a checksum": (without_a_checksum, "approval-tampered", "was edited by hand: its checksum does not fit, or is missing"),
    "of an unknown kind": (of_an_unknown_kind, "no-approval", "is of the kind 'planned', and only a plan or the record"),
    "in two comments": (twice, "several-approvals", "has 2 plan comments for this target"),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_plan_that_is_not_the_reviewed_one_is_refused_with_its_own_reason_and_the_whole_story(job: Job, scenario: str) -> None:
    arrange, reason, story = SCENARIOS[scenario]
    arrange(job)
    job.merge()
    before = [comment.body for comment in job.comments()]
    job.emulator.forget_requests()
    ended = job.push()
    assert (ended.code, ended.reason) == (1, reason), ended.log
    assert WRITES.isdisjoint(job.operations())
    assert reason in REFUSALS
    assert story in told(ended)
    assert "\n".join(ended.log).count(story.partition(".")[0]) == 2, "in the log, and in the annotation"
    assert f"approved-plan: {ended.outputs['plan-digest']}" in told(ended)
    assert "### Segments: stopped" in ended.summary
    assert "### Segments: " in ended.summary.partition("### Segments: stopped")[0], "the plan as it is now comes first"
    assert [comment.body for comment in job.comments()] == before, "the comment stays what it is"


def test_a_refusal_names_both_plans(job: Job) -> None:
    reviewed = job.pull_request().outputs["plan-digest"]
    job.check_out(A)
    job.merge()
    ended = job.push()
    now = ended.outputs["plan-digest"]
    assert f"the comment on pull request #7 approves plan {reviewed[:7]}, but the plan now is {now[:7]}" in told(ended)


def test_a_direct_push_is_refused_because_nobody_reviewed_it(job: Job) -> None:
    job.pull_request()
    ended = job.push("f" * 40)
    assert (ended.code, ended.reason, WRITES.isdisjoint(job.operations())) == (1, "no-pull-request", True)


def test_a_plan_made_after_the_merge_was_reviewed_by_nobody_and_approves_nothing(job: Job) -> None:
    job.pull_request()
    job.check_out({"vip.yaml": segment("VIPs", "everybody")})
    job.merge()
    before = headers(job.comments())
    assert job.pull_request().code == 0
    assert headers(job.comments()) == before
    assert job.push().reason == "definitions-changed"


# ── the way out ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_refusal_says_the_exact_run_to_start(job: Job) -> None:
    job.merge()
    job.environ["GITHUB_WORKFLOW_REF"] = f"{REPOSITORY}/.github/workflows/segments-apply.yml@refs/heads/main"
    ended = job.push()
    assert f"(gh workflow run segments-apply.yml --ref main -f approved-plan={ended.outputs['plan-digest']})" in told(ended)


@pytest.mark.parametrize("ref", ["x.yml@refs/heads/main;id", "$(id).yml@refs/heads/main", "-h.yml@refs/heads/main", "x.yml@refs/tags/v1"])
def test_a_branch_or_file_that_is_no_plain_word_is_in_no_command_to_copy(job: Job, ref: str) -> None:
    job.merge()
    job.environ["GITHUB_WORKFLOW_REF"] = f"{REPOSITORY}/.github/workflows/{ref}"
    assert "gh workflow run" not in told(job.push())


def test_running_what_the_refusal_says_applies_the_plan_that_it_showed(job: Job) -> None:
    job.merge()
    digest = job.push().outputs["plan-digest"]
    job.inputs |= {"command": "apply", "approved-plan": digest}
    assert job.dispatch().outputs["applied"] == "2"


def test_an_approved_digest_applies_no_other_plan(job: Job) -> None:
    job.merge()
    job.inputs |= {"command": "apply", "approved-plan": job.push().outputs["plan-digest"]}
    job.check_out(A)
    ended = job.dispatch()
    assert (ended.code, ended.reason, WRITES.isdisjoint(job.operations())) == (1, "plan-differs", True)
