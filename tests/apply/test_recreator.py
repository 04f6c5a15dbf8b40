"""A segment that cannot be changed is deleted and created again; whatever goes wrong, it is never lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, Recreate, Unchanged, Update
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.model.segment import DesiredSegment, Usage
from segments_as_code.ownership import RECREATION_TAG
from segments_as_code.recreation import MOST_TAGS, fingerprint, read_as_before, temporary_id
from tests.builders import desired, planned, toy
from tests.fakes import FakeService
from tests.toy import ToyDialect

NAMED = ToyDialect(immutable=True, named=True)
OLD, NEW, LATER = toy("VIPs", "old"), toy("VIPs", "new"), toy("VIPs", "later")
TEMPORARY = temporary_id("vips")


class Killed(BaseException):
    """The process ends here."""


def named(key: str, *values: str, **more: object) -> DesiredSegment:
    return desired(key, toy("VIPs", *values), id=key, **more)


def plan_of(there: FakeService, *files: DesiredSegment) -> Plan:
    return planned(files, read_as_before(there.list_segments()), usages=there.usages, dialect=NAMED)


def carry_out(plan: Plan, there: FakeService) -> tuple[Outcome, ...]:
    return apply_plan(plan, reader=there, writer=there, dialect=NAMED, report=lambda _: None)


def deploy(*files: DesiredSegment) -> FakeService:
    """Return a service with ``files`` applied, each with a tag that somebody else added."""
    there = FakeService(NAMED)
    assert all(isinstance(outcome, Applied) for outcome in carry_out(plan_of(there, *files), there))
    for segment_id, segment in there.segments.items():
        there.segments[segment_id] = replace(segment, tags={**segment.tags, "cost": "7"})
    there.calls.clear()
    return there


def stands(there: FakeService, *values: str) -> bool:
    """Return whether ``vips`` stands once, with these values and all its tags."""
    found = there.segments.get("vips")
    said = {"team": "web", "cost": "7"}.items()
    return (
        list(there.segments) == ["vips"] and found is not None and found.definition == toy("VIPs", *values) and found.tags.items() >= said
    )


VIPS_OLD, VIPS_NEW = named("vips", "old", tags={"team": "crm"}), named("vips", "new", tags={"team": "web"})


# ── the usual way ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_planned_as_a_recreation_under_the_same_id_and_the_second_plan_is_empty() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    assert [type(change) for change in plan.changes] == [Recreate]
    assert [type(outcome) for outcome in carry_out(plan, there)] == [Applied]
    assert stands(there, "new")
    assert RECREATION_TAG not in there.segments["vips"].tags
    assert plan_of(there, VIPS_NEW).is_empty


def test_the_new_definition_is_created_before_the_old_one_is_deleted() -> None:
    there = deploy(VIPS_OLD)
    carry_out(plan_of(there, VIPS_NEW), there)
    assert [call for call in there.calls if call in {"create", "delete"}] == ["create", "delete", "create", "delete"]


def test_a_definition_that_the_service_refuses_touches_nothing() -> None:
    there = deploy(VIPS_OLD)
    before = dict(there.segments)
    there.before = fail_at("create", 1, ServiceError("service-refused", "the values are not right"))
    (outcome,) = carry_out(plan_of(there, VIPS_NEW), there)
    assert isinstance(outcome, Failed)
    assert there.segments == before
    assert "delete" not in [call for call in there.calls if call == "delete" and "vips" not in there.segments]


def test_a_change_of_tags_alone_recreates_nothing() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, named("vips", "old", tags={"team": "web"}))
    assert [type(change) for change in plan.changes] == [Update]
    carry_out(plan, there)
    assert stands(there, "old")
    assert "create" not in there.calls


def test_what_builds_on_a_recreated_segment_stays_as_it_is() -> None:
    top = desired("top", toy("top", on=[{"Ref": "vips"}]), id="top")
    there = deploy(VIPS_OLD, top)
    plan = plan_of(there, VIPS_NEW, top)
    assert [type(change) for change in plan.changes] == [Recreate, Unchanged]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def usage_of(segment_id: str, *, now: bool = True) -> Usage:
    return Usage(segment_id, "campaign", "c1", "Winter Sale", "Running", live=True, needs_it_now=now)


@pytest.mark.parametrize(("used", "refused"), [("vips", True), ("top", True), ("other", False)])
def test_a_segment_in_live_use_is_not_recreated_nor_one_below_it(used: str, *, refused: bool) -> None:
    top = desired("top", toy("top", on=[{"Ref": "vips"}]), id="top")
    there = deploy(VIPS_OLD, top, desired("other", toy("other"), id="other"))
    there.usages = [usage_of(used)]
    plan = plan_of(there, VIPS_NEW, top, desired("other", toy("other"), id="other"))
    assert ([refusal.code for refusal in plan.refusals] == ["recreate-in-use"]) == refused


def test_a_use_that_does_not_need_the_segment_now_is_no_reason_to_refuse() -> None:
    there = deploy(VIPS_OLD)
    there.usages = [usage_of("vips", now=False)]
    assert plan_of(there, VIPS_NEW).refusals == ()


@pytest.mark.parametrize("used", ["vips", "top"])
def test_a_use_that_began_after_the_plan_stops_the_recreation_before_any_write(used: str) -> None:
    top = desired("top", toy("top", on=[{"Ref": "vips"}]), id="top")
    there = deploy(VIPS_OLD, top)
    plan, before = plan_of(there, VIPS_NEW, top), dict(there.segments)
    there.usages = [usage_of(used)]
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert "Winter Sale" in outcome.reason
    assert there.segments == before


def test_a_segment_that_somebody_recreated_meanwhile_is_left_alone() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.segments["vips"] = replace(there.segments["vips"], made="2026-11-28T00:00:00.000000Z", definition=LATER)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["vips"].definition == LATER
    assert plan.digest != plan_of(there, VIPS_NEW).digest


def test_a_segment_whose_temporary_name_is_taken_is_left_alone() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.create(LATER, {"team": "theirs"}, segment_id=TEMPORARY)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["vips"].definition == OLD
    assert there.segments[TEMPORARY].tags == {"team": "theirs"}


def test_a_segment_with_as_many_tags_as_allowed_is_not_begun() -> None:
    there = deploy(VIPS_OLD)
    full = there.segments["vips"]
    more = {f"tag-{number:02}": "" for number in range(MOST_TAGS - len(full.tags))}
    there.segments["vips"] = replace(full, tags={**full.tags, **more})
    (outcome,) = carry_out(plan_of(there, VIPS_NEW), there)
    assert isinstance(outcome, Failed)
    assert list(there.segments) == ["vips"]


def test_a_create_under_a_name_that_is_taken_is_refused() -> None:
    there = FakeService(NAMED)
    there.create(OLD, {}, segment_id="VIPs")
    assert [refusal.code for refusal in plan_of(there, VIPS_NEW).refusals] == ["name-taken"]


# ── the fault table ──────────────────────────────────────────────────────────────────────────────────────────────────


def fail_at(call: str, nth: int, error: BaseException, *, times: int = 1) -> Callable[[str], None]:
    """Return a hook that raises ``error`` at the ``nth`` call of that name and ``times - 1`` further ones."""
    seen = count(1)

    def hook(name: str) -> None:
        if call in (name, "any") and nth <= next(seen) < nth + times:
            raise error

    return hook


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


def calm(there: FakeService) -> None:
    there.before = there.after = lambda _: None


def run(plan: Plan, there: FakeService) -> Sequence[Outcome]:
    try:
        return carry_out(plan, there)
    except Killed:
        return ()


MOST_CALLS = 18
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


@pytest.mark.parametrize("nth", range(1, 16))
def test_after_a_kill_an_apply_of_a_later_commit_ends_with_its_definition(nth: int) -> None:
    there = deploy(VIPS_OLD)
    watched(there, is_before=True, hook=fail_at("any", nth, Killed()))
    run_with(there, VIPS_NEW)
    calm(there)
    later = named("vips", "later", tags={"team": "web"})
    run_with(there, later)
    assert stands(there, "later")
    assert plan_of(there, later).is_empty


@pytest.mark.parametrize("nth", range(1, 16))
def test_after_a_kill_an_apply_of_the_commit_before_ends_with_its_definition(nth: int) -> None:
    there = deploy(VIPS_OLD)
    watched(there, is_before=True, hook=fail_at("any", nth, Killed()))
    run_with(there, VIPS_NEW)
    calm(there)
    back = named("vips", "old", tags={"team": "web"})
    run_with(there, back)
    assert stands(there, "old")
    assert plan_of(there, back).is_empty


def run_with(there: FakeService, *files: DesiredSegment) -> None:
    hooks = there.before, there.after
    calm(there)
    plan = plan_of(there, *files)
    there.before, there.after = hooks
    run(plan, there)


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
