from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.runner import CONTAINERS, ROOT


def need(*what: str) -> None:
    found = subprocess.run([CONTAINERS, "which", *what], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.skip(found.stderr.strip())


@pytest.fixture(scope="session")
def image() -> str:
    """Return the tag of the image, freshly built."""
    need()
    tag = os.environ.get("IMAGE", "localhost/segments-as-code:test")
    built = subprocess.run([CONTAINERS, "build", tag, str(ROOT)], capture_output=True, text=True, check=False, timeout=600)
    assert built.returncode == 0, built.stdout + built.stderr
    return tag


@pytest.fixture(scope="module")
def act() -> Iterator[list[str]]:
    """Yield the command that runs a workflow, to one module at a time: its container engine listens at one place."""
    need("act")
    with (Path(tempfile.gettempdir()) / "segments-as-code-act.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield [CONTAINERS, "act"]
