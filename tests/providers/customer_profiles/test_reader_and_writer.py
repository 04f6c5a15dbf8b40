"""The reader and the writer against the embedded Customer Profiles, over HTTP with boto3."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore import xform_name

from aws_emulator.core.faults import Fault
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import ForbiddenCallError, open_client
from segments_as_code.providers.customer_profiles.api import CAMPAIGN_READS, CAMPAIGNS, PROFILES, READS
from segments_as_code.providers.customer_profiles.reader import CustomerProfilesReader
from tests.providers.customer_profiles.service import (
    DIALECT,
    DOMAIN,
    Clock,
    ask,
    connection,
    definition_of,
    operations,
    profiles_reader,
    profiles_writer,
    running,
)

VIPS = definition_of("VIPs", "vip", "gold")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as started:
        yield started


def add(emulator: Emulator, *names: str, **tags: str) -> None:
    for name in names:
        profiles_writer(emulator).create(VIPS, tags, segment_id=name)
    emulator.forget_requests()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_listing_reads_each_definition_that_is_not_known(emulator: Emulator) -> None:
    add(emulator, "a", "b", team="crm")
    listed = profiles_reader(emulator).list_segments(known=lambda _: {"a": {"DisplayName": "known"}})
    assert [(segment.id, segment.definition) for segment in listed] == [("a", {"DisplayName": "known"}), ("b", VIPS)]
    assert operations(emulator) == ["ListSegmentDefinitions", "GetSegmentDefinition"]


def test_where_the_list_has_no_tags_they_are_requested() -> None:
    with running(Behaviour(tags_in_list=False, tags_in_get=False)) as emulator:
        add(emulator, "a", team="crm")
        (listed,) = profiles_reader(emulator).list_segments()
        assert dict(listed.tags) == {"team": "crm"}


def test_when_a_segment_was_made_is_the_same_in_the_list_and_alone(emulator: Emulator) -> None:
    add(emulator, "a", team="crm")
    (listed,) = profiles_reader(emulator).list_segments(known=lambda listed: {segment.id: VIPS for segment in listed})
    assert listed == profiles_reader(emulator).get_segment("a")
    assert len(listed.made) == len("2026-11-26T09:00:00.000000Z")


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(defaults_for_connectives="write", empty_members="omit"),
        Behaviour(order_of_lists="shuffled", created_at_in_list=False),
        Behaviour(default_page_size=1),
    ],
)
def test_however_the_service_spells_a_definition_it_reads_as_it_was_written(behaviour: Behaviour) -> None:
    with running(behaviour) as emulator:
        add(emulator, "a", "b", team="crm")
        assert [segment.definition for segment in profiles_reader(emulator).list_segments()] == [VIPS, VIPS]


def test_a_list_that_still_shows_a_deleted_segment_is_read_without_it() -> None:
    with running(Behaviour(deleted_segments_show_for=1)) as emulator:
        add(emulator, "a", "b", team="crm")
        profiles_writer(emulator).delete("a")
        assert [segment.id for segment in profiles_reader(emulator).list_segments()] == ["b"]


def test_a_new_segment_that_cannot_be_read_yet_is_read_again() -> None:
    with running(Behaviour(new_segments_missing_for=2)) as emulator:
        add(emulator, "a", team="crm")
        clock = Clock()
        assert [segment.id for segment in profiles_reader(emulator, clock=clock).list_segments()] == ["a"]
        assert [pause for pause in clock.slept if pause >= 1] == [1.0, 2.0]


def test_a_listed_segment_that_may_not_be_read_is_never_taken_for_absent(emulator: Emulator) -> None:
    add(emulator, "a", team="crm")
    emulator.faults.add(Fault(operation="GetSegmentDefinition", count=None, status=404, error="ResourceNotFoundException"))
    with pytest.raises(ServiceError) as caught:
        profiles_reader(emulator).list_segments()
    assert caught.value.code == "access-denied"


def test_a_domain_that_is_not_there_is_an_error_and_no_empty_list() -> None:
    with running() as emulator:
        reader = CustomerProfilesReader(Connection("another", "eu-central-1", emulator.endpoint_url, attempts=1), DIALECT)
        with pytest.raises(ServiceError, match="another was not found") as caught:
            reader.list_segments()
        assert caught.value.code == "domain-not-found"


def test_a_list_without_items_is_an_error_and_not_an_empty_domain(emulator: Emulator) -> None:
    emulator.faults.add(Fault(operation="ListSegmentDefinitions", raw=b"{}"))
    with pytest.raises(ServiceError) as caught:
        profiles_reader(emulator).list_segments()
    assert caught.value.code == "reply-unreadable"


def test_a_listing_that_repeats_its_token_is_an_error_and_no_endless_loop(emulator: Emulator) -> None:
    emulator.faults.add(Fault(operation="ListSegmentDefinitions", count=None, raw=b'{"Items": [], "NextToken": "x"}'))
    with pytest.raises(ServiceError) as caught:
        profiles_reader(emulator).list_segments()
    assert caught.value.code == "endless-listing"


def test_reads_keep_to_five_a_second(emulator: Emulator) -> None:
    add(emulator, *(f"s{number}" for number in range(25)), team="crm")
    clock = Clock()
    profiles_reader(emulator, clock=clock).list_segments()
    assert sum(clock.slept) == pytest.approx((25 - 5) / 5, abs=0.5)


@pytest.mark.parametrize("operation", ["CreateSegmentDefinition", "DeleteSegmentDefinition", "TagResource", "UntagResource"])
def test_a_reader_cannot_write_even_by_mistake(emulator: Emulator, operation: str) -> None:
    named = {"DomainName": DOMAIN, "SegmentDefinitionName": "a"}
    arn = "arn:aws:profile:eu-central-1:123456789012:domains/d/segment-definitions/a"
    arguments: dict[str, dict[str, object]] = {
        "CreateSegmentDefinition": {**named, "DisplayName": "a"},
        "DeleteSegmentDefinition": {**named},
        "TagResource": {"resourceArn": arn, "tags": {"a": "b"}},
        "UntagResource": {"resourceArn": arn, "tagKeys": ["a"]},
    }
    client = open_client(PROFILES, connection(emulator), READS).boto3_client
    with pytest.raises(ForbiddenCallError):
        getattr(client, xform_name(operation))(**arguments[operation])
    assert operations(emulator) == []


def test_nothing_here_can_change_a_campaign(emulator: Emulator) -> None:
    client = open_client(CAMPAIGNS, connection(emulator), CAMPAIGN_READS).boto3_client
    with pytest.raises(ForbiddenCallError):
        client.pause_campaign(id="c1")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        Fault(operation="CreateSegmentDefinition", status=500, error="InternalServerException", done=True),
        Fault(operation="CreateSegmentDefinition", drop=True),
        Fault(operation="CreateSegmentDefinition", raw=b"{", done=True),
    ],
)
def test_a_create_whose_fate_is_unclear_is_said_to_be_and_sent_once(emulator: Emulator, fault: Fault) -> None:
    emulator.faults.add(fault)
    with pytest.raises(UnclearWrite):
        profiles_writer(emulator, attempts=5).create(VIPS, {}, segment_id="vips")
    assert operations(emulator).count("CreateSegmentDefinition") == 1


def test_a_name_that_is_not_free_yet_is_tried_for_a_minute_if_its_segment_was_just_deleted() -> None:
    clock = Clock()
    with running(Behaviour(name_free_after_s=30), clock=clock) as emulator:
        writer = profiles_writer(emulator, clock=clock)
        writer.create(VIPS, {}, segment_id="vips")
        writer.delete("vips")
        with pytest.raises(ServiceError) as caught:
            writer.create(VIPS, {}, segment_id="vips")
        assert caught.value.code == "service-refused"
        assert writer.create(VIPS, {"team": "crm"}, segment_id="vips", is_freed=True).id == "vips"
        assert 30 <= sum(clock.slept) < 70


def test_a_name_that_stays_taken_is_given_up_after_a_minute(emulator: Emulator) -> None:
    add(emulator, "vips")
    clock = Clock()
    with pytest.raises(ServiceError):
        profiles_writer(emulator, clock=clock).create(VIPS, {}, segment_id="vips", is_freed=True)
    assert 55 < sum(clock.slept) < 75


def test_writes_keep_to_one_a_second(emulator: Emulator) -> None:
    clock = Clock()
    writer = profiles_writer(emulator, clock=clock)
    for number in range(5):
        writer.create(VIPS, {}, segment_id=f"s{number}")
    assert sum(clock.slept) == pytest.approx(4, abs=0.5)


def test_a_delete_that_is_denied_as_if_the_segment_were_gone_is_an_error(emulator: Emulator) -> None:
    add(emulator, "vips")
    emulator.faults.add(Fault(operation="DeleteSegmentDefinition", status=404, error="ResourceNotFoundException"))
    with pytest.raises(ServiceError) as caught:
        profiles_writer(emulator).delete("vips")
    assert caught.value.code == "access-denied"
    assert "DeleteSegmentDefinition" in caught.value.remedy


def test_a_segment_of_everyone_is_accepted_and_read_back(emulator: Emulator) -> None:
    everyone = definition_of("Everyone")
    profiles_writer(emulator).create(everyone, {}, segment_id="everyone")
    found = profiles_reader(emulator).get_segment("everyone")
    assert found is not None
    assert found.definition == everyone
    assert "SegmentGroups" in ask(
        emulator, "customer-profiles", "GetSegmentDefinition", DomainName=DOMAIN, SegmentDefinitionName="everyone"
    )
