"""Estimates are begun one a second, looked at every two seconds, and end as a number or as the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore import xform_name
from botocore.session import Session

from aws_emulator.core.faults import Fault
from aws_emulator.core.types import Json
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.audience_port import Estimate
from segments_as_code.model.document import Definition
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import Reference
from segments_as_code.providers.aws.boto_client import ForbiddenCallError, open_client
from segments_as_code.providers.customer_profiles.api import CAMPAIGN_READS, ESTIMATES, PROFILES, READS, WRITES
from segments_as_code.providers.customer_profiles.canonical import canonical
from segments_as_code.providers.customer_profiles.estimator import CustomerProfilesEstimator
from tests.promises.test_a_plan_cannot_write import least
from tests.providers.customer_profiles.service import DIALECT, DOMAIN, Clock, connection, definition_of, operations, running

KINDS = [*["gold"] * 40, *["silver"] * 25]
SQL = canonical({"DisplayName": "S", "SegmentSqlQuery": "SELECT 1"})
NOWHERE = DIALECT.replace_references(definition_of("On", on=["nowhere"]), lambda _: Reference(id="nowhere"))
GOLD, SILVER = definition_of("Gold", "gold"), definition_of("Silver", "silver")


def serving(**behaviour: object) -> Iterator[Emulator]:
    profiles: list[Json] = [{"Attributes": {"kind": kind}} for kind in KINDS]
    with running(Behaviour(**behaviour)) as emulator:  # type: ignore[arg-type]
        emulator.load_seed({"domains": [{"DomainName": DOMAIN, "profiles": profiles}]})
        yield emulator


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    yield from serving()


def estimate(emulator: Emulator, *definitions: Definition, clock: Clock | None = None, attempts: int = 1) -> list[Estimate]:
    time = clock or Clock()
    estimator = CustomerProfilesEstimator(connection(emulator, attempts=attempts), clock=time, sleep=time.sleep)
    return list(estimator.estimate(definitions, lambda _: None))


def test_each_definition_gets_its_number_and_equal_criteria_are_asked_once(emulator: Emulator) -> None:
    named = {**GOLD, "DisplayName": "Another name"}
    assert estimate(emulator, GOLD, SILVER, named) == [Estimate(40), Estimate(25), Estimate(40)]
    assert operations(emulator).count("CreateSegmentEstimate") == 2


def test_everybody_can_be_estimated(emulator: Emulator) -> None:
    assert estimate(emulator, canonical({"DisplayName": "All"})) == [Estimate(len(KINDS))]


def test_a_running_estimate_is_looked_at_again() -> None:
    for emulator in serving(estimate_polls=3):
        clock = Clock()
        assert estimate(emulator, GOLD, clock=clock) == [Estimate(40)]
        assert clock.slept.count(2.0) == 3


def test_an_estimate_that_does_not_end_in_two_minutes_is_a_reason_and_the_next_ones_are_made() -> None:
    for emulator in serving(estimate_polls=10_000):
        clock = Clock()
        (answer,) = estimate(emulator, GOLD, clock=clock)
        assert answer == Estimate(None, "the service had not finished its estimate after 120 seconds")
        assert 110 < sum(clock.slept) <= 125


def test_a_failed_estimate_is_a_reason() -> None:
    for emulator in serving(estimate_outcome="FAILED"):
        assert estimate(emulator, GOLD) == [Estimate(None, "the service's estimate failed: This failure was asked for")]


def test_one_that_is_refused_does_not_stop_the_others(emulator: Emulator) -> None:
    refused, sql, gold = estimate(emulator, NOWHERE, SQL, GOLD)
    assert refused.number is None
    assert (sql.number, sql.reason) == (None, "the service's estimate failed: The emulator does not evaluate SQL")
    assert gold == Estimate(40)


@pytest.mark.parametrize("said", ["about 40", "", "-1", "4e3", "٤٠"])
def test_an_answer_that_is_not_a_number_is_none(emulator: Emulator, said: str) -> None:
    emulator.faults.add(Fault(operation="GetSegmentEstimate", raw=f'{{"Status": "SUCCEEDED", "Estimate": "{said}"}}'.encode()))
    assert estimate(emulator, GOLD) == [Estimate(None, "the service answered with something that is not a number")]


@pytest.mark.parametrize("operation", sorted(ESTIMATES))
def test_what_ends_all_of_them_is_an_error(emulator: Emulator, operation: str) -> None:
    emulator.faults.add(Fault(operation=operation, status=403, error="AccessDeniedException"))
    with pytest.raises(ServiceError, match=operation) as caught:
        estimate(emulator, GOLD)
    assert caught.value.code == "access-denied"
    assert f"allow profile:{operation} on domain {DOMAIN}" in caught.value.remedy
    assert "the role may need kms:Decrypt and kms:GenerateDataKey on that key too." in caught.value.remedy


def test_a_lost_reply_is_asked_for_again(emulator: Emulator) -> None:
    emulator.faults.add(Fault(operation="CreateSegmentEstimate", drop=True, done=True))
    emulator.faults.add(Fault(operation="GetSegmentEstimate", status=429, error="ThrottlingException"))
    assert estimate(emulator, GOLD, attempts=3) == [Estimate(40)]


def test_one_begins_a_second_and_ten_run_at_once(emulator: Emulator) -> None:
    clock = Clock()
    began = clock.at
    answers = estimate(emulator, *(definition_of(str(number), str(number)) for number in range(12)), clock=clock)
    assert len(answers) == 12
    assert clock.at - began == pytest.approx(11, abs=2)
    made = operations(emulator)
    assert made[:10] == ["CreateSegmentEstimate"] * 10
    assert made[10:20] == ["GetSegmentEstimate"] * 10


def test_its_client_makes_no_other_call_and_those_of_a_plan_and_an_apply_do_not_estimate(emulator: Emulator) -> None:
    assert ESTIMATES.isdisjoint(READS | WRITES | CAMPAIGN_READS)
    api = Session().get_service_model("customer-profiles")
    estimating, reading = (open_client(PROFILES, connection(emulator), allowed).boto3_client for allowed in (ESTIMATES, READS))
    emulator.forget_requests()
    for client, forbidden in ((estimating, READS | WRITES), (reading, ESTIMATES)):
        for operation in sorted(forbidden):
            with pytest.raises(ForbiddenCallError, match=operation):
                getattr(client, xform_name(operation))(**least(api.operation_model(operation).input_shape))
    assert operations(emulator) == []
