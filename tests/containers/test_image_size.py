"""The image is small, compiled and not writable."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

import pytest

from tests.containers.runner import CONTAINERS, ROOT

pytestmark = [pytest.mark.containers, pytest.mark.slow]

MOST_BYTES = 55_000_000
"""Of all layers that we add, compressed: goal 19 of the performance goals."""

LABELS = {"title", "description", "licenses", "version", "revision", "created", "source", "url", "documentation"}


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    files: int
    bytes: int
    compressed: int
    uncompiled: list[str]
    writable: list[str]


def inside(image: str, *arguments: str) -> str:
    """Run the image's Python in isolation, with the report's folder beside it."""
    mounted = ("-v", f"{ROOT / 'scripts' / 'image'}:/scripts:ro", "--entrypoint", "/usr/local/bin/python")
    ended = subprocess.run([CONTAINERS, "run", *mounted, image, "-I", *arguments], capture_output=True, text=True, check=False, timeout=180)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def parts(image: str) -> dict[str, Part]:
    return {part["name"]: Part(**part) for part in json.loads(inside(image, "/scripts/report.py", "--json"))}


def test_what_we_add_is_small(parts: dict[str, Part]) -> None:
    assert sum(part.compressed for part in parts.values()) <= MOST_BYTES, parts


def test_every_module_is_compiled_once_and_for_all(parts: dict[str, Part]) -> None:
    assert {name: part.uncompiled for name, part in parts.items() if part.uncompiled} == {}


def test_nothing_that_we_put_there_is_writable(parts: dict[str, Part]) -> None:
    assert {name: part.writable[:5] for name, part in parts.items() if part.writable and name != "standard library, compiled"} == {}


def test_no_package_installer_is_in_the_image(image: str) -> None:
    names = ("pip", "ensurepip", "setuptools", "hatchling")
    program = f"import importlib.util as util; print([name for name in {names} if util.find_spec(name)])"
    assert inside(image, "-c", program).strip() == "[]"


def test_the_command_line_is_in_the_image(image: str) -> None:
    command = [CONTAINERS, "run", "--entrypoint", "/usr/local/bin/segments", image, "--version"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert ended.stdout.startswith("segments, version "), ended.stderr


def test_the_report_can_be_read(image: str) -> None:
    told = inside(image, "/scripts/report.py")
    assert "dependencies" in told
    assert "slowest imports" in told


def test_every_label_is_one_that_the_registry_knows() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for label in LABELS:
        assert dockerfile.count(f"org.opencontainers.image.{label}=") == 1, label
