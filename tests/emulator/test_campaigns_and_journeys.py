"""What refers to segments, as a plan reads it."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint, values

CONDITION: Body = {"Conditions": [{"SegmentCondition": {"SegmentId": "s1"}}], "Operator": "ALL"}
JOURNEY: Body = {
    "Name": "Onboarding",
    "StartActivity": "a",
    "StartCondition": {"Description": "all", "SegmentStartCondition": {"SegmentId": "s2"}},
    "Activities": {
        "a": {"ConditionalSplit": {"Condition": CONDITION, "TrueActivity": "b"}},
        "b": {"Wait": {"WaitTime": {"WaitFor": "PT1H"}}},
    },
    "RefreshFrequency": "PT24H",
    "RefreshOnSegmentUpdate": True,
}


def _campaign(pinpoint: Pinpoint, **request: object) -> Body:
    return pinpoint.call("create_campaign", ApplicationId=APP, WriteCampaignRequest=request)


def test_a_campaign_is_pinned_to_the_newest_version_of_its_segment(pinpoint: Pinpoint) -> None:
    segment = pinpoint.create(Dimensions=values("x"))
    pinpoint.update(segment["Id"], Name="Newer")

    campaign = _campaign(pinpoint, Name="C", SegmentId=segment["Id"])

    assert (campaign["SegmentId"], campaign["SegmentVersion"], campaign["State"]) == (segment["Id"], 2, {"CampaignStatus": "SCHEDULED"})
    assert pinpoint.listed("get_campaigns") == [campaign]


def test_a_campaign_keeps_the_version_that_it_names(pinpoint: Pinpoint) -> None:
    segment = pinpoint.create()
    pinpoint.update(segment["Id"], Name="Newer")

    assert _campaign(pinpoint, SegmentId=segment["Id"], SegmentVersion=1)["SegmentVersion"] == 1


def test_a_campaign_can_be_paused_and_deleted(pinpoint: Pinpoint) -> None:
    campaign = _campaign(pinpoint, SegmentId=pinpoint.create()["Id"])
    where = {"ApplicationId": APP, "CampaignId": campaign["Id"]}

    paused = pinpoint.call("update_campaign", **where, WriteCampaignRequest={"IsPaused": True})
    deleted = pinpoint.call("delete_campaign", **where)

    assert (paused["State"], paused["Version"]) == ({"CampaignStatus": "PAUSED"}, 2)
    assert deleted["State"] == {"CampaignStatus": "DELETED"}
    assert pinpoint.listed("get_campaigns") == []


def test_a_campaign_without_a_segment_is_refused(pinpoint: Pinpoint) -> None:
    refusal = pinpoint.refusal("create_campaign", ApplicationId=APP, WriteCampaignRequest={"Name": "C"})

    assert refusal == (400, "BadRequestException", "A campaign needs a SegmentId.")


def test_a_journey_comes_back_with_start_condition_splits_and_refresh_settings(pinpoint: Pinpoint) -> None:
    made = pinpoint.call("create_journey", ApplicationId=APP, WriteJourneyRequest=JOURNEY)

    service_made = {name: made[name] for name in ("Id", "CreationDate", "LastModifiedDate")}
    assert made == {**JOURNEY, **service_made, "ApplicationId": APP, "State": "DRAFT"}
    assert pinpoint.call("get_journey", ApplicationId=APP, JourneyId=made["Id"]) == made
    assert pinpoint.listed("list_journeys") == [made]


def test_a_journey_is_changed_only_while_it_is_a_draft(pinpoint: Pinpoint) -> None:
    made = pinpoint.call("create_journey", ApplicationId=APP, WriteJourneyRequest=JOURNEY)
    where = {"ApplicationId": APP, "JourneyId": made["Id"]}

    renamed = pinpoint.call("update_journey", **where, WriteJourneyRequest={"Name": "Renamed"})
    started = pinpoint.call("update_journey_state", **where, JourneyStateRequest={"State": "ACTIVE"})
    refusal = pinpoint.refusal("update_journey", **where, WriteJourneyRequest={"Name": "Again"})

    assert (renamed["Name"], renamed["Activities"], started["State"]) == ("Renamed", JOURNEY["Activities"], "ACTIVE")
    assert refusal == (409, "ConflictException", "The journey is ACTIVE; only a draft can be changed.")


def test_a_journey_that_has_ended_stays_ended(pinpoint: Pinpoint) -> None:
    made = pinpoint.call("create_journey", ApplicationId=APP, WriteJourneyRequest={**JOURNEY, "State": "ACTIVE"})
    where = {"ApplicationId": APP, "JourneyId": made["Id"]}
    pinpoint.call("update_journey_state", **where, JourneyStateRequest={"State": "CANCELLED"})

    refusal = pinpoint.refusal("update_journey_state", **where, JourneyStateRequest={"State": "ACTIVE"})

    assert refusal == (400, "BadRequestException", "A journey that is CANCELLED cannot become ACTIVE.")


@pytest.mark.parametrize(("kind", "state"), [("campaigns", {"CampaignStatus": "EXECUTING"}), ("journeys", "PAUSED")])
def test_any_state_can_be_planted(emulator: Emulator, pinpoint: Pinpoint, kind: str, state: str | Body) -> None:
    segment = pinpoint.create()
    emulator.load_seed(
        {
            "applications": [
                {"Id": APP, kind: [{"Name": "Seeded", "State": state, **({"SegmentId": segment["Id"]} if kind == "campaigns" else {})}]}
            ]
        }
    )

    seen = pinpoint.listed({"campaigns": "get_campaigns", "journeys": "list_journeys"}[kind])

    assert [thing["State"] for thing in seen] == [state]
