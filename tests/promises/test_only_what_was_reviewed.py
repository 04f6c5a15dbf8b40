"""Promise 4: applied is what was reviewed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from segments_as_code.model.comment import Header
from segments_as_code.refusal_codes import REFUSALS
from segments_as_code.review.comment_header import write_header
from tests.action.job import HEAD, REPOSITORY, TOKEN, WRITES, Job, segment
from tests.fake_github.world import Token
from tests.promises.jobs import BOT, NEW_AND_VIP, headers, running, told

A = {"retail/a.yaml": segment("Audience A", "a")}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def of_another(job: Job) -> None:
    job.github.world.tokens["another"] = Token(login="mallory")
    job.inputs["github-token"] = "another"
    job.pull_request()
    job.inputs["github-token"] = TOKEN


def of_another_head(job: Job) -> None:
    job.pull_request()
    job.new_commit("e5" * 20)


def with_problems_since(job: Job) -> None:
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
    comment.body = f'<!-- segments-as-code {{"v":2,"kind":"plan","target":"app-123456/eu-west-1","head":"{HEAD}","digest":"{digest}"}} -->'


def without_its_text(job: Job) -> None:
    job.pull_request()
    (comment,) = job.comments()
    comment.body = comment.body.partition("\n")[0]


def with_an_edited_text(job: Job) -> None:
    job.pull_request()
    (comment,) = job.comments()
    assert "2 to create" in comment.body
    comment.body = comment.body.replace("2 to create", "1 to create")


def of_an_unknown_kind(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.comments()[0].body = write_header(Header("app-123456/eu-west-1", HEAD, digest, "planned"))


def twice(job: Job) -> None:
    job.pull_request()
    job.github.world.add_comment(REPOSITORY, 7, BOT, job.comments()[0].body)


def of_another_release(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.comments()[
        0
    ].body = f'<!-- segments-as-code {{"v":1,"kind":"plan","target":"app-123456/eu-west-1","head":"{HEAD}","digest":"{digest}"}} -->'


OTHER_FILES, OTHER_DEPLOYMENT = (
    "the definitions are not those that were reviewed.",
    "the definitions are as reviewed, so what is deployed changed",
)
OTHERWISE = "vip is to be changed in another way than was reviewed; "
SCENARIOS: Mapping[str, tuple[Callable[[Job], object], str, str]] = {
    "without a plan": (lambda _: None, "no-approval", "pull request #7 has no plan comment for this target"),
    "with problems alone": (with_problems_since, "no-approval", "has no plan, only problems"),
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
    "with an edited header": (with_an_edited_header, "approval-tampered", "was edited by hand: its checksum does not match"),
    "without a checksum": (without_a_checksum, "approval-tampered", "was edited by hand: its checksum does not match, or is missing"),
    "without its text": (without_its_text, "approval-tampered", "was edited by hand: its checksum does not match, or is missing"),
    "with an edited text": (with_an_edited_text, "approval-tampered", "was edited by hand: its checksum does not match, or is missing"),
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


@pytest.mark.parametrize(
    "store",
    [
        lambda body: body.replace("\n", "\r\n"),
        lambda body: "\n".join(line.rstrip() for line in body.split("\n")),
        lambda body: f"{body}\r\n\r\n",
        str.strip,
    ],
    ids=["line ends", "trailing blanks", "lines at the end", "no line at the end"],
)
def test_white_space_that_github_or_its_editor_changes_takes_no_approval_away(job: Job, store: Callable[[str], str]) -> None:
    job.pull_request()
    (comment,) = job.comments()
    comment.body = store(comment.body)
    job.merge()
    assert job.push().outputs["applied"] == "2"


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
