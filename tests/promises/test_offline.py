"""Promise 14: with the network off, what can work without the service works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.doors.job import segment
from tests.doors.laptop import Ended, environment

OFFLINE = """
import sys

def no_network(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}:
        raise OSError(101, "Network is unreachable")

sys.addaudithook(no_network)
from segments_as_code.cli import main
main(sys.argv[1:])
"""
WRONG = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"


def offline(folder: Path, *arguments: str) -> Ended:
    """Run ``segments`` in a process whose every connection fails, without credentials or region."""
    nothing: dict[str, str | None] = dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    command = [sys.executable, "-c", OFFLINE, *arguments]
    ended = subprocess.run(command, cwd=folder, env=environment(nothing), capture_output=True, encoding="utf-8", check=False, timeout=60)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "vip.yaml").write_text(segment("VIPs", "vip"), encoding="utf-8")
    return tmp_path


def test_definitions_are_validated(folder: Path) -> None:
    assert offline(folder, "validate").code == 0
    (folder / "segments" / "lapsed.yaml").write_text(WRONG, encoding="utf-8")
    ended = offline(folder, "validate")
    assert ended.code == 1
    assert "segments/lapsed.yaml:2:45: error: unknown-duration:" in ended.out


def test_the_schema_is_printed(folder: Path) -> None:
    assert '"$schema"' in offline(folder, "schema").out


def test_what_needs_the_service_says_so_and_plans_nothing(folder: Path) -> None:
    given = ["--application-id", "app-123456", "--region", "eu-west-1", "--owner", "o/r", "--endpoint-url", "http://pinpoint.example"]
    (folder / "aws").mkdir()
    ended = offline(folder, "plan", *given)
    assert (ended.code, ended.out) == (1, "")
    assert "stopped: " in ended.err
    assert "Traceback" not in ended.err
