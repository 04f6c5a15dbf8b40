"""Each option of the embedded Customer Profiles, at each of its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_emulator.core.options import options_of
from aws_emulator.core.types import items, members
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from tests.emulator import test_behaviour_lists, test_errors, test_profiles_audience, test_profiles_limits, test_service
from tests.emulator.profiles import DOMAIN, attribute, building_on, is_created, profiles_of, serving, where

if TYPE_CHECKING:
    from aws_emulator.core.types import Body, Json

VIPS = where(attribute("plan", "INCLUSIVE", "gold"))
CALCULATED: Json = {"CalculatedAttributes": {"visits": {"DimensionType": "EQUAL", "Values": ["1"]}}}
CAMPAIGN: Body = {
    "name": "Spring",
    "state": "Running",
    "source": {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vips"},
}


def test_every_option_has_a_test_that_names_it() -> None:
    modules = (test_profiles_audience, test_profiles_limits, test_behaviour_lists, test_errors, test_service)
    named = [*globals(), *(name for module in modules for name in dir(module)), *test_profiles_audience.READ]

    assert [option.name for option in options_of(Behaviour) if not any(option.name in name for name in named)] == []


def test_taken_name_refuse() -> None:
    with serving(Behaviour(taken_name="refuse")) as profiles:
        profiles.create("vips", VIPS)

        assert profiles.refused_create("vips")[:2] == (400, "BadRequestException")
        assert profiles.get("vips")["SegmentGroups"] == VIPS


def test_taken_name_overwrite() -> None:
    with serving(Behaviour(taken_name="overwrite")) as profiles:
        profiles.create("vips", VIPS, Tags={"a": "1"})
        profiles.create("vips", Tags={"b": "2"})

        assert (profiles.get("vips")["SegmentGroups"], profiles.get("vips")["Tags"]) == ({"Groups": []}, {"b": "2"})


def test_name_free_after_s() -> None:
    now = [1000.0]
    emulator = Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=Behaviour(name_free_after_s=30), clock=lambda: now[0])
    with emulator, profiles_of(emulator) as profiles:
        profiles.create("vips", VIPS)
        profiles.delete("vips")
        refused = profiles.refused_create("vips")
        profiles.create("others", VIPS)
        now[0] += 30

        assert refused[:2] == (400, "BadRequestException")
        assert profiles.create("vips", VIPS)["SegmentDefinitionName"] == "vips"


@pytest.mark.parametrize(("choice", "made"), [("two", True), ("same", False)])
def test_names_that_differ_in_case(choice: str, *, made: bool) -> None:
    with serving(Behaviour().changed({"names_that_differ_in_case": choice})) as profiles:
        profiles.create("vips")
        outcome = profiles.create("Vips") if made else profiles.refused_create("Vips")

        assert (len(profiles.listed()), bool(outcome)) == (1 + made, True)


@pytest.mark.parametrize("connective", ["ALL", "ANY"])
def test_defaults_for_connectives_and_missing_connective(connective: str) -> None:
    bare: Json = {"Groups": [{"Dimensions": [attribute("plan", "INCLUSIVE", "gold")]}]}
    for choice, expected in (("leave", bare), ("write", connective)):
        with serving(Behaviour().changed({"defaults_for_connectives": choice, "missing_connective": connective})) as profiles:
            profiles.create("vips", bare)
            groups = profiles.get("vips")["SegmentGroups"]

        first = members(items(groups, "Groups")[0])
        told = groups if choice == "leave" else connective
        assert told == expected
        if choice == "write":
            assert (members(groups)["Include"], first["Type"], first["SourceType"]) == (connective,) * 3


@pytest.mark.parametrize(("choice", "kept"), [("leave", True), ("omit", False)])
def test_empty_members(choice: str, *, kept: bool) -> None:
    with serving(Behaviour().changed({"empty_members": choice})) as profiles:
        profiles.create("vips", VIPS)

        assert ("SourceSegments" in members(items(profiles.get("vips")["SegmentGroups"], "Groups")[0])) is kept


def test_order_of_lists() -> None:
    written = where(attribute("plan", "INCLUSIVE", "a", "b"), attribute("at", "BETWEEN", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"))
    with serving(Behaviour(order_of_lists="shuffled")) as profiles:
        profiles.create("vips", written)
        shown, again = profiles.get("vips")["SegmentGroups"], profiles.get("vips")["SegmentGroups"]

    assert shown == again != written
    assert "'Values': ['2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z']" in str(shown)


@pytest.mark.parametrize("shown", [True, False])
def test_tags_in_get_tags_in_list_tags_in_write_and_created_at_in_list(*, shown: bool) -> None:
    behaviour = Behaviour(tags_in_get=shown, tags_in_list=shown, tags_in_write=shown, created_at_in_list=shown)
    with serving(behaviour) as profiles:
        answers = [profiles.create("vips", Tags={"a": "1"}), profiles.get("vips"), profiles.listed()[0]]
        listed = profiles.listed()[0]
        told = profiles.call("list_tags_for_resource", resourceArn=answers[0]["SegmentDefinitionArn"])

    assert (["Tags" in answer for answer in answers], "CreatedAt" in listed) == ([shown] * 3, shown)
    assert told == {"tags": {"a": "1"}}


@pytest.mark.parametrize(("choice", "tags"), [("keep", {"a": "1"}), ("ignore", None)])
def test_tags_on_create(choice: str, tags: Json) -> None:
    with serving(Behaviour().changed({"tags_on_create": choice})) as profiles:
        profiles.create("vips", Tags={"a": "1"})

        assert profiles.get("vips").get("Tags") == tags


def test_untag_unknown_key() -> None:
    with serving(Behaviour(untag_unknown_key="refuse")) as profiles:
        arn = profiles.create("vips")["SegmentDefinitionArn"]

        assert profiles.refusal("untag_resource", resourceArn=arn, tagKeys=["a"])[:2] == (400, "BadRequestException")


@pytest.mark.parametrize(
    "user",
    [
        {"outbound_campaigns": [CAMPAIGN]},
        {"domains": [{"DomainName": DOMAIN, "segments": [{"SegmentDefinitionName": "above", "SegmentGroups": building_on("vips")}]}]},
        {"domains": [{"DomainName": DOMAIN, "event_triggers": [{"EventTriggerName": "t", "SegmentFilter": "vips"}]}]},
    ],
    ids=["campaign", "segment", "event trigger"],
)
def test_delete_in_use(user: Body) -> None:
    for choice, is_left in (("refuse", True), ("allow", False)):
        with serving(Behaviour().changed({"delete_in_use": choice}), user) as profiles:
            profiles.create("vips")
            if is_left:
                assert "is in use by" in profiles.refusal("delete_segment_definition", SegmentDefinitionName="vips")[2]
            else:
                profiles.delete("vips")

            assert ("vips" in profiles.names()) is is_left


@pytest.mark.parametrize(("choice", "is_left"), [("ends", False), ("stays", True)])
def test_subscription_of_deleted(choice: str, *, is_left: bool) -> None:
    with serving(Behaviour(no_stream_answer="empty").changed({"subscription_of_deleted": choice})) as profiles:
        profiles.create("vips")
        profiles.call("put_segment_subscription", SegmentDefinitionName="vips")
        profiles.delete("vips")
        profiles.create("vips")

        assert bool(profiles.call("get_stream_for_segments")["AssociatedSegments"]) is is_left


def test_new_segments_hide_for() -> None:
    with serving(Behaviour(new_segments_hide_for=2)) as profiles:
        profiles.create("vips")

        assert [profiles.names() for _ in range(3)] == [[], [], ["vips"]]
        assert profiles.get("vips")["SegmentDefinitionName"] == "vips"


def test_a_reset_forgets_what_lists_lag_behind() -> None:
    lagging = Behaviour(new_segments_hide_for=9, deleted_segments_show_for=9, new_segments_missing_for=9)
    with Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=lagging) as emulator, profiles_of(emulator) as profiles:
        profiles.create("new")
        profiles.create("deleted")
        profiles.delete("deleted")
        emulator.reset()
        emulator.load_seed({"domains": [{"DomainName": DOMAIN, "segments": [{"SegmentDefinitionName": "new"}]}]})

        assert (profiles.names(), profiles.get("new")["SegmentDefinitionName"]) == (["new"], "new")


def test_deleted_segments_show_for() -> None:
    with serving(Behaviour(deleted_segments_show_for=2)) as profiles:
        profiles.create("vips")
        profiles.delete("vips")

        assert [profiles.names() for _ in range(3)] == [["vips"], ["vips"], []]
        assert profiles.refusal("get_segment_definition", SegmentDefinitionName="vips")[0] == 404


def test_new_segments_missing_for() -> None:
    with serving(Behaviour(new_segments_missing_for=1)) as profiles:
        profiles.create("vips")

        assert profiles.refusal("get_segment_definition", SegmentDefinitionName="vips")[:2] == (404, "ResourceNotFoundException")
        assert profiles.get("vips")["SegmentDefinitionName"] == "vips"


@pytest.mark.parametrize(("choice", "made"), [("refuse", False), ("accept", True)])
def test_no_criteria_and_both_criteria(choice: str, *, made: bool) -> None:
    behaviour = Behaviour().changed({"no_criteria": choice, "both_criteria": choice})

    with serving(behaviour) as profiles:
        none: Body = {"SegmentDefinitionName": "vips", "DisplayName": "Vips"}
        if made:
            profiles.call("create_segment_definition", **none)
        else:
            assert profiles.refusal("create_segment_definition", **none)[0] == 400
    assert is_created(behaviour, VIPS, SegmentSqlQuery="SELECT 1") is made


@pytest.mark.parametrize(("choice", "made"), [("refuse", False), ("accept", True)])
def test_empty_groups(choice: str, *, made: bool) -> None:
    assert is_created(Behaviour().changed({"empty_groups": choice}), {"Groups": []}) is made


@pytest.mark.parametrize(("choice", "source"), [("refuse", None), ("accept", "others")])
def test_source_of_ended_campaign(choice: str, source: str | None) -> None:
    ended: Body = {"id": "spring", "name": "Spring", "state": "Completed"}
    with serving(Behaviour().changed({"source_of_ended_campaign": choice}), {"outbound_campaigns": [ended]}) as profiles:
        wanted: Json = {"customerProfilesSegmentArn": "arn:aws:profile:us-east-1:123456789012:domains/d/segment-definitions/others"}
        if source is None:
            assert profiles.refusal("update_campaign_source", id="spring", source=wanted)[:2] == (409, "InvalidCampaignStateException")
        else:
            profiles.campaign("update_campaign_source", id="spring", source=wanted)

        told = members(profiles.campaign("describe_campaign", id="spring"), "campaign").get("source")
        assert told == (None if source is None else wanted)


@pytest.mark.parametrize(("choice", "made"), [("refuse", False), ("accept", True)])
def test_unknown_references_and_unknown_calculated_attributes(choice: str, *, made: bool) -> None:
    assert is_created(Behaviour().changed({"unknown_references": choice}), building_on("nowhere")) is made
    assert is_created(Behaviour().changed({"unknown_calculated_attributes": choice}), where(CALCULATED)) is made


@pytest.mark.parametrize(
    ("choice", "made"), [("any", (True, True, True)), ("dates", (True, True, False)), ("instants", (True, False, False))]
)
def test_date_values(choice: str, made: tuple[bool, ...]) -> None:
    values = ("2024-01-01T00:00:00Z", "2024-01-01", "yesterday")
    behaviour = Behaviour().changed({"date_values": choice})

    assert tuple(is_created(behaviour, where(attribute("a", "BEFORE", value))) for value in values) == made


@pytest.mark.parametrize(("choice", "made"), [("any", True), ("numbers", False)])
def test_number_values(choice: str, *, made: bool) -> None:
    assert is_created(Behaviour().changed({"number_values": choice}), where(attribute("a", "LESS_THAN", "many"))) is made


@pytest.mark.parametrize(("choice", "made"), [("any", True), ("two", False)])
def test_between_takes(choice: str, *, made: bool) -> None:
    groups = where(attribute("a", "BETWEEN", "2024-01-01T00:00:00Z"))

    assert is_created(Behaviour().changed({"between_takes": choice}), groups) is made
