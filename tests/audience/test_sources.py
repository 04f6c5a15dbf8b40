"""Every form in which people have an export is read, and what is not whole is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sources import JOB_FILE, Export, find_export
from segments_as_code.audience.tables import ENDPOINT_PEOPLE, PROFILE_PEOPLE, People
from segments_as_code.meaning.predicate import Field, Not, NumberIn, OneOf, Predicate, Some, Span
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError

AS_OF = datetime(2026, 10, 28, tzinfo=UTC)
JOB: Mapping[str, Json] = {"JobStatus": "COMPLETED", "TotalProcessed": 2, "FailedPieces": 0, "CompletionDate": "2026-10-28T18:02:03.5Z"}


def is_one(member: str, name: str, *texts: str) -> Predicate:
    return Some(Field(member, name, "list"), OneOf(frozenset(texts)))


def sizes(export: Export, **segments: Predicate) -> dict[str, int | None]:
    found = DuckDbPopulation(export).count(ask(segments, {}, segments), AS_OF)
    return {"population": found.population, **{count.key: count.after for count in found.segments}}


def write_csv(file: Path, *rows: list[str], bom: bool = False) -> None:
    with file.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_repeated_columns_of_an_import_file_are_several_values(tmp_path: Path) -> None:
    header = [
        "ChannelType",
        "Attributes.plan",
        "Attributes.plan",
        "Attributes.Plan",
        "User.UserAttributes.tier",
        "Metrics.n",
        "Location.Country",
    ]
    write_csv(
        tmp_path / "a.csv", header, ["SMS", "pro", "x, y", "", "00123", "2.5", "NO"], ["EMAIL", "", 'say "hi"', "pro", "", "", ""], bom=True
    )
    write_csv(tmp_path / "b.csv", ["Metrics.n", "ChannelType"], ["nan", "SMS"])
    found = sizes(
        find_export(tmp_path),
        pro=is_one("Attributes", "plan", "pro"),
        comma=is_one("Attributes", "plan", "x, y"),
        quoted=is_one("Attributes", "plan", 'say "hi"'),
        capital=is_one("Attributes", "Plan", "pro"),
        zeros=is_one("UserAttributes", "tier", "00123"),
        number=NumberIn(Field("Metrics", "n", "number"), (Span(2.5, 2.5),)),
        any_number=NumberIn(Field("Metrics", "n", "number"), (Span(),)),
        norway=is_one("Country", "", "NO"),
        sms=is_one("Channel", "", "SMS"),
        no_plan=Not(is_one("Attributes", "plan", "pro")),
    )
    assert found == {
        "population": 3, "pro": 1, "comma": 1, "quoted": 1, "capital": 1, "zeros": 1, "number": 1, "any_number": 1, "norway": 1, "sms": 2,
        "no_plan": 2,
    }  # fmt: skip


def test_an_attribute_that_is_called_like_a_repeated_column_is_another_one(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["Attributes.f", "Attributes.f", "Attributes.f_1"], ["a", "b", "c"])
    assert sizes(find_export(tmp_path), f=is_one("Attributes", "f", "b"), f_1=is_one("Attributes", "f_1", "b"))["f_1"] == 0


def test_parquet_in_the_flat_layout_may_lack_columns(tmp_path: Path) -> None:
    rows = "SELECT MAP {'plan': ['pro']} AS Attributes, 'SMS' AS ChannelType UNION ALL SELECT NULL, 'EMAIL'"
    duckdb.execute(f"COPY ({rows}) TO '{tmp_path}/a.parquet'")
    export = find_export(tmp_path / "a.parquet")
    found = sizes(
        export, pro=is_one("Attributes", "plan", "pro"), sms=is_one("Channel", "", "SMS"), tier=is_one("UserAttributes", "tier", "x")
    )
    assert found == {"population": 2, "pro": 1, "sms": 1, "tier": 0}


def test_a_folder_of_parts_has_its_date_and_number_of_lines_from_its_job(tmp_path: Path) -> None:
    for name in ("part-1.json", "part-2.ndjson"):
        (tmp_path / name).write_text('{"ChannelType": "SMS"}\n')
    (tmp_path / "_SUCCESS").write_text("")
    (tmp_path / ".hidden.json").write_text("nothing")
    (tmp_path / JOB_FILE).write_text(json.dumps({"ExportJobResponse": JOB}))
    export = find_export(tmp_path)
    assert [file.name for file in export.files] == ["part-1.json", "part-2.ndjson"]
    assert (export.as_of, export.lines) == (datetime(2026, 10, 28, 18, 2, 3, tzinfo=UTC), 2)
    assert sizes(export, sms=is_one("Channel", "", "SMS")) == {"population": 2, "sms": 2}


def test_two_exports_in_one_folder_are_refused(tmp_path: Path) -> None:
    for name in ("october", "november"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part.json").write_text("{}\n")
        (tmp_path / name / JOB_FILE).write_text(json.dumps(JOB))
    with pytest.raises(SegmentsError, match="2 exports"):
        find_export(tmp_path)


def test_more_lines_than_a_job_wrote_are_refused(tmp_path: Path) -> None:
    (tmp_path / "part.json").write_text('{"ChannelType": "SMS"}\n' * 3)
    (tmp_path / JOB_FILE).write_text(json.dumps(JOB))
    with pytest.raises(SegmentsError, match="3 lines, and its job wrote 2"):
        sizes(find_export(tmp_path))


def test_one_part_of_an_export_is_told_from_a_whole_one(tmp_path: Path) -> None:
    for index in range(2):
        (tmp_path / f"part-{index}.json").write_text('{"ChannelType": "SMS"}\n')
    (tmp_path / JOB_FILE).write_text(json.dumps(JOB))
    with pytest.raises(SegmentsError, match="1 lines, and its job wrote 2"):
        sizes(find_export(tmp_path / "part-0.json"))


def test_an_export_of_which_a_part_is_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "part-1.json").write_text('{"ChannelType": "SMS"}\n')
    (tmp_path / JOB_FILE).write_text(json.dumps(JOB))
    with pytest.raises(SegmentsError, match="1 lines, and its job wrote 2") as raised:
        sizes(find_export(tmp_path))
    assert raised.value.code == "export-incomplete"


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ({**JOB, "FailedPieces": 1}, "export-incomplete"),
        ({**JOB, "JobStatus": "FAILED"}, "export-incomplete"),
        ({**JOB, "Definition": {"SegmentId": "s1"}}, "export-incomplete"),
        ({"SomethingElse": 1}, "export-unreadable"),
        ([], "export-unreadable"),
        ({"ExportJobResponse": "no"}, "export-unreadable"),
    ],
)
def test_a_job_that_is_not_a_whole_export_is_refused(job: Json, code: str, tmp_path: Path) -> None:
    (tmp_path / "part-1.json").write_text("{}\n")
    (tmp_path / JOB_FILE).write_text(json.dumps(job))
    with pytest.raises(SegmentsError) as raised:
        find_export(tmp_path)
    assert raised.value.code == code


@pytest.mark.parametrize("names", [[], ["notes.txt"], ["a.csv", "b.json"], ["a.parquet", "b.gz"]])
def test_a_folder_that_is_no_export_is_refused(names: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(SegmentsError) as raised:
        find_export(tmp_path)
    assert raised.value.code == "export-missing"


def test_no_export_at_all(tmp_path: Path) -> None:
    with pytest.raises(SegmentsError, match="there is no export"):
        find_export(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["a*.jsonl", "a?.jsonl", "a[b].jsonl", "a[!c].jsonl", "[*]?.csv", "a*.parquet"])
def test_a_file_is_read_alone_whatever_its_name_is(tmp_path: Path, name: str) -> None:
    """Not as a pattern that other files fit, nor is its folder."""
    for folder in (tmp_path / "x1", tmp_path / "x[1]*"):
        folder.mkdir()
        for each in (name, f"ab{Path(name).suffix}", f"b1{Path(name).suffix}"):
            write_people(folder / each, 5)
    found = {each.name: sizes(find_export(each), sms=is_one("Channel", "", "SMS"))["sms"] for each in (tmp_path / "x[1]*").iterdir()}
    assert set(found.values()) == {5}
    assert sizes(find_export(tmp_path / "x[1]*"))["population"] == 15


def write_people(file: Path, number: int) -> None:
    match file.suffix:
        case ".csv":
            write_csv(file, ["ChannelType"], *[["SMS"]] * number)
        case ".parquet":
            duckdb.execute(f"COPY (SELECT 'SMS' AS ChannelType, unnest(range({number})) AS n) TO '{file}'")
        case _:
            file.write_text('{"ChannelType": "SMS"}\n' * number)


PROFILE = {"ProfileId": "1", "Attributes": {"tier": "gold"}, "Address": {"City": "Oslo"}, "FirstName": "Anna"}
ENDPOINT = {"Id": "1", "Address": "a@example.com", "Attributes": {"tier": ["gold"]}, "ChannelType": "EMAIL"}
OTHER = {"name": "Anna", "plan": "pro"}


@pytest.mark.parametrize(
    ("line", "people", "said"),
    [
        (PROFILE, ENDPOINT_PEOPLE, "the export has profiles, and endpoints are counted."),
        (ENDPOINT, PROFILE_PEOPLE, "the export has endpoints, and profiles are counted."),
        (OTHER, ENDPOINT_PEOPLE, "the export has no endpoints: no member that is known, such as Attributes, is in it."),
        (OTHER, PROFILE_PEOPLE, "the export has no profiles: no member that is known, such as Attributes, is in it."),
    ],
)
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_other_people_are_not_counted_as_nobody(tmp_path: Path, line: dict[str, Any], people: People, said: str, form: str) -> None:
    file = tmp_path / f"a.{form}"
    flat = {
        name if not isinstance(held, dict) else f"{name}{'.' if form == 'csv' or name == 'Attributes' else ''}{inner}": text
        for name, held in line.items()
        for inner, text in (held.items() if isinstance(held, dict) else [("", held)])
    }
    match form:
        case "jsonl":
            file.write_text(f"{json.dumps({})}\n{json.dumps(line)}\n")
        case "csv":
            write_csv(file, [*flat], [str(text) for text in flat.values()])
        case _:
            columns = ", ".join(f"'x' AS \"{name}\"" for name in flat)
            duckdb.execute(f"COPY (SELECT {columns}) TO '{file}'")
    with pytest.raises(SegmentsError) as refused:
        DuckDbPopulation(find_export(file), people)
    assert (refused.value.code, refused.value.message) == ("export-missing", said)


@pytest.mark.parametrize("people", [ENDPOINT_PEOPLE, PROFILE_PEOPLE])
@pytest.mark.parametrize("line", ["{}", '{"Attributes": {}}', '{"Address": "x", "plan": 1}', ""])
def test_people_without_anything_are_counted(tmp_path: Path, people: People, line: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line}\n" * 3)
    assert DuckDbPopulation(find_export(tmp_path), people).count([], AS_OF).population == (3 if line else 0)
