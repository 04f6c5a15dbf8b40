"""What was reviewed against what would be applied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.plan import Fingerprints, Plan
from segments_as_code.model.problem import Refused
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.review.approval import Review, require_approval
from segments_as_code.review.comment_header import seal_comment, write_header
from tests.builders import TOY, desired, ours, planned, toy

HEAD = "4f2c" * 10
PLAN = planned([desired("a", toy("a", "x"))], [ours("a")])
OTHER = planned([desired("a", toy("a", "y"))], [ours("a")])
EMPTY = planned([desired("a")], [ours("a")])


def comment(*, digest: str = PLAN.digest, head: str = HEAD, kind: str = "plan", number: int = 1) -> Comment:
    return Comment(
        number, f"https://x/{number}", "github-actions[bot]", seal_comment(write_header(Header("t", head, digest, kind)) + "\ntext")
    )


WITHOUT_CHECKSUM = f'<!-- segments-as-code {{"v":2,"kind":"plan","target":"t","head":"{HEAD}","digest":"{PLAN.digest}"}} -->'


def review(*comments: Comment) -> Review:
    return Review(7, HEAD, comments)


def refusal(plan: Plan, found: Review | None, approved: str | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        require_approval(plan, found, approved=approved)
    return caught.value


def test_the_plan_in_our_comment_for_the_merged_head_is_approved() -> None:
    require_approval(PLAN, review(comment()), approved=None)


def test_a_plan_with_nothing_to_do_needs_no_review() -> None:
    require_approval(EMPTY, None, approved=None)


def test_the_digest_named_on_a_manual_run_approves_that_plan_alone() -> None:
    require_approval(PLAN, None, approved=PLAN.digest)
    assert refusal(PLAN, review(comment()), approved=OTHER.digest).code == "plan-differs"


def test_the_record_of_a_partial_apply_approves_what_it_left() -> None:
    require_approval(PLAN, review(comment(kind="record")), approved=None)


def test_a_comment_by_another_account_takes_nothing_from_ours() -> None:
    require_approval(PLAN, Review(7, HEAD, (comment(),), (comment(number=2),)), approved=None)


@pytest.mark.parametrize(("author", "told"), [("mallory", "written by mallory,"), ("", "written by an account that is gone,")])
def test_who_wrote_a_comment_that_only_looks_like_ours_is_told(author: str, told: str) -> None:
    foreign = replace(comment(), author=author)
    assert told in refusal(PLAN, Review(7, HEAD, (), (foreign,))).message


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (None, "no-pull-request"),
        (review(), "no-approval"),
        (review(Comment(1, "u", "github-actions[bot]", "no marker")), "no-approval"),
        (Review(7, HEAD, (), (comment(),)), "foreign-approval"),
        (Review(7, HEAD, (comment(),), elsewhere="develop"), "another-branch"),
        (review(comment(digest="")), "no-approval"),
        (review(comment(digest="", kind="record")), "no-approval"),
        (review(comment(head="0" * 40)), "stale-head"),
        (review(comment(), comment(number=2)), "several-approvals"),
        (review(comment(digest=OTHER.digest)), "plan-differs"),
        (review(comment(digest=PLAN.digest[:7])), "plan-differs"),
        (review(comment(digest=PLAN.digest.upper())), "plan-differs"),
        (review(comment(kind="")), "no-approval"),
        (review(comment(kind="Plan")), "no-approval"),
        (review(comment(kind="drift")), "no-approval"),
        (review(comment(kind="findings")), "no-approval"),
        (review(comment(kind="snapshot")), "plan-from-snapshot"),
        (review(Comment(1, "u", "github-actions[bot]", WITHOUT_CHECKSUM)), "approval-tampered"),
    ],
)
def test_whatever_is_not_certain_refuses_with_a_code_of_its_own(found: Review | None, code: str) -> None:
    caught = refusal(PLAN, found)
    assert caught.code == code
    assert f"approved-plan: {PLAN.digest}" in caught.remedy


# ── how a plan differs from the reviewed one ─────────────────────────────────────────────────────────────────────────


def fingerprinted(*keys: str, desired_values: str = "x", there: str = "old") -> Plan:
    files = [desired(key, toy(key, desired_values)) for key in keys]
    return with_fingerprints(planned(files, [ours(key, toy(key, there)) for key in keys]), TOY)


def differing(now: Plan, reviewed: Plan, *, fingerprints: Fingerprints | None = None) -> Refused:
    header = Header("t", HEAD, reviewed.digest, "plan", fingerprints=fingerprints or reviewed.fingerprints)
    return refusal(now, review(Comment(1, "u", "bot", seal_comment(f"{write_header(header)}\ntext"))))


def test_other_definitions_are_told_apart_from_other_deployed_segments() -> None:
    assert differing(fingerprinted("a"), fingerprinted("a", desired_values="y")).code == "definitions-changed"
    assert differing(fingerprinted("a"), fingerprinted("a", there="older")).code == "deployment-changed"


def test_each_change_that_is_another_new_or_gone_is_named_and_no_other() -> None:
    said = differing(fingerprinted("a", "b"), fingerprinted("b", "c")).message
    assert "a was not in the reviewed plan; c is no longer to be changed." in said
    changed = differing(fingerprinted("a"), fingerprinted("a", there="older")).message
    assert changed.endswith("a is to be changed in another way than was reviewed.")


def test_a_plan_with_too_many_changes_to_say_which_says_that() -> None:
    now, reviewed = fingerprinted("a"), fingerprinted("a", there="older")
    assert reviewed.fingerprints is not None
    said = differing(now, reviewed, fingerprints=replace(reviewed.fingerprints, changes=None)).message
    assert "It has too many changes to say which" in said
    assert now.fingerprints is not None
    said = differing(replace(now, fingerprints=replace(now.fingerprints, changes=None)), reviewed).message
    assert "It has too many changes to say which" in said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("findings", "has no plan, only problems"),
        ("record", "is the record of an apply that left nothing to do"),
        ("drift", "is of the kind 'drift', and only a plan or the record of an apply approves"),
    ],
)
def test_a_comment_that_approves_nothing_says_what_it_is(kind: str, words: str) -> None:
    digest = "" if kind in {"findings", "record"} else PLAN.digest
    assert words in refusal(PLAN, review(comment(kind=kind, digest=digest))).message
    if kind == "findings":
        assert words in refusal(PLAN, review(comment(kind=kind))).message


def test_a_digest_is_named_by_its_beginning() -> None:
    assert f"approved-plan names plan abcdefa, but the plan now is {PLAN.digest[:7]}." in refusal(PLAN, None, "abcdefa0123").message
    assert "approved-plan names plan (none), but" in refusal(PLAN, None, "").message


def test_no_more_than_eight_changes_are_named() -> None:
    keys = [f"k{n}" for n in range(10)]
    said = differing(fingerprinted(*keys), fingerprinted(*keys, there="older")).message
    assert said.count("is to be changed in another way") == 8
    assert said.endswith("; and 2 more.")
    assert "more" not in differing(fingerprinted(*keys[:8]), fingerprinted(*keys[:8], there="older")).message


def test_a_plan_that_differs_in_no_change_says_that() -> None:
    now = fingerprinted("a")
    said = differing(now, fingerprinted("a", there="older"), fingerprints=now.fingerprints).message
    assert said.endswith("Each change is the same, but not what they build on, or their order.")


def test_without_fingerprints_on_one_side_it_is_only_known_that_the_plans_differ() -> None:
    assert refusal(fingerprinted("a"), review(comment(digest=OTHER.digest))).code == "plan-differs"
    assert differing(OTHER, fingerprinted("a")).code == "plan-differs"


def test_a_plan_without_a_digest_is_told_as_problems() -> None:
    assert "has no plan, only problems" in refusal(PLAN, review(comment(digest=""))).message


def test_the_command_that_applies_by_hand_is_named_if_the_workflow_is_known() -> None:
    assert "gh workflow run" not in refusal(PLAN, None).remedy
    with pytest.raises(Refused) as caught:
        require_approval(PLAN, None, approved=None, workflow="apply.yml --ref main")
    assert f"(gh workflow run apply.yml --ref main -f approved-plan={PLAN.digest})" in caught.value.remedy
