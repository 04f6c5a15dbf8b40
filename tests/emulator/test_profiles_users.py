"""What uses a segment: outbound campaigns, event triggers, the stream and its subscriptions; and calculated attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from aws_emulator.core.types import items, members
from tests.emulator.profiles import DOMAIN, INSTANCE, Profiles, serving

if TYPE_CHECKING:
    from aws_emulator.core.types import Body, Json

SEGMENT = f"arn:aws:profile:us-east-1:123456789012:domains/{DOMAIN}/segment-definitions/vips"
STREAM: Body = {
    "DestinationArn": "arn:aws:kinesis:us-east-1:123456789012:stream/s",
    "DestinationRoleArn": "arn:aws:iam::123456789012:role/r",
}
CONDITION: Json = {"EventTriggerDimensions": [{"ObjectAttributes": [{"FieldName": "f", "ComparisonOperator": "EQUAL", "Values": ["1"]}]}]}


@pytest.fixture
def profiles() -> Iterator[Profiles]:
    with serving() as made:
        made.create("vips")
        yield made


def _campaign(profiles: Profiles, name: str = "Spring", **more: Json) -> Json:
    made = profiles.campaign(
        "create_campaign", name=name, connectInstanceId=INSTANCE, source={"customerProfilesSegmentArn": SEGMENT}, tags={"a": "1"}, **more
    )
    return made["id"]


def test_a_campaign_shows_its_source_to_describe_and_to_no_list(profiles: Profiles) -> None:
    campaign_id = _campaign(
        profiles,
        type="JOURNEY",
        channelSubtypeConfig={
            "email": {
                "outboundMode": {"agentless": {}},
                "defaultOutboundConfig": {
                    "connectSourceEmailAddress": "a@b.no",
                    "wisdomTemplateArn": "arn:aws:wisdom:us-east-1:123456789012:message-template/x",
                },
            }
        },
    )
    described = members(profiles.campaign("describe_campaign", id=campaign_id), "campaign")
    summary = members(items(profiles.campaign("list_campaigns"), "campaignSummaryList")[0])

    assert (described["source"], described["tags"]) == ({"customerProfilesSegmentArn": SEGMENT}, {"a": "1"})
    assert (summary["id"], summary["type"], summary["channelSubtypes"], "source" in summary) == (campaign_id, "JOURNEY", ["EMAIL"], False)


def test_campaigns_are_paged_and_filtered_by_instance(profiles: Profiles) -> None:
    for number in range(5):
        _campaign(profiles, f"C{number}")
    pages = list(profiles.campaigns.get_paginator("list_campaigns").paginate(PaginationConfig={"PageSize": 2}))
    none: Json = {"instanceIdFilter": {"value": "another", "operator": "Eq"}}

    assert [[one["name"] for one in page["campaignSummaryList"]] for page in pages] == [["C0", "C1"], ["C2", "C3"], ["C4"]]
    assert profiles.campaign("list_campaigns", filters=none)["campaignSummaryList"] == []


def test_the_state_of_a_campaign_moves_and_a_move_that_it_does_not_allow_is_a_conflict(profiles: Profiles) -> None:
    campaign_id = _campaign(profiles)
    seen = []
    for method in ("start_campaign", "pause_campaign", "resume_campaign", "stop_campaign"):
        profiles.campaign(method, id=campaign_id)
        seen.append(profiles.campaign("get_campaign_state", id=campaign_id)["state"])

    assert seen == ["Running", "Paused", "Running", "Stopped"]
    assert profiles.refusal("start_campaign", id=campaign_id)[:2] == (409, "InvalidCampaignStateException")
    source: Json = {"customerProfilesSegmentArn": SEGMENT}
    assert profiles.refusal("update_campaign_source", id=campaign_id, source=source)[:2] == (409, "InvalidCampaignStateException")


def test_the_states_of_many_campaigns_come_in_one_answer(profiles: Profiles) -> None:
    campaign_id = _campaign(profiles)

    assert profiles.campaign("get_campaign_state_batch", campaignIds=[campaign_id, "none"]) == {
        "successfulRequests": [{"campaignId": campaign_id, "state": "Initialized"}],
        "failedRequests": [{"campaignId": "none", "failureCode": "ResourceNotFound"}],
    }


def test_a_campaign_can_be_given_another_segment_and_be_deleted(profiles: Profiles) -> None:
    campaign_id = _campaign(profiles)
    other = SEGMENT.replace("vips", "others")
    profiles.campaign("update_campaign_source", id=campaign_id, source={"customerProfilesSegmentArn": other})
    source = members(profiles.campaign("describe_campaign", id=campaign_id), "campaign", "source")
    profiles.campaign("delete_campaign", id=campaign_id)

    assert source == {"customerProfilesSegmentArn": other}
    assert profiles.refusal("describe_campaign", id=campaign_id)[:2] == (404, "ResourceNotFoundException")


def test_tags_of_campaigns_are_changed(profiles: Profiles) -> None:
    arn = members(profiles.campaign("describe_campaign", id=_campaign(profiles)), "campaign")["arn"]
    profiles.campaign("tag_resource", arn=arn, tags={"b": "2"})
    profiles.campaign("untag_resource", arn=arn, tagKeys=["a"])

    assert profiles.campaign("list_tags_for_resource", arn=arn) == {"tags": {"b": "2"}}


def test_an_event_trigger_names_the_segment_that_limits_it_and_no_list_shows_it(profiles: Profiles) -> None:
    given: Body = {"EventTriggerName": "visited", "ObjectTypeName": "Visit", "SegmentFilter": "vips"}
    profiles.call(
        "create_event_trigger", **given, EventTriggerConditions=[{**members(CONDITION), "LogicalOperator": "ANY"}], Tags={"a": "1"}
    )
    listed = members(items(profiles.call("list_event_triggers"), "Items")[0])

    assert profiles.call("get_event_trigger", EventTriggerName="visited")["SegmentFilter"] == "vips"
    assert (listed["EventTriggerName"], listed["Tags"], "SegmentFilter" in listed) == ("visited", {"a": "1"}, False)
    profiles.call("delete_event_trigger", EventTriggerName="visited")
    assert profiles.call("list_event_triggers")["Items"] == []


def test_calculated_attributes_are_listed_without_their_calculation(profiles: Profiles) -> None:
    details: Json = {"Attributes": [{"Name": "id"}], "Expression": "{Visit.id}"}
    name: Body = {"CalculatedAttributeName": "visits"}
    profiles.call("create_calculated_attribute_definition", **name, AttributeDetails=details, Statistic="COUNT", Tags={"a": "1"})
    listed = members(items(profiles.call("list_calculated_attribute_definitions"), "Items")[0])

    assert (listed["CalculatedAttributeName"], listed["Status"], listed["Tags"]) == ("visits", "COMPLETED", {"a": "1"})
    assert "Statistic" not in listed
    assert profiles.call("get_calculated_attribute_definition", **name)["Statistic"] == "COUNT"
    assert profiles.refusal("create_calculated_attribute_definition", **name, AttributeDetails=details, Statistic="COUNT")[0] == 400


def test_one_call_lists_every_subscribed_segment_of_a_domain(profiles: Profiles) -> None:
    profiles.call("associate_stream_for_segments", **STREAM)
    profiles.create("others")
    for name in ("vips", "others"):
        profiles.call("put_segment_subscription", SegmentDefinitionName=name)
    told = profiles.call("get_stream_for_segments")

    assert [members(one) for one in items(told, "AssociatedSegments")] == [
        {"SegmentName": "vips", "Status": "RUNNING"},
        {"SegmentName": "others", "Status": "RUNNING"},
    ]
    assert (told["State"], told["DestinationArn"]) == ("RUNNING", STREAM["DestinationArn"])
    profiles.call("disassociate_stream_for_segments")
    assert profiles.refusal("get_stream_for_segments")[0] == 404


def test_a_subscription_has_a_schedule_and_ends(profiles: Profiles) -> None:
    about: Body = {"SegmentDefinitionName": "vips"}
    usual = profiles.call("put_segment_subscription", **about)["ScheduleConfiguration"]
    profiles.call("put_segment_subscription", **about, ScheduleConfiguration={"Interval": 6, "Unit": "HOURLY"})

    assert usual == {"Interval": 24, "Unit": "HOURLY"}
    assert profiles.call("get_segment_subscription", **about)["ScheduleConfiguration"] == {"Interval": 6, "Unit": "HOURLY"}
    assert profiles.call("list_segment_subscription_events", **about)["Events"] == []
    profiles.call("delete_segment_subscription", **about)
    assert profiles.refusal("get_segment_subscription", **about)[:2] == (404, "ResourceNotFoundException")
