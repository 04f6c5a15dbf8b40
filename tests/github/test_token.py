"""Where the token goes, and whose comments are ours because of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from segments_as_code.github.client import GitHub
from segments_as_code.review.comment_header import read_target
from tests.fake_github.server import FakeGitHub, serve
from tests.fake_github.world import Fault, Token
from tests.github.conftest import HEAD, REPOSITORY, TARGET, TOKEN, Patience, client, failure, list_comments, marked, new_world


@pytest.fixture
def foreign() -> Iterator[FakeGitHub]:
    """Another host, to which nothing may ever be sent."""
    with serve(new_world(), strict=False) as running:
        yield running


# ── where the token goes ─────────────────────────────────────────────────────────────────────────────────────────────


ASTRAY = [
    "<{foreign}/repositories/1/issues/7/comments?page=2>",
    "<http://127.0.0.1@{foreign_host}/x>",
    "<http://a:b@{own_host}/repositories/1/issues/7/comments?page=2>",
    "<//{foreign_host}/x>",
    "<x y>",
]


@pytest.mark.parametrize("link", ASTRAY)
def test_a_link_to_another_host_is_not_followed(fake: FakeGitHub, github: GitHub, foreign: FakeGitHub, link: str) -> None:
    target = link.format(foreign=foreign.api_url, foreign_host=foreign.origin[7:], own_host=fake.api_url[7:])
    fake.fail(Fault("link", text=f'{target}; rel="next"'))
    assert failure(lambda: list_comments(github)).code == "github-paging"
    assert foreign.requests == []


def test_a_link_out_of_an_enterprise_server_s_api_is_not_followed(patience: Patience) -> None:
    with serve(new_world(), edition="ghes-3.19") as fake, client(fake, patience) as github:
        fake.fail(Fault("link", text=f'<{fake.origin}/api/v33/x>; rel="next"'))
        assert failure(lambda: list_comments(github)).code == "github-paging"


def test_a_redirect_is_not_followed(fake: FakeGitHub, github: GitHub, foreign: FakeGitHub) -> None:
    fake.fail(Fault("redirect", status=301, text=f"{foreign.api_url}/repos/{REPOSITORY}/issues/7/comments"))
    assert failure(lambda: list_comments(github)).code == "github-moved"
    assert foreign.requests == []


def test_a_link_that_goes_round_in_a_circle_ends_the_run(fake: FakeGitHub, github: GitHub) -> None:
    here = f"<{fake.api_url}/repos/{REPOSITORY}/issues/7/comments?per_page=100>"
    fake.fail(Fault("link", text=f'{here}; rel="next"'))
    assert failure(lambda: list_comments(github)).code == "github-paging"


def test_the_token_is_in_no_representation(github: GitHub) -> None:
    conversation = github.plan_comments(7, TARGET)
    assert TOKEN not in f"{github!r} {conversation!r} {vars(github)!r} {vars(conversation)!r}"


@pytest.mark.parametrize("token", ["", "two words", "line\r\nX-Injected: yes", "naïve"])
def test_a_token_that_cannot_be_one_is_refused_without_being_shown(token: str) -> None:
    error = failure(
        lambda: GitHub("http://127.0.0.1:1", "http://127.0.0.1:1", REPOSITORY, token, read_target=read_target, sleep=print, notify=print)
    )
    assert (error.code, token in str(error) and token != "") == ("github-token", False)


@pytest.mark.parametrize("name", ["", "audiences", "acme/../other", "../audiences", "acme/..", "acme/a/b", "acme/a b", "acme/a?x"])
def test_a_repository_s_name_cannot_lead_elsewhere(name: str) -> None:
    error = failure(
        lambda: GitHub("http://127.0.0.1:1", "http://127.0.0.1:1", name, TOKEN, read_target=read_target, sleep=print, notify=print)
    )
    assert error.code == "github-repository"


# ── who we are ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_our_comments_are_those_of_the_token_s_own_account(fake: FakeGitHub, patience: Patience) -> None:
    fake.world.tokens["t0ken-of-a-person"] = Token(login="Deploy-Bot")
    with client(fake, patience, token="t0ken-of-a-person") as github:
        posted = github.plan_comments(7, TARGET).post(marked("a plan"))
        fake.world.add_comment(REPOSITORY, 7, "github-actions[bot]", marked("another"))
        assert list(github.plan_comments(7, TARGET).comments()) == [posted]


def test_without_graphql_we_are_the_workflow_s_bot(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.graphql = False
    assert github.own_login() == "github-actions[bot]"


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault("status", times=4), "github-unavailable"), (Fault("garbage", status=200, text="<html>"), "github-unreadable")],
)
def test_a_graphql_that_does_not_answer_is_an_error_and_not_a_guess(fake: FakeGitHub, github: GitHub, fault: Fault, code: str) -> None:
    fake.fail(replace(fault, path="graphql"))
    assert failure(github.own_login).code == code


def test_who_we_are_is_asked_for_once(fake: FakeGitHub, github: GitHub) -> None:
    for _ in range(3):
        github.plan_comments(7, TARGET).post(marked("a plan"))
        list_comments(github)
    assert fake.count("POST", "graphql") == 1


def test_a_forged_comment_is_found_among_the_strangers(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.add_comment(REPOSITORY, 7, "mallory", marked("forged"))
    fake.world.add_comment(REPOSITORY, 7, None, marked("by an account that is gone"))
    github.plan_comments(7, TARGET).post(marked("a plan"))
    assert [(one.author, one.body) for one in github.plan_comments(7, TARGET).foreign_comments()] == [
        ("mallory", marked("forged")),
        ("", marked("by an account that is gone")),
    ]


def test_a_client_can_be_used_again_after_it_was_closed(github: GitHub) -> None:
    github.close()
    assert github.pull_request(7).head_sha == HEAD
