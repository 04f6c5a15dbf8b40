"""Which label confirms the deletions of a plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files

import pytest

from segments_as_code.action.run import remedies_for
from segments_as_code.model.comment import Comment, Header, LabelEvent
from segments_as_code.model.plan import Refusal
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.review.comment_header import carry_time, seal_comment, shown_since, write_header
from segments_as_code.review.label_confirmation import (
    Confirmation,
    confirmed_by,
    delete_label,
    find_confirmation,
    label_for,
    labels_for,
    only_comment,
    weigh_deletions,
)
from tests.builders import desired, ours, planned

PLAN = planned([desired("a")], [ours("a"), ours("b")])
LABEL = "segments-allow-deletes-1"
SINCE, LATER = "2026-01-01T00:00:05Z", "2026-01-01T00:00:06Z"


def comment(updated_at: str = SINCE, digest: str = PLAN.digest, kind: str = "plan") -> Comment:
    return Comment(1, "u", "bot", seal_comment(f"{write_header(Header('t', 'c0ffee', digest, kind))}\ntext"), updated_at)


def put_on(at: str, by: str = "octocat", label: str = LABEL) -> LabelEvent:
    return LabelEvent(label, by, at, is_added=True)


def found(events: Sequence[LabelEvent], said: Comment | None = None, *, is_only_target: bool = True) -> Confirmation | None:
    return find_confirmation(PLAN, said or comment(), events, target="t", is_only_target=is_only_target)


def test_a_label_put_on_after_the_plan_was_shown_confirms_it() -> None:
    confirmation = found([put_on(LATER)])
    assert confirmation == Confirmation(LABEL, "octocat", 1)
    assert confirmed_by(PLAN, confirmation) == f"octocat confirmed 1 deletion with the label {LABEL}."


@pytest.mark.parametrize("at", [SINCE, "2026-01-01T00:00:04Z", "", "2027", "2026-01-01 00:00:09"])
def test_a_label_put_on_in_the_same_second_or_before_or_nobody_knows_when_confirms_nothing(at: str) -> None:
    confirmation = found([put_on(at)])
    assert confirmation is not None
    assert confirmation.fault
    assert confirmed_by(PLAN, confirmation) == ""


@pytest.mark.parametrize("updated_at", ["", "later", "2026"])
def test_a_comment_of_which_nobody_knows_when_it_was_written_confirms_nothing(updated_at: str) -> None:
    confirmation = found([put_on(LATER)], comment(updated_at))
    assert confirmation is not None
    assert confirmation.fault


def test_a_label_is_as_it_was_put_on_last() -> None:
    off = LabelEvent(LABEL, "octocat", LATER, is_added=False)
    assert found([put_on(LATER), off]) is None
    again = found([put_on("2026-01-01T00:00:01Z"), off, put_on(LATER, by="someone")])
    assert again == Confirmation(LABEL, "someone", 1)


@pytest.mark.parametrize("label", [f"{LABEL}\n", f"{LABEL[:-1]}01", f"{LABEL[:-1]}0", f"x{LABEL}", f"{LABEL}x", "segments-drift"])
def test_another_label_is_none_of_ours(label: str) -> None:
    assert found([put_on(LATER, label=label)]) is None


def test_the_time_is_carried_along_with_the_plan_and_with_no_other() -> None:
    first = comment()
    second = Comment(1, "u", "bot", carry_time(seal_comment(f"{first.body} changed"), first, PLAN.digest), LATER)
    assert (shown_since(second, PLAN.digest), shown_since(second, "0" * 64)) == (SINCE, "")
    third = Comment(1, "u", "bot", carry_time(comment(digest="0" * 64).body, second, "0" * 64), LATER)
    assert shown_since(third, "0" * 64) == LATER
    record = Comment(1, "u", "bot", carry_time(comment(digest="1" * 64, kind="record").body, second, PLAN.digest), LATER)
    assert shown_since(record, "1" * 64) == SINCE


def test_the_time_of_a_comment_of_another_version_counts_for_nothing() -> None:
    line = f'<!-- segments-as-code {{"v":1,"kind":"plan","target":"t","head":"c0ffee","digest":"{PLAN.digest}"}} -->'
    assert shown_since(Comment(1, "u", "bot", f"{line}\ntext", SINCE), PLAN.digest) == ""


def test_the_time_of_a_comment_that_was_edited_by_hand_counts_for_nothing() -> None:
    said = comment(digest="0" * 64)
    edited = Comment(1, "u", "bot", said.body.replace("0" * 64, PLAN.digest), SINCE)
    assert shown_since(edited, PLAN.digest) == ""
    moved = Comment(1, "u", "bot", said.body.replace("\n", f"\n<!-- plan {PLAN.digest} since {SINCE} -->\n", 1), LATER)
    assert (shown_since(moved, "0" * 64), shown_since(moved, PLAN.digest)) == (LATER, "")


# ── several targets ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "is_named"),
    [("app-1", True), ("t" * 25, True), ("t" * 26, False), ("a,b", False), (" a", False), ("a ", False), ("a\n", False), ("a\tb", False)],
)
def test_a_label_names_its_target_or_a_hash_of_it_if_github_would_not_take_the_name(target: str, is_named: bool) -> None:  # noqa: FBT001  # a parameter
    made = delete_label(3, target, is_only_target=False)
    hashed = f"segments-allow-deletes-3-{sha256(target.encode()).hexdigest()[:10]}"
    assert made == (f"segments-allow-deletes-3-{target}" if is_named else hashed)
    assert len(made) <= 50
    assert delete_label(3, target, is_only_target=True) == "segments-allow-deletes-3"


def test_with_several_targets_only_a_label_that_names_this_one_confirms() -> None:
    assert found([put_on(LATER, label=f"{LABEL}-t")], is_only_target=False) == Confirmation(f"{LABEL}-t", "octocat", 1)
    assert found([put_on(LATER, label=f"{LABEL}-u")], is_only_target=False) is None
    plain = found([put_on(LATER)], is_only_target=False)
    assert plain is not None
    assert "does not say which target it is for" in plain.fault


def test_a_label_that_names_the_only_target_confirms_too() -> None:
    assert found([put_on(LATER, label=f"{LABEL}-t")]) == Confirmation(f"{LABEL}-t", "octocat", 1)


def test_labels_that_contradict_each_other_confirm_nothing() -> None:
    both = found([put_on(LATER), put_on(LATER, label="segments-allow-deletes-2")])
    assert both is not None
    assert both.fault == f"{LABEL} and segments-allow-deletes-2 contradict each other"
    twice = found([put_on(LATER), put_on(LATER, label=f"{LABEL}-t")])
    assert twice is not None
    assert not twice.fault


def test_of_labels_that_confirm_nothing_the_last_is_told() -> None:
    early = "2026-01-01T00:00:01Z"
    told = found([put_on(early), put_on(early, label="segments-allow-deletes-2")])
    assert told is not None
    assert told.label == "segments-allow-deletes-2"


def test_a_label_that_confirms_nothing_does_not_contradict_one_that_confirms() -> None:
    old = put_on("2026-01-01T00:00:01Z", label="segments-allow-deletes-2")
    assert found([old, put_on(LATER)]) == Confirmation(LABEL, "octocat", 1)


def test_a_label_that_confirms_counts_whatever_was_added_after_it() -> None:
    events = [put_on(LATER, label=f"{LABEL}-t"), put_on(LATER, label="segments-allow-deletes-2")]
    assert found(events, is_only_target=False) == Confirmation(f"{LABEL}-t", "octocat", 1)


def test_another_refusal_stays_if_the_label_has_another_number() -> None:
    plan = replace(PLAN, refusals=(*PLAN.refusals, Refusal("protected", "a is protected.", "keep it.")))
    weighed = weigh_deletions(plan, Confirmation(LABEL, "octocat", 2), target="t", is_only_target=True)
    assert [refusal.code for refusal in weighed.refusals] == ["allow-deletes-differs", "protected"]


@pytest.mark.parametrize(("by", "told"), [("octocat", "was added by octocat before the comment"), ("", "was added before the comment")])
def test_who_put_on_a_label_too_early_is_told_if_the_account_is_still_there(by: str, told: str) -> None:
    confirmation = found([put_on(SINCE, by=by)])
    assert confirmation is not None
    assert told in confirmation.fault


def test_without_a_comment_a_label_confirms_nothing() -> None:
    confirmation = find_confirmation(PLAN, None, [put_on(LATER)], target="t", is_only_target=True)
    assert confirmation is not None
    assert confirmation.fault
    assert confirmed_by(PLAN, None) == ""


def test_several_comments_are_none() -> None:
    assert only_comment([comment()]) == comment()
    assert only_comment([]) is None
    assert only_comment([comment(), comment()]) is None


@pytest.mark.parametrize(("count", "codes"), [(1, []), (2, ["allow-deletes-differs"])])
def test_a_confirmation_of_the_right_number_lifts_the_refusal_and_another_number_has_its_own(count: int, codes: list[str]) -> None:
    plan = planned([desired("a")], [ours("a"), ours("b")])
    assert [refusal.code for refusal in plan.refusals] == ["too-many-deletes"]
    weighed = weigh_deletions(plan, Confirmation(LABEL, "octocat", count), target="t", is_only_target=True)
    assert [refusal.code for refusal in weighed.refusals] == codes
    assert confirmed_by(plan, Confirmation(LABEL, "octocat", count)) == (
        "octocat confirmed 1 deletion with the label segments-allow-deletes-1." if count == 1 else ""
    )


def test_a_confirmation_with_a_fault_lifts_nothing_and_says_why() -> None:
    plan = planned([desired("a")], [ours("a"), ours("b")])
    (refusal,) = weigh_deletions(plan, Confirmation(LABEL, "octocat", 1, "the label is old"), target="t", is_only_target=True).refusals
    assert refusal.code == "too-many-deletes"
    assert refusal.message.endswith(" The label is old.")
    assert weigh_deletions(plan, None, target="t", is_only_target=True) == plan


def test_a_confirmation_lifts_the_refusal_of_deleting_everything_too() -> None:
    plan = planned([desired("b")], [ours("a")])
    assert [refusal.code for refusal in plan.refusals] == ["deletes-everything"]
    assert weigh_deletions(plan, Confirmation(LABEL, "octocat", 1), target="t", is_only_target=True).refusals == ()


def test_with_several_targets_the_refusal_names_the_label_of_this_one() -> None:
    plan = planned([desired("a")], [ours("a"), ours("b")], policy=DeletePolicy(remedies=remedies_for(PROVIDERS["pinpoint"]().dialect)))
    (refusal,) = weigh_deletions(plan, None, target="t", is_only_target=False).refusals
    assert f"the label {LABEL}-t on the pull request" in refusal.remedy


def test_a_label_of_a_policy_names_its_target_if_there_are_several() -> None:
    assert label_for("audience-widens", "staging", is_only_target=True) == "audience-widens"
    assert label_for("audience-widens", "staging", is_only_target=False) == "audience-widens-staging"
    assert labels_for("audience-widens", "staging", is_only_target=True) == ("audience-widens", "audience-widens-staging")
    assert labels_for("audience-widens", "staging", is_only_target=False) == ("audience-widens-staging",)
    long_ones = [label_for("x" * 49 + end, target, is_only_target=False) for end in "ab" for target in ("one", "two")]
    assert {len(label) for label in long_ones} == {50}
    assert len(set(long_ones)) == 4
    assert label_for("x" * 39, "a, b", is_only_target=False) == f"{'x' * 39}-{sha256(b'a, b').hexdigest()[:10]}"


def test_the_label_that_the_plan_workflow_names_as_an_example_is_one() -> None:
    workflow = (files("segments_as_code") / "starter" / "plan.yml").read_text(encoding="utf-8")
    (named,) = re.findall(r"change a plan \((\S+)\)", workflow)
    assert named == delete_label(7, "t", is_only_target=True)
