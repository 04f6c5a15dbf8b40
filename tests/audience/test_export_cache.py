"""An export that was kept gives the same numbers, holds no ids, and is used only as long as the export is the same."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from segments_as_code.audience.export_cache import ExportCache
from segments_as_code.audience.population import Counts
from segments_as_code.audience.questions import ask
from segments_as_code.counting import Counting, count_people
from segments_as_code.meaning.predicate import Field, Given, NumberIn, OneOf, Predicate, Some, Span
from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.pinpoint.provider import PinpointDialect

SECRET = "anna.secret@example.com"
SEGMENTS: dict[str, Predicate] = {
    "pro": Some(Field("Attributes", "plan", "list"), OneOf(frozenset({"pro"}))),
    "late": NumberIn(Field("LastActive", "", "number"), (Span(0, 48),)),
}
LINE = {
    "Id": SECRET,
    "Address": SECRET,
    "User": {"UserId": SECRET, "UserAttributes": {"a": ["b"]}},
    "Attributes": {"plan": ["pro"]},
    "EffectiveDate": "2026-10-27T18:00:00Z",
}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "october"
    folder.mkdir()
    write(folder, 1500)
    return folder


def write(folder: Path, lines: int) -> None:
    broken = '{"Attributes": {"plan": ["pro"], "plan": ["x"]}}\n'
    (folder / "part.json").write_text("".join([f"{json.dumps(LINE)}\n" * lines, '{"Attributes": {"plan": "pro"}}\n', broken]))


def count(export: Path, cache: Path) -> Counts:
    counting = Counting(str(export), datetime(2026, 10, 28, tzinfo=UTC), cache=ExportCache(cache))
    counts, _, _ = count_people(ask(SEGMENTS, {}, SEGMENTS), counting, PinpointDialect())
    return counts


def test_what_is_kept_gives_the_same_numbers_without_ids(export: Path, tmp_path: Path) -> None:
    first = count(export, tmp_path / "kept")
    (kept,) = (tmp_path / "kept").iterdir()
    assert (first.population, first.unreadable, [each.after for each in first.segments]) == (1501, 1, [1501, 1500])
    assert ((tmp_path / "kept").stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)
    table = duckdb.read_parquet(str(kept))
    assert set(table.columns) & {"Id", "Address", "UserId"} == set()
    assert SECRET.encode() not in kept.read_bytes()
    assert SECRET not in str(table.limit(1).fetchall())
    assert "october" not in kept.name
    part = export / "part.json"
    found = part.stat()
    part.write_bytes(b"?" * found.st_size)
    os.utime(part, ns=(found.st_atime_ns, found.st_mtime_ns))  # the same for all that a run looks at: what is kept is read instead
    assert count(export, tmp_path / "kept") == first


def test_members_are_looked_up_in_the_export_itself(export: Path, tmp_path: Path) -> None:
    asked = {"listed": Given("list", "winter")}
    counting = Counting(str(export), datetime(2026, 10, 28, tzinfo=UTC), {"winter": [SECRET]}, cache=ExportCache(tmp_path / "kept"))
    counts, _, _ = count_people(ask(asked, {}, asked), counting, PinpointDialect())
    assert counts.segments[0].after == 1500
    assert list((tmp_path / "kept").iterdir()) == []


def test_another_content_is_kept_anew_and_the_old_one_goes(export: Path, tmp_path: Path) -> None:
    count(export, tmp_path / "kept")
    (before,) = (tmp_path / "kept").iterdir()
    write(export, 1600)
    assert count(export, tmp_path / "kept").population == 1601
    (after,) = (tmp_path / "kept").iterdir()
    assert after.name != before.name
    os.utime(export / "part.json", ns=(1, 1))
    count(export, tmp_path / "kept")
    assert after not in (tmp_path / "kept").iterdir()


def test_a_folder_that_others_can_read_is_refused(export: Path, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    with pytest.raises(SegmentsError, match="other people can read"):
        count(export, tmp_path / "open")


def test_an_export_that_is_not_whole_is_not_kept(export: Path, tmp_path: Path) -> None:
    (export / "export-job.json").write_text(json.dumps({"JobStatus": "COMPLETED", "TotalProcessed": 1501}))
    with pytest.raises(SegmentsError, match="1,502 lines, and its job wrote 1,501"):
        count(export, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_damaged_file_that_was_kept_is_made_anew(export: Path, tmp_path: Path) -> None:
    first = count(export, tmp_path / "kept")
    (kept,) = (tmp_path / "kept").iterdir()
    whole = kept.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:4] + bytes(len(whole) - 20) + whole[-16:]):
        kept.write_bytes(damaged)
        assert count(export, tmp_path / "kept") == first
        assert kept.read_bytes() != damaged


def test_an_export_that_is_damaged_itself_is_read_once(export: Path, tmp_path: Path) -> None:
    (export / "part.json").rename(export / "part.parquet")
    with pytest.raises(SegmentsError, match="a file is damaged"):
        count(export, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_what_a_killed_run_left_is_removed_and_what_another_writes_is_not(export: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir(mode=0o700)
    left, written = (tmp_path / "kept" / f"{name}.123.part" for name in ("a-b", "c-d"))
    for file in (left, written):
        file.touch()
    os.utime(left, ns=(1, 1))
    count(export, tmp_path / "kept")
    assert (left.exists(), written.exists()) == (False, True)
    assert ExportCache(tmp_path / "kept").unfinished("e-f").stat().st_mode & 0o777 == 0o600
