"""Profiles of Customer Profiles are counted in each form of an export, as its definitions mean them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segments_as_code.audience.impact import questions_of_folder
from segments_as_code.counting import Counting, count_people
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from tests.fakes import FakeFiles

PROFILES: list[dict[str, Any]] = [
    {"Attributes": {"tier": "gold", "points": "12"}, "Address": {"Country": "SE"}, "EmailAddress": "a@example.com", "AccountNumber": "1"},
    {"Attributes": {"tier": "Gold", "points": "9"}, "BillingAddress": {"Country": "SE"}, "BirthDate": "1990-05-05"},
    {"Attributes": {"tier": "gold, ", "points": "many"}, "Address": {"Country": "NO"}, "FirstName": "Søren"},
    {},
]
CRITERIA = {
    "gold": {"Attributes": {"tier": {"DimensionType": "INCLUSIVE", "Values": ["gold"]}}},
    "swedes": {"Address": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["SE"]}}},
    "rich": {"Attributes": {"points": {"DimensionType": "GREATER_THAN", "Values": ["10"]}}},
    "named": {"FirstName": {"DimensionType": "BEGINS_WITH", "Values": ["Sø"]}},
    "mailed": {"EmailAddress": {"DimensionType": "ENDS_WITH", "Values": ["@example.com"]}},
}
EXPECTED = {"gold": 1, "swedes": 1, "rich": 1, "named": 1, "mailed": 1}


def counted(where: Path, **criteria: Any) -> dict[str, tuple[int | None, int]]:
    blocks = {key: each if "CalculatedAttributes" in each else {"ProfileAttributes": each} for key, each in criteria.items()}
    groups = {
        key: {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [block]}]} for key, block in blocks.items()
    }
    files = {
        f"{key}.yaml": json.dumps({"SegmentDefinitionName": key, "DisplayName": key, "SegmentGroups": group})
        for key, group in groups.items()
    }
    checked = check_definitions(FakeFiles(files), CustomerProfilesDialect(), scope="retail")
    assert not checked.problems, checked.problems
    dialect = CustomerProfilesDialect()
    questions = questions_of_folder(checked.segments, dialect, Settings(), sorted(criteria))
    counts, _, _ = count_people(questions, Counting(str(where)), dialect)
    assert counts.population == len(PROFILES)
    assert {count.reachable for count in counts.segments} == {None}
    return {count.key: (count.after, count.unknown) for count in counts.segments}


def write_lines(folder: Path, profiles: list[dict[str, Any]]) -> None:
    (folder / "profiles.jsonl").write_text("".join(f"{json.dumps({'ProfileId': 'p', **each})}\n" for each in profiles))


def write_csv(folder: Path, profiles: list[dict[str, Any]]) -> None:
    rows = [
        {(f"{name}.{inner}" if isinstance(held, dict) else name): text for name, held in each.items() for inner, text in texts_of(held)}
        for each in profiles
    ]
    with (folder / "profiles.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["ProfileId", *sorted({name for row in rows for name in row})], restval="")
        writer.writeheader()
        writer.writerows({"ProfileId": "p", **row} for row in rows)


def texts_of(held: Any) -> list[tuple[str, str]]:
    return list(held.items()) if isinstance(held, dict) else [("", held)]


def write_parquet(folder: Path, _: object) -> None:
    rows = [
        "SELECT MAP {'tier': 'gold', 'points': '12'} Attributes, 'SE' AddressCountry, NULL FirstName, 'a@example.com' EmailAddress",
        "SELECT MAP {'tier': 'Gold', 'points': '9'}, NULL, NULL, NULL",
        "SELECT NULL, 'NO', 'Søren', NULL",
        "SELECT NULL, NULL, NULL, NULL",
    ]
    duckdb.execute(f"COPY ({' UNION ALL '.join(rows)}) TO '{folder}/profiles.parquet'")


@pytest.mark.parametrize("write", [write_lines, write_csv, write_parquet])
def test_profiles_are_counted_in_every_form(write: Any, tmp_path: Path) -> None:
    write(tmp_path, PROFILES)
    assert counted(tmp_path, **CRITERIA) == {key: (number, 0) for key, number in EXPECTED.items()}


def test_odd_profiles_are_read_leniently(tmp_path: Path) -> None:
    """Numbers where texts are documented, and a list as an attribute, which is no text."""
    write_lines(
        tmp_path, [{**PROFILES[0], "Attributes": {"tier": "gold", "points": 12}}, *PROFILES[1:3], {"Attributes": {"points": ["12"]}}]
    )
    assert counted(tmp_path, **CRITERIA) == {key: (number, 0) for key, number in EXPECTED.items()}
    write_lines(tmp_path, [*PROFILES[:3], {"Address": "one text", "AccountNumber": 7}])
    assert counted(tmp_path, **CRITERIA)["swedes"] == (1, 0)


def test_what_the_service_calculates_is_unknown_and_not_nobody(tmp_path: Path) -> None:
    write_lines(tmp_path, PROFILES)
    criterion = {"CalculatedAttributes": {"orders": {"DimensionType": "GREATER_THAN", "Values": ["1"]}}}
    assert counted(tmp_path, orders=criterion) == {"orders": (0, len(PROFILES))}
