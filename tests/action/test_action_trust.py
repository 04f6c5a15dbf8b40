"""What the action refuses to apply."""

from __future__ import annotations

from tests.action.job import TOKEN, WRITES, Job, segment
from tests.fake_github.world import Token


def merged_and_refused(job: Job, reason: str) -> None:
    job.merge()
    job.emulator.forget_requests()
    ended = job.push()
    assert (ended.code, ended.reason) == (1, reason), ended.log
    assert WRITES.isdisjoint(job.operations())
    if reason not in {"too-many-deletes", "no-token"}:
        assert f"approved-plan: {ended.outputs['plan-digest']}" in "\n".join(ended.log), "the way out is told"


def test_definitions_that_changed_after_the_review_are_refused(job: Job) -> None:
    job.pull_request()
    job.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "everyone")})
    merged_and_refused(job, "definitions-changed")


def test_a_deployed_segment_that_changed_after_the_review_is_refused(job: Job) -> None:
    job.inputs["require-approved-plan"] = "false"
    job.push()
    job.inputs["require-approved-plan"] = "true"
    job.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    job.pull_request()
    arn = next(request.parameters for request in job.emulator.requests if request.operation == "GetSegments")
    assert arn
    job.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "somebody else's change")})
    job.inputs["require-approved-plan"] = "false"
    job.push()
    job.inputs["require-approved-plan"] = "true"
    job.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    merged_and_refused(job, "deployment-changed")


def test_a_plan_for_an_older_head_is_refused(job: Job) -> None:
    job.pull_request()
    job.new_commit("e5" * 20)
    merged_and_refused(job, "stale-head")


def test_a_pull_request_without_our_comment_is_refused(job: Job) -> None:
    merged_and_refused(job, "no-approval")


def test_a_comment_that_somebody_else_wrote_does_not_count(job: Job) -> None:
    job.github.world.tokens["another"] = Token(login="mallory")
    job.inputs["github-token"] = "another"
    job.pull_request()
    job.inputs["github-token"] = TOKEN
    merged_and_refused(job, "foreign-approval")


def test_a_comment_whose_header_was_edited_is_refused(job: Job) -> None:
    ended = job.pull_request()
    (comment,) = job.comments()
    comment.body = comment.body.replace(ended.outputs["plan-digest"], "0" * 64)
    merged_and_refused(job, "approval-tampered")


def test_a_push_without_a_pull_request_is_refused(job: Job) -> None:
    job.pull_request()
    ended = job.push("f" * 40)
    assert (ended.code, ended.reason) == (1, "no-pull-request")
    assert WRITES.isdisjoint(job.operations())


def test_without_a_token_nothing_is_applied(job: Job) -> None:
    job.pull_request()
    job.inputs["github-token"] = ""
    merged_and_refused(job, "no-token")


def test_a_manual_run_that_names_the_digest_applies_that_plan_and_no_other(job: Job) -> None:
    digest = job.pull_request().outputs["plan-digest"]
    job.merge()
    wrong = job.dispatch(**{"command": "apply", "approved-plan": "0" * 64})
    assert (wrong.code, wrong.reason) == (1, "plan-differs")
    right = job.dispatch(**{"command": "apply", "approved-plan": digest})
    assert (right.code, right.outputs["applied"]) == (0, "2"), right.log


def test_applying_without_a_review_is_an_explicit_choice_that_the_record_states(job: Job) -> None:
    job.merge()
    job.inputs["require-approved-plan"] = "false"
    ended = job.push()
    assert (ended.code, ended.outputs["applied"]) == (0, "2")
    assert "require-approved-plan was false" in job.comments()[0].body


# ── deletions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_that_deletes_too_much_fails_the_check_and_is_not_applied(job: Job) -> None:
    job.deploy_and_then({"new.yaml": segment("New Customers", "new")})
    ended = job.pull_request()
    assert (ended.code, ended.reason, ended.outputs["deletes"]) == (1, "too-many-deletes", "1")
    assert "1 of our 2 segments (50 %, limit 30 %)" in job.comments()[0].body
    job.merge()
    applied = job.push()
    assert (applied.code, applied.reason) == (1, "too-many-deletes")
    assert "DeleteSegment" not in job.operations()


def test_an_empty_folder_is_refused_until_the_number_is_confirmed(job: Job) -> None:
    job.deploy_and_then({})
    assert job.pull_request().reason == "deletes-everything"
    job.inputs["allow-deletes"] = "2"
    assert job.pull_request().code == 0


def test_a_missing_folder_is_a_problem_and_never_an_empty_one(job: Job) -> None:
    job.deploy_and_then({})
    job.inputs["path"] = "segmets"
    ended = job.pull_request()
    assert (ended.code, ended.reason) == (1, "findings")
