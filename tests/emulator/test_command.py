"""The command: one address on the first line, a clean end, mistakes in a sentence."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import boto3
import pytest
from click.testing import CliRunner

from aws_emulator.command import emulator
from aws_emulator.core.options import options_of
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.cli.laptop import HEARING
from tests.emulator.pinpoint import APP


@contextmanager
def _running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command on a free port; yield it and its first line of output."""
    command = [*HEARING, sys.executable, "-m", "aws_emulator", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    finally:
        process.kill()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_its_address_serves_and_ends_cleanly(ending: signal.Signals) -> None:
    options = ["--application", APP, "--application", "app-2", "--region", "eu-central-1", "--account", "111122223333", "--verbose"]
    fixed = ["--seed-ids", "x", "--frozen-clock", "2026-11-24T12:00:00Z", "--set", "tags_in_write=no", "--latency", "1"]
    with _running(*options, *fixed) as (process, address):
        client = boto3.client("pinpoint", endpoint_url=address)
        made = client.create_segment(ApplicationId="app-2", WriteSegmentRequest={"Name": "New", "tags": {"a": "1"}})["SegmentResponse"]
        client.close()
        process.send_signal(ending)
        rest, told = process.communicate(timeout=10)

    assert address.startswith("http://127.0.0.1:")
    assert (made["Arn"].partition("/")[0], made["CreationDate"]) == (
        "arn:aws:mobiletargeting:eu-central-1:111122223333:apps",
        "2026-11-24T12:00:00.000Z",
    )
    assert "tags" not in made
    assert (process.returncode, rest, told) == (0, "", "201 CreateSegment ApplicationId=app-2\n")


def test_in_a_pipe_the_address_is_all_that_is_printed() -> None:
    command = [*HEARING, sys.executable, "-m", "aws_emulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        address = process.stdout.readline()
        more, _, _ = select.select([process.stdout], [], [], 1)
        _end(process)

    assert (address.startswith(b"http://127.0.0.1:"), more) == (True, [])


def test_on_a_terminal_the_lines_to_export_follow_the_address() -> None:
    controller, terminal = pty.openpty()
    command = [*HEARING, sys.executable, "-m", "aws_emulator", "--port", "0", "--service", "pinpoint", "--service", "customer-profiles"]
    with subprocess.Popen(command, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        told = ""
        while "It ends with Ctrl-C." not in told:
            told += os.read(controller, 4096).decode()
        _end(process)
    os.close(controller)

    address, *lines = [line.strip() for line in told.splitlines() if line.strip()]
    assert address.startswith("http://127.0.0.1:")
    assert lines == [
        "serving Amazon Pinpoint and Amazon Connect Customer Profiles. To use it, in another terminal:",
        f"export AWS_ENDPOINT_URL_PINPOINT={address}",
        f"export AWS_ENDPOINT_URL_CUSTOMER_PROFILES={address}",
        f"export AWS_ENDPOINT_URL_CONNECTCAMPAIGNSV2={address}",
        "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1",
        "It ends with Ctrl-C.",
    ]


def test_a_port_that_is_in_use_is_a_sentence_with_the_fix() -> None:
    with _running() as (_, address):
        port = address.rpartition(":")[2]
        ended = CliRunner().invoke(emulator, ["--port", port])

    assert (ended.exit_code, ended.output) == (
        1,
        f"Error: port {port} is in use.\n    fix: segments emulator --port 0 takes a free port.\n",
    )


def test_customer_profiles_is_served_if_it_is_asked_for() -> None:
    with _running("--service", "customer-profiles", "--domain", "my-domain", "--set", "taken_name=overwrite") as (_, address):
        client = boto3.client("customer-profiles", endpoint_url=address)
        names = [
            client.create_segment_definition(
                DomainName="my-domain", SegmentDefinitionName="vips", DisplayName=name, SegmentGroups={"Groups": []}
            )["DisplayName"]
            for name in ("First", "Second")
        ]
        client.close()

    assert names == ["First", "Second"]


def test_throttling_can_be_asked_for() -> None:
    statuses: list[int] = []
    with _running("--application", APP, "--throttle") as (_, address):
        connection = HTTPConnection(address.removeprefix("http://"))
        for _ in range(100):
            connection.request("POST", f"/v1/apps/{APP}/segments", "{}")
            with connection.getresponse() as response:
                response.read()
                statuses.append(response.status)
        connection.close()

    assert (statuses[:25], 429 in statuses) == ([201] * 25, True)


def test_every_option_is_listed_with_its_default_and_values() -> None:
    listed = CliRunner().invoke(emulator, ["--list-behaviours"])

    assert listed.exit_code == 0
    assert "\ndimensions_come_back_as = dimensions    (dimensions, groups, both)\n    What a segment" in listed.output
    assert [option.name for option in options_of(Behaviour) if f"{option.name} = " not in listed.output] == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "0.0.0.0"], "Error: The emulator listens on loopback addresses only, such as 127.0.0.1; 0.0.0.0 is not one.\n"),  # noqa: S104
        (["--set", "colour"], "Error: --set takes NAME=VALUE, such as update_semantics=merge; colour has no =.\n"),
        (["--set", "update_semantics=mend"], "Error: update_semantics is mend; it takes replace, merge.\n"),
        (["--seed", "nowhere.yml"], "Error: [Errno 2] No such file or directory: 'nowhere.yml'\n"),
        (["--frozen-clock", "noon"], "Error: Invalid isoformat string: 'noon'\n"),
    ],
)
def test_a_mistake_ends_in_a_sentence(options: list[str], says: str) -> None:
    ended = CliRunner().invoke(emulator, ["--port", "0", *options])

    assert (ended.exit_code, ended.output) == (1, says)


def test_state_that_cannot_be_used_ends_in_a_sentence(tmp_path: Path) -> None:
    ended = CliRunner().invoke(emulator, ["--port", "0", "--state", str(tmp_path / "nowhere" / "state.db")])

    assert (ended.exit_code, ended.output.endswith("state.db cannot be used as a state file: unable to open database file.\n")) == (1, True)


def test_the_emulator_does_not_import_the_tool() -> None:
    code = "import sys, aws_emulator.emulator; print([name for name in sys.modules if name.startswith('segments_as_code')])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"
