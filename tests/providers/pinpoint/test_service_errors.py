"""What is said when the service refuses or cannot be understood."""

from __future__ import annotations

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.model.problem import ServiceError
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.reader import PinpointReader
from tests.providers.pinpoint.service import APP, DIALECT, VIPS, Start, reader, writer


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
    one = writer(emulator)
    for _ in range(101):
        one.create(VIPS, {})
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
