"""The documented rates: 25 a second for each segment write, 300 for everything else."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from aws_emulator.core.account import AccountSettings
from aws_emulator.core.errors import TooManyRequests
from aws_emulator.core.store import Store
from aws_emulator.core.throttle import Throttle
from aws_emulator.core.types import Call
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.service import PinpointService
from tests.emulator.pinpoint import APP, connected


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _admitted(throttle: Throttle, operation: str, times: int) -> int:
    """Return how many of so many requests at one moment are admitted."""
    rate = PinpointService.open(AccountSettings(store=Store())).rate(Call(operation, {}, service="pinpoint"))
    refused = Counter[bool]()
    for _ in range(times):
        try:
            throttle.admit("pinpoint", operation, rate)
        except TooManyRequests:
            refused[True] += 1
    return times - refused[True]


@pytest.mark.parametrize(
    ("operation", "rate"),
    [
        ("CreateSegment", 25),
        ("UpdateSegment", 25),
        ("DeleteSegment", 25),
        ("GetSegments", 300),
        ("TagResource", 300),
        ("CreateImportJob", 300),
    ],
)
def test_each_operation_has_its_documented_rate_and_burst(operation: str, rate: int) -> None:
    clock = Clock()
    throttle = Throttle(enabled=True, clock=clock)

    at_once = _admitted(throttle, operation, 400)
    clock.now += 0.2
    after_a_fifth_of_a_second = _admitted(throttle, operation, 400)
    clock.now += 3600
    after_an_hour = _admitted(throttle, operation, 400)

    assert (at_once, after_a_fifth_of_a_second, after_an_hour) == (rate, rate // 5, rate)


def test_operations_do_not_share_their_rates() -> None:
    throttle = Throttle(enabled=True, clock=Clock())

    assert [_admitted(throttle, operation, 30) for operation in ("CreateSegment", "UpdateSegment", "DeleteSegment")] == [25, 25, 25]


def test_without_throttling_all_are_admitted() -> None:
    assert _admitted(Throttle(enabled=False, clock=Clock()), "CreateSegment", 1000) == 1000


def test_segment_writes_per_second() -> None:
    with Emulator(applications=[APP], throttle=True, throttle_clock=Clock(), behaviour=Behaviour(segment_writes_per_second=2)) as emulator:
        statuses = [emulator.respond("POST", f"/v1/apps/{APP}/segments", b"{}").status for _ in range(3)]

    assert statuses == [201, 201, 429]


def test_other_requests_per_second() -> None:
    with Emulator(applications=[APP], throttle=True, throttle_clock=Clock(), behaviour=Behaviour(other_requests_per_second=1)) as emulator:
        statuses = [emulator.respond("GET", f"/v1/apps/{APP}/segments").status for _ in range(2)]

    assert statuses == [200, 429]


def test_a_throttled_request_gets_429_without_retry_after_and_does_nothing() -> None:
    clock = Clock()
    once = Behaviour(segment_writes_per_second=1)
    with Emulator(applications=[APP], throttle=True, throttle_clock=clock, behaviour=once) as emulator, connected(emulator) as pinpoint:
        pinpoint.create("First")
        with pytest.raises(pinpoint.client.exceptions.ClientError) as refused:
            pinpoint.create("Second")
        told = refused.value.response

        assert (told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"]) == (429, "TooManyRequestsException")
        assert "retry-after" not in told["ResponseMetadata"]["HTTPHeaders"]
        assert [segment["Name"] for segment in pinpoint.listed()] == ["First"]
        clock.now += 1
        assert pinpoint.create("Second")["Name"] == "Second"


def test_boto3s_retries_get_through_the_documented_rates() -> None:
    slow_clock = Emulator(applications=[APP], throttle=True, throttle_clock=lambda: time.monotonic() / 3)
    with slow_clock as emulator, connected(emulator, attempts=9) as patient:
        for number in range(30):
            patient.create(f"S{number}")

        assert len(patient.listed()) == 30
        assert 429 in [request.status for request in emulator.requests]
