"""The files of a repository at a commit, as GitHub's trees and blobs have them."""

from __future__ import annotations

import pytest

from segments_as_code.github.client import GitHub
from segments_as_code.github.contents import Entry, blob_id
from segments_as_code.model.problem import ForgeError
from tests.fake_github.server import FakeGitHub
from tests.fake_github.world import Fault, StoredFile, Token
from tests.github.conftest import REPOSITORY, failure

SHA, LATER = "aa" * 20, "bb" * 20
FILES: dict[str, str | StoredFile] = {
    "README.md": "read me",
    "segments/vip.yaml": "Name: VIPs\n",
    "segments/retail/a.yaml": "Name: Ä\n",
    "segments/retail/deep/b.yaml": "Name: B\n",
    "segments/link.yaml": StoredFile("vip.yaml", "120000"),
    "segments/module": StoredFile("", "160000"),
}


@pytest.fixture(autouse=True)
def _commits(fake: FakeGitHub) -> None:
    fake.world.commit(REPOSITORY, SHA, FILES)


def found(github: GitHub, path: str, commit: str = SHA) -> Entry:
    entry = github.contents.find(commit, path)
    assert entry is not None
    return entry


@pytest.mark.parametrize("branch", ["main", "release/1.0", "a b#%?ü"])
def test_the_head_of_a_branch_is_read_whatever_its_name(fake: FakeGitHub, github: GitHub, branch: str) -> None:
    fake.world.commit(REPOSITORY, LATER, FILES, branch)
    assert github.contents.head_of(branch) == LATER


def test_a_branch_that_is_not_there_is_an_error(github: GitHub) -> None:
    assert failure(lambda: github.contents.head_of("other")).code == "github-not-found"


@pytest.mark.parametrize(("path", "kind"), [("README.md", "blob"), ("segments", "tree"), ("segments/retail/deep", "tree"), ("", "tree")])
def test_what_stands_at_a_path_is_found(github: GitHub, path: str, kind: str) -> None:
    assert found(github, path).kind == kind


@pytest.mark.parametrize("path", ["readme.md", "segments/none", "README.md/x", "segments/link.yaml/x"])
def test_what_does_not_stand_there_is_not_found(github: GitHub, path: str) -> None:
    assert github.contents.find(SHA, path) is None


@pytest.mark.parametrize("is_large", [False, True])
def test_all_files_below_a_folder_are_listed_however_large_it_is(fake: FakeGitHub, github: GitHub, is_large: bool) -> None:  # noqa: FBT001  # pytest passes by name
    repository = fake.world.repository(REPOSITORY)
    assert repository is not None
    repository.truncates_trees = is_large
    below = {entry.path: entry.mode for entry in github.contents.files_below(found(github, "segments"))}
    files = {"vip.yaml": "100644", "retail/a.yaml": "100644", "retail/deep/b.yaml": "100644", "link.yaml": "120000", "module": "160000"}
    assert below == files


def test_a_file_is_read_as_it_is(github: GitHub) -> None:
    entry = found(github, "segments/retail/a.yaml")
    assert github.contents.read(entry) == "Name: Ä\n".encode()
    assert entry.sha == blob_id("Name: Ä\n".encode())


def test_a_tree_is_read_once(fake: FakeGitHub, github: GitHub) -> None:
    for path in ("segments/retail/a.yaml", "segments/retail", "segments/vip.yaml"):
        found(github, path)
    assert fake.count("GET", "/git/trees/") == 3


@pytest.mark.parametrize("text", ['{"tree": [], "truncated": true}', '{"tree": [{"path": "a"}]}', '{"tree": 1}', "[]", "no JSON"])
def test_a_tree_that_cannot_be_read_is_never_an_empty_one(fake: FakeGitHub, github: GitHub, text: str) -> None:
    fake.fail(Fault("garbage", path="/git/trees/", status=200, text=text))
    assert failure(lambda: github.contents.find(SHA, "README.md")).code == "github-unreadable"


@pytest.mark.parametrize("content", ["", "bm90IGl0", "no base64 at a"])
def test_another_content_than_was_asked_for_is_an_error(fake: FakeGitHub, github: GitHub, content: str) -> None:
    entry = found(github, "README.md")
    fake.fail(Fault("garbage", path="/git/blobs/", status=200, text=f'{{"content": "{content}", "encoding": "base64"}}'))
    assert failure(lambda: github.contents.read(entry)).code == "github-unreadable"


def test_reading_contents_is_all_that_the_token_must_be_allowed(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.tokens = {name: Token(permissions={"contents": "read"}) for name in fake.world.tokens}
    assert github.contents.read(found(github, github.contents.head_of("main") and "README.md")) == b"read me"
    fake.world.tokens = {name: Token(permissions={"pull_requests": "write"}) for name in fake.world.tokens}
    with pytest.raises(ForgeError, match="the token may not do that"):
        github.contents.head_of("main")


# ── what a commit was put upon ───────────────────────────────────────────────────────────────────────────────────────


def test_the_parents_of_a_commit_is_read(fake: FakeGitHub, github: GitHub) -> None:
    fake.world.commit(REPOSITORY, LATER, FILES)
    repository = fake.world.repository(REPOSITORY)
    assert repository is not None
    repository.parents[LATER].append("cc" * 20)
    assert (github.contents.parents_of(LATER), github.contents.parents_of(SHA)) == ([SHA, "cc" * 20], [])


@pytest.mark.parametrize("text", ["{}", '{"parents": {}}', '{"parents": [{}]}', '{"parents": [1]}', "[]", "no JSON"])
def test_a_commit_that_cannot_be_read_is_never_the_first(fake: FakeGitHub, github: GitHub, text: str) -> None:
    fake.fail(Fault("garbage", path="/git/commits/", status=200, text=text))
    assert failure(lambda: github.contents.parents_of(SHA)).code == "github-unreadable"
