"""Whose segments a laptop plans."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from segments_as_code.cli.git import commit_of, find_owner, owner_of
from tests.cli.laptop import APP, Ended, Laptop

HERMETIC: dict[str, str | None] = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": None, "LC_ALL": "C"}


def init(folder: Path, remote: str | None = None, name: str = "origin") -> None:
    git("init", "--quiet", str(folder))
    if remote:
        git("-C", str(folder), "remote", "add", name, remote)


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)  # noqa: S607  # whichever git there is


def plan(laptop: Laptop, *arguments: str, environ: dict[str, str | None] | None = None) -> Ended:
    kept = {**HERMETIC, "GIT_CEILING_DIRECTORIES": str(laptop.folder.parent), **(environ or {})}
    return laptop.spawn("plan", "--json", *laptop.service, "--application-id", APP, *arguments, environ=kept)


def owner_in(ended: Ended) -> object:
    target = ended.json["target"]
    assert isinstance(target, dict)
    return target["owner"]


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/acme/audiences.git",
        "https://github.com/acme/audiences",
        "https://github.com/acme/audiences/",
        "http://github.com/acme/audiences.git/",
        "https://octocat@github.com/acme/audiences.git",
        "https://x-access-token:ghs_0123@github.com/acme/audiences",
        "https://octocat@corp.example:secret@github.example/acme/audiences",
        "https://github.example:8443/acme/audiences.git",
        "https://proxy.example/github/acme/audiences.git",
        "ssh://git@github.com/acme/audiences.git",
        "ssh://git@github.example:2222/acme/audiences.git",
        "ssh://git@ssh.github.com:443/acme/audiences.git",
        "git@github.com:acme/audiences.git",
        "git@github.com:acme/audiences",
        "git@github.example:acme/audiences.git",
        "github-at-work:acme/audiences.git",
        "org-1234@github.com:acme/audiences.git",
        "git@github.com:/acme/audiences.git",
        "git://github.com/acme/audiences.git",
        "git+ssh://git@github.com/acme/audiences.git",
        " https://github.com/acme/audiences.git\n",
    ],
)
def test_the_owner_is_read_from_every_form_of_remote(remote: str) -> None:
    assert owner_of(remote) == "acme/audiences"


@pytest.mark.parametrize(
    ("remote", "owner"),
    [
        ("https://github.com/a.c-m_e/seg.ments.git", "a.c-m_e/seg.ments"),
        ("git@github.com:acme/audiences.github.io.git", "acme/audiences.github.io"),
        ("https://github.com/octocat_corp/x", "octocat_corp/x"),
    ],
)
def test_dots_hyphens_and_underscores_belong_to_a_name(remote: str, owner: str) -> None:
    assert owner_of(remote) == owner


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "audiences",
        "/srv/git/acme/audiences.git",
        "../acme/audiences.git",
        "file:///srv/git/acme/audiences.git",
        "https://github.com/",
        "https://github.com/audiences.git",
        "git@github.com:audiences.git",
        "https://github.com/acme/audiences?ref=x",
        "https://github.com/acme/audi ences",
        "https://github.com/acme/<script>",
        "https://github.com//audiences",
        "https://github.com/acme/audiences.git\nhttps://github.com/other/one.git",
    ],
)
def test_a_remote_without_owner_and_name_gives_none(remote: str) -> None:
    assert owner_of(remote) is None


def test_an_owner_that_was_given_counts(tmp_path: Path) -> None:
    init(tmp_path, "https://github.com/acme/audiences.git")
    assert find_owner("somebody/else", str(tmp_path)) == "somebody/else"


def test_the_remote_named_origin_says_whose_segments_they_are(laptop: Laptop) -> None:
    init(laptop.folder, "git@github.example:acme/audiences.git")
    assert owner_in(plan(laptop)) == "acme/audiences"


def test_the_repository_of_the_definitions_counts_not_that_of_the_current_folder(laptop: Laptop) -> None:
    init(laptop.folder, "git@github.com:acme/tools.git")
    init(laptop.folder / "segments", "git@github.com:acme/audiences.git")
    assert owner_in(plan(laptop)) == "acme/audiences"
    assert owner_in(plan(laptop, "segments/new.yaml")) == "acme/audiences"


def test_without_a_repository_it_asks_for_the_owner(laptop: Laptop) -> None:
    ended = plan(laptop)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "stopped: it is not known whose segments these are: segments is in no git repository with a remote named origin that has an owner "
        "and a name.\n    fix: pass --owner, for example --owner my-company/my-repository.\n"
    )
    assert laptop.operations() == []


@pytest.mark.parametrize(("remote", "name"), [(None, "origin"), ("git@github.com:acme/a.git", "upstream"), ("/srv/git/a.git", "origin")])
def test_a_repository_without_such_a_remote_asks_for_the_owner_too(laptop: Laptop, remote: str | None, name: str) -> None:
    init(laptop.folder, remote, name)
    ended = plan(laptop)
    assert ended.code == 1
    assert "is in no git repository with a remote named origin that has an owner and a name." in ended.err


def test_what_git_has_to_say_is_passed_on(laptop: Laptop) -> None:
    init(laptop.folder, "git@github.com:acme/audiences.git")
    (laptop.folder / ".git" / "config").write_text("[nonsense\n")
    ended = plan(laptop)
    assert ended.code == 1
    assert ended.err.startswith("stopped: it is not known whose segments these are: git says: fatal: bad config line 1")


def test_a_laptop_without_git_is_told_so(laptop: Laptop, tmp_path: Path) -> None:
    ended = plan(laptop, environ={"PATH": str(tmp_path)})
    assert ended.code == 1
    assert ended.err.startswith("stopped: it is not known whose segments these are: git is not installed.\n    fix: pass --owner")


def test_a_token_in_the_remote_is_never_shown(laptop: Laptop) -> None:
    init(laptop.folder, "https://x-access-token:ghs_secret@github.com/audiences")
    ended = plan(laptop)
    assert ended.code == 1
    assert "ghs_secret" not in ended.err + ended.out


def test_the_newest_commit_of_a_folder_is_told_with_its_date(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "a.yaml").write_text("Name: A\n")
    assert commit_of(str(tmp_path / "segments")) == ""
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    git("-C", str(tmp_path), "add", "-A")
    git("-C", str(tmp_path), *identity, "commit", "--quiet", "--message=first")
    said = commit_of(str(tmp_path / "segments"))
    assert re.fullmatch(r"commit [0-9a-f]{7,} of \d{4}-\d\d-\d\d", said)
    (tmp_path / "segments" / "b.yaml").write_text("Name: B\n")
    assert commit_of(str(tmp_path / "segments" / "a.yaml")) == said
    assert commit_of(str(tmp_path / "segments")) == f"{said}, and changes since"
