"""The reader and the writer against the embedded Pinpoint, over HTTP with boto3."""

from __future__ import annotations

import pytest
from botocore import xform_name

from aws_emulator.core.faults import Fault
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.model.segment import SegmentKind
from segments_as_code.providers.aws.boto_client import ForbiddenCallError, open_client
from segments_as_code.providers.aws.rate_limit import RateLimits, TokenBucket
from segments_as_code.providers.pinpoint.api import PINPOINT, QUOTA, READS
from tests.providers.pinpoint.service import APP, VIPS, Start, ask, connection, operations, reader, writer

# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_listing_takes_a_request_a_page_and_no_get(start: Start) -> None:
    emulator = start()
    one = writer(emulator)
    for _ in range(101):
        one.create(VIPS, {"team": "crm"})
    emulator.forget_requests()
    assert len(reader(emulator).list_segments()) == 101
    assert operations(emulator) == ["GetSegments", "GetSegments"]


@pytest.mark.parametrize(("hidden_for", "found"), [(0, 1), (4, 1), (9, 0)])
def test_a_listing_that_lags_is_repeated_a_few_times_until_it_has_what_was_just_created(start: Start, hidden_for: int, found: int) -> None:
    emulator = start(behaviour=Behaviour(new_segments_hide_for=hidden_for))
    written = writer(emulator).create(VIPS, {"team": "crm"})
    emulator.forget_requests()
    assert len(reader(emulator).list_segments(expecting=[written.id])) == found
    assert operations(emulator).count("GetSegments") == min(hidden_for, 4) + 1


def test_when_a_segment_was_created_sorts_as_text(start: Start) -> None:
    emulator = start()
    written = [writer(emulator).create(VIPS, {"team": "crm"}).id for _ in range(3)]
    listed = reader(emulator).list_segments()
    assert [segment.id for segment in sorted(listed, key=lambda segment: segment.created)] == written
    assert all(len(segment.created) == len("2026-11-26T09:00:00.000000Z") for segment in listed)


@pytest.mark.parametrize("behaviour", [Behaviour(empty_first_page=True), Behaviour(end_of_list="null"), Behaviour(end_of_list="empty")])
def test_every_documented_way_to_end_a_list_is_understood(start: Start, behaviour: Behaviour) -> None:
    emulator = start(behaviour=behaviour)
    written = writer(emulator).create(VIPS, {})
    assert [segment.id for segment in reader(emulator).list_segments()] == [written.id]


def test_a_listing_that_repeats_its_token_is_an_error_and_no_endless_loop(start: Start) -> None:
    emulator = start(behaviour=Behaviour(end_of_list="repeated"))
    writer(emulator).create(VIPS, {})
    with pytest.raises(ServiceError) as caught:
        reader(emulator).list_segments()
    assert caught.value.code == "endless-listing"


def test_where_the_list_carries_no_tags_they_are_asked_for(start: Start) -> None:
    emulator = start(behaviour=Behaviour(tags_in_list=False, tags_in_get=False))
    written = writer(emulator).create(VIPS, {"team": "crm"})
    (listed,) = reader(emulator).list_segments()
    got = reader(emulator).get_segment(written.id)
    assert dict(listed.tags) == {"team": "crm"}
    assert got is not None
    assert dict(got.tags) == {"team": "crm"}


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(dimensions_come_back_as="groups", empty_members="fill"),
        Behaviour(dimensions_come_back_as="both", defaults_for_connectives="write"),
        Behaviour(empty_members="omit", order_of_lists="shuffled", numbers_come_back_as="float"),
        Behaviour(missing_connective="ALL", numbers_come_back_as="int", defaults_for_connectives="write"),
    ],
)
def test_however_the_service_spells_a_definition_it_reads_as_it_was_written(start: Start, behaviour: Behaviour) -> None:
    emulator = start(behaviour=behaviour)
    writer(emulator).create(VIPS, {})
    assert [segment.definition for segment in reader(emulator).list_segments()] == [VIPS]


def test_an_answer_about_another_version_than_was_asked_for_is_an_error(start: Start) -> None:
    emulator = start()
    written = writer(emulator).create(VIPS, {})
    answer = (
        f'{{"Id": "{written.id}", "ApplicationId": "{APP}", "Arn": "a", "SegmentType": "DIMENSIONAL", "CreationDate": "x", "Version": 2}}'
    )
    emulator.faults.add(Fault(operation="GetSegmentVersion", raw=answer.encode()))
    with pytest.raises(ServiceError) as caught:
        reader(emulator).get_version(written.id, 1)
    assert caught.value.code == "reply-unreadable"


def test_an_imported_segment_is_told_as_such(start: Start) -> None:
    emulator = start()
    job = {
        "Format": "CSV",
        "RoleArn": "arn:aws:iam::123456789012:role/r",
        "S3Url": "s3://b/k",
        "DefineSegment": True,
        "SegmentName": "People",
    }
    ask(emulator, "CreateImportJob", ApplicationId=APP, ImportJobRequest=job)
    (segment,) = reader(emulator).list_segments()
    assert (segment.kind, segment.name, segment.definition) == (SegmentKind.IMPORTED, "People", {})


def test_campaigns_and_journeys_that_use_a_segment_are_found_in_every_member(start: Start) -> None:
    emulator = start()
    segment_id = writer(emulator).create(VIPS, {}).id
    campaign = {"Name": "Winter Sale", "SegmentId": segment_id, "SegmentVersion": 1}
    ask(emulator, "CreateCampaign", ApplicationId=APP, WriteCampaignRequest=campaign)
    condition = {"SegmentCondition": {"SegmentId": segment_id}}
    journeys: dict[str, dict[str, object]] = {
        "Start": {"StartCondition": {"SegmentStartCondition": {"SegmentId": segment_id}}},
        "Split": {"Activities": {"x": {"ConditionalSplit": {"Condition": {"Conditions": [condition]}}}}},
        "Many": {"Activities": {"x": {"MultiCondition": {"Branches": [{"Condition": condition}]}}}},
    }
    for name, members in journeys.items():
        ask(emulator, "CreateJourney", ApplicationId=APP, WriteJourneyRequest={"Name": name, **members})
    usages = reader(emulator).list_usages([segment_id])
    assert [(usage.kind, usage.name, usage.segment_id) for usage in usages] == [
        ("campaign", "Winter Sale", segment_id),
        ("journey", "Many", segment_id),
        ("journey", "Split", segment_id),
        ("journey", "Start", segment_id),
    ]
    assert usages[0].pinned_version == 1
    assert reader(emulator).list_usages(["another"]) == []


def test_nothing_is_asked_where_no_segment_is_at_stake(start: Start) -> None:
    emulator = start()
    assert reader(emulator).list_usages([]) == ()
    assert operations(emulator) == []


@pytest.mark.parametrize("operation", ["CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"])
def test_a_reader_cannot_write_even_by_mistake(start: Start, operation: str) -> None:
    emulator = start()
    arguments: dict[str, dict[str, object]] = {
        "CreateSegment": {"ApplicationId": APP, "WriteSegmentRequest": {}},
        "UpdateSegment": {"ApplicationId": APP, "SegmentId": "x", "WriteSegmentRequest": {}},
        "DeleteSegment": {"ApplicationId": APP, "SegmentId": "x"},
        "TagResource": {"ResourceArn": "arn:x", "TagsModel": {"tags": {}}},
        "UntagResource": {"ResourceArn": "arn:x", "TagKeys": []},
    }
    client = open_client(PINPOINT, connection(emulator), READS).boto3_client
    with pytest.raises(ForbiddenCallError):
        getattr(client, xform_name(operation))(**arguments[operation])
    assert operations(emulator) == []


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        Fault(operation="CreateSegment", status=500, error="InternalServerErrorException"),
        Fault(operation="CreateSegment", status=500, error="InternalServerErrorException", done=True),
        Fault(operation="CreateSegment", drop=True),
        Fault(operation="CreateSegment", drop=True, done=True),
        Fault(operation="CreateSegment", raw=b"{", done=True),
    ],
)
def test_a_create_whose_fate_is_unclear_is_said_to_be_and_sent_once(start: Start, fault: Fault) -> None:
    emulator = start()
    emulator.faults.add(fault)
    with pytest.raises(UnclearWrite):
        writer(emulator, attempts=5).create(VIPS, {})
    assert len(reader(emulator).list_segments()) == (1 if fault.done else 0)
    assert operations(emulator).count("CreateSegment") == 1


def test_a_create_that_takes_too_long_is_unclear(start: Start) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="CreateSegment", delay_s=2))
    with pytest.raises(UnclearWrite):
        writer(emulator, timeout_s=0.3).create(VIPS, {})


def test_a_write_refused_for_its_rate_is_sent_again_after_a_pause(start: Start) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="CreateSegment", count=2, status=429, error="TooManyRequestsException"))
    slept: list[float] = []
    writer(emulator, attempts=5, slept=slept).create(VIPS, {})
    assert slept == [1.0, 2.0]
    assert len(reader(emulator).list_segments()) == 1


def test_a_write_that_is_refused_for_its_rate_again_and_again_ends(start: Start) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="DeleteSegment", count=None, status=429, error="TooManyRequestsException"))
    with pytest.raises(ServiceError) as caught:
        writer(emulator, attempts=3).delete("x")
    assert caught.value.code == "throttled"


def test_the_token_bucket_lets_a_burst_pass_and_then_keeps_to_its_rate() -> None:
    now, naps = 0.0, list[float]()

    def sleep(seconds: float) -> None:
        nonlocal now
        naps.append(seconds)
        now += seconds

    bucket = TokenBucket(25, 20, clock=lambda: now, sleep=sleep)
    for _ in range(1_000):
        bucket.take()
    assert naps[0] == pytest.approx(1 / 25)
    assert now == pytest.approx((1_000 - 20) / 25)


def test_all_writers_of_a_region_keep_to_one_quota() -> None:
    limits = RateLimits(QUOTA, sleep=lambda _: None)
    assert limits.in_region("eu-west-1") is limits.in_region("eu-west-1")
    assert limits.in_region("eu-west-1")["CreateSegment"] is not limits.in_region("us-east-1")["CreateSegment"]
    assert len({id(bucket) for bucket in limits.in_region("eu-west-1").values()}) == 3
