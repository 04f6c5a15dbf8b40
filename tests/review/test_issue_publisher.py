"""Keep one issue: opened when needed, edited in place when it changes, closed when it is over; never two."""

from __future__ import annotations

import pytest

from segments_as_code.model.comment import Header
from segments_as_code.review.comment_header import write_header
from segments_as_code.review.comment_publisher import publish_issue
from tests.fake_github.issues import FakeIssues, FakeTracker

TARGET = "app-123456/eu-west-1"


@pytest.fixture
def issues() -> FakeIssues:
    return FakeIssues(FakeTracker(), TARGET)


def page(text: str, digest: str = "a") -> str:
    return f"{write_header(Header(TARGET, 'c0ffee', digest * 64, 'drift'))}\n{text}"


def titles(issues: FakeIssues) -> list[str]:
    return [issue.title for issue in issues.tracker.open.values()]


def test_an_issue_is_opened_edited_and_closed_as_drift_comes_changes_and_goes(issues: FakeIssues) -> None:
    opened = publish_issue(issues, "Drift", page("one"), is_needed=True)
    edited = publish_issue(issues, "Drift", page("two", "b"), is_needed=True)
    closed = publish_issue(issues, "Drift", page("none", ""), is_needed=False)
    assert opened is not None
    assert edited is not None
    assert closed is not None
    assert {opened.number, edited.number, closed.number} == {opened.number}
    assert (issues.calls, issues.tracker.open) == (["open", "edit", "close"], {})
    assert issues.tracker.closed[opened.number] == (closed, "completed")
    assert closed.body == page("none", "")


def test_without_drift_and_without_an_issue_nothing_is_done(issues: FakeIssues) -> None:
    assert publish_issue(issues, "Drift", page("none"), is_needed=False) is None
    assert issues.calls == []


def test_an_issue_that_tells_of_the_same_is_left_as_it_is(issues: FakeIssues) -> None:
    publish_issue(issues, "Drift", page("seen at one"), is_needed=True)
    publish_issue(issues, "Drift", page("seen at two"), is_needed=True)
    assert (issues.calls, [issue.body for issue in issues.tracker.open.values()]) == (["open"], [page("seen at one")])


def test_after_a_closed_issue_the_next_drift_opens_another(issues: FakeIssues) -> None:
    for is_needed in (True, False, True):
        publish_issue(issues, "Drift", page("x"), is_needed=is_needed)
    assert (len(issues.tracker.open), len(issues.tracker.closed)) == (1, 1)


@pytest.mark.parametrize("loses_all", [True, False])
def test_a_lost_reply_leaves_one_issue(issues: FakeIssues, loses_all: bool) -> None:  # noqa: FBT001  # pytest passes by name
    issues.lose_replies, issues.loses_all = 1, loses_all
    assert publish_issue(issues, "Drift", page("x"), is_needed=True) is not None
    assert titles(issues) == ["Drift"]


def test_two_runs_at_once_leave_one_issue_whichever_ends_last(issues: FakeIssues) -> None:
    other = FakeIssues(issues.tracker, TARGET)
    issues.meanwhile = lambda: publish_issue(other, "Drift", page("theirs"), is_needed=True)
    kept = publish_issue(issues, "Drift", page("ours", "b"), is_needed=True)
    assert kept is not None
    assert list(issues.tracker.open.values()) == [kept]
    ((closed, reason),) = issues.tracker.closed.values()
    assert (reason, f"This goes on in #{kept.number}." in closed.body, kept.body) == ("not_planned", True, page("ours", "b"))


def test_an_issue_that_is_closed_between_opening_it_and_looking_again_stays_closed(issues: FakeIssues) -> None:
    issues.afterwards = lambda: issues.tracker.closed.update({n: (issues.tracker.open.pop(n), "completed") for n in [*issues.tracker.open]})
    assert publish_issue(issues, "Drift", page("x"), is_needed=True) is None
    assert (issues.calls, len(issues.tracker.closed)) == (["open"], 1)


def test_an_issue_that_somebody_else_wrote_is_left_alone(issues: FakeIssues) -> None:
    theirs = issues.tracker.add("mallory", "Drift", page("theirs"))
    publish_issue(issues, "Drift", page("none"), is_needed=False)
    publish_issue(issues, "Drift", page("ours"), is_needed=True)
    assert issues.tracker.open[theirs.number] == theirs
    assert len(issues.tracker.open) == 2


def test_an_issue_of_another_title_is_edited_though_it_reports_the_same(issues: FakeIssues) -> None:
    publish_issue(issues, "Drift", page("x"), is_needed=True)
    publish_issue(issues, "Drift of the other name", page("x"), is_needed=True)
    assert (issues.calls, titles(issues)) == (["open", "edit"], ["Drift of the other name"])
