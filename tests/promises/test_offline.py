"""Promise 14: with the network off, what can work without the service works."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.ownership import with_our_tags
from tests.action.job import segment
from tests.cli.laptop import APP, OWNER, REGION, Ended, Laptop, environment

OFFLINE = """
import sys

def no_network(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}:
        raise OSError(101, "Network is unreachable")

sys.addaudithook(no_network)
from segments_as_code.cli.command import main
main(sys.argv[1:])
"""
WRONG = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"


BUILT_ON = "Name: Nordic\nSegmentGroups: {Include: ALL, Groups: [{SourceSegments: [{Ref: vip}], SourceType: ALL, Type: ALL}]}\n"
DEPLOYED: Json = {
    "Id": "s-vip",
    "Name": "VIPs",
    "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}}},
    "tags": dict(with_our_tags({}, key="vip", owner=OWNER)),
}
UNSHARE = ["unshare", "--map-root-user", "--net"]
SNAPSHOT = ("--snapshot", "snapshot.json", "--owner", OWNER)
WORKING = {
    "validate": (("validate",), "2 segments valid."),
    "fmt": (("fmt", "--check"), ""),
    "explain a key": (("explain", "nordic"), 'in the segment "VIPs" (vip)'),
    "explain a file": (("explain", "segments/vip.yaml"), 'kind is "vip"'),
    "graph": (("graph",), "n2 --> n1"),
    "graph from a snapshot": (("graph", *SNAPSHOT), "Winter Sale"),
    "catalogue": (("catalogue",), "catalogue/index.html"),
    "catalogue from a snapshot": (("catalogue", *SNAPSHOT), "catalogue/index.html"),
    "plan from a snapshot": (("plan", *SNAPSHOT), "no changes"),
}


@functools.cache
def may_unshare() -> bool:
    """Return whether this machine lets us start a process in a network namespace of its own, in which nothing is connected."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False, timeout=60).returncode == 0


def offline(folder: Path, *arguments: str, around: tuple[str, ...] = ()) -> Ended:
    """Run ``segments`` in a process whose every connection fails, without credentials or region."""
    nothing: dict[str, str | None] = dict.fromkeys(("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    command = [*around, sys.executable, "-c", OFFLINE, *arguments]
    ended = subprocess.run(command, cwd=folder, env=environment(nothing), capture_output=True, encoding="utf-8", check=False, timeout=60)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two definitions, and a snapshot of what was deployed from them and of the campaign that uses one."""
    folder = tmp_path_factory.mktemp("offline")
    campaign: Json = {"Name": "Winter Sale", "SegmentId": "s-vip"}
    with Emulator(region=REGION, seed={"applications": [{"Id": APP, "segments": [DEPLOYED], "campaigns": [campaign]}]}) as emulator:
        laptop = Laptop(folder, emulator)
        laptop.check_out({"vip.yaml": segment("VIPs", "vip"), "nordic.yaml": BUILT_ON})
        reach = ["--endpoint-url", emulator.endpoint_url, "--region", REGION, "--application-id", APP]
        keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        assert laptop.spawn("apply", *reach, "--owner", OWNER, "--yes", environ=keys).code == 0
        assert laptop.spawn("pull", *reach, "--snapshot", "snapshot.json", environ=keys).code == 0
    assert laptop.spawn("fmt").code == 0
    return folder


@pytest.mark.parametrize("name", WORKING)
@pytest.mark.parametrize("way", ["no connections", "no network"])
def test_what_needs_no_service_works(saved: Path, name: str, way: str) -> None:
    if way == "no network" and not may_unshare():
        pytest.skip("this machine gives nobody a network namespace of their own (unshare --map-root-user --net)")
    arguments, said = WORKING[name]
    ended = offline(saved, *arguments, around=tuple(UNSHARE) if way == "no network" else ())
    assert (ended.code, said in ended.out, "Traceback" in ended.err) == (0, True, False), ended


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
