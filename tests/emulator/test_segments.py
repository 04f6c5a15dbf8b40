"""Segments and their versions, as boto3 sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aws_emulator.core.account import seeded_ids
from aws_emulator.core.types import Body, text
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint, connected, values

NOON = 1_795_521_600.0
"""2026-11-24T12:00:00Z."""


@pytest.fixture
def fixed() -> Iterator[Pinpoint]:
    """Speak to an emulator whose ids and dates are known beforehand."""
    with (
        Emulator(applications=[APP], region="eu-west-1", clock=lambda: NOON, ids=seeded_ids("test")) as emulator,
        connected(emulator) as it,
    ):
        yield it


def _as_created(**more: str) -> Body:
    segment_id = seeded_ids("test")(2)
    return {
        "ApplicationId": APP,
        "Arn": f"arn:aws:mobiletargeting:eu-west-1:123456789012:apps/{APP}/segments/{segment_id}",
        "CreationDate": "2026-11-24T12:00:00.000Z",
        "Dimensions": values("gold"),
        "Id": segment_id,
        "LastModifiedDate": "2026-11-24T12:00:00.000Z",
        "Name": "Gold",
        "SegmentType": "DIMENSIONAL",
        "Version": 1,
        **more,
    }


def test_a_created_segment_is_answered_whole(fixed: Pinpoint) -> None:
    created = fixed.create("Gold", Dimensions=values("gold"), tags={"team": "a"})

    assert created == {**_as_created(), "tags": {"team": "a"}}


def test_a_created_segment_is_read_back_as_it_was_answered(pinpoint: Pinpoint) -> None:
    created = pinpoint.create("Gold", Dimensions=values("gold"), tags={"team": "a"})

    assert pinpoint.get(created["Id"]) == created
    assert pinpoint.listed() == [created]


def test_an_id_is_32_hex_digits(pinpoint: Pinpoint) -> None:
    segment_id = text(pinpoint.create(), "Id")

    assert len(segment_id) == 32
    assert int(segment_id, 16) >= 0


def test_names_need_not_be_unique(pinpoint: Pinpoint) -> None:
    assert pinpoint.create("Twin")["Id"] != pinpoint.create("Twin")["Id"]


def test_an_update_replaces_the_criteria_and_counts_the_version_up(pinpoint: Pinpoint) -> None:
    created = pinpoint.create("Gold", Dimensions=values("gold"))

    updated = pinpoint.update(created["Id"], Name="Silver", Dimensions=values("silver"))

    changed = {"Name": "Silver", "Dimensions": values("silver"), "Version": 2, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated == {**created, **changed}
    assert pinpoint.get(created["Id"]) == updated


def test_an_update_ignores_tags_without_a_word(pinpoint: Pinpoint) -> None:
    created = pinpoint.create(tags={"team": "a"})

    updated = pinpoint.update(created["Id"], Name="New", tags={"team": "b", "more": "c"})

    assert updated["tags"] == {"team": "a"}
    assert pinpoint.tags(created["Arn"]) == {"team": "a"}


def test_old_versions_stay_readable(pinpoint: Pinpoint) -> None:
    created = pinpoint.create("One")
    updated = pinpoint.update(created["Id"], Name="Two")

    one = pinpoint.call("get_segment_version", ApplicationId=APP, SegmentId=created["Id"], Version="1")
    versions = pinpoint.listed("get_segment_versions", SegmentId=text(created, "Id"))

    assert one == created
    assert versions == [created, updated]


def test_an_unknown_version_is_not_found(pinpoint: Pinpoint) -> None:
    created = pinpoint.create()

    refusal = pinpoint.refusal("get_segment_version", ApplicationId=APP, SegmentId=created["Id"], Version="2")

    assert refusal == (404, "NotFoundException", "Resource not found")


def test_a_version_that_is_no_number_is_refused(pinpoint: Pinpoint) -> None:
    refusal = pinpoint.refusal("get_segment_version", ApplicationId=APP, SegmentId=pinpoint.create()["Id"], Version="newest")

    assert refusal == (400, "BadRequestException", "Version is newest, not a number.")


def test_a_deleted_segment_is_answered_and_then_gone_with_versions_and_tags(pinpoint: Pinpoint) -> None:
    created = pinpoint.create(tags={"team": "a"})
    gone = (404, "NotFoundException", "Resource not found")

    assert pinpoint.delete(created["Id"]) == created
    assert pinpoint.listed() == []
    assert pinpoint.refusal("get_segment", ApplicationId=APP, SegmentId=created["Id"]) == gone
    assert pinpoint.refusal("delete_segment", ApplicationId=APP, SegmentId=created["Id"]) == gone
    assert pinpoint.refusal("get_segment_versions", ApplicationId=APP, SegmentId=created["Id"]) == gone
    assert pinpoint.refusal("list_tags_for_resource", ResourceArn=created["Arn"]) == gone


@pytest.mark.parametrize("method", ["get_segments", "get_campaigns", "list_journeys", "get_import_jobs", "get_export_jobs", "get_app"])
def test_an_unknown_application_is_not_found(pinpoint: Pinpoint, method: str) -> None:
    assert pinpoint.refusal(method, ApplicationId="app-0") == (404, "NotFoundException", "Resource not found")


def test_an_update_of_an_unknown_segment_is_not_found(pinpoint: Pinpoint) -> None:
    refusal = pinpoint.refusal("update_segment", ApplicationId=APP, SegmentId="0" * 32, WriteSegmentRequest={"Name": "New"})

    assert refusal == (404, "NotFoundException", "Resource not found")


def test_applications_are_made_listed_and_deleted_with_what_is_in_them(pinpoint: Pinpoint) -> None:
    made = pinpoint.call("create_app", CreateApplicationRequest={"Name": "Second", "tags": {"team": "a"}})
    pinpoint.call("create_segment", ApplicationId=made["Id"], WriteSegmentRequest={"Name": "New"})

    names = [text(item, "Name") for item in pinpoint.call("get_apps")["Item"]]  # type: ignore[union-attr]  # a list, or the test fails
    deleted = pinpoint.call("delete_app", ApplicationId=made["Id"])

    assert names == [APP, "Second"]
    assert deleted == made
    assert made["tags"] == {"team": "a"}
    assert pinpoint.refusal("get_segments", ApplicationId=made["Id"])[0] == 404
