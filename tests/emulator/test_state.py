"""State in one SQLite file: what was answered is there after a restart, also after kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import boto3
import pytest
from botocore.config import Config

from aws_emulator.core.account import seeded_ids
from aws_emulator.core.types import Body, Json, text
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint, connected, values


@contextmanager
def _opened(state: Path) -> Iterator[Pinpoint]:
    with Emulator(applications=[APP], region="eu-west-1", state=state, ids=seeded_ids("x")) as emulator, connected(emulator) as pinpoint:
        yield pinpoint


def _everything(pinpoint: Pinpoint) -> list[Json]:
    segments = pinpoint.listed()
    versions = [pinpoint.listed("get_segment_versions", SegmentId=text(segment, "Id")) for segment in segments]
    others = [pinpoint.listed(method) for method in ("get_campaigns", "list_journeys", "get_import_jobs")]
    return [pinpoint.call("get_apps"), list[Json](segments), *map(list[Json], versions), *map(list[Json], others)]


def _fill(pinpoint: Pinpoint) -> None:
    first = pinpoint.create("One", Dimensions=values("ü", '"', "\x00"), tags={"a": "1"})
    second = pinpoint.create("Two")
    pinpoint.delete(pinpoint.create("Three")["Id"])
    pinpoint.update(first["Id"], Name="One again")
    pinpoint.call("tag_resource", ResourceArn=second["Arn"], TagsModel={"tags": {"b": "2"}})
    pinpoint.call("create_campaign", ApplicationId=APP, WriteCampaignRequest={"SegmentId": second["Id"]})
    pinpoint.call("create_journey", ApplicationId=APP, WriteJourneyRequest={"Name": "J"})
    job: Body = {"Format": "CSV", "S3Url": "s3://b/k", "RoleArn": "r", "DefineSegment": True}
    pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest=job)


def test_a_restart_keeps_everything_in_its_order(tmp_path: Path) -> None:
    with _opened(tmp_path / "state.db") as pinpoint:
        _fill(pinpoint)
        before = _everything(pinpoint)

    with _opened(tmp_path / "state.db") as pinpoint:
        assert _everything(pinpoint) == before


def test_numbers_go_on_after_a_restart_even_where_the_last_thing_was_deleted(tmp_path: Path) -> None:
    with _opened(tmp_path / "state.db") as pinpoint:
        deleted = pinpoint.create()["Id"]
        pinpoint.delete(deleted)

    with _opened(tmp_path / "state.db") as pinpoint:
        assert pinpoint.create()["Id"] != deleted


def test_the_state_is_the_same_as_in_memory(tmp_path: Path) -> None:
    kept: list[list[str]] = []
    for state in (None, tmp_path / "state.db"):
        with Emulator(applications=[APP], state=state, ids=seeded_ids("x"), clock=lambda: 0.0) as emulator, connected(emulator) as pinpoint:
            _fill(pinpoint)
            kept.append([repr(thing) for thing in _everything(pinpoint)])

    assert kept[0] == kept[1]


def _started(state: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "aws_emulator", "--port", "0", "--application", APP, "--state", str(state)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _first_line(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline().strip()


def test_what_was_answered_survives_kill_9(tmp_path: Path) -> None:
    with _started(tmp_path / "state.db") as process:
        client = boto3.client("pinpoint", endpoint_url=_first_line(process.stdout), config=Config(retries={"total_max_attempts": 1}))
        names = [f"S{number}" for number in range(30)]
        for name in names:
            client.create_segment(ApplicationId=APP, WriteSegmentRequest={"Name": name})
        os.kill(process.pid, signal.SIGKILL)
        client.close()

    with _opened(tmp_path / "state.db") as pinpoint:
        assert [segment["Name"] for segment in pinpoint.listed()] == names


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    with _started(tmp_path / "state.db") as process:
        _first_line(process.stdout)

        with pytest.raises(OSError, match="cannot be used as a state file: database is locked"):
            Emulator(state=tmp_path / "state.db")

        process.terminate()


def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    note, other = tmp_path / "note.txt", tmp_path / "other.db"
    note.write_text("not a database, and long enough to be sure of it" * 20)
    with closing(sqlite3.connect(other)) as file:
        file.execute("CREATE TABLE theirs (x)")
    before = (note.read_bytes(), other.read_bytes())

    with pytest.raises(OSError, match="file is not a database"):
        Emulator(state=note)
    with pytest.raises(OSError, match="it has format 0, and this emulator reads format 1"):
        Emulator(state=other)

    assert (note.read_bytes(), other.read_bytes()) == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be used as a state file: unable to open database file"):
        Emulator(state=tmp_path / "nowhere" / "state.db")
