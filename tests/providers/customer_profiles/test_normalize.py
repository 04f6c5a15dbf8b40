"""Pasted spellings: what they are read for, and at which place each is reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from segments_as_code.model.document import Json, Path
from segments_as_code.providers.aws.codes import SHARED_SPELLINGS
from segments_as_code.providers.customer_profiles.normalize import CODES, normalize

AT: Path = ("SegmentGroups", "Groups", 0, "Dimensions", 0)
PROFILE: Path = (*AT, "ProfileAttributes")


def lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def lowered(content: Any, *kept: str) -> Any:
    """Return ``content`` with each member in lower case, as CDK has it, but for names that are chosen."""
    if isinstance(content, list):
        return [lowered(each, *kept) for each in content]
    if not isinstance(content, dict):
        return content
    return {name if name in kept else lower(name): lowered(value, *kept) for name, value in content.items()}


def members(content: Any, *kept: str, at: Path = ()) -> list[Path]:
    """Return the path of each member, but for names that are chosen."""
    if isinstance(content, list):
        return [path for index, each in enumerate(content) for path in members(each, *kept, at=(*at, index))]
    if not isinstance(content, dict):
        return []
    own = [(*at, name) for name in content if name not in kept]
    return own + [path for name, value in content.items() for path in members(value, *kept, at=(*at, name))]


def document(block: Json) -> dict[str, Json]:
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [block], "SourceSegments": [{"SegmentDefinitionName": "base"}]}
    return {"DomainName": "d", "CreatedAt": "2026", "DisplayName": "VIPs", "SegmentGroups": {"Include": "ALL", "Groups": [group]}}


TEXT: Json = {"DimensionType": "INCLUSIVE", "Values": ["x"]}
BLOCKS: Mapping[str, Json] = {
    "attribute": {"ProfileAttributes": {"Attributes": {"tier": TEXT}}},
    "field": {"ProfileAttributes": {"FirstName": TEXT}},
    "address": {"ProfileAttributes": {"Address": {"City": TEXT}}},
    "calculated": {"CalculatedAttributes": {"spend": {**TEXT, "ConditionOverrides": {"Range": {"Start": 3, "End": 1, "Unit": "DAYS"}}}}},  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", BLOCKS)
def test_members_that_begin_with_a_small_letter_are_read_everywhere_and_told_where_they_are(name: str) -> None:
    right = document(BLOCKS[name])
    pasted = lowered(right, "tier", "spend")
    found = normalize(pasted)
    assert found.content == {name: value for name, value in right.items() if name != "CreatedAt"}
    assert {problem.code for problem in found.problems} == {"answered-member", "lower-case-member"}
    told = [problem.at for problem in found.problems if problem.code == "lower-case-member"]
    assert sorted(told, key=str) == sorted(members(pasted, "tier", "spend"), key=str)


def test_members_of_the_order_are_read_too() -> None:
    right: dict[str, Json] = {
        "DisplayName": "x",
        "SegmentSort": {"Attributes": [{"Name": "spend", "Order": "ASC"}, {"Name": "age", "Order": "DESC"}]},
    }
    pasted = lowered(right)
    found = normalize(pasted)
    assert found.content == right
    assert sorted((problem.at for problem in found.problems), key=str) == sorted(members(pasted), key=str)


def replaced(content: Any, at: Path, value: Json) -> Any:
    """Return ``content`` with another value at a place."""
    if not at:
        return value
    if isinstance(content, list):
        return [replaced(each, at[1:], value) if index == at[0] else each for index, each in enumerate(content)]
    return {name: replaced(each, at[1:], value) if name == at[0] else each for name, each in content.items()}


@pytest.mark.parametrize("value", [None, "x", 1, [], {}, [1], {"a": 1}], ids=repr)
@pytest.mark.parametrize("name", BLOCKS)
def test_a_value_of_another_type_at_any_place_is_left_to_the_schema(name: str, value: Json) -> None:
    order: Json = {"Attributes": [{"Name": "spend", "Order": "ASC"}]}
    content = {**document(BLOCKS[name]), "SegmentSort": order}
    for at in members(content):
        broken = replaced(content, at, value)
        assert isinstance(normalize(broken).content, Mapping)


def test_a_member_that_is_there_in_both_spellings_or_in_none_is_left_as_it_is() -> None:
    both: dict[str, Json] = {"DisplayName": "x", "displayName": "y", "other": "z"}
    assert normalize(both).content == both
    assert normalize(both).problems == ()


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        ([{"Key": "team", "Value": "crm"}, {"key": "area", "value": "x"}], {"team": "crm", "area": "x"}),
        ([{"Key": "team", "Value": "crm"}, {"Key": "team", "Value": "web"}], None),
        ([{"Key": "team", "Value": "crm", "More": 1}], None),
        ([{"Key": "team"}], None),
        ([], None),
        ({"team": "crm"}, None),
    ],
)
def test_a_list_of_tags_is_read_if_each_name_is_there_once(tags: Json, read: Json) -> None:
    found = normalize({"DisplayName": "x", "Tags": tags})
    assert found.content["Tags"] == (tags if read is None else read)
    assert [(problem.at, problem.code) for problem in found.problems] == ([] if read is None else [(("Tags",), "tags-list")])
    if read is not None:
        assert (found.origins["Tags", "team"], found.origins["Tags", "area"]) == (("Tags", 0), ("Tags", 1))


def test_what_the_service_answers_with_is_left_out() -> None:
    found = normalize({"DisplayName": "x", "CreatedAt": "2026", "SegmentType": "ENHANCED", "ResponseMetadata": {}})
    assert found.content == {"DisplayName": "x"}
    assert {problem.at for problem in found.problems} == {("CreatedAt",), ("SegmentType",), ("ResponseMetadata",)}


@pytest.mark.parametrize(
    ("tags", "read", "told"),
    [
        ({"segments-as-code:key": "a", "aws:x": "b"}, {}, 2),
        ({"segments-as-code:key": "a", "team": "crm"}, {"Tags": {"team": "crm"}}, 1),
        ({"team": "crm"}, {"Tags": {"team": "crm"}}, 0),
        ({}, {}, 0),
    ],
)
def test_tags_that_an_answer_has_and_no_definition_can_name_are_left_out(tags: Json, read: Json, told: int) -> None:
    found = normalize({"DisplayName": "x", "CreatedAt": "2026", "Tags": tags})
    assert found.content == {"DisplayName": "x", **(read if isinstance(read, dict) else {})}
    assert len(found.problems) == told + 1
    pasted: dict[str, Json] = {"DisplayName": "x", "Tags": tags}
    assert normalize(pasted).content == pasted


@pytest.mark.parametrize(
    ("values", "read"),
    [([1, 2.5], ["1", "2.5"]), (3, ["3"]), (2.5, ["2.5"]), ([True], [True]), (True, True), (["1"], ["1"]), ({"a": 1}, {"a": 1})],
)
def test_numbers_are_read_as_texts_if_they_are_compared_as_numbers(values: Json, read: Any) -> None:
    criterion: Json = {"DimensionType": "GREATER_THAN", "Values": values}
    found: Any = normalize(document({"ProfileAttributes": {"Attributes": {"age": criterion}}}))
    inner = found.content["SegmentGroups"]["Groups"][0]["Dimensions"][0]["ProfileAttributes"]["Attributes"]["age"]
    assert inner["Values"] == read
    told = [problem.at for problem in found.problems if problem.code == "number-as-text"]
    at: Path = (*PROFILE, "Attributes", "age", "Values")
    assert told == ([] if read == values else [at] if isinstance(values, float | int) else [(*at, index) for index in range(len(read))])


def test_every_code_that_both_services_have_is_listed() -> None:
    assert set(SHARED_SPELLINGS) < set(CODES)
