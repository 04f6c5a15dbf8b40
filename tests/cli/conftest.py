"""A laptop, with the service running."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from tests.action.job import APP, segment
from tests.cli.laptop import Laptop


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    with Emulator(applications=[APP], region="eu-west-1") as emulator:
        made = Laptop(tmp_path, emulator)
        made.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")})
        yield made


def git(folder: Path, *arguments: str) -> None:
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for name, value in {"NAME": "A", "EMAIL": "a@example.org"}.items():
        clean |= {f"GIT_AUTHOR_{name}": value, f"GIT_COMMITTER_{name}": value}
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=os.environ | clean)  # noqa: S607  # whichever git there is


@pytest.fixture
def repository(laptop: Laptop) -> Laptop:
    """Return a laptop whose folder is a fresh repository, without segments."""
    laptop.check_out({})
    (laptop.folder / "segments").rmdir()
    git(laptop.folder, "init", "-q", "-b", "trunk")
    git(laptop.folder, "remote", "add", "origin", "git@github.com:acme/audiences.git")
    return laptop
