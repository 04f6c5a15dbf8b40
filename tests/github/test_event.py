from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.github.activity import Activity
from segments_as_code.github.event import Event, read_event
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError
from tests.github.events import BASE, ENVIRON, HEAD, MERGE, OURS, THEIRS, event, payload_of_pull_request, push

OF_PULL_REQUEST = Event(
    name="pull_request",
    action="synchronize",
    activity=Activity.PLAN,
    reason="A pull request is planned.",
    remedy="",
    repository="acme/audiences",
    default_branch="main",
    ref="refs/pull/7/merge",
    sha=MERGE,
    pull_number=7,
    head_sha=HEAD,
    base_ref="main",
    base_sha=BASE,
    is_fork=False,
    is_dependabot=False,
    is_draft=True,
    labels=("ready", "segments-allow-deletes-7"),
    inputs={},
    server_url="https://ghe.example",
    api_url="https://ghe.example/api/v3",
    graphql_url="https://ghe.example/api/graphql",
    run_id="42",
    run_attempt=3,
)


# ── what it is about ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pull_request_is_planned_and_known_by_its_head() -> None:
    assert event("pull_request", payload_of_pull_request()) == OF_PULL_REQUEST


def test_a_pull_request_of_another_repository_is_a_fork() -> None:
    assert event("pull_request", payload_of_pull_request(THEIRS)) == replace(OF_PULL_REQUEST, is_fork=True)


@pytest.mark.parametrize("gone", [None, {}, "x"])
def test_a_pull_request_whose_fork_is_gone_is_a_fork(gone: Json) -> None:
    assert event("pull_request", payload_of_pull_request(gone)).is_fork


def test_a_pull_request_whose_base_is_not_said_either_is_a_fork() -> None:
    payload: dict[str, Json] = {"pull_request": {"number": 7, "head": {"sha": HEAD}, "base": {}}}
    assert event("pull_request", payload).is_fork


def test_a_repository_s_name_in_another_case_is_no_fork() -> None:
    assert not event("pull_request", payload_of_pull_request({"full_name": "Acme/Audiences"})).is_fork


def test_dependabot_is_known_by_the_actor() -> None:
    assert event("pull_request", payload_of_pull_request(), GITHUB_ACTOR="dependabot[bot]") == replace(OF_PULL_REQUEST, is_dependabot=True)


def test_dependabot_is_known_by_the_sender_where_the_runner_names_no_actor() -> None:
    assert event("pull_request", payload_of_pull_request(sender={"login": "dependabot[bot]"}), GITHUB_ACTOR="").is_dependabot


def test_forks_and_dependabot_have_a_token_that_cannot_write() -> None:
    fork, bot = replace(OF_PULL_REQUEST, is_fork=True), replace(OF_PULL_REQUEST, is_dependabot=True)
    assert [OF_PULL_REQUEST.is_read_only, fork.is_read_only, bot.is_read_only] == [False, True, True]


def test_a_merge_group_names_its_pull_request_in_its_ref() -> None:
    ref = f"refs/heads/gh-readonly-queue/release/2026/pr-12-{BASE}"
    group: dict[str, Json] = {"head_sha": HEAD, "head_ref": ref, "base_sha": BASE, "base_ref": "refs/heads/release/2026"}
    found = event("merge_group", {"action": "checks_requested", "merge_group": group, "repository": OURS}, GITHUB_REF=ref)
    assert (found.activity, found.pull_number, found.head_sha, found.base_ref, found.base_sha) == (
        Activity.PLAN,
        12,
        HEAD,
        "release/2026",
        BASE,
    )


def test_a_branch_that_is_only_called_like_a_merge_group_is_none() -> None:
    assert push(f"refs/heads/gh-readonly-queue/main/pr-12-{BASE}").pull_number is None


def test_a_push_is_known_by_what_was_pushed() -> None:
    found = push()
    assert (found.pull_number, found.sha, found.head_sha, found.branch, found.is_fork) == (None, MERGE, MERGE, "main", False)


def test_the_address_of_a_run_is_on_the_server_it_runs_on() -> None:
    assert OF_PULL_REQUEST.run_url == "https://ghe.example/acme/audiences/actions/runs/42/attempts/3"


def test_the_owner_is_the_first_half_of_the_repository_s_name() -> None:
    assert OF_PULL_REQUEST.owner == "acme"


def test_a_run_without_a_number_has_no_address() -> None:
    assert replace(OF_PULL_REQUEST, run_id="").run_url == ""


# ── what is missing or broken ────────────────────────────────────────────────────────────────────────────────────────


def code_of(environ: Mapping[str, str]) -> str:
    with pytest.raises(SegmentsError) as caught:
        read_event(environ)
    assert caught.value.remedy
    return caught.value.code


def test_the_event_is_read_from_the_runner_s_file(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(payload_of_pull_request()), encoding="utf-8")
    assert read_event({**ENVIRON, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(file)}) == OF_PULL_REQUEST


def test_an_environment_without_an_event_says_so() -> None:
    assert code_of({}) == "event-missing"


def test_an_event_without_a_name_says_so(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("{}", encoding="utf-8")
    assert code_of({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}) == "event-missing"


def test_an_event_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert code_of({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path / "none.json")}) == "event-missing"


def test_an_event_file_that_is_a_folder_says_so(tmp_path: Path) -> None:
    assert code_of({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path)}) == "event-missing"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"null", b"\xff\xfe\x00", b"[" * 100_000])
def test_an_event_file_that_is_no_object_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "event.json").write_bytes(content)
    assert code_of({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}) == "event-unreadable"


@pytest.mark.parametrize("payload", [{}, {"number": 7}, {"number": "7", "pull_request": {}}, {"pull_request": {"number": 7, "head": None}}])
def test_a_pull_request_event_without_number_or_head_says_so(payload: Mapping[str, Json]) -> None:
    with pytest.raises(SegmentsError) as caught:
        event("pull_request", payload)
    assert caught.value.code == "event-incomplete"


def test_an_event_without_a_repository_says_so() -> None:
    with pytest.raises(SegmentsError) as caught:
        event("schedule", {}, GITHUB_REPOSITORY="")
    assert caught.value.code == "event-incomplete"


def test_without_any_address_it_is_the_public_github() -> None:
    addresses = {"GITHUB_SERVER_URL": "", "GITHUB_API_URL": "", "GITHUB_GRAPHQL_URL": ""}
    found = event("schedule", {}, **addresses)
    expected = ("https://github.com", "https://api.github.com", "https://api.github.com/graphql")
    assert (found.server_url, found.api_url, found.graphql_url) == expected


@pytest.mark.parametrize("name", ["GITHUB_SERVER_URL", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL"])
@pytest.mark.parametrize("value", ["", "ghe.example", "ftp://ghe.example"])
def test_an_enterprise_server_s_token_is_never_meant_for_the_public_github(name: str, value: str) -> None:
    with pytest.raises(SegmentsError) as caught:
        event("schedule", {}, **{name: value})
    assert (caught.value.code, name in caught.value.message) == ("event-incomplete", True)


NAMES = st.sampled_from(
    ["pull_request", "number", "head", "base", "sha", "ref", "repo", "labels", "inputs", "command", "merge_group", "head_ref"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ANY_JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=8)
EVENTS = st.sampled_from(["pull_request", "pull_request_target", "push", "merge_group", "workflow_dispatch", "release"])


@given(EVENTS, st.dictionaries(NAMES, ANY_JSON))
def test_no_payload_whatever_ends_in_anything_but_an_event_or_an_explanation(name: str, payload: Mapping[str, Json]) -> None:
    try:
        assert event(name, payload).name == name
    except SegmentsError as error:
        assert error.code == "event-incomplete"  # noqa: PT017 - either way is right
