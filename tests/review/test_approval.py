"""What was reviewed against what would be applied."""

from __future__ import annotations

import pytest

from segments_as_code.model.comments import Comment, Header
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import Refused
from segments_as_code.review.approval import Review, require_approval
from segments_as_code.review.comment_header import write_header
from tests.builders import desired, ours, planned, toy

HEAD = "4f2c" * 10
PLAN = planned([desired("a", toy("a", "x"))], [ours("a")])
OTHER = planned([desired("a", toy("a", "y"))], [ours("a")])
EMPTY = planned([desired("a")], [ours("a")])


def comment(*, digest: str = PLAN.digest, head: str = HEAD, kind: str = "plan", number: int = 1) -> Comment:
    return Comment(number, f"https://x/{number}", "github-actions[bot]", write_header(Header("t", head, digest, kind)) + "\ntext")


WITHOUT_CHECKSUM = f'<!-- segments-as-code {{"v":1,"kind":"plan","target":"t","head":"{HEAD}","digest":"{PLAN.digest}"}} -->'


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
