"""What a comment says of the policies that refuse its plan, and which labels count for that."""

from __future__ import annotations

import pytest

from segments_as_code.action.run import remedies_for
from segments_as_code.model.comment import Comment, Header, LabelEvent
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.review.comment_header import (
    carry_time,
    read_header,
    read_refused,
    refused_line,
    seal_comment,
    shown_since,
    write_header,
)
from segments_as_code.review.label_confirmation import Confirmation, find_labels, weigh_deletions
from tests.builders import desired, ours, planned

PLAN = planned([desired("a")], [ours("a"), ours("b")])
FIRST, SECOND = "aaaaaaaaaa", "bbbbbbbbbb"
THEN, SINCE, LATER = (f"2026-01-01T00:00:0{second}Z" for second in (4, 5, 6))


def body(*marks: str, digest: str = PLAN.digest) -> str:
    return seal_comment(f"{write_header(Header('t', 'c0ffee', digest))}\ntext\n\n{refused_line(marks)}\n")


def comment(*marks: str) -> Comment:
    return Comment(1, "u", "bot", body(*marks), SINCE)


def test_the_last_line_says_what_policies_refuse_and_the_checksum_covers_it() -> None:
    assert read_refused(body(FIRST, SECOND)) == {FIRST, SECOND}
    assert read_refused(body()) == frozenset()
    assert refused_line(()) == ""
    edited = read_header(body(FIRST).replace(FIRST, SECOND))
    assert edited is not None
    assert not edited.is_intact


@pytest.mark.parametrize("end", ["\n\n", "\r\n", " "])
def test_white_space_at_the_end_changes_nothing(end: str) -> None:
    assert read_refused(f"{body(FIRST)}{end}") == {FIRST}


NOT_THE_LINE = (f"<!-- refused {FIRST} --> more", f"> <!-- refused {FIRST} -->", "<!-- refused  -->", f"<!-- refused {FIRST} -->\nx")


@pytest.mark.parametrize("last", NOT_THE_LINE)
def test_only_the_whole_last_line_counts(last: str) -> None:
    assert read_refused(f"text\n{last}") == frozenset()


def test_no_more_than_five_hundred_are_kept() -> None:
    marks = [f"{number:010x}" for number in range(501)]
    assert read_refused(refused_line(marks)) == {*marks[:500]}


KEPT = [((), ()), ((FIRST,), (FIRST,)), ((FIRST,), ()), ((FIRST, SECOND), (SECOND,))]
ANEW = [((), (FIRST,)), ((FIRST,), (FIRST, SECOND)), ((FIRST,), (SECOND,))]


@pytest.mark.parametrize(("before", "after", "since"), [*((*marks, SINCE) for marks in KEPT), *((*marks, LATER) for marks in ANEW)])
def test_the_time_begins_anew_if_more_is_refused(before: tuple[str, ...], after: tuple[str, ...], since: str) -> None:
    changed = seal_comment(f"{body(*after)[: -len(refused_line(after)) - 1]}more\n{refused_line(after)}")
    written = Comment(1, "u", "bot", carry_time(changed, comment(*before), PLAN.digest), LATER)
    assert shown_since(written, PLAN.digest) == since
    assert read_refused(written.body) == {*after}


@pytest.mark.parametrize(
    ("at", "merged_at", "fault"),
    [
        (LATER, None, ""),
        (LATER, "2026-01-01T00:00:07Z", ""),
        (LATER, LATER, "after the merge, so it does not count"),
        ("2026-01-01T00:00:07Z", LATER, "after the merge, so it does not count"),
        (LATER, "", "after the merge, so it does not count"),
        (LATER, "2026", "after the merge, so it does not count"),
        (SINCE, None, "before the comment showed this plan, so it does not confirm it: remove it and add it again to confirm this plan"),
        (THEN, LATER, "before the comment showed this plan, so it does not confirm it"),
    ],
)
def test_a_label_counts_if_it_is_newer_than_the_plan_and_older_than_the_merge(at: str, merged_at: str | None, fault: str) -> None:
    found = find_labels(PLAN, comment(), [LabelEvent("widens", "octocat", at, is_added=True)], merged_at)["widens"]
    assert (found.by, found.fault) == ("octocat", f"the label widens was added by octocat {fault}" if fault else "")


DELETES = planned(
    [desired("a")], [ours("a"), ours("b"), ours("c")], policy=DeletePolicy(remedies=remedies_for(PROVIDERS["pinpoint"]().dialect))
)


@pytest.mark.parametrize("merged_at", [None, LATER])
def test_after_the_merge_a_refusal_names_another_pull_request(merged_at: str | None) -> None:
    other = "another pull request for the same folder, whose plan has what this one leaves undone"
    (unconfirmed,) = weigh_deletions(DELETES, None, target="t", is_only_target=True, merged_at=merged_at).refusals
    assert ("put the label segments-allow-deletes-2 on the pull request;" in unconfirmed.remedy) == (merged_at is None)
    assert (f"put the label segments-allow-deletes-2 on {other};" in unconfirmed.remedy) == (merged_at is not None)
    wrong = Confirmation("segments-allow-deletes-1", "octocat", 1)
    (differs,) = weigh_deletions(DELETES, wrong, target="t", is_only_target=True, merged_at=merged_at).refusals
    where = "the pull request instead" if merged_at is None else other
    assert differs.remedy.endswith(f"add the label segments-allow-deletes-2 to {where}.")
