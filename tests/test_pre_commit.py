"""``.pre-commit-hooks.yaml``, run by pre-commit itself: on the installed command, and once as somebody who copies the README."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segments_as_code.model.document import Json

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = Path(sys.executable).with_name("pre-commit")
PASTED, CANONICAL = "# ours\nName: Sale\ntags: {a: b}\n", "# ours\nName: Sale\nTags: {a: b}\n"
INVALID = "Name: Lapsed\nColour: red\n"


def run(command: list[str], folder: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRE_COMMIT_HOME": str(cache), "PATH": f"{PRE_COMMIT.parent}{os.pathsep}{os.environ['PATH']}"}
    for name, value in {"NAME": "A", "EMAIL": "a@example.org"}.items():
        environment |= {f"GIT_AUTHOR_{name}": value, f"GIT_COMMITTER_{name}": value}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600)


def make_repository(folder: Path, cache: Path) -> str:
    """Make what is in ``folder`` a git repository, and return its commit."""
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all", "--no-verify"]):
        assert run(["git", *arguments], folder, cache).returncode == 0
    return run(["git", "rev-parse", "HEAD"], folder, cache).stdout.strip()


class Checkout:
    """A repository with segments and a pre-commit configuration."""

    def __init__(self, base: Path, config: Json) -> None:
        self.folder, self._cache = base / "checkout", base / "cache"
        self._write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [config]}))
        self._write("segments/fine.yaml", "Name: Fine\nTags: {a: b}\n")
        self._write("other/sale.yaml", PASTED)
        make_repository(self.folder, self._cache)

    def commit(self, **files: str) -> tuple[int, str]:
        """Stage ``files`` as segments and run the hooks on what is staged, as ``git commit`` does."""
        for name, text in files.items():
            self._write(f"segments/{name}.yaml", text)
        assert run(["git", "add", "-A"], self.folder, self._cache).returncode == 0
        ended = run([str(PRE_COMMIT), "run", "--color=never"], self.folder, self._cache)
        return ended.returncode, ended.stdout + ended.stderr

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def _write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout whose hooks are the manifest's, but run the command that is installed here."""
    hooks = [{**hook, "language": "unsupported"} for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))]
    return Checkout(tmp_path, {"repo": "local", "hooks": hooks})


def test_the_manifest_is_accepted_by_pre_commit(tmp_path: Path) -> None:
    ended = run([str(PRE_COMMIT), "validate-manifest", str(MANIFEST)], ROOT, tmp_path)
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_a_commit_with_a_pasted_spelling_is_stopped_and_the_file_rewritten(checkout: Checkout) -> None:
    code, said = checkout.commit(sale=PASTED)
    assert (code, "segments/sale.yaml rewritten" in said, "files were modified by this hook" in said) == (1, True, True), said
    assert checkout.read("segments/sale.yaml") == CANONICAL
    assert checkout.read("other/sale.yaml") == PASTED
    code, said = checkout.commit()
    assert code == 0, said


def test_a_commit_with_a_problem_is_stopped_and_the_problem_told(checkout: Checkout) -> None:
    code, said = checkout.commit(lapsed=INVALID)
    assert (code, "segments/lapsed.yaml:2:1: error: unknown-member:" in said) == (1, True), said


def test_a_commit_without_segments_runs_none(checkout: Checkout) -> None:
    code, said = checkout.commit()
    assert (code, said.count("(no files to check)Skipped")) == (0, 3), said


def test_a_commit_that_moves_an_example_person_is_stopped(checkout: Checkout) -> None:
    test = "Segment: fine\nOut:\n  nobody in particular: {}\n"
    code, said = checkout.commit(**{"fine.test": test})
    assert (code, "FAIL  fine / nobody in particular: expected out, is in" in said) == (1, True), said


@pytest.mark.slow
def test_pre_commit_installs_the_hooks_from_a_commit_of_this_repository(tmp_path: Path) -> None:
    """It needs the package index that the environment of these tests was made from."""
    ours = tmp_path / "ours"
    listed = run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "src", "schemas", "examples", "*.md", "*.toml", "LICENSE"],
        ROOT,
        tmp_path,
    )
    for name in [".pre-commit-hooks.yaml", *listed.stdout.splitlines()]:
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, ours / name, follow_symlinks=False)
    commit = make_repository(ours, tmp_path)
    hooks: Json = [{"id": "segments-validate"}, {"id": "segments-fmt"}]
    checkout = Checkout(tmp_path, {"repo": str(ours), "rev": commit, "hooks": hooks})
    code, said = checkout.commit(sale=PASTED, lapsed=INVALID)
    assert code == 1, said
    assert "segments/lapsed.yaml:2:1: error: unknown-member:" in said
    assert "segments/sale.yaml rewritten" in said
    assert checkout.read("segments/sale.yaml") == CANONICAL
