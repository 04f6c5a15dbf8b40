"""Whatever goes wrong at whichever call of a recreation, the segment is never lost, and a second run finishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from segments_as_code.model.plan import Applied, Failed, Recreate
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.ownership import RECREATION_TAG
from segments_as_code.recreation import fingerprint
from tests.apply.recreating import (
    LATER,
    OLD,
    TEMPORARY,
    VIPS_NEW,
    VIPS_OLD,
    Killed,
    calm,
    carry_out,
    deploy,
    fail_at,
    named,
    plan_of,
    run,
    run_with,
    stands,
)
from tests.builders import desired, toy
from tests.fakes import FakeService

ERRORS: dict[str, BaseException] = {
    "400": ServiceError("service-refused", "400"),
    "403": ServiceError("access-denied", "403"),
    "429": ServiceError("throttled", "429"),
    "500": UnclearWrite("service-failed", "500"),
    "time-out": UnclearWrite("connection-lost", "time-out"),
    "killed": Killed(),
}


def watched(there: FakeService, *, is_before: bool, hook: Callable[[str], None]) -> FakeService:
    """Let ``hook`` fail calls before or after they have an effect, and check the segment at every call."""

    def check(call: str) -> None:
        assert "vips" in there.segments or TEMPORARY in there.segments, f"nothing is left at {call}"

    def before(call: str) -> None:
        check(call)
        if is_before:
            hook(call)

    def after(call: str) -> None:
        check(call)
        if not is_before:
            hook(call)

    there.before, there.after = before, after
    return there


MOST_CALLS = 21
"""More calls than a recreation makes, with what is tried again after a lost reply."""


def test_the_table_covers_every_call() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.calls.clear()
    carry_out(plan, there)
    assert 8 < len(there.calls) < MOST_CALLS - 3


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("is_before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("name", ERRORS)
def test_after_any_fault_a_second_run_of_the_same_job_finishes(name: str, times: int, *, is_before: bool) -> None:
    for nth in range(1, MOST_CALLS):
        there = deploy(VIPS_OLD)
        plan = plan_of(there, VIPS_NEW)
        watched(there, is_before=is_before, hook=fail_at("any", nth, ERRORS[name], times=times))
        run(plan, there)
        calm(there)
        second = plan_of(there, VIPS_NEW)
        assert second.is_empty or second.digest == plan.digest, nth  # what was approved is still approved
        watched(there, is_before=True, hook=lambda _: None)
        outcomes = carry_out(second, there)
        assert all(isinstance(outcome, Applied) for outcome in outcomes), (nth, outcomes)
        assert stands(there, "new"), nth
        calm(there)
        assert plan_of(there, VIPS_NEW).is_empty, nth


@pytest.mark.parametrize("nth", range(1, 19))
def test_after_a_kill_an_apply_of_a_later_commit_ends_with_its_definition(nth: int) -> None:
    there = deploy(VIPS_OLD)
    watched(there, is_before=True, hook=fail_at("any", nth, Killed()))
    run_with(there, VIPS_NEW)
    calm(there)
    later = named("vips", "later", tags={"team": "web"})
    run_with(there, later)
    assert stands(there, "later")
    assert plan_of(there, later).is_empty


@pytest.mark.parametrize("nth", range(1, 19))
def test_after_a_kill_an_apply_of_the_commit_before_ends_with_its_definition(nth: int) -> None:
    there = deploy(VIPS_OLD)
    watched(there, is_before=True, hook=fail_at("any", nth, Killed()))
    run_with(there, VIPS_NEW)
    calm(there)
    back = named("vips", "old", tags={"team": "web"})
    run_with(there, back)
    assert stands(there, "old")
    assert plan_of(there, back).is_empty


def test_the_old_one_is_restored_if_the_new_one_is_refused_after_the_delete() -> None:
    there = deploy(VIPS_OLD)
    plan, made = plan_of(there, VIPS_NEW), there.segments["vips"].made
    there.before = fail_at("create", 2, ServiceError("service-refused", "not any more"))
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert "created again" in outcome.reason
    calm(there)
    found = there.segments["vips"]
    assert list(there.segments) == ["vips"]
    assert (found.definition, found.tags["cost"], found.tags["team"]) == (OLD, "7", "crm")
    assert found.tags[RECREATION_TAG] == f"restored {made} {fingerprint(OLD)}"
    assert plan_of(there, VIPS_NEW).digest == plan.digest


def test_a_restored_segment_that_is_wanted_again_loses_its_note() -> None:
    there = deploy(VIPS_OLD)
    there.before = fail_at("create", 2, ServiceError("service-refused", "not any more"))
    run_with(there, VIPS_NEW)
    calm(there)
    run_with(there, VIPS_OLD)
    assert RECREATION_TAG not in there.segments["vips"].tags
    assert plan_of(there, VIPS_OLD).is_empty


def test_if_nothing_can_be_created_the_message_says_where_the_definition_is() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.before = fail_at("create", 2, ServiceError("service-refused", "the name is not free"), times=9)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert TEMPORARY in outcome.reason
    calm(there)
    assert list(there.segments) == [TEMPORARY]
    assert plan_of(there, VIPS_NEW).digest == plan.digest


def test_a_service_that_drops_the_tags_of_a_create_gets_them_put() -> None:
    there = deploy(VIPS_OLD)
    there.takes_tags_on_create = False
    carry_out(plan_of(there, VIPS_NEW), there)
    assert stands(there, "new")


def test_a_service_that_stores_another_definition_is_noticed_before_the_old_one_is_deleted() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)

    def spoil(call: str) -> None:
        if call == "create" and TEMPORARY in there.segments:
            there.segments[TEMPORARY] = replace(there.segments[TEMPORARY], definition=LATER)

    there.after = spoil
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert "another definition" in outcome.reason
    assert there.segments["vips"].definition == OLD
    assert TEMPORARY not in there.segments


@pytest.mark.parametrize("nth", [1, 2])
def test_a_kill_before_the_tags_are_put_leaves_nothing_that_stops_the_next_run(nth: int) -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.takes_tags_on_create = False
    there.before = fail_at("tag", nth, Killed())
    run(plan, there)
    calm(there)
    second = plan_of(there, VIPS_NEW)
    assert second.digest == plan.digest
    assert all(isinstance(outcome, Applied) for outcome in carry_out(second, there))
    assert stands(there, "new")


@pytest.mark.parametrize(("call", "state"), [("delete", "is still there"), ("create", "was deleted")])
def test_a_plan_shows_a_recreation_that_was_stopped(call: str, state: str) -> None:
    there = deploy(VIPS_OLD)
    there.before = fail_at(call, 1 if call == "delete" else 2, Killed())
    run_with(there, VIPS_NEW)
    calm(there)
    (notice,) = plan_of(there, VIPS_NEW).notices
    assert (notice.code, notice.keys) == ("recreation-unfinished", ("vips",))
    assert state in notice.message


def test_a_segment_with_a_source_that_is_still_there_is_not_said_to_be_deleted() -> None:
    old, new = (desired("top", toy("Top", value, on=[{"Ref": "vips"}]), id="top") for value in ("old", "new"))
    there = deploy(VIPS_OLD, old)
    there.before = fail_at("delete", 1, Killed())
    run_with(there, VIPS_OLD, new)
    calm(there)
    plan = plan_of(there, VIPS_OLD, new)
    assert "top is still there" in plan.notices[0].message
    assert [change.is_half_done for change in plan.changes if isinstance(change, Recreate)] == [False]
