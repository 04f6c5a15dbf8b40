"""The REST client under everything that goes wrong between here and GitHub."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from segments_as_code.github.client import GitHub
from segments_as_code.model.problem import ForgeError, UnclearWrite
from segments_as_code.review.comment_header import read_target
from tests.fake_github.server import FakeGitHub
from tests.fake_github.world import Fault, Token
from tests.github.conftest import REPOSITORY, TARGET, TOKEN, Patience, client, failure, list_comments, marked

COMMENTS = "/issues/7/comments$"


# ── what is tried again ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", [Fault("status", times=3, status=502), Fault("drop-before", times=3), Fault("drop-after", times=3)])
def test_a_reading_call_survives_three_failures(fake: FakeGitHub, github: GitHub, patience: Patience, fault: Fault) -> None:
    fake.fail(fault)
    list_comments(github)
    assert patience.pauses_s == [1.0, 4.0, 9.0]


def test_every_wait_is_said_before_it_begins(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    fake.fail(Fault("status", status=503))
    list_comments(github)
    expected = "GitHub answered with status 503: waiting 1 s before trying again to read the comments on pull request 7 of acme/audiences."
    assert patience.notices == [expected]


def test_a_fourth_server_error_ends_the_run(fake: FakeGitHub, github: GitHub) -> None:
    fake.fail(Fault("status", times=4, status=500))
    assert failure(lambda: list_comments(github)).code == "github-unavailable"
    assert fake.count("GET", COMMENTS) == 4


def test_a_fourth_broken_connection_ends_the_run(fake: FakeGitHub, github: GitHub) -> None:
    fake.fail(Fault("drop-before", times=4))
    assert failure(lambda: list_comments(github)).code == "github-unreachable"


def test_an_edit_is_repeated_when_its_reply_is_lost(fake: FakeGitHub, github: GitHub) -> None:
    conversation = github.plan_comments(7, TARGET)
    posted = conversation.post(marked("old"))
    fake.fail(Fault("drop-after", method="PATCH"))
    assert conversation.edit(posted, marked("new")).body == marked("new")
    assert fake.count("PATCH") == 2


def test_a_removal_whose_reply_is_lost_is_done(fake: FakeGitHub, github: GitHub) -> None:
    conversation = github.plan_comments(7, TARGET)
    posted = conversation.post(marked("old"))
    fake.fail(Fault("drop-after", method="DELETE"))
    conversation.remove(posted)
    assert fake.world.repositories[0].comments == {}


@pytest.mark.parametrize(
    "fault", [Fault("status", status=502), Fault("drop-before"), Fault("drop-after"), Fault("garbage", status=201, text="<html>")]
)
def test_a_post_of_unclear_fate_is_sent_once(fake: FakeGitHub, github: GitHub, fault: Fault) -> None:
    fake.fail(replace(fault, method="POST", path=COMMENTS))
    assert isinstance(failure(lambda: github.plan_comments(7, TARGET).post(marked("a plan"))), UnclearWrite)
    assert fake.count("POST", COMMENTS) == 1


def test_a_post_that_never_left_is_tried_again_and_then_is_not_unclear(patience: Patience) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with GitHub(url, url, REPOSITORY, TOKEN, read_target=read_target, sleep=patience.sleep, notify=patience.notices.append) as github:
        error = failure(lambda: github.plan_comments(7, TARGET).post(marked("a plan")))
    assert (error.code, patience.pauses_s) == ("github-unreachable", [1.0, 4.0, 9.0])


def test_a_reply_that_does_not_come_is_not_awaited_for_ever(fake: FakeGitHub, patience: Patience) -> None:
    fake.fail(Fault("delay", times=4, delay_s=0.3))
    urls = (fake.api_url, fake.graphql_url)
    with GitHub(
        *urls, REPOSITORY, TOKEN, read_target=read_target, sleep=patience.sleep, notify=patience.notices.append, read_timeout_s=0.05
    ) as github:
        error = failure(lambda: list_comments(github))
    assert (error.code, "no reply in time" in error.message) == ("github-unreachable", True)


# ── rate limits ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_is_waited_out_as_long_as_it_says(fake: FakeGitHub, github: GitHub, patience: Patience, status: int) -> None:
    fake.fail(Fault("secondary-limit", status=status, retry_after="17"))
    list_comments(github)
    assert patience.pauses_s == [17.0]


def test_a_secondary_limit_that_says_nothing_is_waited_out_longer_each_time(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    fake.fail(Fault("secondary-limit", times=2))
    list_comments(github)
    assert patience.pauses_s == [60.0, 120.0]


def test_the_primary_limit_is_waited_out_until_its_reset(fake: FakeGitHub, patience: Patience) -> None:
    patience.now = time.time()
    fake.fail(Fault("primary-limit", reset_in_s=40))
    with client(fake, patience) as github:
        list_comments(github)
    assert [35.0 < pause_s < 45.0 for pause_s in patience.pauses_s] == [True]


def test_a_post_that_a_limit_refused_is_sent_again(fake: FakeGitHub, github: GitHub) -> None:
    fake.fail(Fault("secondary-limit", method="POST", path=COMMENTS, retry_after="2"))
    github.plan_comments(7, TARGET).post(marked("a plan"))
    assert len(fake.world.repositories[0].comments) == 1


def test_a_limit_longer_than_five_minutes_is_not_waited_for(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    fake.fail(Fault("secondary-limit", retry_after="301"))
    error = failure(lambda: list_comments(github))
    assert (error.code, error.remedy, patience.pauses_s) == ("github-rate-limited", "run this again after 2027-01-15 08:05 UTC", [])


def test_all_waits_of_a_run_together_take_at_most_five_minutes(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    fake.fail(Fault("secondary-limit", times=9, retry_after="100"))
    assert failure(lambda: list_comments(github)).code == "github-rate-limited"
    assert patience.pauses_s == [100.0, 100.0, 100.0]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "github-rejected"),
        (401, "github-unauthorized"),
        (403, "github-forbidden"),
        (404, "github-not-found"),
        (410, "github-not-found"),
    ],
)
def test_a_refusal_is_said_once_and_not_tried_again(fake: FakeGitHub, github: GitHub, patience: Patience, status: int, code: str) -> None:
    fake.fail(Fault("status", status=status, text="No."))
    error = failure(lambda: list_comments(github))
    assert (type(error), error.code, fake.count("GET"), patience.pauses_s) == (ForgeError, code, 1, [])


def test_a_token_that_github_does_not_know_is_named_as_the_cause(fake: FakeGitHub, patience: Patience) -> None:
    with client(fake, patience, token="expired") as github:
        error = failure(lambda: list_comments(github))
    assert str(error) == (
        "Could not read the comments on pull request 7 of acme/audiences: GitHub does not accept the token. GitHub says: Bad credentials.\n"
        "    fix: pass `github-token: ${{ github.token }}`, or a token that has not expired"
    )


MISSING_PERMISSION = """\
Could not write a comment on pull request 7 of acme/audiences: the token may not do that. \
GitHub says: Resource not accessible by integration.
    fix: add this to the job (naming any permission takes away all others, so keep those it has):
permissions:
  contents: read
  pull-requests: write"""


def test_a_missing_permission_comes_with_the_yaml_that_grants_it(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.tokens[TOKEN] = Token(permissions={"issues": "read", "pull_requests": "read"})
    error = failure(lambda: github.plan_comments(7, TARGET).post(marked("a plan")))
    assert (error.code, str(error)) == ("github-forbidden", MISSING_PERMISSION)


def test_a_repository_that_is_not_there_is_named(fake: FakeGitHub, patience: Patience) -> None:
    with client(fake, patience, repository="acme/nothing") as github:
        error = failure(lambda: github.pull_request(7))
    assert (error.code, "pull request 7 of acme/nothing" in error.message) == ("github-not-found", True)


def test_a_reply_that_is_no_json_is_not_taken_for_an_empty_list(fake: FakeGitHub, github: GitHub) -> None:
    fake.fail(Fault("garbage", status=200, text="<html>Sign in to the proxy</html>"))
    assert failure(lambda: list_comments(github)).code == "github-unreadable"


@pytest.mark.parametrize("text", ["{}", "null", '"no"', '[{"body": "no number"}]', "[7]"])
def test_a_list_of_another_shape_is_not_taken_for_an_empty_one(fake: FakeGitHub, github: GitHub, text: str) -> None:
    fake.fail(Fault("garbage", status=200, text=text))
    assert failure(lambda: list_comments(github)).code == "github-unreadable"
