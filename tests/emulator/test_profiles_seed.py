"""The seed of the embedded Customer Profiles, and that what is written is read back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from aws_emulator.core.types import Body, Json, items, members
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from tests.emulator.profiles import DOMAIN, profiles_of
from tests.emulator.shapes import bodies
from tests.emulator.test_profiles_service import APIS, GROUPS, PROFILES
from tests.examples import examples


def test_a_seed_makes_what_it_names_is_added_to_and_comes_back() -> None:
    seed: Body = {
        "domains": [
            {
                "DomainName": DOMAIN,
                "Tags": {"team": "crm"},
                "segments": [
                    {"SegmentDefinitionName": "vips", "DisplayName": "VIPs", "SegmentGroups": GROUPS, "CreatedAt": 5, "Tags": {"a": "1"}}
                ],
                "profiles": [{"FirstName": "Ada", "CalculatedAttributes": {"visits": 2}}],
                "calculated_attributes": [{"CalculatedAttributeName": "visits", "Status": "IN_PROGRESS"}],
                "event_triggers": [{"EventTriggerName": "t", "SegmentFilter": "vips"}],
                "subscriptions": [{"SegmentName": "vips", "ScheduleConfiguration": {"Interval": 6, "Unit": "HOURLY"}}],
                "stream": {"DestinationArn": "arn:s"},
            }
        ],
        "outbound_campaigns": [
            {"name": "Spring", "state": "Running", "source": {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vips"}}
        ],
    }
    with Emulator(services=["customer-profiles"], seed=seed) as emulator, profiles_of(emulator) as profiles:
        got = profiles.get("vips")
        campaign = members(items(profiles.campaign("list_campaigns"), "campaignSummaryList")[0])
        described = members(profiles.campaign("describe_campaign", id=campaign["id"]), "campaign")

        assert (got["SegmentGroups"], got["Tags"], str(got["CreatedAt"])) == (GROUPS, {"a": "1"}, "1970-01-01 00:00:05+00:00")
        assert described["source"] == {"customerProfilesSegmentArn": got["SegmentDefinitionArn"]}
        assert profiles.campaign("get_campaign_state", id=campaign["id"]) == {"state": "Running"}
        assert profiles.call("get_domain")["Tags"] == {"team": "crm"}
        assert members(items(profiles.call("list_calculated_attribute_definitions"), "Items")[0])["Status"] == "IN_PROGRESS"
        assert items(profiles.call("get_stream_for_segments"), "AssociatedSegments") == [{"SegmentName": "vips", "Status": "RUNNING"}]
        assert profiles.estimate(GROUPS)["Estimate"] == "1"
        emulator.load_seed({"domains": [{"DomainName": DOMAIN, "segments": [{"SegmentDefinitionName": "more"}]}]})
        assert profiles.names() == ["vips", "more"]
        emulator.reset()
        assert profiles.names() == ["vips"]


@pytest.mark.parametrize(
    ("seed", "says"),
    [
        ({"applications": []}, "applications is not a member of a seed; there are domains, outbound_campaigns, behaviour, faults."),
        ({"domains": [{}]}, "A domain in a seed is a mapping with a DomainName."),
        ({"domains": [{"DomainName": "d", "segment": []}]}, "segment is not a member of a domain in a seed;"),
        (
            {"domains": [{"DomainName": "d", "segments": [{"DisplayName": "x"}]}]},
            "One of the segments in a seed has no SegmentDefinitionName.",
        ),
        (
            {"domains": [{"DomainName": "d", "segments": [{"SegmentDefinitionName": "a b"}]}]},
            "The seed is malformed: segments.SegmentDefinitionName",
        ),
        ({"outbound_campaigns": [{"colour": "x"}]}, "The seed is malformed: outbound_campaigns.colour is not a member of Campaign."),
    ],
)
def test_a_seed_with_a_mistake_is_refused(seed: Body, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        Emulator(services=["customer-profiles"], seed=seed)

    assert str(refused.value).startswith(says)


@given(bodies(APIS[PROFILES].shape("SegmentGroup")))
@examples(50)
def test_whatever_the_model_allows_is_read_back_as_it_was_written(groups: Json) -> None:
    lenient = Behaviour().changed(
        {"unknown_references": "accept", "unknown_calculated_attributes": "accept", "date_values": "any", "number_values": "any"}
        | {"between_takes": "any", "quotas": "ignore"}
    )
    emulator = Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=lenient)
    path = f"/domains/{DOMAIN}/segment-definitions/v"

    made = emulator.respond("POST", path, json.dumps({"DisplayName": "V", "SegmentGroups": groups}).encode())

    assert (made.status, members(emulator.respond("GET", path).json)["SegmentGroups"]) == (200, groups)
