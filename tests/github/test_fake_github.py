"""The fake GitHub itself: a client that departs from GitHub's own description must not get away with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3
from openapi_spec_validator import validate

from segments_as_code.github.client import GitHub
from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_target
from tests.fake_github.budget import Budget
from tests.fake_github.description import Reply, Request, description_of
from tests.fake_github.openapi.cut import CALLS, EDITIONS, cut
from tests.fake_github.server import FakeGitHub, serve
from tests.github.conftest import HEAD, REPOSITORY, TARGET, TOKEN, Patience, marked, new_world

ROOT = Path(__file__).parents[2]
COMMENTS = f"/repos/{REPOSITORY}/issues/7/comments"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: Json
    link: str


def ask(url: str, method: str = "GET", body: Json = None, token: str = TOKEN, **headers: str) -> Answer:
    given = {"Authorization": f"Bearer {token}", "User-Agent": "test", "Content-Type": "application/json", **headers}
    with urllib3.PoolManager() as pool:
        reply = pool.request(method, url, body=None if body is None else json.dumps(body), headers=given, retries=False, redirect=False)
        content: Json = reply.json() if reply.data else None
        return Answer(reply.status, content, reply.headers.get("Link", ""))


@contextmanager
def lenient(edition: str = "api.github.com") -> Iterator[FakeGitHub]:
    with serve(new_world(), edition=edition, strict=False) as fake:
        yield fake


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cut_description_is_a_valid_one_and_holds_every_call(edition: str) -> None:
    content = json.loads((ROOT / "tests/fake_github/openapi" / f"{edition}.json").read_text(encoding="utf-8"))
    validate(content)
    assert {path: tuple(methods) for path, methods in content["paths"].items()} == CALLS


@pytest.mark.parametrize("edition", EDITIONS)
def test_cutting_what_is_cut_changes_nothing(edition: str) -> None:
    content = json.loads((ROOT / "tests/fake_github/openapi" / f"{edition}.json").read_text(encoding="utf-8"))
    assert cut(content) == content


WRONG_REQUESTS: list[tuple[str, str, Json]] = [
    ("POST", COMMENTS, {}),
    ("POST", COMMENTS, {"body": 7}),
    ("POST", COMMENTS, {"body": "x", "colour": "red"}),
    ("POST", COMMENTS, None),
    ("GET", f"{COMMENTS}?perpage=100", None),
    ("GET", f"{COMMENTS}?per_page=many", None),
    ("GET", f"/repos/{REPOSITORY}/issues/seven/comments", None),
    ("PUT", COMMENTS, {"body": "x"}),
    ("GET", "/user", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG_REQUESTS)
def test_a_request_that_breaks_the_description_is_answered_500_and_remembered(method: str, path: str, body: Json) -> None:
    with lenient() as fake:
        assert ask(f"{fake.api_url}{path}", method, body).status == 500
        assert len(fake.violations) >= 1


def test_a_reply_that_breaks_the_description_is_never_sent() -> None:
    with lenient() as fake:
        ask(f"{fake.origin}/_admin/pulls", "POST", {"repository": REPOSITORY, "number": 8, "head_sha": HEAD, "title": 7})
        assert ask(f"{fake.api_url}/repos/{REPOSITORY}/pulls/8").status == 500
        assert fake.violations == [f"GET /repos/{REPOSITORY}/pulls/8: reply 200: $.title: 7 is not of type 'string'"]


def test_a_broken_description_fails_the_test_at_its_end() -> None:
    with pytest.raises(AssertionError, match="it has no query parameter perpage"), serve(new_world()) as fake:
        ask(f"{fake.api_url}{COMMENTS}?perpage=100")


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reply_that_breaks_the_description_is_found(edition: str) -> None:
    request = Request("GET", COMMENTS, "", {}, b"")
    faults = description_of(edition).faults_of_reply(request, Reply(200, [{"id": "not a number"}]))
    assert any("$[0].id: 'not a number' is not of type 'integer'" in fault for fault in faults)
    assert any("'html_url' is a required property" in fault for fault in faults)


def test_a_status_that_github_does_not_document_is_found() -> None:
    request = Request("GET", COMMENTS, "", {}, b"")
    assert description_of("api.github.com").faults_of_reply(request, Reply(418, {})) == [
        f"GET {COMMENTS}: reply 418: status 418 is not documented"
    ]


def test_a_page_holds_thirty_comments_unless_asked_and_never_more_than_a_hundred() -> None:
    with lenient() as fake:
        for number in range(250):
            fake.world.add_comment(REPOSITORY, 7, "octocat", str(number))
        pages = [ask(f"{fake.api_url}{COMMENTS}{query}") for query in ("", "?per_page=100", "?per_page=1000&page=3")]
        assert [len(page.content) for page in pages if isinstance(page.content, list)] == [30, 100, 50]
        assert f'<{fake.api_url}/repositories/1/issues/7/comments?per_page=100&page=2>; rel="next"' in pages[1].link
        assert "next" not in pages[2].link


def test_a_token_nobody_gave_out_is_refused() -> None:
    with lenient() as fake:
        assert ask(f"{fake.api_url}{COMMENTS}", token="guessed").status == 401


def test_a_request_without_a_user_agent_is_refused_as_github_does() -> None:
    with lenient() as fake:
        assert ask(f"{fake.api_url}{COMMENTS}", **{"User-Agent": urllib3.util.SKIP_HEADER}).status == 403


def test_the_request_log_holds_no_token() -> None:
    with lenient() as fake:
        ask(f"{fake.api_url}{COMMENTS}")
        log = ask(f"{fake.origin}/_admin/requests").content
        assert TOKEN not in json.dumps(log)
        assert isinstance(log, list)
        assert isinstance(log[0], dict)
        assert (log[0]["method"], log[0]["path"], log[0]["login"], log[0]["status"]) == ("GET", COMMENTS, "github-actions[bot]", 200)


def test_it_listens_on_loopback_only() -> None:
    with lenient() as fake:
        assert fake.origin.startswith("http://127.0.0.1:")


def test_it_runs_by_itself_from_a_seed_and_shows_what_it_holds(tmp_path: Path) -> None:
    pull: Json = {"number": 7, "head_sha": HEAD, "labels": ["ready"]}
    comment: Json = {"number": 7, "author": "octocat", "body": "Looks good."}
    repository: Json = {"full_name": REPOSITORY, "pulls": [pull], "comments": [comment]}
    seed: Json = {"tokens": {TOKEN: {"permissions": {"pull_requests": "write"}}}, "repositories": [repository]}
    (tmp_path / "seed.json").write_text(json.dumps(seed), encoding="utf-8")
    command = [sys.executable, "-m", "tests.fake_github", "--port", "0", "--seed", str(tmp_path / "seed.json"), "--edition", "ghes-3.19"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            api_url = process.stdout.readline().strip()
            said = _visit(api_url)
        finally:
            process.terminate()
    assert (api_url.endswith("/api/v3"), said, process.returncode) == (True, ["Looks good.", marked("a plan"), "merged"], 0)


def _visit(api_url: str) -> list[Json]:
    """Comment over the API, merge over the way in for tests, and return what stands there then."""
    origin, patience = api_url.removesuffix("/api/v3"), Patience()
    with GitHub(
        api_url, f"{origin}/api/graphql", REPOSITORY, TOKEN, read_target=read_target, sleep=patience.sleep, notify=patience.notices.append
    ) as github:
        github.plan_comments(7, TARGET).post(marked("a plan"))
        ask(f"{origin}/_admin/merge", "POST", {"repository": REPOSITORY, "number": 7, "sha": "a1" * 20})
        found = github.pull_request_of_commit("a1" * 20, "main")
    comments = ask(f"{origin}/_admin/comments").content
    assert isinstance(comments, list)
    return [*(one["body"] for one in comments if isinstance(one, dict)), "merged" if found and found.is_merged else "open"]


def test_the_budget_of_a_minute_is_refused_beyond_and_granted_anew() -> None:
    now = [0.0]
    budget = Budget(writes=2, points=13, clock=lambda: now[0])
    read, write = (Request(method, "/repos/o/r/issues/1/comments", "", {}, b"") for method in ("GET", "POST"))
    granted = [budget.refusal(request) is None for request in (read, read, write, read, write, write, read)]
    assert granted == [True, True, True, True, True, False, False]
    now[0] = 59.5
    refusal = budget.refusal(read)
    assert refusal is not None
    assert (refusal.status, refusal.headers["retry-after"]) == (403, "1")
    now[0] = 60.0
    assert budget.refusal(write) is None
    assert budget.refused == 3
