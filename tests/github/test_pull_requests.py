from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.github.client import GitHub, PullRequest, read_pull_request, select_pull_request
from segments_as_code.model.document import Json
from segments_as_code.model.problem import ForgeError
from tests.fake_github.server import FakeGitHub
from tests.fake_github.world import Fault, Pull
from tests.github.conftest import HEAD, REPOSITORY, Patience

SHA = "a1b2" * 10
MERGED = "2026-01-02T03:04:05Z"
A_PULL_REQUEST = PullRequest(
    number=7,
    url=f"https://github.test/{REPOSITORY}/pull/7",
    title="A pull request",
    author="octocat",
    head_sha=HEAD,
    head_ref="feature",
    base_sha="c3" * 20,
    base_ref="main",
    is_merged=False,
    merge_commit_sha="",
    is_draft=False,
    is_fork=False,
    labels=("ready",),
)
MERGED_AS_SHA = replace(A_PULL_REQUEST, is_merged=True, merge_commit_sha=SHA, merged_at="2026-01-01T00:00:01Z")


def test_a_pull_request_is_read_with_its_labels_as_they_are_now(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.set_labels(REPOSITORY, 7, ["segments-allow-deletes-7", "ready"])
    assert github.pull_request(7) == replace(A_PULL_REQUEST, labels=("segments-allow-deletes-7", "ready"))


def test_a_merged_pull_request_says_as_which_commit(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.merge(REPOSITORY, 7, SHA)
    assert github.pull_request(7) == MERGED_AS_SHA


def test_a_pull_request_from_another_repository_is_from_a_fork(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.add_pull(REPOSITORY, Pull(8, HEAD, fork="mallory/audiences"))
    assert github.pull_request(8).is_fork


def test_a_pull_request_whose_fork_is_gone_is_from_a_fork() -> None:
    content: Json = {"number": 7, "head": {"sha": HEAD, "repo": None}, "base": {"ref": "main", "repo": {"id": 1, "full_name": REPOSITORY}}}
    found = read_pull_request(content)
    assert found is not None
    assert found.is_fork


@pytest.mark.parametrize(
    "content", [None, [], {}, {"number": "7"}, {"number": 7, "head": {"sha": ""}, "base": {"ref": "main"}}, {"number": True}]
)
def test_a_pull_request_without_number_head_or_base_is_none(content: Json) -> None:
    assert read_pull_request(content) is None


def test_the_pull_request_merged_as_a_commit_is_found(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.merge(REPOSITORY, 7, SHA)
    assert github.pull_request_of_commit(SHA, "main") == MERGED_AS_SHA


def test_a_commit_without_a_pull_request_has_none_after_three_more_looks(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    assert github.pull_request_of_commit(SHA, "main") is None
    assert (fake.count("GET", "/commits/"), patience.pauses_s) == (4, [2.0, 4.0, 8.0])


def test_an_index_that_lags_behind_is_waited_for(fake: FakeGitHub, github: GitHub, patience: Patience) -> None:
    fake.world.merge(REPOSITORY, 7, SHA)
    fake.world.index_lag = 2
    found = github.pull_request_of_commit(SHA, "main")
    assert (found and found.number, patience.pauses_s) == (7, [2.0, 4.0])


def test_a_failed_look_is_never_taken_for_no_pull_request(fake: FakeGitHub, github: GitHub) -> None:
    fake.fail(Fault("status", status=403, text="Resource not accessible by integration"))
    with pytest.raises(ForgeError) as caught:
        github.pull_request_of_commit(SHA, "main")
    assert caught.value.code == "github-forbidden"


@pytest.mark.parametrize("sha", ["", "..", "main", "a1b2/../../other", "a1b2c3d?x=1"])
def test_a_commit_s_id_cannot_lead_elsewhere(fake: FakeGitHub, github: GitHub, sha: str) -> None:
    with pytest.raises(ForgeError) as caught:
        github.pull_request_of_commit(sha, "main")
    assert (caught.value.code, fake.requests) == ("event-incomplete", [])


def merged(number: int, merge_commit_sha: str, base_ref: str = "main") -> PullRequest:
    return replace(A_PULL_REQUEST, number=number, is_merged=True, merge_commit_sha=merge_commit_sha, base_ref=base_ref)


def test_the_one_merged_as_the_commit_goes_before_one_that_only_holds_it() -> None:
    candidates = [merged(1, "other"), merged(2, SHA), merged(3, "other")]
    assert select_pull_request(candidates, SHA, "main") == candidates[1]


def test_a_commit_inside_a_merged_pull_request_belongs_to_it() -> None:
    candidates = [merged(1, "other", base_ref="develop"), merged(2, "other")]
    assert select_pull_request(candidates, SHA, "main") == candidates[1]


def test_the_one_merged_into_the_branch_goes_before_one_merged_elsewhere_as_the_commit() -> None:
    candidates = [merged(1, SHA, base_ref="develop"), merged(2, "other")]
    assert select_pull_request(candidates, SHA, "main") == candidates[1]


def test_where_a_branch_was_moved_to_a_commit_the_one_merged_elsewhere_as_that_tells_what_happened() -> None:
    candidates = [merged(1, SHA, base_ref="develop"), merged(2, "other", base_ref="develop")]
    assert select_pull_request(candidates, SHA, "main") == candidates[0]


def test_of_two_that_were_merged_elsewhere_either_tells_what_happened() -> None:
    candidates = [merged(1, SHA, base_ref="develop"), merged(2, SHA, base_ref="staging")]
    assert select_pull_request(candidates, SHA, "main") == candidates[0]


def test_one_that_was_merged_elsewhere_is_returned_only_once_none_is_found_here(
    fake: FakeGitHub, github: GitHub, patience: Patience
) -> None:
    fake.world.add_pull(REPOSITORY, Pull(8, SHA, base_ref="develop", merged_at=MERGED, merge_commit_sha=SHA))
    found = github.pull_request_of_commit(SHA, "main")
    assert (found and found.number, patience.pauses_s) == (8, [2.0, 4.0, 8.0])


def test_an_open_pull_request_is_never_the_one() -> None:
    candidates = [replace(A_PULL_REQUEST, merge_commit_sha=SHA), replace(A_PULL_REQUEST, number=8)]
    assert select_pull_request(candidates, SHA, "main") is None


def test_a_pull_request_merged_into_another_branch_is_not_the_one() -> None:
    assert select_pull_request([merged(1, "other", base_ref="develop")], SHA, "main") is None


@pytest.mark.parametrize("merge_commit_sha", [SHA, "other"])
def test_two_that_fit_equally_are_refused_rather_than_chosen_from(merge_commit_sha: str) -> None:
    with pytest.raises(ForgeError) as caught:
        select_pull_request([merged(9, merge_commit_sha), merged(2, merge_commit_sha)], SHA, "main")
    assert (caught.value.code, caught.value.message) == (
        "several-pull-requests",
        "Several merged pull requests contain the commit a1b2a1b2a1b2: #2, #9.",
    )
