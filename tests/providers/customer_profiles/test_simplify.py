"""The form of a definition that is written into files and sent to the service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from segments_as_code.model.document import Json
from segments_as_code.providers.customer_profiles.names import LONGEST, name_for
from segments_as_code.providers.customer_profiles.simplify import simplify

BLOCK: Json = {"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": ["x"]}}}
SOURCES: Json = [{"Ref": "base"}]


def shortened(group: Json) -> Json:
    found: Any = simplify({"DisplayName": "x", "SegmentGroups": {"Include": "ANY", "Groups": [group]}})
    assert found["SegmentGroups"]["Include"] == "ANY"
    (short,) = found["SegmentGroups"]["Groups"]
    read: Json = short
    return read


@pytest.mark.parametrize(
    ("group", "short"),
    [
        (
            {"Dimensions": [BLOCK], "SourceSegments": [], "SourceType": "ALL", "Type": "ANY"},
            {"SourceType": "ALL", "Type": "ANY", "Dimensions": [BLOCK]},
        ),
        (
            {"Dimensions": [], "SourceSegments": SOURCES, "SourceType": "ALL", "Type": "ANY"},
            {"SourceSegments": SOURCES, "SourceType": "ALL", "Type": "ANY"},
        ),
        ({"Dimensions": [], "SourceSegments": [], "Type": "ALL"}, {"Type": "ALL", "Dimensions": []}),
        ({"Type": "ALL", "Dimensions": [{}, BLOCK]}, {"Type": "ALL", "Dimensions": [{"ProfileAttributes": {}}, BLOCK]}),
        ({"Odd": 1, "Type": "ALL", "Dimensions": "x"}, {"Type": "ALL", "Dimensions": "x", "Odd": 1}),
        ("x", "x"),
    ],
    ids=["blocks", "sources", "nothing", "a block of everybody", "members of any type", "no group"],
)
def test_a_group_has_its_members_in_order_and_no_empty_list_but_one_for_everybody(group: Json, short: Json) -> None:
    assert json.dumps(shortened(group)) == json.dumps(short)


@pytest.mark.parametrize("groups", ["x", {"Include": "ALL"}, {"Groups": "x"}])
def test_groups_of_another_type_are_left_as_they_are(groups: Json) -> None:
    definition: dict[str, Json] = {"DisplayName": "x", "SegmentGroups": groups}
    assert simplify(definition) == definition


def test_a_segment_without_criteria_has_a_group_for_everybody_before_its_order() -> None:
    found = simplify({"DisplayName": "x", "SegmentSort": {"Attributes": []}})
    assert [*found] == ["DisplayName", "SegmentGroups", "SegmentSort"]
    assert found["SegmentGroups"] == {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Type": "ALL", "Dimensions": []}]}
    sql: dict[str, Json] = {"DisplayName": "x", "SegmentSqlQuery": "SELECT 1"}
    assert simplify(sql) == sql


def test_a_name_leaves_room_for_the_temporary_one() -> None:
    assert LONGEST == 64
    assert name_for("a" * 58) == "a" * 58
    assert len(name_for("a" * 59)) == 58
    assert name_for("a" * 59) != name_for("a" * 60)
