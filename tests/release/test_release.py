"""A release: what must agree before it, what is written, and where its tags lead."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from scripts.release.action_file import pin_image
from scripts.release.changelog import notes_for
from scripts.release.sbom import make_sbom
from scripts.release.tagging import release
from scripts.release.version import Version, base_image, disagreements, moving_tags, read_tag

ROOT = Path(__file__).parent.parent.parent
IMAGE, DIGEST = "ghcr.io/octo/segments", "sha256:" + "ab" * 32
CHANGELOG = "# Changelog\n\n## Unreleased\n\n## 1.2.0 (2026-11-30)\n\n* New.\n\n### More\n\n* Still 1.2.0.\n\n## 1.1.9\n\n* Old.\n"

# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tag", ["1.2.3", "v1.2", "v1.2.3.4", "v1.2.3rc1", "v01.2.3", "v1.2.3\n", "v1.2.3;id", ""])
def test_only_a_whole_version_is_a_tag(tag: str) -> None:
    with pytest.raises(ValueError, match="is no tag of a version"):
        read_tag(tag)


@pytest.mark.parametrize(
    ("tag", "existing", "moved"),
    [
        ("v1.2.3", [], ("v1", "v1.2")),
        ("v1.2.3", ["v1", "v1.2", "v1.2.2", "v0.9.0", "v2.0.0", "nightly"], ("v1", "v1.2")),
        ("v1.2.3", ["v1.3.0"], ("v1.2",)),
        ("v1.2.3", ["v1.2.10"], ()),
        ("v1.2.3", ["v1.2.3"], ("v1", "v1.2")),
        ("v0.1.0", [], ("v0", "v0.1")),
    ],
)
def test_a_line_moves_to_the_newest_of_its_versions_and_never_back(tag: str, existing: list[str], moved: tuple[str, ...]) -> None:
    assert moving_tags(read_tag(tag), existing) == moved


def test_this_repository_agrees_with_itself_on_its_version() -> None:
    version = read_tag("v" + re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[0])
    assert [one for one in disagreements(ROOT, version) if "CHANGELOG" not in one] == []


def test_each_place_that_names_another_version_is_named() -> None:
    told = "\n".join(disagreements(ROOT, Version(99, 0, 0)))
    assert [name for name in ("pyproject.toml", "__version__", "CHANGELOG.md") if name in told] == [
        "pyproject.toml",
        "__version__",
        "CHANGELOG.md",
    ]


# ── the base image ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_base_image_is_the_dockerfiles_by_digest() -> None:
    (named,) = re.findall(r"^ARG BASE=(.*)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.fullmatch(re.escape(named) + "@sha256:[0-9a-f]{64}", base_image(ROOT))
    assert (ROOT / "Dockerfile").read_text(encoding="utf-8").count("\nFROM ${BASE}") >= 2


def test_a_bot_raises_the_digest_and_the_release_is_built_on_it() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert [one["directory"] for one in updates if one["package-ecosystem"] == "docker"] == ["/.github/base-image"]
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert 'base=$(python -m scripts.release base "$TAG")' in workflow
    assert "BASE=${{ needs.check.outputs.base }}" in workflow


@pytest.mark.parametrize(
    ("pinned", "why"),
    [
        ("", "must have one line"),
        ("FROM docker.io/library/python:3.13-slim\n", "must have one line"),
        (f"FROM docker.io/library/python:3.13-slim@{DIGEST[:-1]}\n", "must have one line"),
        (f"FROM docker.io/library/python:3.12-slim@{DIGEST}\n", "does not say 'ARG BASE=docker.io/library/python:3.12-slim'"),
    ],
)
def test_a_release_on_a_base_without_a_digest_of_its_own_is_refused(tmp_path: Path, pinned: str, why: str) -> None:
    (tmp_path / ".github/base-image").mkdir(parents=True)
    (tmp_path / ".github/base-image/Dockerfile").write_text(pinned, encoding="utf-8")
    (tmp_path / "Dockerfile").write_text("ARG BASE=docker.io/library/python:3.13-slim\nFROM ${BASE}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(why)):
        base_image(tmp_path)


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_notes_are_what_stands_below_the_version() -> None:
    assert notes_for(CHANGELOG, "1.2.0") == "* New.\n\n### More\n\n* Still 1.2.0.\n"


@pytest.mark.parametrize("heading", ["Unreleased", "1.2", "2.0.0"])
def test_no_notes_are_no_notes(heading: str) -> None:
    assert notes_for(CHANGELOG, heading) is None


def test_the_action_names_the_image_by_digest_and_is_otherwise_the_same() -> None:
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    before, after = action.splitlines(), pin_image(action, IMAGE, DIGEST).splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("  image: Dockerfile", f"  image: docker://{IMAGE}@{DIGEST}")
    ]


@pytest.mark.parametrize(
    ("image", "digest"),
    [(IMAGE, "sha256:ab"), (IMAGE, ""), ("ghcr.io/Octo/Segments", DIGEST), ("segments", DIGEST), (f"{IMAGE}:v1", DIGEST)],
)
def test_an_image_that_is_not_named_by_digest_is_refused(image: str, digest: str) -> None:
    with pytest.raises(ValueError, match="is no image by digest"):
        pin_image("runs:\n  image: Dockerfile\n", image, digest)


def test_an_action_that_was_rewritten_already_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        pin_image(f"runs:\n  image: docker://{IMAGE}@{DIGEST}\n", IMAGE, DIGEST)


def test_the_bill_of_materials_has_every_package_of_the_lock_with_its_hashes() -> None:
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    bill = json.loads(json.dumps(make_sbom(lock, "1.2.3")))
    named = {f"{one['name']}=={one['version']}" for one in bill["components"]}
    hashes = [one["content"] for part in bill["components"] for one in part["externalReferences"][0]["hashes"]]
    assert named == set(re.findall(r"^[\w.-]+==[^\s;]+", lock, re.MULTILINE))
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert bill["metadata"]["component"]["purl"] == "pkg:pypi/segments-as-code@1.2.3"


def test_one_lock_makes_one_bill() -> None:
    lock = "a==1 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert make_sbom(lock, "1.0.0") == make_sbom(lock, "1.0.0") != make_sbom(lock, "1.0.1")
    with pytest.raises(ValueError, match="pins no package"):
        make_sbom("a==1\n", "1.0.0")


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Repository:
    """A clone, and the remote that it pushes to."""

    clone: Path

    def git(self, *words: str) -> str:
        command = ["/usr/bin/env", "git", "-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(command, cwd=self.clone, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, text: str, tag: str) -> str:
        (self.clone / "action.yml").write_text(f"# {text}\nruns:\n  image: Dockerfile\n", encoding="utf-8")
        self.git("add", "action.yml")
        self.git("commit", "--quiet", "--message", text)
        self.git("tag", "--annotate", tag, "--message", tag)
        self.git("push", "--quiet", "origin", "HEAD:main", tag)
        return self.git("rev-parse", "HEAD")

    def check_out(self, tag: str) -> None:
        self.git("checkout", "--quiet", "--detach", f"refs/tags/{tag}")

    def remote(self, what: str) -> str:
        self.git("fetch", "--quiet", "--force", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*")
        return self.git("rev-parse", what)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    (tmp_path / "clone").mkdir()
    clone = Repository(tmp_path / "clone")
    clone.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    clone.git("clone", "--quiet", str(tmp_path / "remote"), ".")
    return clone


def test_the_commit_that_names_the_image_is_on_the_tags_and_on_no_branch(repository: Repository) -> None:
    source = repository.commit("one", "v1.2.0")
    release(repository.clone, Version(1, 2, 0), IMAGE, DIGEST)
    released = repository.remote("refs/tags/v1.2.0^{commit}")
    assert repository.git("rev-parse", f"{released}^") == source == repository.remote("origin/main")
    assert {repository.remote(f"refs/tags/{tag}^{{commit}}") for tag in ("v1", "v1.2")} == {released}
    assert f"docker://{IMAGE}@{DIGEST}" in repository.git("show", f"{released}:action.yml")
    assert repository.git("diff", "--name-only", source, released) == "action.yml"


def test_the_lines_follow_the_next_version_and_not_a_fix_of_an_old_one(repository: Repository) -> None:
    for number, tag in enumerate(["v1.2.0", "v1.3.0", "v1.2.1"]):
        repository.commit(str(number), tag)
        release(repository.clone, read_tag(tag), IMAGE, DIGEST)
        repository.git("checkout", "--quiet", "-B", "main", "HEAD^")
    found = {tag: repository.remote(f"refs/tags/{tag}^{{commit}}") for tag in ("v1", "v1.2", "v1.3", "v1.3.0", "v1.2.1")}
    assert (found["v1"], found["v1.2"]) == (found["v1.3"], found["v1.2.1"])
    assert found["v1.3"] == found["v1.3.0"]


def test_a_job_that_is_run_again_releases_again(repository: Repository) -> None:
    source = repository.commit("one", "v1.0.0")
    release(repository.clone, Version(1, 0, 0), IMAGE, DIGEST)
    repository.git("checkout", "--quiet", "--detach", source)
    release(repository.clone, Version(1, 0, 0), IMAGE, "sha256:" + "cd" * 32)
    assert "cdcd" in repository.git("show", f"{repository.remote('refs/tags/v1^{commit}')}:action.yml")
    assert repository.git("rev-parse", "refs/tags/v1^{commit}^") == source


def test_a_tag_that_was_moved_meanwhile_is_not_released(repository: Repository) -> None:
    source = repository.commit("one", "v1.0.0")
    other = repository.commit("two", "v1.0.1")
    repository.git("tag", "--force", "--annotate", "v1.0.0", "--message", "moved", other)
    repository.git("push", "--quiet", "--force", "origin", "v1.0.0")
    repository.commit("three", "v1.0.2")
    repository.git("checkout", "--quiet", "--detach", repository.git("rev-parse", "v1.0.2^{commit}"))
    with pytest.raises(ValueError, match="no longer on the commit"):
        release(repository.clone, Version(1, 0, 0), IMAGE, DIGEST)
    assert repository.remote("refs/tags/v1.0.0^{commit}") == other != source


def test_a_tag_that_is_moved_on_the_remote_alone_stops_the_push(repository: Repository, tmp_path: Path) -> None:
    source = repository.commit("one", "v1.0.0")
    Repository(tmp_path / "remote").git("tag", "--force", "v1.0.0", f"{source}^{{tree}}")
    before = repository.git("ls-remote", "origin")
    with pytest.raises(subprocess.CalledProcessError):
        release(repository.clone, Version(1, 0, 0), IMAGE, DIGEST)
    assert repository.git("ls-remote", "origin") == before
