"""Faults of each kind, as a real boto3 client meets them."""

from __future__ import annotations

import json
import time

import pytest
from botocore.exceptions import BotoCoreError, ConnectionClosedError, ReadTimeoutError

from aws_emulator.core.faults import Fault, fault_from_json, fault_to_json
from aws_emulator.core.types import Body, Json, text
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint, connected

NEW: Body = {"Name": "New"}


def _create(pinpoint: Pinpoint, name: str = "New") -> tuple[int, str, str] | None:
    return pinpoint.outcome("create_segment", ApplicationId=APP, WriteSegmentRequest={"Name": name})


@pytest.mark.parametrize(("done", "left"), [(False, []), (True, ["New"])])
def test_a_status_is_answered_before_or_after_the_write(emulator: Emulator, pinpoint: Pinpoint, *, done: bool, left: list[str]) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", status=500, done=done))

    assert _create(pinpoint) == (500, "InternalServerErrorException", "This failure was asked for.")
    assert [segment["Name"] for segment in pinpoint.listed()] == left


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, "BadRequestException"), (403, "ForbiddenException"), (429, "TooManyRequestsException"), (503, "503")],
)
def test_a_status_has_the_class_of_the_model(emulator: Emulator, pinpoint: Pinpoint, status: int, error: str) -> None:
    emulator.faults.add(Fault(status=status))

    assert pinpoint.refusal("get_segments", ApplicationId=APP)[:2] == (status, error)


def test_class_message_and_headers_can_be_chosen(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(status=400, error="ExpiredTokenException", message="The token has expired.", headers={"Retry-After": "7"}))

    with pytest.raises(pinpoint.client.exceptions.ClientError) as refused:
        pinpoint.call("get_apps")

    told = refused.value.response
    assert (told["Error"], told["ResponseMetadata"]["HTTPHeaders"]["retry-after"]) == (
        {"Code": "ExpiredTokenException", "Message": "The token has expired."},
        "7",
    )


@pytest.mark.parametrize(("done", "left"), [(False, []), (True, ["New"])])
def test_a_connection_is_dropped_before_or_after_the_write(emulator: Emulator, pinpoint: Pinpoint, *, done: bool, left: list[str]) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", drop=True, done=done))

    with pytest.raises(ConnectionClosedError):
        _create(pinpoint)

    assert [segment["Name"] for segment in pinpoint.listed()] == left
    assert [(request.operation, request.status) for request in emulator.requests] == [("CreateSegment", 0), ("GetSegments", 200)]


def test_boto3s_own_retries_make_a_duplicate_after_a_lost_answer(emulator: Emulator) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", drop=True, done=True))

    with connected(emulator, attempts=3) as retrying:
        retrying.create("Twin")

        assert [segment["Name"] for segment in retrying.listed()] == ["Twin", "Twin"]


@pytest.mark.parametrize(("done", "left"), [(False, []), (True, ["New"])])
def test_a_body_can_be_nonsense_which_boto3_reads_as_an_empty_answer(
    emulator: Emulator, pinpoint: Pinpoint, *, done: bool, left: list[str]
) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", raw=b'{"Id": "', done=done))

    assert pinpoint.create() == {}
    assert [segment["Name"] for segment in pinpoint.listed()] == left


def test_a_late_answer_is_the_usual_one(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(delay_s=0.05))
    begun = time.perf_counter()

    created = pinpoint.create()

    assert time.perf_counter() - begun >= 0.05
    assert pinpoint.listed() == [created]


@pytest.mark.parametrize(("done", "at_once"), [(False, []), (True, ["New"])])
def test_a_client_can_be_let_to_time_out_before_or_after_the_write(
    emulator: Emulator, pinpoint: Pinpoint, *, done: bool, at_once: list[str]
) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", delay_s=60, drop=True, done=done))

    with connected(emulator, timeout_s=0.2) as hasty, pytest.raises(ReadTimeoutError):
        _create(hasty)

    assert [segment["Name"] for segment in pinpoint.listed()] == at_once


def test_a_delay_ends_with_the_emulator() -> None:
    begun = time.perf_counter()
    with Emulator(applications=[APP]) as emulator, connected(emulator, timeout_s=0.1) as hasty:
        emulator.faults.add(Fault(delay_s=60))
        with pytest.raises(BotoCoreError):
            hasty.call("get_apps")

    assert time.perf_counter() - begun < 10


def test_the_nth_call_and_those_after_it_are_hit(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(operation="CreateSegment", nth=2, count=2, status=500))

    outcomes = [_create(pinpoint) for _ in range(5)]
    pinpoint.listed()

    assert [outcome is not None for outcome in outcomes] == [False, True, True, False, False]


def test_without_a_count_every_call_from_then_on_is_hit(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(operation="Get*", nth=2, count=None, status=500))

    outcomes = [pinpoint.outcome(method, ApplicationId=APP) for method in ("get_app", "get_segments", "get_campaigns")]
    made = _create(pinpoint)

    assert [outcome is not None for outcome in (*outcomes, made)] == [False, True, True, False]


def test_a_fault_can_be_about_one_segment_or_one_name(emulator: Emulator, pinpoint: Pinpoint) -> None:
    one, other = pinpoint.create("One"), pinpoint.create("Other")
    emulator.faults.add(Fault(where={"SegmentId": text(one, "Id")}, count=None, status=500))
    emulator.faults.add(Fault(where={"Name": "Bad"}, count=None, status=400))

    assert pinpoint.get(other["Id"]) == other
    assert pinpoint.refusal("get_segment", ApplicationId=APP, SegmentId=one["Id"])[0] == 500
    assert [_create(pinpoint, name) is not None for name in ("Good", "Bad")] == [False, True]


def test_a_fault_can_ask_any_question_about_the_call(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(when=lambda call: "tags" in call.content, count=None, status=500))

    assert _create(pinpoint) is None
    assert pinpoint.refusal("create_segment", ApplicationId=APP, WriteSegmentRequest={**NEW, "tags": {"a": "1"}})[0] == 500


def test_a_delay_does_not_hide_another_fault(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(delay_s=0.001, count=None))
    emulator.faults.add(Fault(operation="CreateSegment", status=500))

    assert _create(pinpoint) == (500, "InternalServerErrorException", "This failure was asked for.")


def test_cleared_faults_hit_no_more(emulator: Emulator, pinpoint: Pinpoint) -> None:
    emulator.faults.add(Fault(status=500, count=None))
    emulator.faults.clear()

    assert _create(pinpoint) is None


def test_a_fault_survives_the_way_through_json() -> None:
    fault = Fault(operation="Get*", nth=2, count=None, where={"a": "b"}, delay_s=0.5, status=503, error="E", message="m", done=True)

    assert fault_from_json(json.loads(json.dumps(fault_to_json(fault)))) == fault
    assert fault_from_json({"raw": "x"}) == Fault(raw=b"x")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "A fault is an object."),
        ({"stauts": 500}, "stauts is not a member of a fault; there are operation, nth,"),
        ({}, "A fault has one of status, raw, drop and delay_s."),
        ({"status": 500, "drop": True}, "A fault has one of status, raw and drop."),
        ({"status": "500"}, "A fault's status is a whole number, not 500."),
        ({"status": 500, "nth": 0}, "A fault's nth and count are numbers from 1, its delay_s is 0 or more."),
        ({"status": 500, "count": 0}, "A fault's nth and count are numbers from 1, its delay_s is 0 or more."),
        ({"delay_s": "1"}, "A fault's delay_s is a number of seconds, not 1."),
        ({"drop": "yes"}, "A fault's drop is true or false, not yes."),
        ({"drop": True, "where": {"a": 1}}, "A fault's where is an object of texts, not {'a': 1}."),
        ({"status": 500, "error": 5}, "A fault's error is a text, not 5."),
    ],
)
def test_what_is_no_fault_is_refused(value: Json, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        fault_from_json(value)

    assert str(refused.value).startswith(says)
