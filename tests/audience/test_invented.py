"""Invented endpoints are an export like any other, and cannot be taken for people."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.invented import invent, write_invented
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sources import find_export
from segments_as_code.meaning.folder_meaning import settle
from segments_as_code.meaning.predicate import Environment
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError
from tests.audience.test_counts import meaning_of
from tests.audience.worlds import Content

AS_OF = datetime(2026, 10, 28, 18, 2, tzinfo=UTC)
CRITERIA: list[Json] = [
    {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["pro", "free"]}}},
    {"UserAttributes": {"signup": {"AttributeType": "AFTER", "Values": ["2026-01-01T00:00:00Z"]}}},
    {"Metrics": {"spend": {"ComparisonOperator": "GREATER_THAN", "Value": 500}}},
    {"Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}}},
    {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["AT"]}}},
    {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 48.2, "Longitude": 16.4}, "RangeInKilometers": 30}}},
    {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS"]}}},
]
FOLDER: dict[str, Content] = {f"c{index}": {"Name": f"C{index}", "Dimensions": block} for index, block in enumerate(CRITERIA)}


def test_some_invented_people_meet_each_criterion_and_some_do_not(tmp_path: Path) -> None:
    meaning = meaning_of(FOLDER)
    write_invented(tmp_path / "people", meaning, 400, AS_OF)
    found = DuckDbPopulation(find_export(tmp_path / "people")).count(ask(FOLDER, {}, meaning), AS_OF)
    assert found.population == 400
    assert all(10 < (count.after or 0) < 390 for count in found.segments), found.segments


def test_the_same_people_are_invented_each_time_and_say_what_they_are() -> None:
    meaning: Environment = {key: settle(each) for key, each in meaning_of(FOLDER).items()}
    people = list(invent(meaning, 30, AS_OF, 7))
    assert people == list(invent(meaning, 30, AS_OF, 7))
    assert people != list(invent(meaning, 30, AS_OF, 8))
    assert all(json.loads(person)["Address"].endswith("@example.invalid") for person in people)


def test_an_export_of_several_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments_as_code.audience.invented.A_PART", 10)
    write_invented(tmp_path / "people", meaning_of(FOLDER), 25, AS_OF)
    parts = sorted((tmp_path / "people").glob("*.gz"))
    assert [gzip.decompress(part.read_bytes()).count(b"\n") for part in parts] == [10, 10, 5]
    assert find_export(tmp_path / "people").lines == 25


def test_a_folder_with_files_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    with pytest.raises(SegmentsError, match="not empty"):
        write_invented(tmp_path, meaning_of(FOLDER), 5, AS_OF)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]


def test_dates_at_the_ends_of_time_are_left_out(tmp_path: Path) -> None:
    late = {"a": {"Name": "A", "Dimensions": {"Attributes": {"d": {"AttributeType": "AFTER", "Values": ["9999-12-31T00:00:00Z"]}}}}}
    write_invented(tmp_path / "people", meaning_of(late), 20, AS_OF)  # type: ignore[arg-type]  # JSON
    assert find_export(tmp_path / "people").lines == 20
