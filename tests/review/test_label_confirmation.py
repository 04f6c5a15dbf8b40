"""Which label confirms the deletions of a plan."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from segments_as_code.model.comments import Comment, Header, LabelEvent
from segments_as_code.review.comment_header import carry_time, shown_since, write_header
from segments_as_code.review.label_confirmation import Confirmation, confirmed_by, find_confirmation
from tests.builders import desired, ours, planned

PLAN = planned([desired("a")], [ours("a"), ours("b")])
LABEL = "segments-allow-deletes-1"
SINCE, LATER = "2026-01-01T00:00:05Z", "2026-01-01T00:00:06Z"


def comment(updated_at: str = SINCE, digest: str = PLAN.digest, kind: str = "plan") -> Comment:
    return Comment(1, "u", "bot", f"{write_header(Header('t', 'c0ffee', digest, kind))}\ntext", updated_at)


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
    second = Comment(1, "u", "bot", carry_time(f"{first.body} changed", first, PLAN.digest), LATER)
    assert (shown_since(second, PLAN.digest), shown_since(second, "0" * 64)) == (SINCE, "")
    third = Comment(1, "u", "bot", carry_time(comment(digest="0" * 64).body, second, "0" * 64), LATER)
    assert shown_since(third, "0" * 64) == LATER
    record = Comment(1, "u", "bot", carry_time(comment(digest="1" * 64, kind="record").body, second, PLAN.digest), LATER)
    assert shown_since(record, "1" * 64) == SINCE


def test_the_time_of_a_comment_of_another_version_counts_for_nothing() -> None:
    line = f'<!-- segments-as-code {{"v":2,"kind":"plan","target":"t","head":"c0ffee","digest":"{PLAN.digest}"}} -->'
    assert shown_since(Comment(1, "u", "bot", f"{line}\ntext", SINCE), PLAN.digest) == ""


def test_the_time_of_a_comment_that_was_edited_by_hand_counts_for_nothing() -> None:
    said = comment(digest="0" * 64)
    edited = Comment(1, "u", "bot", said.body.replace("0" * 64, PLAN.digest), SINCE)
    assert shown_since(edited, PLAN.digest) == ""
    moved = Comment(1, "u", "bot", said.body.replace("\n", f"\n<!-- plan {PLAN.digest} since {SINCE} -->\n", 1), LATER)
    assert (shown_since(moved, "0" * 64), shown_since(moved, PLAN.digest)) == (LATER, "")
