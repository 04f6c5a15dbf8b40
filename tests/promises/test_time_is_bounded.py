"""A service that is out of order for good costs minutes, however many changes there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.model.plan import Failed, NotStarted
from segments_as_code.model.problem import ServiceError
from segments_as_code.pipeline import carry_out
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.calls import retry
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.promises.estate import APP, CHANGES, DIALECT, make_plan, start


class Time:
    """A clock that only sleeping, and waiting for the service, moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def wait_in_vain(self, seconds: float, code: str) -> Callable[[], None]:
        def attempt() -> None:
            self.now += seconds
            raise ServiceError(code, "out of order")

        return attempt


@pytest.mark.parametrize(
    ("code", "seconds", "most"),
    [
        ("connection-lost", 30, 61),  # silent: two read timeouts and a pause
        ("connection-lost", 19, 71),  # the worst moment to be silent at: the last try begins at 40 s
        ("service-failed", 0, 31),  # answered at once: six tries
        ("throttled", 0.1, 32),
        ("service-unreachable", 0, 3),  # refused at once: three tries
        ("service-unreachable", 10, 33),
        ("access-denied", 0, 0),  # that does not pass
    ],
)
def test_one_call_takes_no_longer_than(code: str, seconds: float, most: float) -> None:
    time = Time()
    passing = {"connection-lost", "service-failed", "throttled", "service-unreachable"}
    with pytest.raises(ServiceError):
        retry(time.wait_in_vain(seconds, code), passing=passing, attempts=6, clock=time.clock, sleep=time.sleep)
    assert time.now <= most


@pytest.mark.parametrize(
    ("fault", "most_s"),
    [
        (Fault(count=None, drop=True), 3 * 31),
        (Fault(count=None, status=500), 3 * 31),
        (Fault(count=None, status=429), 3 * 31),
        (Fault(count=None, status=403, error="ExpiredTokenException"), 0),
        (Fault(operation="[CUDT]*", count=None, drop=True), 3 * (5 + 5)),
        (Fault(operation="[CUDT]*", count=None, status=429), 3 * 31),
    ],
)
def test_an_apply_on_a_service_that_is_gone_ends_after_three_changes(fault: Fault, most_s: float) -> None:
    time = Time()
    with start() as emulator:
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        reader = PinpointReader(connection, DIALECT, clock=time.clock, sleep=time.sleep)
        writer = PinpointWriter(connection, clock=time.clock, sleep=time.sleep)
        plan = make_plan(reader)
        emulator.faults.add(fault)
        outcomes = carry_out(plan, reader, writer, DIALECT, report=lambda _: None)
    assert [type(outcome) for outcome in outcomes] == [Failed] * 3 + [NotStarted] * (CHANGES - 3)
    assert time.now <= most_s
