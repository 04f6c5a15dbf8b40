"""The gateway against the embedded Pinpoint, over HTTP with boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias

import pytest
from botocore import xform_name

from pinpoint_emulator import Behaviour, Emulator, Fault
from segments_as_code.model import SegmentKind
from segments_as_code.ports import Connection
from segments_as_code.problems import ServiceError, UnclearWrite
from segments_as_code.providers.pinpoint.dialect import PinpointDialect
from segments_as_code.providers.pinpoint.gateway import READS, PinpointReader, PinpointWriter
from segments_as_code.providers.pinpoint.gateway.client import ForbiddenCallError, make_client
from segments_as_code.providers.pinpoint.gateway.pace import Pacer

APP = "app-123456"
DIALECT = PinpointDialect()
VIPS = DIALECT.definition({"Name": "VIPs", "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}}}})

Start: TypeAlias = Callable[..., Emulator]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an embedded Pinpoint; it ends with the test."""
    with ExitStack() as running:

        def begin(*, applications: tuple[str, ...] = (APP,), behaviour: Behaviour | None = None, throttle: bool = False) -> Emulator:
            emulator = Emulator(applications=applications, region="eu-west-1", behaviour=behaviour, throttle=throttle)
            return running.enter_context(emulator)

        yield begin


def connection(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5) -> Connection:
    return Connection(APP, "eu-west-1", emulator.endpoint_url, read_timeout_s=timeout_s, attempts=attempts)


def reader(emulator: Emulator, *, attempts: int = 1) -> PinpointReader:
    return PinpointReader(connection(emulator, attempts=attempts), DIALECT)


def writer(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5, slept: list[float] | None = None) -> PinpointWriter:
    naps = [] if slept is None else slept
    return PinpointWriter(connection(emulator, attempts=attempts, timeout_s=timeout_s), sleep=naps.append)


def ask(emulator: Emulator, operation: str, *, allowed: frozenset[str] | None = None, **arguments: object) -> None:
    """Make one call with a client that may make it, or only those that are ``allowed``."""
    client = make_client(connection(emulator), allowed or {operation}, attempts=1, mode="standard")
    getattr(client, xform_name(operation))(**arguments)


def operations(emulator: Emulator) -> list[str]:
    return [request.operation for request in emulator.requests]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_listing_takes_a_request_a_page_and_no_get(start: Start) -> None:
    emulator = start()
    for _ in range(101):
        writer(emulator).create(VIPS, {"team": "crm"})
    emulator.forget_requests()
    assert len(reader(emulator).list_segments()) == 101
    assert operations(emulator) == ["GetSegments", "GetSegments"]


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


@pytest.mark.parametrize(
    "operation", ["CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource", "CreateImportJob"]
)
def test_a_reader_cannot_write_even_by_mistake(start: Start, operation: str) -> None:
    emulator = start()
    arguments: dict[str, dict[str, object]] = {
        "CreateSegment": {"ApplicationId": APP, "WriteSegmentRequest": {}},
        "UpdateSegment": {"ApplicationId": APP, "SegmentId": "x", "WriteSegmentRequest": {}},
        "DeleteSegment": {"ApplicationId": APP, "SegmentId": "x"},
        "TagResource": {"ResourceArn": "arn:x", "TagsModel": {"tags": {}}},
        "UntagResource": {"ResourceArn": "arn:x", "TagKeys": []},
        "CreateImportJob": {"ApplicationId": APP, "ImportJobRequest": {"Format": "CSV", "S3Url": "s", "RoleArn": "r"}},
    }
    with pytest.raises(ForbiddenCallError):
        ask(emulator, operation, allowed=READS, **arguments[operation])
    assert operations(emulator) == []


# ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_application_that_is_not_there_is_named(start: Start) -> None:
    with pytest.raises(ServiceError, match=APP) as caught:
        reader(start(applications=())).list_segments()
    assert caught.value.code == "application-not-found"


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (403, "ForbiddenException", "access-denied"),
        (403, "AccessDeniedException", "access-denied"),
        (403, "ExpiredTokenException", "credentials-expired"),
        (403, "UnrecognizedClientException", "credentials-rejected"),
        (400, "BadRequestException", "service-refused"),
        (429, "TooManyRequestsException", "throttled"),
        (500, "InternalServerErrorException", "service-failed"),
        (503, "ServiceUnavailableException", "service-failed"),
        (405, "MethodNotAllowedException", "service-refused"),
    ],
)
def test_a_refusal_is_a_plain_error_and_never_an_empty_list(start: Start, status: int, error: str, code: str) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="GetSegments", status=status, error=error))
    with pytest.raises(ServiceError) as caught:
        reader(emulator).list_segments()
    assert caught.value.code == code
    assert caught.value.remedy


def test_the_missing_permission_and_the_end_of_support_are_both_named(start: Start) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="GetSegments", status=403, error="AccessDeniedException"))
    with pytest.raises(ServiceError) as caught:
        reader(emulator).list_segments()
    assert f"mobiletargeting:GetSegments on application {APP}" in caught.value.remedy
    assert "end of support was 2026-10-30" in caught.value.remedy


def test_a_page_that_fails_is_never_read_as_the_end(start: Start) -> None:
    emulator = start()
    for _ in range(101):
        writer(emulator).create(VIPS, {})
    emulator.faults.add(Fault(operation="GetSegments", nth=2, drop=True))
    with pytest.raises(ServiceError):
        reader(emulator).list_segments()


@pytest.mark.parametrize("raw", [b"", b"{", b"{}", b"null", b"[]", b"<html>"])
def test_a_reply_that_cannot_be_read_is_never_an_empty_list(start: Start, raw: bytes) -> None:
    emulator = start()
    emulator.faults.add(Fault(operation="GetSegments", raw=raw))
    with pytest.raises(ServiceError):
        reader(emulator).list_segments()


def test_reads_survive_what_passes(start: Start) -> None:
    emulator = start()
    written = writer(emulator).create(VIPS, {})
    emulator.faults.add(Fault(operation="GetSegments", status=500, error="InternalServerErrorException"))
    emulator.faults.add(Fault(operation="GetSegments", nth=1, drop=True))
    assert [segment.id for segment in reader(emulator, attempts=4).list_segments()] == [written.id]


def test_a_service_that_nobody_answers_at_is_told_with_its_address() -> None:
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9 cannot be reached") as caught:
        PinpointReader(Connection(APP, "eu-west-1", "http://127.0.0.1:9", attempts=1), DIALECT).list_segments()
    assert caught.value.code == "service-unreachable"


def test_an_endpoint_that_is_no_address_is_told() -> None:
    with pytest.raises(ServiceError) as caught:
        PinpointReader(Connection(APP, "eu-west-1", "not a url"), DIALECT)
    assert caught.value.code == "invalid-endpoint"


def test_missing_credentials_and_region_are_told(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(ServiceError) as caught:
        reader(start()).list_segments()
    assert caught.value.code == "credentials-missing"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(ServiceError) as caught:
        PinpointReader(Connection(APP), DIALECT)
    assert caught.value.code == "no-region"


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


def test_the_pacer_lets_a_burst_pass_and_then_keeps_to_its_rate() -> None:
    now, naps = 0.0, list[float]()

    def sleep(seconds: float) -> None:
        nonlocal now
        naps.append(seconds)
        now += seconds

    pacer = Pacer(25, 20, clock=lambda: now, sleep=sleep)
    for _ in range(1_000):
        pacer.wait()
    assert naps[0] == pytest.approx(1 / 25)
    assert now == pytest.approx((1_000 - 20) / 25)
