"""`make` with a Python that does not fit: said at once, and the next `make` works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOO_OLD = """#!/bin/sh
# A Python 3.10, as far as anybody asks: it makes an environment of its own kind.
case "$1" in
  -m) [ "$2" = venv ] && mkdir -p "$3/bin" && touch "$3/pyvenv.cfg" && cp "$0" "$3/bin/python" ;;
  -c) case "$2" in *ensurepip*) exit 1 ;; *) echo 3.10 ;; esac ;;
esac
"""


@pytest.fixture
def too_old(tmp_path: Path) -> Path:
    python = tmp_path / "python3.10"
    python.write_text(TOO_OLD, encoding="utf-8")
    python.chmod(0o755)
    return python


def make(venv: Path, python: object, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", f"{venv}/ready", f"VENV={venv}", f"PYTHON={python}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_a_python_that_is_too_old_is_refused_before_anything_is_made(tmp_path: Path, too_old: Path) -> None:
    ended = make(tmp_path / "venv", too_old)
    assert ended.returncode != 0
    assert f"error: this needs Python 3.11, 3.12 or 3.13 with venv and pip; {too_old} is Python 3.10.\nfix: make PYTHON=" in ended.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize(("python", "found"), [("", "no such Python was found"), ("/nowhere/python3", "/nowhere/python3 does not start")])
def test_a_python_that_is_not_there_is_told_apart(tmp_path: Path, python: str, found: str) -> None:
    assert found in make(tmp_path / "venv", python).stderr


def test_an_environment_that_an_old_python_left_is_made_anew(tmp_path: Path, too_old: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([too_old, "-m", "venv", venv], check=True)
    planned = make(venv, sys.executable, "--dry-run").stdout
    assert f'-m venv "{venv}"' in planned
    rule = "\n".join(line.removeprefix("@") for line in planned.splitlines() if "find-python" in line)
    subprocess.run(["/bin/sh", "-c", rule], cwd=ROOT, check=True)
    assert not venv.exists()


def test_an_environment_that_fits_is_kept(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    planned = make(venv, sys.executable, "--dry-run").stdout
    rule = "\n".join(line.removeprefix("@") for line in planned.splitlines() if "find-python" in line)
    subprocess.run(["/bin/sh", "-c", rule], cwd=ROOT, check=True)
    assert (venv / "pyvenv.cfg").exists()


def test_the_demo_installs_only_what_runs(tmp_path: Path) -> None:
    """Not the tests, linters and their 60 packages: a newcomer waits for this."""
    command = ["make", "--no-print-directory", "--dry-run", "demo", f"VENV={tmp_path / 'venv'}", f"PYTHON={sys.executable}"]
    planned = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "--requirement requirements/runtime.txt" in planned
    assert "requirements/dev.txt" not in planned
    assert planned.index("Installing ") < planned.index("-m pip install")
