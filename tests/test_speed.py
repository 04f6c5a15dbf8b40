"""What of the goals for speed can be counted instead of timed: requests, work, memory. Times are measured by ``make bench``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from bench.definitions import write_folder
from bench.hostile import DEPTH, PARTS, VALUES, alias_bomb, deep, long_list, many_blocks
from bench.measure import serving
from bench.profiles import plan_command, seed_of, write_profiles
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import SourceFile
from segments_as_code.model.plan import Applied
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.diff import find_field_changes
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.registry import PROVIDERS
from tests.cli.laptop import Laptop
from tests.fakes import FakeFiles
from tests.growth import LINEAR, growth
from tests.promises.estate import APP, TARGET

REPOSITORY = Path(__file__).parent.parent


def compare_long_lists(size: int) -> None:
    before, after = (canonical(long_list(size, changed=changed)) for changed in (False, True))
    assert len(find_field_changes(before, after)) == 2 * size * 6 // 10


def compare_reordered_blocks(size: int) -> None:
    before, after = (canonical(many_blocks(size, reordered=reordered)) for reordered in (False, True))
    assert find_field_changes(before, after) == ()


def read(text: str) -> None:
    read_files([SourceFile("a.yaml", "a", text.encode())])


@pytest.mark.parametrize(("work", "size"), [(compare_long_lists, VALUES), (compare_reordered_blocks, PARTS)])
def test_what_it_takes_to_compare_grows_with_the_length(work: Callable[[int], None], size: int) -> None:
    assert growth(work, size) < LINEAR


@pytest.mark.parametrize(("text", "size"), [(alias_bomb, 48), (deep, 4 * DEPTH)])
def test_what_it_takes_to_read_grows_with_the_text(text: Callable[[int], str], size: int) -> None:
    assert growth(lambda levels: read(text(levels)), size) < LINEAR * 1.5


def test_a_plan_asks_for_pages_and_never_for_one_segment(tmp_path: Path) -> None:
    write_folder(tmp_path / "segments", 250)
    with serving([sys.executable, "-m", "bench.loopback", "--count", "250", "--latency", "0"], environ()) as url:
        command = [str(Path(sys.executable).with_name("segments")), "plan", "--owner", "bench/segments", "--region", "eu-west-1"]
        options = ["--application-id", "app-123456", "--endpoint-url", url]
        ended = subprocess.run([*command, *options], cwd=tmp_path, env=environ(), capture_output=True, text=True, check=True, timeout=60)
        counted = subprocess.run([sys.executable, "-c", COUNTS, url], capture_output=True, text=True, check=True, timeout=60)
    assert "250 unchanged" in ended.stdout
    assert json.loads(counted.stdout) == {"GetSegments": 3, "segments": 250}


def test_a_plan_of_customer_profiles_asks_for_pages_and_never_for_one_segment(tmp_path: Path) -> None:
    write_profiles(tmp_path / "segments", 501)
    with Emulator(services=["customer-profiles"], region="eu-west-1", seed=seed_of(501)) as emulator:
        ended = Laptop(tmp_path, emulator).run(*plan_command(emulator.endpoint_url)[1:])
        assert "501 unchanged" in ended.out
        assert [request.operation for request in emulator.requests] == ["ListSegmentDefinitions"] * 2


COUNTS = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1] + '/_bench/counts').read().decode())"


def environ() -> dict[str, str]:
    aws = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **aws}


def test_creates_beyond_the_burst_are_never_refused_for_their_rate_and_none_is_lost() -> None:
    texts = {f"segments/k{n:03}.yaml": f"Name: S{n:03}\n" for n in range(60)}
    provider = PROVIDERS["pinpoint"]()
    with Emulator(applications=[APP], region="eu-west-1", throttle=True) as emulator:
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        reader, writer = provider.open_reader(connection), provider.open_writer(connection)
        desired = check_definitions(FakeFiles(texts), provider.dialect, scope=APP).segments
        plan = propose(desired, reader, provider.dialect, target=TARGET, policy=DeletePolicy())
        outcomes = carry_out(plan, reader, writer, provider.dialect, report=lambda _: None)
        assert [type(outcome) for outcome in outcomes] == [Applied] * 60
        assert {request.status for request in emulator.requests} == {200, 201}
        assert sum(request.operation == "CreateSegment" for request in emulator.requests) == 60


PEAK = """
import re, sys
from pathlib import Path
from segments_as_code.cli.command import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""
"""Prints the most memory the process ever had, in KiB: what the system says of a child afterwards begins with what its parent had."""


def peak_mib(folder: Path, command: str, *options: str) -> float:
    run = [sys.executable, "-c", PEAK, command, "--application-id", "app-123456", *options]
    ended = subprocess.run(run, cwd=folder, env=environ(), capture_output=True, text=True, check=True, timeout=60)
    return int(ended.stdout.split()[-1]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_thousand_definitions_fit_into_little_memory(tmp_path: Path) -> None:
    write_folder(tmp_path / "segments", 1_000)
    assert peak_mib(tmp_path, "validate") <= 48
    with serving([sys.executable, "-m", "bench.loopback", "--count", "1000", "--latency", "0"], environ()) as url:
        peak = peak_mib(tmp_path, "plan", "--owner", "bench/segments", "--region", "eu-west-1", "--endpoint-url", url)
    assert peak <= 80  # 30 of it are boto3 and its description of Pinpoint


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.slow
def test_a_plan_of_ten_thousand_fits_into_200_mib(tmp_path: Path) -> None:
    write_folder(tmp_path / "segments", 10_000)
    with serving([sys.executable, "-m", "bench.loopback", "--count", "10000", "--latency", "0"], environ()) as url:
        assert peak_mib(tmp_path, "plan", "--owner", "bench/segments", "--region", "eu-west-1", "--endpoint-url", url) <= 200


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.slow
def test_what_is_kept_of_ten_thousand_definitions_is_less_than_they_hold(tmp_path: Path) -> None:
    write_folder(tmp_path / "segments", 10_000)
    assert peak_mib(tmp_path, "validate") <= 80
