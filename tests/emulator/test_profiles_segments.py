"""Segment definitions of Customer Profiles, their tags and domains, as a real boto3 client sees them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.emulator.profiles import DOMAIN, Profiles, attribute, building_on, serving, where

if TYPE_CHECKING:
    from aws_emulator.core.types import Json

ARN = f"arn:aws:profile:us-east-1:123456789012:domains/{DOMAIN}/segment-definitions"
VIPS = where(attribute("plan", "INCLUSIVE", "gold"))


@pytest.fixture
def profiles() -> Iterator[Profiles]:
    with serving() as made:
        yield made


def test_a_segment_is_read_back_as_it_was_written(profiles: Profiles) -> None:
    sort: Json = {"Attributes": [{"Name": "spend", "Order": "DESC", "DataType": "NUMBER", "Type": "PROFILE"}]}
    made = profiles.create("vips", VIPS, Description="The best.", SegmentSort=sort, Tags={"team": "crm"})
    got = profiles.get("vips")

    assert (made["SegmentDefinitionArn"], made["Tags"], "SegmentGroups" in made) == (f"{ARN}/vips", {"team": "crm"}, False)
    assert {**got, "CreatedAt": None} == {
        "SegmentDefinitionName": "vips",
        "DisplayName": "Vips",
        "Description": "The best.",
        "SegmentGroups": VIPS,
        "SegmentSort": sort,
        "SegmentDefinitionArn": f"{ARN}/vips",
        "SegmentType": "CLASSIC",
        "CreatedAt": None,
        "Tags": {"team": "crm"},
    }
    assert got["CreatedAt"] == made["CreatedAt"]


def test_a_list_has_tags_and_no_criteria(profiles: Profiles) -> None:
    for name in ("a", "b", "c"):
        profiles.create(name, VIPS, Tags={"of": name})
    listed = profiles.listed(MaxResults=2)

    assert [(item["SegmentDefinitionName"], item["Tags"]) for item in listed] == [(name, {"of": name}) for name in "abc"]
    assert {member for item in listed for member in item} & {"SegmentGroups", "SegmentSqlQuery", "SegmentSort"} == set()


def test_boto3s_own_paginator_reads_every_page(profiles: Profiles) -> None:
    for number in range(5):
        profiles.create(f"s{number}")
    pages = profiles.client.get_paginator("list_segment_definitions").paginate(DomainName=DOMAIN, PaginationConfig={"PageSize": 2})

    assert [[item["SegmentDefinitionName"] for item in page["Items"]] for page in pages] == [["s0", "s1"], ["s2", "s3"], ["s4"]]


def test_a_deleted_segment_is_gone_with_its_tags(profiles: Profiles) -> None:
    profiles.create("vips", VIPS, Tags={"a": "1"})
    deleted = profiles.delete("vips")

    assert deleted == {"Message": "Deleted segment definition vips."}
    assert profiles.refusal("get_segment_definition", SegmentDefinitionName="vips")[:2] == (404, "ResourceNotFoundException")
    assert profiles.refusal("list_tags_for_resource", resourceArn=f"{ARN}/vips")[:2] == (404, "ResourceNotFoundException")
    assert profiles.create("vips", VIPS).get("Tags") is None


def test_an_sql_segment_is_enhanced(profiles: Profiles) -> None:
    profiles.call(
        "create_segment_definition", SegmentDefinitionName="sql", DisplayName="SQL", SegmentSqlQuery="SELECT profileid FROM profiles"
    )

    assert (profiles.get("sql")["SegmentType"], profiles.get("sql")["SegmentSqlQuery"]) == ("ENHANCED", "SELECT profileid FROM profiles")


def test_a_tag_is_overwritten_added_and_taken_off(profiles: Profiles) -> None:
    profiles.create("vips", VIPS, Tags={"a": "1", "b": "2"})
    profiles.call("tag_resource", resourceArn=f"{ARN}/vips", tags={"a": "3", "segments-as-code:key": "vips"})
    profiles.call("untag_resource", resourceArn=f"{ARN}/vips", tagKeys=["b", "none"])
    tags = {"a": "3", "segments-as-code:key": "vips"}

    assert profiles.call("list_tags_for_resource", resourceArn=f"{ARN}/vips") == {"tags": tags}
    assert (profiles.get("vips")["Tags"], profiles.listed()[0]["Tags"]) == (tags, tags)


def test_untagging_the_last_tag_leaves_no_empty_map(profiles: Profiles) -> None:
    profiles.create("vips", VIPS, Tags={"a": "1"})
    profiles.call("untag_resource", resourceArn=f"{ARN}/vips", tagKeys=["a"])

    assert "Tags" not in profiles.get("vips")


def test_a_domain_is_made_counted_and_deleted(profiles: Profiles) -> None:
    profiles.call("create_domain", DomainName="second", DefaultExpirationDays=30, Tags={"a": "1"})
    profiles.call("create_profile", DomainName="second", FirstName="Ada")
    got = profiles.call("get_domain", DomainName="second")

    assert (got["DefaultExpirationDays"], got["Tags"], got["Stats"]) == (
        30,
        {"a": "1"},
        {"ProfileCount": 1, "MeteringProfileCount": 1, "ObjectCount": 0, "TotalSize": 0},
    )
    assert profiles.call("delete_domain", DomainName="second") == {"Message": "Deleted domain second."}
    assert profiles.refusal("list_segment_definitions", DomainName="second")[:2] == (404, "ResourceNotFoundException")


@pytest.mark.parametrize(
    ("name", "more", "says"),
    [
        ("vips", {"SegmentSqlQuery": "SELECT 1"}, "not both"),
        ("vips", {"DisplayName": "x" * 256}, "DisplayName is above 255 characters"),
        ("vips", {"Tags": {"has blank": "1"}}, "does not match"),
        ("vips", {"Tags": {"aws:key": "1"}}, "does not match"),
        ("has blank", {}, "does not match"),
        ("x" * 65, {}, "above 64 characters"),
        ("vips", {"groups": where(attribute("a", "SOUNDS_LIKE", "b"))}, "is SOUNDS_LIKE, not one of INCLUSIVE"),
        ("vips", {"groups": where(attribute("a", "INCLUSIVE", *map(str, range(51))))}, "above 50 items"),
        ("vips", {"groups": where(attribute("a", "INCLUSIVE", "x" * 256))}, "above 255 characters"),
        ("vips", {"groups": where(attribute("a" * 256, "INCLUSIVE", "x"))}, "above 255 characters"),
        ("vips", {"groups": where(attribute("a", "BETWEEN", "2024-01-01T00:00:00Z"))}, "takes two values"),
        ("vips", {"groups": where(attribute("a", "BEFORE", "yesterday"))}, "takes instants"),
        ("vips", {"groups": where(attribute("a", "GREATER_THAN", "many"))}, "takes numbers"),
        ("vips", {"groups": building_on("nowhere")}, "Source segment nowhere does not exist"),
        ("vips", {"groups": where({"CalculatedAttributes": {"x": {"DimensionType": "EQUAL", "Values": ["1"]}}})}, "no calculated"),
    ],
)
def test_what_boto3_lets_pass_is_refused(profiles: Profiles, name: str, more: dict[str, Json], says: str) -> None:
    status, error, message = profiles.refused_create(name, **{"groups": VIPS, **more})

    assert (status, error, says in message) == (400, "BadRequestException", True), message


def test_limits_count_through_all_source_segments(profiles: Profiles) -> None:
    for number in range(4):
        many: Json = {f"a{number}_{one}": {"DimensionType": "INCLUSIVE", "Values": ["x"]} for one in range(20)}
        profiles.create(f"s{number}", where({"ProfileAttributes": {"Attributes": many}}))
    profiles.create("below", building_on("s0", "s1", "s2"))

    assert "80 unique attributes through all source segments" in profiles.refused_create("beyond", building_on("below", "s3"))[2]


def test_sources_are_at_most_five_deep(profiles: Profiles) -> None:
    profiles.create("d0", VIPS)
    for depth in range(1, 6):
        profiles.create(f"d{depth}", building_on(f"d{depth - 1}"))

    assert "6 levels of source segments" in profiles.refused_create("d6", building_on("d5"))[2]


def test_a_segment_of_another_domain_is_another_segment(profiles: Profiles) -> None:
    profiles.call("create_domain", DomainName="second", DefaultExpirationDays=30)
    profiles.create("vips", VIPS)
    profiles.create("vips", where(), DomainName="second")

    assert (profiles.get("vips")["SegmentGroups"], profiles.names()) == (VIPS, ["vips"])
