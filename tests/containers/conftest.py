from __future__ import annotations

import os
import subprocess

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


@pytest.fixture(scope="session")
def act() -> list[str]:
    """Return the command that runs a workflow."""
    need("act")
    return [CONTAINERS, "act"]
