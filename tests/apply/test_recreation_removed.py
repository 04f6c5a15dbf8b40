"""A segment whose file is deleted after a run was killed while it recreated the segment: it goes, with its temporary one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Delete, Failed, Plan
from segments_as_code.ownership import KEY_TAG, OWNER_TAG
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import read_as_before
from tests.apply.recreating import (
    LATER,
    NAMED,
    NEW,
    OLD,
    TEMPORARY,
    VIPS_NEW,
    VIPS_OLD,
    Killed,
    calm,
    carry_out,
    deploy,
    fail_at,
    run,
    run_with,
)
from tests.apply.test_recreation_edges import stopped_after_the_delete
from tests.apply.test_recreation_steps import put, stopped_before_the_delete
from tests.builders import planned
from tests.fakes import FakeService

TODAY = "2026-11-28T00:00:00.000000Z"


def stopped_after_the_create() -> FakeService:
    there = deploy(VIPS_OLD)
    there.before = fail_at("delete", 2, Killed())
    run_with(there, VIPS_NEW)
    calm(there)
    assert [each.definition for each in there.segments.values()] == [NEW, NEW]
    return there


def deletion(there: FakeService) -> Plan:
    return planned([], read_as_before(there.list_segments()), dialect=NAMED, policy=DeletePolicy(deletes=1))


STOPPED = {"before": stopped_before_the_delete, "after": stopped_after_the_delete, "created": stopped_after_the_create}


@pytest.mark.parametrize("state", STOPPED)
def test_it_is_deleted_with_its_temporary_segment_and_the_next_plan_is_empty(state: str) -> None:
    there = STOPPED[state]()
    plan = deletion(there)
    assert [type(change) for change in plan.changes] == [Delete]
    assert [type(outcome) for outcome in carry_out(plan, there)] == [Applied]
    assert there.segments == {}
    assert deletion(there).is_empty


@pytest.mark.parametrize("state", STOPPED)
@pytest.mark.parametrize("nth", range(1, 6))
def test_after_a_kill_in_between_the_next_run_finishes(state: str, nth: int) -> None:
    there = STOPPED[state]()
    plan = deletion(there)
    there.before = fail_at("any", nth, Killed())
    run(plan, there)
    calm(there)
    run(deletion(there), there)
    assert there.segments == {}


@pytest.mark.parametrize(
    ("definition", "tags"),
    [(LATER, None), (OLD, None), (NEW, {OWNER_TAG: "octo/other", KEY_TAG: "vips"}), (LATER, {}), (OLD, {})],
    ids=["ours, another definition", "ours, made again", "another owner", "nobody's", "nobody's, as before"],
)
@pytest.mark.parametrize("state", ["before", "after"])
def test_what_somebody_else_created_under_its_name_is_left_alone(
    state: str, definition: Definition, tags: Mapping[str, str] | None
) -> None:
    there = STOPPED[state]()
    plan, ours = deletion(there), there.segments[TEMPORARY].tags
    there.segments.pop("vips", None)
    put(there, "vips", definition, {name: ours[name] for name in (OWNER_TAG, KEY_TAG)} if tags is None else tags)
    there.segments["vips"] = now = replace(there.segments["vips"], made=TODAY)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "vips is not the one that the plan was made against; it was left alone"
    assert there.segments["vips"] == now
    assert TEMPORARY in there.segments


def test_one_whose_tags_somebody_took_off_since_the_plan_is_left_alone() -> None:
    there = stopped_before_the_delete()
    plan = deletion(there)
    there.segments["vips"] = now = replace(there.segments["vips"], tags={})
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["vips"] == now


def test_a_new_one_that_was_not_tagged_any_more_is_ours() -> None:
    there = stopped_after_the_create()
    there.segments["vips"] = replace(there.segments["vips"], tags={})
    assert [type(outcome) for outcome in carry_out(deletion(there), there)] == [Applied]
    assert there.segments == {}


def test_one_that_was_finished_since_the_plan_is_left_alone() -> None:
    there = stopped_after_the_create()
    plan = deletion(there)
    del there.segments[TEMPORARY]
    assert [type(outcome) for outcome in carry_out(plan, there)] == [Failed]
    assert list(there.segments) == ["vips"]
