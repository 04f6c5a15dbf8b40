"""Tags: the only way that they change after a segment is made."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Json
from tests.emulator.pinpoint import APP, Pinpoint, group, values


def test_tags_are_added_replaced_and_taken_off(pinpoint: Pinpoint) -> None:
    arn = pinpoint.create(tags={"a": "1", "b": "2"})["Arn"]

    pinpoint.call("tag_resource", ResourceArn=arn, TagsModel={"tags": {"b": "3", "c d": "4:/=+-._"}})
    pinpoint.call("untag_resource", ResourceArn=arn, TagKeys=["a", "unknown"])

    assert pinpoint.tags(arn) == {"b": "3", "c d": "4:/=+-._"}


def test_several_keys_are_taken_off_in_one_call(pinpoint: Pinpoint) -> None:
    arn = pinpoint.create(tags={"a": "1", "b c": "2", "d": "3"})["Arn"]

    pinpoint.call("untag_resource", ResourceArn=arn, TagKeys=["a", "b c"])

    assert pinpoint.tags(arn) == {"d": "3"}


def test_tags_make_no_version(pinpoint: Pinpoint) -> None:
    created = pinpoint.create()

    pinpoint.call("tag_resource", ResourceArn=created["Arn"], TagsModel={"tags": {"a": "1"}})

    assert pinpoint.get(created["Id"]) == {**created, "tags": {"a": "1"}}


def test_applications_campaigns_and_journeys_have_tags(pinpoint: Pinpoint) -> None:
    app = pinpoint.call("get_app", ApplicationId=APP)
    segment = pinpoint.create(Dimensions=values("gold"))
    campaign = pinpoint.call("create_campaign", ApplicationId=APP, WriteCampaignRequest={"SegmentId": segment["Id"], "tags": {"k": "v"}})
    journey = pinpoint.call("create_journey", ApplicationId=APP, WriteJourneyRequest={"Name": "J"})
    journey_arn = f"{app['Arn']}/journeys/{journey['Id']}"

    for arn in (app["Arn"], journey_arn):
        pinpoint.call("tag_resource", ResourceArn=arn, TagsModel={"tags": {"k": "v"}})

    assert [pinpoint.tags(arn) for arn in (app["Arn"], campaign["Arn"], journey_arn)] == [{"k": "v"}] * 3
    assert pinpoint.call("get_journey", ApplicationId=APP, JourneyId=journey["Id"])["tags"] == {"k": "v"}


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:mobiletargeting:eu-west-1:123456789012:apps/{APP}/segments/0",
        f"arn:aws:mobiletargeting:us-east-1:123456789012:apps/{APP}",
        f"arn:aws:mobiletargeting:eu-west-1:999999999999:apps/{APP}",
        "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/app-0",
        "nonsense",
    ],
    ids=["unknown segment", "other region", "other account", "unknown application", "no arn"],
)
def test_an_arn_of_nothing_here_is_not_found(pinpoint: Pinpoint, arn: str) -> None:
    assert pinpoint.refusal("list_tags_for_resource", ResourceArn=arn) == (404, "NotFoundException", "Resource not found")


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        ({"aws:x": "1"}, "Tag aws:x begins with aws:, which is reserved."),
        ({"AWS:x": "1"}, "Tag AWS:x begins with aws:, which is reserved."),
        ({"a@b": "1"}, "Tag a@b has characters other than letters, digits, blanks and _ . : / = + -."),
        ({"a": "1;2"}, "Tag a has characters other than letters, digits, blanks and _ . : / = + -."),
        ({"a" * 129: "1"}, f"Tag {'a' * 128} is too long, or has no name."),
        ({"a": "1" * 257}, "Tag a is too long, or has no name."),
        ({str(number): "" for number in range(51)}, "51 tags; a resource takes at most 50."),
    ],
    ids=["aws", "AWS", "name", "value", "long name", "long value", "many"],
)
def test_tags_beyond_the_documented_rules_are_refused(pinpoint: Pinpoint, tags: dict[str, Json], says: str) -> None:
    refusal = pinpoint.refusal("create_segment", ApplicationId=APP, WriteSegmentRequest={"Name": "New", "tags": tags})

    assert refusal == (400, "BadRequestException", says)


def test_fifty_tags_of_the_greatest_length_are_accepted(pinpoint: Pinpoint) -> None:
    tags: dict[str, Json] = {f"{number:0128}": "v" * 256 for number in range(50)}

    assert pinpoint.tags(pinpoint.create(tags=tags, SegmentGroups=group())["Arn"]) == tags
