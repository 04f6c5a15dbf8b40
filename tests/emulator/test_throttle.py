"""The documented rates: 25 a second for each segment write, 300 for everything else."""

from __future__ import annotations

from collections import Counter

import pytest

from aws_emulator.core.throttle import Rates, Throttle
from aws_emulator.core.types import TooManyRequests
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, connected


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _admitted(throttle: Throttle, operation: str, times: int) -> int:
    """Return how many of so many requests at one moment are admitted."""
    refused = Counter[bool]()
    for _ in range(times):
        try:
            throttle.admit(operation)
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
    throttle = Throttle(Rates(), clock)

    at_once = _admitted(throttle, operation, 400)
    clock.now += 0.2
    after_a_fifth_of_a_second = _admitted(throttle, operation, 400)
    clock.now += 3600
    after_an_hour = _admitted(throttle, operation, 400)

    assert (at_once, after_a_fifth_of_a_second, after_an_hour) == (rate, rate // 5, rate)


def test_operations_do_not_share_their_rates() -> None:
    throttle = Throttle(Rates(), Clock())

    assert [_admitted(throttle, operation, 30) for operation in ("CreateSegment", "UpdateSegment", "DeleteSegment")] == [25, 25, 25]


def test_without_throttling_all_are_admitted() -> None:
    assert _admitted(Throttle(None, Clock()), "CreateSegment", 1000) == 1000


def test_a_throttled_request_gets_429_without_retry_after_and_does_nothing() -> None:
    clock = Clock()
    with Emulator(applications=[APP], throttle=Rates(segment_writes=1), throttle_clock=clock) as emulator, connected(emulator) as pinpoint:
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
    with Emulator(applications=[APP], throttle=True) as emulator, connected(emulator, attempts=9) as patient:
        for number in range(30):
            patient.create(f"S{number}")

        assert len(patient.listed()) == 30
        assert 429 in [request.status for request in emulator.requests]
