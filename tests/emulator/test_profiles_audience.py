"""Who is in a segment: estimates, snapshots and membership of loaded profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_emulator.core.options import options_of, shown_value
from aws_emulator.core.types import items, members
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.customer_profiles.evaluator import Evaluator
from segments_as_code.meaning.readings import READINGS
from tests.emulator.profiles import DOMAIN, attribute, building_on, serving, where

if TYPE_CHECKING:
    from aws_emulator.core.types import Body, Json

ADA = "a" * 32
BOB = "b" * 32
PEOPLE: list[Json] = [
    {
        "ProfileId": ADA,
        "FirstName": "Ada",
        "Address": {"Country": "NO"},
        "Attributes": {"plan": "gold", "spend": "9.5", "joined": "2024-01-01T00:00:00Z", "limit": "9.50"},
        "CalculatedAttributes": {"visits": 3, "pages": ["home", "shop"]},
    },
    {"ProfileId": BOB, "FirstName": "Bob", "Attributes": {"spend": "10"}, "ProfileType": "ACCOUNT_PROFILE"},
]
SEED: Body = {
    "domains": [{"DomainName": DOMAIN, "profiles": PEOPLE, "calculated_attributes": [{"CalculatedAttributeName": "visits"}]}],
}


def _in(groups: Body, behaviour: Behaviour | None = None) -> str:
    """Return the first letters of the people that are in these groups."""
    evaluator = Evaluator(behaviour or Behaviour(), lambda _: None)
    return "".join(str(members(person)["FirstName"])[0] for person in PEOPLE if evaluator.matches(groups, members(person)))


@pytest.mark.parametrize(
    ("dimension", "who"),
    [
        (attribute("plan", "INCLUSIVE", "silver", "gold"), "A"),
        (attribute("plan", "EXCLUSIVE", "gold"), "B"),
        (attribute("plan", "CONTAINS", "ol"), "A"),
        (attribute("plan", "CONTAINS", "OL"), ""),
        (attribute("plan", "BEGINS_WITH", "go"), "A"),
        (attribute("plan", "ENDS_WITH", "go"), ""),
        (attribute("spend", "GREATER_THAN", "9.5"), "B"),
        (attribute("spend", "GREATER_THAN_OR_EQUAL", "9.5"), "AB"),
        (attribute("spend", "LESS_THAN", "10"), "A"),
        (attribute("spend", "LESS_THAN_OR_EQUAL", "10"), "AB"),
        (attribute("spend", "EQUAL", "10.0"), "B"),
        (attribute("plan", "EQUAL", "1"), ""),
        (attribute("joined", "BEFORE", "2024-01-02T00:00:00Z"), "A"),
        (attribute("joined", "AFTER", "2023-12-31T00:00:00Z"), "A"),
        (attribute("joined", "ON", "2024-01-01T12:00:00Z"), "A"),
        (attribute("joined", "BETWEEN", "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"), "A"),
        (attribute("joined", "NOT_BETWEEN", "2024-01-02T00:00:00Z", "2024-02-01T00:00:00Z"), "A"),
        (attribute("spend", "EQUAL", "{{_profile.limit}}"), "A"),
        (attribute("spend", "GREATER_THAN", "{{_calculated_attribute.visits}}"), "A"),
        ({"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": ["Bob"]}}}, "B"),
        ({"ProfileAttributes": {"Address": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["NO"]}}}}, "A"),
        ({"ProfileAttributes": {"ProfileType": {"DimensionType": "EXCLUSIVE", "Values": ["ACCOUNT_PROFILE"]}}}, "A"),
        ({"CalculatedAttributes": {"visits": {"DimensionType": "GREATER_THAN_OR_EQUAL", "Values": ["3"]}}}, "A"),
        ({"CalculatedAttributes": {"pages": {"DimensionType": "LIST_CONTAINS", "Values": ["shop", "none"]}}}, "A"),
        ({"CalculatedAttributes": {"pages": {"DimensionType": "LIST_CONTAINS_ALL", "Values": ["shop", "none"]}}}, ""),
        ({"CalculatedAttributes": {"pages": {"DimensionType": "LIST_CONTAINS_ALL", "Values": ["shop", "home"]}}}, "A"),
    ],
)
def test_a_criterion_selects_who_it_says(dimension: Body, who: str) -> None:
    assert _in(where(dimension)) == who


@pytest.mark.parametrize(
    ("groups", "who"),
    [
        ({}, "AB"),
        (where(), "AB"),
        (where(attribute("plan", "INCLUSIVE", "gold"), attribute("spend", "EQUAL", "10"), how="ALL"), ""),
        (where(attribute("plan", "INCLUSIVE", "gold"), attribute("spend", "EQUAL", "10"), how="ANY"), "AB"),
        (where(attribute("plan", "INCLUSIVE", "gold"), how="NONE"), "B"),
        (where(attribute("plan", "INCLUSIVE", "gold"), SourceType="ANY"), "A"),
        ({**where(), "Groups": [*items(where(attribute("plan", "INCLUSIVE", "gold")), "Groups"), *items(where(how="ALL"), "Groups")]}, "A"),
        ({**where(attribute("plan", "INCLUSIVE", "gold")), "Include": "NONE"}, "B"),
    ],
    ids=["nothing", "no dimension", "all", "any", "none", "no source", "two groups", "include none"],
)
def test_connectives_join_as_they_say(groups: Body, who: str) -> None:
    assert _in(groups) == who


READ: dict[str, tuple[str, Body, str]] = {
    "exclusive_missing": ("excluded", attribute("plan", "EXCLUSIVE", "silver"), "A"),
    "between_ends": ("exclusive", attribute("joined", "BETWEEN", "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"), ""),
    "before_after_ends": ("inclusive", attribute("joined", "AFTER", "2024-01-01T00:00:00Z"), "A"),
    "not_between_missing": ("match", attribute("joined", "NOT_BETWEEN", "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"), "AB"),
    "date_unreadable": ("midnight_utc", attribute("joined", "ON", "2024-01-01"), "A"),
    "number_text": ("texts", attribute("spend", "LESS_THAN", "5"), "B"),
    "fold_case": ("yes", attribute("plan", "INCLUSIVE", "GOLD"), "A"),
    "exclusive_several": ("all_must_match", {"CalculatedAttributes": {"pages": {"DimensionType": "EXCLUSIVE", "Values": ["home"]}}}, "AB"),
}
"""The options about who is in a segment: another value than the default, a criterion that it changes, and who is in then."""


@pytest.mark.parametrize("option", READ)
def test_a_reading_changes_who_is_in_a_segment(option: str) -> None:
    value, dimension, who = READ[option]
    changed = Behaviour().changed({option: value})

    assert _in(where(dimension), changed) == who
    assert _in(where(dimension)) != who


def test_the_readings_have_the_names_values_and_defaults_of_the_products() -> None:
    ours = {option.name.replace("_", "-"): option for option in options_of(Behaviour)}
    shared = {name: reading for name, reading in READINGS.items() if name in ours}

    about_dates = {"between-ends", "before-after-ends", "not-between-missing", "date-unreadable"}
    assert shared.keys() == about_dates | {"exclusive-missing", "exclusive-several", "number-text", "fold-case"}
    for name, reading in shared.items():
        option = ours[name]
        values = tuple(option.values) or ("no", "yes")
        spelt = {"no": "off", "yes": "on"}
        assert tuple(spelt.get(value, value.replace("_", "-")) for value in values) == reading.values, name
        assert spelt.get(shown_value(option.default), str(option.default).replace("_", "-")) == reading.default, name


def test_an_estimate_counts_loaded_profiles_before_anything_exists() -> None:
    with serving(seed=SEED) as profiles:
        ended = profiles.estimate(where(attribute("plan", "INCLUSIVE", "gold")))

        assert (ended["Status"], ended["Estimate"], profiles.names()) == ("SUCCEEDED", "1", [])
        assert profiles.estimate(where())["Estimate"] == "2"


def test_an_estimate_follows_source_segments() -> None:
    with serving(seed=SEED) as profiles:
        profiles.create("gold", where(attribute("plan", "INCLUSIVE", "gold")))
        profiles.create("rest", {"Groups": [{"SourceSegments": [{"SegmentDefinitionName": "gold"}], "SourceType": "NONE"}]})

        assert (profiles.estimate(building_on("gold"))["Estimate"], profiles.estimate(building_on("gold", "rest"))["Estimate"]) == (
            "1",
            "0",
        )
        profiles.delete("gold")
        ended = profiles.estimate(building_on("rest"))
        assert (ended["Status"], "gold cannot be evaluated" in str(ended["Message"])) == ("FAILED", True)


def test_a_segment_that_builds_on_itself_cannot_be_evaluated() -> None:
    with serving(Behaviour(unknown_references="accept", quotas="ignore"), SEED) as profiles:
        profiles.create("loop", building_on("loop"))

        ended = profiles.estimate(building_on("loop"))
        assert (ended["Status"], "builds on itself" in str(ended["Message"])) == ("FAILED", True)


def test_an_estimate_of_sql_fails_in_a_sentence() -> None:
    with serving(seed=SEED) as profiles:
        made = profiles.call("create_segment_estimate", SegmentSqlQuery="SELECT 1")

        ended = profiles.call("get_segment_estimate", EstimateId=made["EstimateId"])
        assert (ended["Status"], ended["Message"]) == ("FAILED", "The emulator does not evaluate SQL.")
        assert profiles.refusal("create_segment_estimate")[0] == 400


def test_estimate_polls_and_estimate_outcome() -> None:
    with serving(Behaviour(estimate_polls=2, estimate_outcome="FAILED"), SEED) as profiles:
        made = profiles.call("create_segment_estimate", SegmentQuery=where())
        seen = [profiles.call("get_segment_estimate", EstimateId=made["EstimateId"]) for _ in range(3)]

        assert [one["Status"] for one in seen] == ["RUNNING", "RUNNING", "FAILED"]


def test_snapshot_polls_and_snapshot_outcome() -> None:
    with serving(Behaviour(snapshot_polls=1, snapshot_outcome="FAILED"), SEED) as profiles:
        profiles.create("vips")
        about: Body = {"SegmentDefinitionName": "vips"}
        made = profiles.call("create_segment_snapshot", **about, DataFormat="CSV", DestinationUri="s3://bucket/folder")
        seen = [profiles.call("get_segment_snapshot", **about, SnapshotId=made["SnapshotId"]) for _ in range(2)]

        assert [(one["Status"], one["DataFormat"]) for one in seen] == [("IN_PROGRESS", "CSV"), ("FAILED", "CSV")]


def test_a_snapshot_is_completed_by_default() -> None:
    with serving(seed=SEED) as profiles:
        profiles.create("vips")
        made = profiles.call("create_segment_snapshot", SegmentDefinitionName="vips", DataFormat="JSONL")

        got = profiles.call("get_segment_snapshot", SegmentDefinitionName="vips", SnapshotId=made["SnapshotId"])
        assert got["Status"] == "COMPLETED"
        profiles.create("others")
        assert profiles.refusal("get_segment_snapshot", SegmentDefinitionName="others", SnapshotId=made["SnapshotId"])[0] == 404


def test_membership_says_who_is_there_and_who_is_not_known() -> None:
    with serving(seed=SEED) as profiles:
        profiles.create("gold", where(attribute("plan", "INCLUSIVE", "gold")))
        told = profiles.call("get_segment_membership", SegmentDefinitionName="gold", ProfileIds=[ADA, BOB, "c" * 32])

    results = [(members(one)["ProfileId"], members(one)["QueryResult"]) for one in items(told, "Profiles")]
    assert results == [(ADA, "PRESENT"), (BOB, "ABSENT")]
    assert [(members(one)["ProfileId"], members(one)["Status"]) for one in items(told, "Failures")] == [("c" * 32, 404)]
    assert members(items(told, "Profiles")[0], "Profile")["FirstName"] == "Ada"


def test_membership_of_an_sql_segment_is_a_failure_of_its_own() -> None:
    with serving(seed=SEED) as profiles:
        profiles.call("create_segment_definition", SegmentDefinitionName="sql", DisplayName="SQL", SegmentSqlQuery="SELECT 1")
        told = profiles.call("get_segment_membership", SegmentDefinitionName="sql", ProfileIds=[ADA])

    assert (told["Profiles"], "SQL" in str(told["Failures"])) == ([], True)
