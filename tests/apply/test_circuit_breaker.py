"""Stopping where the service is out of order, and only there."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from segments_as_code.apply.executor import CircuitBreaker, apply_plan
from segments_as_code.model.plan import Applied, Failed, NotStarted, Outcome
from segments_as_code.model.problem import Refused, SegmentsError, ServiceError, UnclearWrite
from tests.builders import TOY, desired, ours, planned, toy
from tests.fakes import FakeService, lost
from tests.toy import ToyDialect

MANY = [desired(f"k{n:03}") for n in range(200)]


def outcomes_of(there: FakeService, before: Callable[[str], None]) -> list[Outcome]:
    plan = planned(MANY, list(there.segments.values()))
    there.calls.clear()
    there.before = before
    return list(apply_plan(plan, reader=there, writer=there, dialect=TOY, report=lambda _: None))


def kinds(outcomes: list[Outcome]) -> list[type[Outcome]]:
    return [type(outcome) for outcome in outcomes]


def raising(error: SegmentsError, *, when: Callable[[str], bool] = lambda _: True) -> Callable[[str], None]:
    def hook(call: str) -> None:
        if when(call):
            raise error

    return hook


@pytest.mark.parametrize(
    "code",
    [
        "service-unreachable",
        "connection-lost",
        "service-failed",
        "throttled",
        "reply-unreadable",
        "credentials-missing",
        "credentials-expired",
        "credentials-rejected",
        "application-not-found",
        "domain-not-found",
        "access-denied",
    ],
)
def test_where_every_call_fails_for_the_services_reasons_three_changes_are_tried_and_the_rest_is_not_started(code: str) -> None:
    there = FakeService(TOY)
    outcomes = outcomes_of(there, raising(ServiceError(code, "the service is out of order.")))
    assert kinds(outcomes) == [Failed] * 3 + [NotStarted] * 197
    assert outcomes[3] == NotStarted(
        outcomes[3].change,
        "3 changes in a row failed for a reason that is the service's, so this one was not tried: the service is out of order.",
    )
    assert len(there.calls) == 3


def test_lost_replies_to_every_write_end_the_same_way() -> None:
    there = FakeService(TOY)
    outcomes = outcomes_of(there, raising(UnclearWrite("connection-lost", "lost."), when=lambda call: call == "create"))
    assert kinds(outcomes) == [Failed] * 3 + [NotStarted] * 197


@pytest.mark.parametrize("error", [ServiceError("service-refused", "400"), Refused("changed-meanwhile", "it is at version 2")])
def test_what_is_wrong_with_a_change_itself_stops_no_other(error: SegmentsError) -> None:
    outcomes = outcomes_of(FakeService(TOY), raising(error, when=lambda call: call == "create"))
    assert kinds(outcomes) == [Failed] * 200


def test_a_change_that_goes_through_begins_the_count_anew() -> None:
    there = FakeService(TOY)

    def two_of_three(call: str) -> None:
        if call == "create" and there.calls.count("create") % 3:
            raise ServiceError("throttled", "429")

    outcomes = outcomes_of(there, two_of_three)
    assert NotStarted not in kinds(outcomes)
    assert kinds(outcomes).count(Applied) == 66


def test_one_denied_call_does_not_stop_changes_that_do_without_it() -> None:
    there = FakeService(TOY, {segment.id: segment for segment in [ours(f"k{n:03}", toy("other")) for n in range(100)]})
    denied = ServiceError("access-denied", "CreateSegment was answered 403")
    outcomes = outcomes_of(there, raising(denied, when=lambda call: call == "create"))
    assert kinds(outcomes) == [Applied] * 100 + [Failed] * 100


# ── a provider that changes nothing in place ─────────────────────────────────────────────────────────────────────────

IMMUTABLE = ToyDialect(immutable=True)


def test_what_was_replaced_stays_where_the_service_gave_out_meanwhile() -> None:
    files = [desired(f"k{n}", toy(f"k{n}", "new")) for n in range(5)]
    there = FakeService(IMMUTABLE, {f"id-k{n}": ours(f"k{n}") for n in range(5)})
    plan = planned(files, list(there.segments.values()), dialect=IMMUTABLE)
    broken = ServiceError("service-failed", "500")
    there.before = lambda call: raising(broken)(call) if there.calls.count("create") > 2 else None
    outcomes = list(apply_plan(plan, reader=there, writer=there, dialect=IMMUTABLE, report=lambda _: None))
    assert kinds(outcomes) == [Failed] * 5
    assert {f"id-k{n}" for n in range(5)} <= set(there.segments)
    assert "delete" not in there.calls


def test_a_replacement_whose_reply_was_lost_is_not_mistaken_for_the_segment_it_replaces() -> None:
    there = FakeService(IMMUTABLE, {"id-a": ours("a")})
    plan = planned([desired("a", toy("a", "new"))], list(there.segments.values()), dialect=IMMUTABLE)
    there.before = lost("create")
    outcomes = list(apply_plan(plan, reader=there, writer=there, dialect=IMMUTABLE, report=lambda _: None))
    assert kinds(outcomes) == [Applied]
    assert [segment.definition for segment in there.segments.values()] == [toy("a", "new")]


def test_a_failure_of_a_change_alone_ends_the_row() -> None:
    breaker = CircuitBreaker()
    for code in ("service-failed", "service-failed", "changed-meanwhile", "service-failed", "service-failed"):
        breaker.record_failure(ServiceError(code, "no."))
        assert breaker.reason_to_stop is None
    breaker.record_failure(ServiceError("service-failed", "no."))
    assert breaker.reason_to_stop is not None


def test_a_replaced_segment_that_could_be_deleted_ends_the_row() -> None:
    dialect = ToyDialect(immutable=True)
    files = [desired(f"k{n}", toy(f"k{n}", "new")) for n in range(5)]
    there = FakeService(dialect, {f"id-k{n}": ours(f"k{n}", toy(f"k{n}", "old")) for n in range(5)})
    plan = planned(files, list(there.segments.values()), dialect=dialect)
    calls = count()
    there.before = raising(ServiceError("service-failed", "no."), when=lambda call: call == "delete" and next(calls) != 2)
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=dialect, report=lambda _: None)
    assert ["could not be deleted" in str(getattr(outcome, "reason", "")) for outcome in outcomes] == [True, True, False, True, True]
