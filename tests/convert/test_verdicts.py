"""Each rule of Pinpoint has its verdict, and the form that the reference gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from segments_as_code.model.document import Json
from tests.convert.converting import FULL, convert

MANY = [f"v{number}" for number in range(60)]


def texts(how: str, *values: str) -> Mapping[str, Json]:
    return {"DimensionType": how, "Values": [*values]}


def blocks_of(definition: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """Return how the blocks of each group are joined, and what is in them."""
    groups = definition["SegmentGroups"]
    assert isinstance(groups, dict)
    return [(group["Type"], group["Dimensions"]) for group in groups["Groups"]]


def attributes(**by_name: Json) -> Json:
    return {"ProfileAttributes": {"Attributes": by_name}}


ONE_BLOCK: list[tuple[str, Json, Mapping[str, Json], str, list[tuple[str, Json]]]] = [
    (
        "kept",
        {"Attributes": {"k": {"AttributeType": "CONTAINS", "Values": ["a"]}}},
        {},
        "",
        [("ALL", [attributes(k=texts("CONTAINS", "a"))])],
    ),
    (
        "a user's",
        {"UserAttributes": {"k": {"AttributeType": "EXCLUSIVE", "Values": ["a"]}}},
        {},
        "",
        [("ALL", [attributes(User_k=texts("EXCLUSIVE", "a"))])],
    ),
    (
        "a field",
        {"UserAttributes": {"name": {"AttributeType": "INCLUSIVE", "Values": ["Ada"]}}},
        {"UserAttributes": {"name": {"Field": "FirstName"}}},
        "",
        [("ALL", [{"ProfileAttributes": {"FirstName": texts("INCLUSIVE", "Ada")}}])],
    ),
    (
        "a list as objects",
        {"Attributes": {"k": {"AttributeType": "EXCLUSIVE", "Values": ["a"]}}},
        {"Attributes": {"k": {"Calculated": "recent_k"}}},
        "",
        [("NONE", [{"CalculatedAttributes": {"recent_k": texts("LIST_CONTAINS", "a")}}])],
    ),
    (
        "a list cut",
        {"Attributes": {"k": {"AttributeType": "INCLUSIVE", "Values": ["a"]}}},
        {"Attributes": {"k": {"Key": "k", "Values": "many", "Most": 2}}},
        "list-cut",
        [("ANY", [attributes(k_1=texts("INCLUSIVE", "a")), attributes(k_2=texts("INCLUSIVE", "a"))])],
    ),
    (
        "many values",
        {"Attributes": {"k": {"AttributeType": "INCLUSIVE", "Values": MANY}}},
        {},
        "",
        [("ANY", [attributes(k=texts("INCLUSIVE", *sorted(MANY[:50]))), attributes(k=texts("INCLUSIVE", *sorted(MANY[50:])))])],
    ),
    (
        "many excluded values",
        {"Attributes": {"k": {"AttributeType": "EXCLUSIVE", "Values": MANY}}},
        {},
        "",
        [("ALL", [attributes(k=texts("EXCLUSIVE", *sorted(MANY[:50]))), attributes(k=texts("EXCLUSIVE", *sorted(MANY[50:])))])],
    ),
    (
        "a metric",
        {"Metrics": {"n": {"ComparisonOperator": "LESS_THAN", "Value": 5.0}}},
        {},
        "",
        [("ALL", [attributes(Metrics_n=texts("LESS_THAN", "5"))])],
    ),
    (
        "a country",
        {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["US", "CH"]}}},
        {},
        "",
        [("ALL", [{"ProfileAttributes": {"Address": {"Country": texts("INCLUSIVE", "CH", "USA")}}}])],
    ),
    (
        "a day",
        {"Attributes": {"k": {"AttributeType": "ON", "Values": ["2023-11-01T12:00:00Z"]}}},
        {},
        "",
        [("ALL", [attributes(k=texts("ON", "2023-11-01T00:00:00Z"))])],
    ),
    (
        "a time of day",
        {"Attributes": {"k": {"AttributeType": "AFTER", "Values": ["2023-11-01T12:00:00Z"]}}},
        {},
        "time-of-day",
        [("ALL", [attributes(k=texts("AFTER", "2023-11-01T12:00:00Z"))])],
    ),
    (
        "no activity",
        {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "INACTIVE"}}},
        {},
        "activity-counted",
        [
            (
                "NONE",
                [
                    {
                        "CalculatedAttributes": {
                            "app_activity": {
                                **texts("GREATER_THAN_OR_EQUAL", "1"),
                                "ConditionOverrides": {"Range": {"Start": 7, "End": 0, "Unit": "DAYS"}},
                            }
                        }
                    }
                ],
            )
        ],
    ),
    (
        "a channel",
        {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS"]}}},
        {},
        "channel-as-address",
        [("ALL", [{"ProfileAttributes": {"MobilePhoneNumber": texts("BEGINS_WITH", "+")}}])],
    ),
    (
        "a device",
        {"Demographic": {"Platform": {"DimensionType": "INCLUSIVE", "Values": ["iOS"]}}},
        {},
        "device-per-person",
        [("ALL", [attributes(Device_Platform=texts("INCLUSIVE", "iOS"))])],
    ),
]


@pytest.mark.parametrize(("name", "block", "more", "code", "wanted"), ONE_BLOCK, ids=[row[0] for row in ONE_BLOCK])
def test_a_rule_has_its_form_and_its_verdict(
    name: str, block: Json, more: Mapping[str, Json], code: str, wanted: list[tuple[str, Json]]
) -> None:
    del name
    converted = convert({"one.yaml": json.dumps({"Name": "One", "Dimensions": block})}, {**FULL, **more})["one"]
    (rule,) = converted.rules
    assert (rule.code, rule.verdict in {"exact", "exact-if"}) == (code, code == "")
    assert converted.definition is not None
    assert blocks_of(converted.definition) == wanted
    assert converted.proof is not None
    assert code or converted.proof.relation == "same"


@pytest.mark.parametrize("how", ["INCLUSIVE", "EXCLUSIVE"])
def test_a_country_in_both_of_its_spellings_is_one_country(how: str) -> None:
    segments = {
        f"{number}.yaml": json.dumps({"Name": "One", "Dimensions": {"Location": {"Country": texts(how, *names)}}})
        for number, names in enumerate((["DK", "Denmark"], ["DK"], ["Denmark"], ["GB", "UK"]))
    }
    values: Json = {"DK": "Denmark", "GB": "UK", "UK": "Ukraine"}
    converted = convert(segments, {**FULL, "Country": {"Address": "Address", "Values": values}})
    relations = [segment.proof.relation for segment in converted.found.conversion.segments if segment.proof is not None]
    assert relations == ["same"] * 4


def circle(longitude: float, kilometers: float = 20) -> Json:
    return {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 55, "Longitude": longitude}, "RangeInKilometers": kilometers}}}


@pytest.mark.parametrize("how", ["ALL", "ANY", "NONE"])
def test_circles_that_share_bounds_are_told_apart(how: str) -> None:
    """Those at 10 and 12 degrees share the bounds of their latitude; those at 14, of a centimetre and of two, have one box."""
    blocks = [circle(10), circle(12), circle(14, 0.00001), circle(14, 0.00002)]
    group: Json = {"Type": how, "SourceType": "ALL", "Dimensions": [*blocks]}
    both = {"both.yaml": json.dumps({"Name": "Both", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})}
    single = {f"{number}.yaml": json.dumps({"Name": "One", "Dimensions": block}) for number, block in enumerate(blocks)}
    segments = convert({**single, **both}).found.conversion.segments
    assert [segment.verdict for segment in segments] == ["differs"] * 5
    assert all(segment.proof is not None and segment.proof.relation != "same" for segment in segments)


IMPOSSIBLE: list[tuple[str, Json]] = [
    ("not-mapped", {"Metrics": {"n": {"ComparisonOperator": "EQUAL", "Value": 1}}}),
    ("attribute-name", {"Attributes": {"a b": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}}),
    ("cannot-compare", {"UserAttributes": {"name": {"AttributeType": "AFTER", "Values": ["2023-11-01T00:00:00Z"]}}}),
    ("cannot-compare", {"UserAttributes": {"list": {"AttributeType": "CONTAINS", "Values": ["x"]}}}),
    ("channel-not-mapped", {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL", "GCM"]}}}),
    ("channel-not-mapped", {"Demographic": {"Channel": {"DimensionType": "EXCLUSIVE", "Values": ["EMAIL"]}}}),
    ("looks-like-reference", {"Attributes": {"k": {"AttributeType": "INCLUSIVE", "Values": ["{{_profile.FirstName}}"]}}}),
    ("value-length", {"Metrics": {"big": {"ComparisonOperator": "EQUAL", "Value": 1e300}}}),
    ("pole-or-date-line", {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 89.9, "Longitude": 0}, "RangeInKilometers": 100}}}),
    ("pole-or-date-line", {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 0, "Longitude": 179.9}, "RangeInKilometers": 100}}}),
    ("not-understood", {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 0, "Longitude": 0}}}}),
]


@pytest.mark.parametrize(("code", "block"), IMPOSSIBLE)
def test_what_has_no_form_is_impossible_and_leaves_the_segment_undecided(code: str, block: Json) -> None:
    targets: Json = {"*": {"Key": "User_{name}"}, "name": {"Field": "FirstName"}, "list": {"Calculated": "recent"}}
    mapping = {**FULL, "UserAttributes": targets, "Metrics": {"big": {"Key": "big"}}}
    converted = convert({"one.yaml": json.dumps({"Name": "One", "Dimensions": block})}, mapping)
    (rule,) = converted["one"].rules
    assert (rule.code, rule.verdict, rule.location.line) == (code, "impossible", 1)
    assert [problem.code for problem in converted.check().problems if problem.code == "undecided"] == ["undecided"]
    assert converted["one"].proof is None


def test_one_name_of_an_endpoint_and_of_a_user_cannot_share_a_key() -> None:
    """AWS's script loads both under one name."""
    block = {section: {"tier": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}} for section in ("Attributes", "UserAttributes")}
    converted = convert({"one.yaml": json.dumps({"Name": "One", "Dimensions": block})}, "Preset: aws-script\n")
    assert [rule.code for rule in converted["one"].rules] == ["shared-key", "shared-key"]


def test_a_confirmed_assumption_makes_a_rule_exact() -> None:
    block = {"UserAttributes": {"tier": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}
    text = {"one.yaml": json.dumps({"Name": "One", "Dimensions": block})}
    assert convert(text, FULL)["one"].rules[0].assumes == ("one-value",)
    assert convert(text, {**FULL, "Assume": ["one-value"]})["one"].verdict == "exact"


def test_a_segment_of_everyone_stays_one() -> None:
    converted = convert({"all.yaml": "Name: Everyone\n"}, {})
    assert converted["all"].rules[0].assumes == ("no-criteria-is-everyone",)
    assert [problem.code for problem in converted.check().problems] == ["everyone"]


@pytest.mark.parametrize("preset", ["aws-script", "pronetx"])
def test_a_preset_is_a_mapping_that_its_own_schema_accepts(preset: str) -> None:
    converted = convert({"a.yaml": "Name: A\nDimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 1}}}\n"}, f"Preset: {preset}\n")
    assert converted["a"].verdict == "exact-if"
