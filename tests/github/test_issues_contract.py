"""What every Issues keeps to: those in memory that other tests use, and the real ones over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from segments_as_code.comment_ports import Issues
from segments_as_code.model.problem import UnclearWrite
from tests.fake_github.issues import FakeIssues, FakeTracker
from tests.fake_github.server import FakeGitHub, serve
from tests.fake_github.world import Fault, StoredIssue, Token
from tests.github.conftest import REPOSITORY, TARGET, Patience, client, failure, marked, new_world

US = "github-actions[bot]"
LABEL = "segments-drift"


class Desk(Protocol):
    """One repository's issues."""

    def issues(self, target: str = TARGET) -> Issues: ...
    def add(self, author: str, body: str) -> None: ...
    def states(self) -> list[tuple[str, str]]: ...
    def lose_the_next_reply(self) -> None: ...


@dataclass(slots=True)
class DeskInMemory:
    tracker: FakeTracker
    losses: int = 0

    def issues(self, target: str = TARGET) -> Issues:
        return FakeIssues(self.tracker, target, lose_replies=self.losses)

    def add(self, author: str, body: str) -> None:
        self.tracker.add(author, "Theirs", body)

    def states(self) -> list[tuple[str, str]]:
        states = {number: (issue.title, "open") for number, issue in self.tracker.open.items()}
        states |= {number: (issue.title, reason) for number, (issue, reason) in self.tracker.closed.items()}
        return [states[number] for number in sorted(states)]

    def lose_the_next_reply(self) -> None:
        self.losses = 1


@dataclass(slots=True)
class DeskOverHttp:
    fake: FakeGitHub

    def issues(self, target: str = TARGET) -> Issues:
        return client(self.fake, Patience()).issues(LABEL, target)

    def add(self, author: str, body: str) -> None:
        self.fake.world.add_issue(REPOSITORY, StoredIssue(0, author, "Theirs", body, [LABEL]))

    def states(self) -> list[tuple[str, str]]:
        return [(issue.title, issue.state_reason or issue.state) for _, issue in sorted(stored(self.fake).items())]

    def lose_the_next_reply(self) -> None:
        self.fake.fail(Fault("drop-after", method="POST", path="/issues$"))


def stored(fake: FakeGitHub) -> dict[int, StoredIssue]:
    return fake.world.repositories[0].issues


@pytest.fixture(params=["memory", "api.github.com", "ghes-3.19"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    if request.param == "memory":
        yield DeskInMemory(FakeTracker())
        return
    with serve(new_world(), edition=request.param) as fake:
        yield DeskOverHttp(fake)


def test_what_was_opened_is_found_edited_and_closed(desk: Desk) -> None:
    issues = desk.issues()
    opened = issues.open("Drift", marked("one"))
    assert list(issues.open_issues()) == [opened]
    edited = issues.edit(opened, "Drift again", marked("two"))
    assert list(issues.open_issues()) == [edited]
    assert (edited.number, edited.title, edited.body) == (opened.number, "Drift again", marked("two"))
    issues.edit(edited, "Gone", marked("three"), closes="completed")
    assert (list(issues.open_issues()), desk.states()) == ([], [("Gone", "completed")])


def test_only_our_own_issues_about_our_target_are_found_oldest_first(desk: Desk) -> None:
    desk.add("mallory", marked("x"))
    desk.add(US, "no marker")
    desk.add(US, f"quoted:\n{marked('x')}")
    desk.issues("another").open("Other", marked("x", target="another"))
    first, second = desk.issues().open("A", marked("a")), desk.issues().open("B", marked("b"))
    assert [issue.number for issue in desk.issues().open_issues()] == [first.number, second.number]


def test_a_lost_reply_is_unclear_and_nothing_is_sent_twice(desk: Desk) -> None:
    desk.lose_the_next_reply()
    issues = desk.issues()
    with pytest.raises(UnclearWrite):
        issues.open("Drift", marked("x"))
    assert len(issues.open_issues()) == 1


# ── over HTTP alone ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_pull_requests_and_issues_without_the_label_are_passed_over_and_every_page_is_read(fake: FakeGitHub) -> None:
    for number in range(130):
        fake.world.add_issue(REPOSITORY, StoredIssue(0, "octocat", f"{number}", "x", [LABEL]))
    fake.world.add_issue(REPOSITORY, StoredIssue(0, US, "pull", marked("x"), [LABEL], is_pull=True))
    fake.world.add_issue(REPOSITORY, StoredIssue(0, US, "unlabelled", marked("x")))
    fake.world.add_issue(REPOSITORY, StoredIssue(1, US, "ours", marked("x"), [LABEL]))
    assert [issue.title for issue in DeskOverHttp(fake).issues().open_issues()] == ["ours"]


def test_a_label_that_github_dropped_is_put_on_afterwards(fake: FakeGitHub) -> None:
    fake.world.repositories[0].drops_labels = True
    issue = DeskOverHttp(fake).issues().open("Drift", marked("x"))
    assert stored(fake)[issue.number].labels == [LABEL]


def test_a_missing_permission_is_told_with_the_lines_that_grant_it(fake: FakeGitHub) -> None:
    fake.world.tokens = {token: Token(permissions={"*": "write", "issues": "read"}) for token in fake.world.tokens}
    error = failure(lambda: DeskOverHttp(fake).issues().open("Drift", marked("x")))
    assert (error.code, "issues: write" in error.remedy) == ("github-forbidden", True)


@pytest.mark.parametrize(("method", "code"), [("POST", "comment-unclear"), ("PATCH", "github-unreadable")])
def test_an_answer_that_holds_no_issue_is_an_error(fake: FakeGitHub, method: str, code: str) -> None:
    issues = client(fake, Patience()).issues(LABEL, TARGET)
    issue = issues.open("Ours", marked("drift"))
    fake.fail(Fault("garbage", method=method, path="/issues", status=200, text="{}", times=9))
    act = (lambda: issues.edit(issue, "Ours", marked("more"))) if method == "PATCH" else (lambda: issues.open("Ours", marked("drift")))
    assert failure(act).code == code


@pytest.mark.parametrize("label", [LABEL, {"name": LABEL}])
def test_an_issue_that_has_its_label_is_not_given_it_again_whichever_way_github_lists_labels(fake: FakeGitHub, label: object) -> None:
    answer = {"number": 5, "html_url": "u", "title": "Drift", "body": marked("x"), "user": {"login": US}, "labels": [label]}
    fake.fail(Fault("garbage", method="POST", path="/issues$", status=201, text=json.dumps(answer)))
    client(fake, Patience()).issues(LABEL, TARGET).open("Drift", marked("x"))
    assert [request.path for request in fake.requests if request.path.endswith("/labels")] == []
