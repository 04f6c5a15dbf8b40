"""Options on what a write does and what it refuses."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Body, Json
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.conftest import Speak
from tests.emulator.pinpoint import APP, Pinpoint, group, values

JOB: Body = {"Format": "CSV", "S3Url": "s3://b/k", "RoleArn": "arn:aws:iam::1:role/r", "DefineSegment": True, "SegmentName": "List"}


def _refused(pinpoint: Pinpoint, **request: Json) -> str:
    """Return why a segment is refused with 400, or "" where it is made."""
    if refusal := pinpoint.outcome("create_segment", ApplicationId=APP, WriteSegmentRequest=request):
        assert refusal[:2] == (400, "BadRequestException")
        return refusal[2]
    return ""


def test_update_semantics_replace(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(update_semantics="replace"))
    created = pinpoint.create("Gold", Dimensions=values("gold"))

    only_name = pinpoint.update(created["Id"], Name="Silver")
    only_criteria = pinpoint.update(created["Id"], Dimensions=values("x"))

    assert (only_name["Name"], "Dimensions" in only_name) == ("Silver", False)
    assert ("Name" in only_criteria, only_criteria["Dimensions"]) == (False, values("x"))


def test_update_semantics_merge(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(update_semantics="merge"))
    created = pinpoint.create("Gold", Dimensions=values("gold"))

    only_name = pinpoint.update(created["Id"], Name="Silver")
    only_criteria = pinpoint.update(created["Id"], SegmentGroups=group())

    assert (only_name["Name"], only_name["Dimensions"]) == ("Silver", values("gold"))
    assert (only_criteria["Name"], "Dimensions" in only_criteria, only_criteria["SegmentGroups"]) == ("Silver", False, group())


@pytest.mark.parametrize(("bumps", "version"), [(True, 2), (False, 1)])
def test_name_only_update_bumps_version(behaving: Speak, *, bumps: bool, version: int) -> None:
    pinpoint = behaving(Behaviour(name_only_update_bumps_version=bumps))
    created = pinpoint.create("Gold", Dimensions=values("gold"))

    renamed = pinpoint.update(created["Id"], Name="Silver", Dimensions=values("gold"))
    changed = pinpoint.update(created["Id"], Name="Bronze", Dimensions=values("bronze"))

    assert (renamed["Name"], renamed["Version"], changed["Version"]) == ("Silver", version, version + 1)


@pytest.mark.parametrize(("bumps", "version"), [(True, 2), (False, 1)])
def test_empty_update_bumps_version(behaving: Speak, *, bumps: bool, version: int) -> None:
    pinpoint = behaving(Behaviour(empty_update_bumps_version=bumps))
    created = pinpoint.create("Gold", Dimensions=values("gold"))

    assert pinpoint.update(created["Id"], Name="Gold", Dimensions=values("gold"))["Version"] == version


def test_put_creates_unknown_id(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(put_creates_unknown_id=True))

    made = pinpoint.update("f" * 32, Name="Made up", tags={"a": "1"})

    assert (made["Id"], made["Version"], made["tags"]) == ("f" * 32, 1, {"a": "1"})
    assert pinpoint.get("f" * 32) == made


@pytest.mark.parametrize(("tags_on_create", "kept"), [("keep", {"a": "1"}), ("ignore", {})])
def test_tags_on_create(behaving: Speak, tags_on_create: str, kept: Body) -> None:
    pinpoint = behaving(Behaviour().changed({"tags_on_create": tags_on_create}))

    assert pinpoint.tags(pinpoint.create(tags={"a": "1"})["Arn"]) == kept


@pytest.mark.parametrize(
    ("tag_existing_key", "status", "tags"),
    [("overwrite", 204, {"a": "2", "b": "1"}), ("keep", 204, {"a": "1", "b": "1"}), ("refuse", 400, {"a": "1"})],
)
def test_tag_existing_key(behaving: Speak, tag_existing_key: str, status: int, tags: Body) -> None:
    pinpoint = behaving(Behaviour().changed({"tag_existing_key": tag_existing_key}))
    arn = pinpoint.create(tags={"a": "1"})["Arn"]

    refusal = pinpoint.outcome("tag_resource", ResourceArn=arn, TagsModel={"tags": {"a": "2", "b": "1"}})

    assert (refusal[0] if refusal else 204, pinpoint.tags(arn)) == (status, tags)


def test_tag_existing_key_refuse_lets_an_equal_value_pass(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(tag_existing_key="refuse"))
    arn = pinpoint.create(tags={"a": "1"})["Arn"]

    assert pinpoint.outcome("tag_resource", ResourceArn=arn, TagsModel={"tags": {"a": "1"}}) is None


@pytest.mark.parametrize(("untag_unknown_key", "tags"), [("ignore", {}), ("refuse", {"a": "1"})])
def test_untag_unknown_key(behaving: Speak, untag_unknown_key: str, tags: Body) -> None:
    pinpoint = behaving(Behaviour().changed({"untag_unknown_key": untag_unknown_key}))
    arn = pinpoint.create(tags={"a": "1"})["Arn"]

    refusal = pinpoint.outcome("untag_resource", ResourceArn=arn, TagKeys=["a", "b"])

    assert refusal == (None if untag_unknown_key == "ignore" else (400, "BadRequestException", "The resource has no tag b."))
    assert pinpoint.tags(arn) == tags


def test_update_of_import_refuse(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(update_of_import="refuse"))
    pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest=JOB)
    imported = pinpoint.listed()[0]

    refusal = pinpoint.refusal("update_segment", ApplicationId=APP, SegmentId=imported["Id"], WriteSegmentRequest={"Name": "x"})

    assert refusal == (400, "BadRequestException", "An imported segment cannot be changed.")
    assert pinpoint.get(imported["Id"]) == imported


def test_update_of_import_allow(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(update_of_import="allow"))
    pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest=JOB)

    updated = pinpoint.update(pinpoint.listed()[0]["Id"], Name="Renamed")

    assert (updated["Name"], updated["SegmentType"], updated["Version"]) == ("Renamed", "IMPORT", 2)


def test_delete_in_use_refuse(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(delete_in_use="refuse"))
    used = [pinpoint.create(f"S{number}")["Id"] for number in range(4)]
    above = pinpoint.create(SegmentGroups=group(used[0]))["Id"]
    campaign = pinpoint.call("create_campaign", ApplicationId=APP, WriteCampaignRequest={"SegmentId": used[1]})["Id"]
    split: Body = {"ConditionalSplit": {"Condition": {"Conditions": [{"SegmentCondition": {"SegmentId": used[2]}}]}}}
    journey = pinpoint.call(
        "create_journey", ApplicationId=APP, WriteJourneyRequest={"Name": "J", "State": "ACTIVE", "Activities": {"a": split}}
    )["Id"]

    refusals = [pinpoint.outcome("delete_segment", ApplicationId=APP, SegmentId=segment_id) for segment_id in used]

    users = [f"segment {above}", f"campaign {campaign}", f"journey {journey}"]
    assert refusals == [*((400, "BadRequestException", f"The segment is in use by {user}.") for user in users), None]


def test_delete_in_use_allow(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(delete_in_use="allow"))
    used = pinpoint.create()["Id"]
    pinpoint.create(SegmentGroups=group(used))

    assert pinpoint.delete(used)["Id"] == used


def test_both_members(behaving: Speak) -> None:
    both: Body = {"Dimensions": values("x"), "SegmentGroups": group()}

    assert _refused(behaving(Behaviour()), **both) == "Specify either Dimensions or SegmentGroups, not both."
    assert behaving(Behaviour(both_members="accept")).create(**both).items() >= both.items()


def test_unknown_references(behaving: Speak) -> None:
    strict, lenient = behaving(Behaviour()), behaving(Behaviour(unknown_references="accept"))
    known = strict.create()["Id"]
    pinned = group() | {"Groups": [{"SourceSegments": [{"Id": known, "Version": 2}]}]}

    assert _refused(strict, SegmentGroups=group("f")) == "Source segment f does not exist."
    assert _refused(strict, SegmentGroups=pinned) == f"Source segment {known} has no version 2."
    assert _refused(strict, SegmentGroups=group(known)) == ""
    assert _refused(lenient, SegmentGroups=group("f")) == ""
    for pinpoint, refusal in ((strict, (400, "BadRequestException", "Segment f does not exist.")), (lenient, None)):
        assert pinpoint.outcome("create_campaign", ApplicationId=APP, WriteCampaignRequest={"SegmentId": "f"}) == refusal


def test_not_between(behaving: Speak) -> None:
    wanted = values("2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z", kind="NOT_BETWEEN")

    assert behaving(Behaviour()).create(Dimensions=wanted)["Dimensions"] == wanted
    assert "AttributeType is NOT_BETWEEN, not one of" in _refused(behaving(Behaviour(not_between="refuse")), Dimensions=wanted)


def test_comparison_operators(behaving: Speak) -> None:
    odd: Body = {"Metrics": {"m": {"ComparisonOperator": "ABOUT", "Value": 1}}}

    assert _refused(behaving(Behaviour()), Dimensions=odd).startswith("ComparisonOperator of m is ABOUT, not one of GREATER_THAN,")
    assert behaving(Behaviour(comparison_operators="any")).create(Dimensions=odd)["Dimensions"] == odd


@pytest.mark.parametrize(
    ("date_values", "accepted"),
    [
        ("any", ["2023-11-01T00:00:00Z", "2023-11-01", "2023-13-01T00:00:00Z", "soon"]),
        ("dates", ["2023-11-01T00:00:00Z", "2023-11-01"]),
        ("instants", ["2023-11-01T00:00:00Z"]),
    ],
)
def test_date_values(behaving: Speak, date_values: str, accepted: list[str]) -> None:
    pinpoint = behaving(Behaviour().changed({"date_values": date_values}))
    tried = ["2023-11-01T00:00:00Z", "2023-11-01", "2023-13-01T00:00:00Z", "soon"]

    assert [value for value in tried if not _refused(pinpoint, Dimensions=values(value, kind="AFTER"))] == accepted


def test_between_takes(behaving: Speak) -> None:
    one = values("2023-01-01T00:00:00Z", kind="BETWEEN")

    assert _refused(behaving(Behaviour()), Dimensions=one) == "BETWEEN on plan takes two values, not 1."
    assert behaving(Behaviour(between_takes="any")).create(Dimensions=one)["Dimensions"] == one


def test_quotas_ignore(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(quotas="ignore"))
    long: Body = {"Attributes": {f"{number:051}": {"Values": ["x" * 101]} for number in range(101)}}

    assert pinpoint.create(Dimensions=long, tags={"aws:x": "1"})["Dimensions"] == long


def test_most_groups(behaving: Speak) -> None:
    three: Body = {"Groups": [{"Type": "ALL"}] * 3}

    assert behaving(Behaviour()).create(SegmentGroups=three)["SegmentGroups"] == three
    assert _refused(behaving(Behaviour(most_groups=2)), SegmentGroups=three) == "3 segment groups; at most 2 are allowed."
