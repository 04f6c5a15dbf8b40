"""Exports and audience files in S3 are read as those on disk, leave nothing behind, and fail in sentences."""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from segments_as_code.audience.sources import JOB_FILE
from segments_as_code.cli.command import run
from segments_as_code.exports import open_export, open_file, shown_place
from segments_as_code.model.problem import SegmentsError
from tests.audience.test_sources import JOB, is_one, sizes
from tests.moto_server import REGION, moto_server, use, use_keys_of_a_stranger

BUCKET = "exports-123456789012"
FOLDER = f"s3://{BUCKET}/exports/october/"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def s3(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a client of an S3 with one empty bucket; downloads go below ``tmp_path``."""
    client = use(address, "s3", monkeypatch)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return client


def put(s3: Any, **parts: bytes) -> None:
    for name, content in parts.items():
        s3.put_object(Bucket=BUCKET, Key=f"exports/october/{name.replace('__', '/')}", Body=content)


def put_export(s3: Any, lines: int = 2) -> None:
    """Put parts in several folders, an object of another kind, and the job's answer; others lie beside the export."""
    part = gzip.compress(b'{"ChannelType": "SMS", "Attributes": {"plan": ["pro"]}}\n')
    put(s3, **{f"a__{index:02}.gz": part for index in range(lines)}, _SUCCESS=b"", notes__txt=b"no export")
    s3.put_object(Bucket=BUCKET, Key=f"exports/october/{JOB_FILE}", Body=json.dumps({**JOB, "TotalProcessed": lines}).encode())
    s3.put_object(Bucket=BUCKET, Key="exports/october-old/x.csv", Body=b"ChannelType\nSMS\n")


def test_an_export_in_s3_is_counted_like_one_on_disk_and_removed(s3: Any, tmp_path: Path) -> None:
    put_export(s3, lines=12)
    with open_export(FOLDER) as opened:
        (folder,) = tmp_path.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert sizes(opened.export, pro=is_one("Attributes", "plan", "pro")) == {"population": 12, "pro": 12}
        assert (opened.export.name, opened.export.lines) == ("october", 12)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", [FOLDER, FOLDER.rstrip("/")])
def test_a_folder_may_be_written_without_its_last_slash(s3: Any, where: str) -> None:
    put_export(s3)
    with open_export(where) as opened:
        assert len(opened.export.files) == 2


def test_one_object_is_told_from_its_whole_export(s3: Any) -> None:
    put_export(s3)
    with open_export(f"{FOLDER}a/00.gz") as opened:
        assert (len(opened.export.files), opened.export.lines) == (1, None)
    put(s3, **{"part.json": b"{}\n"})
    with open_export(f"{FOLDER}part.json") as opened, pytest.raises(SegmentsError, match="1 lines, and its job wrote 2"):
        sizes(opened.export, any=is_one("Attributes", "plan", "pro"))


@pytest.mark.parametrize("key", ["../../etc/part.gz", "a '; -- .gz", "//x.gz", "..gz"])
def test_an_objects_key_leads_nowhere(s3: Any, tmp_path: Path, key: str) -> None:
    put(s3, **{"part.gz": gzip.compress(b"{}\n")})
    s3.put_object(Bucket=BUCKET, Key=f"exports/october/{key}", Body=gzip.compress(b"{}\n"))
    with open_export(FOLDER) as opened:
        assert {file.parent.parent for file in opened.export.files} == {tmp_path}


def refused(where: str) -> tuple[str, str, str]:
    with pytest.raises(SegmentsError) as raised, open_export(where):
        pass
    error = raised.value
    assert BUCKET not in str(error) + error.remedy
    assert "123456789012" not in str(error) + error.remedy
    return error.code, error.message, error.remedy


def test_what_is_not_there_is_said(s3: Any) -> None:
    assert refused(FOLDER)[:2] == ("export-missing", "there is no file of an export at this place in S3.")
    put(s3, **{"notes.txt": b"no export"})
    assert refused(f"s3://{BUCKET}")[0] == "export-missing"
    assert refused(f"{FOLDER}none.gz")[0] == "export-missing"
    assert refused("s3://another-bucket/exports/")[:2] == ("export-missing", "there is no such bucket in S3.")
    assert refused("s3:///exports/")[0] == "export-missing"
    assert refused(f"s3://{BUCKET}!/exports/")[:2] == ("export-missing", "what stands after s3:// is no name of a bucket.")
    put(s3, **{"a.gz": b"", "b.csv": b"ChannelType\n"})
    assert refused(FOLDER)[1] == "october has files of several kinds."


def test_two_exports_below_one_place_are_refused(s3: Any) -> None:
    put_export(s3)
    put(s3, **{f"b/{JOB_FILE}": json.dumps(JOB).encode()})
    assert refused(FOLDER)[1] == "there are 2 exports at this place in S3."


def test_an_archived_export_is_not_waited_for(s3: Any) -> None:
    s3.put_object(Bucket=BUCKET, Key="exports/october/a.gz", Body=b"", StorageClass="DEEP_ARCHIVE")
    assert refused(FOLDER)[1].startswith("the export in S3 is archived")


def test_no_permission_names_those_that_are_needed(s3: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put_export(s3)
    use_keys_of_a_stranger(address, monkeypatch)
    code, message, remedy = refused(FOLDER)
    assert (code, message) == ("access-denied", "S3 does not allow ListObjectsV2 (403 AccessDenied).")
    assert "s3:ListBucket" in remedy
    assert "s3:GetObject" in remedy


def test_a_forbidden_object_is_told_from_a_missing_one(s3: Any) -> None:
    put_export(s3)
    forbid_download(s3, "*")
    assert refused(FOLDER)[:2] == ("access-denied", "S3 does not allow GetObject (403).")


def test_files_of_one_name_in_two_folders_are_both_counted(s3: Any) -> None:
    put(s3, **{f"{folder}__part.gz": gzip.compress(b'{"Attributes": {"plan": ["pro"]}}\n') for folder in ("a", "b")})
    with open_export(FOLDER) as opened:
        assert sizes(opened.export, pro=is_one("Attributes", "plan", "pro")) == {"population": 2, "pro": 2}


class CutShort(BaseHTTPRequestHandler):
    """S3 that loses each connection within an object."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.send_header("ETag", '"1"')
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(b"half")

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.usefixtures("s3")
def test_a_connection_that_is_lost_again_and_again_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), CutShort) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{server.server_port}")
        try:
            with pytest.raises(SegmentsError, match="the connection to S3 was lost"), open_file(f"{FOLDER}audience.json"):
                pass
        finally:
            server.shutdown()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("s3")
def test_no_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setattr("time.sleep", lambda _: None)
        assert refused(FOLDER)[0] == "service-unreachable"


@pytest.mark.usefixtures("s3")
def test_no_credentials_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    assert refused(FOLDER)[0] == "credentials-missing"


def end_this_run(folder: Path, ending: signal.Signals) -> None:
    assert len(list(folder.iterdir())) == 1
    os.kill(os.getpid(), ending)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_what_was_downloaded_is_removed_when_the_run_is_ended(s3: Any, tmp_path: Path, ending: signal.Signals) -> None:
    put_export(s3)
    before = signal.getsignal(signal.SIGTERM)
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests in the background ignores SIGINT
    try:
        with pytest.raises(KeyboardInterrupt), open_export(FOLDER):
            end_this_run(tmp_path, ending)
    finally:
        signal.signal(signal.SIGINT, ours)
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) == before


def test_the_command_counts_an_export_in_s3(s3: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_export(s3, lines=20)
    definitions = tmp_path / "segments"
    definitions.mkdir()
    dimensions = "{Attributes: {plan: {AttributeType: INCLUSIVE, Values: [pro]}}}"
    (definitions / "pro.yaml").write_text(f"Name: Pro\nDimensions: {dimensions}\n")
    assert run(["audience", str(definitions), "--data", FOLDER, "--json"]) == 0
    audience = json.loads(capsys.readouterr().out)
    assert (audience["source"]["export"], audience["segments"]["pro"]["after"]) == ("october", 20)
    assert run(["audience", str(definitions), "--data", "s3://another-bucket/x/"]) == 1
    assert "there is no such bucket" in capsys.readouterr().err
    assert run(["audience", str(definitions), "--data", FOLDER, "--invent", "1"]) == 2
    assert list(tmp_path.iterdir()) == [definitions]


def test_a_kept_export_is_not_downloaded_again(s3: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put_export(s3, lines=30)
    command = ["audience", "examples/segments", "--data", FOLDER, "--json", "--cache", str(tmp_path / "kept")]
    assert run(command) == 0
    first = capsys.readouterr().out
    forbid_download(s3, "a/*")
    assert (run(command), capsys.readouterr().out) == (0, first)
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def forbid_download(s3: Any, what: str) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/exports/october/{what}"}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def test_an_audience_file_in_s3_is_read_and_removed(s3: Any, tmp_path: Path) -> None:
    put(s3, **{"audience.json": b"[]"})
    with open_file(f"{FOLDER}audience.json") as file:
        assert file.read_bytes() == b"[]"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SegmentsError, match="there is no such object"), open_file(f"{FOLDER}no.json"):
        pass
    assert shown_place(f"{FOLDER}audience.json") == "audience.json"


def test_too_little_room_is_said_before_anything_is_downloaded(s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_export(s3)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    assert refused(FOLDER)[0] == "unwritable"
    assert list(tmp_path.iterdir()) == []
