"""What stands in the way of a recreation, or of finishing one, and what then stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed, Outcome, Written
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ownership import OWNER_TAG, RECREATION_TAG
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
    named,
    plan_of,
    run_with,
    stands,
)
from tests.fakes import FakeService

VIPS_LATER = named("vips", "later", tags={"team": "web"})


def stopped_after_the_delete() -> FakeService:
    there = deploy(VIPS_OLD)
    there.before = fail_at("create", 2, Killed())
    run_with(there, VIPS_NEW)
    calm(there)
    assert list(there.segments) == [TEMPORARY]
    return there


def failed(there: FakeService, file: DesiredSegment = VIPS_NEW) -> str:
    (outcome,) = carry_out(plan_of(there, file), there)
    assert isinstance(outcome, Failed)
    return outcome.reason


@pytest.mark.parametrize("change", [{"tags": {OWNER_TAG: "octo/other"}}, {"definition": LATER}])
def test_a_segment_that_changed_in_any_way_since_the_plan_is_left_alone(change: dict[str, dict[str, str]]) -> None:
    there = deploy(VIPS_OLD)
    plan, old = plan_of(there, VIPS_NEW), there.segments["vips"]
    tags = {**old.tags, **change.get("tags", {})}
    there.segments["vips"] = now = replace(old, tags=tags, definition=change.get("definition", old.definition))
    outcomes: tuple[Outcome, ...] = carry_out(plan, there)
    assert isinstance(outcomes[0], Failed)
    assert there.segments == {"vips": now}


def test_a_temporary_segment_that_is_for_another_one_is_left_alone() -> None:
    there = deploy(VIPS_OLD)
    ours = there.segments["vips"].tags
    there.create(LATER, {**ours, RECREATION_TAG: "next other 2026-11-27T00:00:01.000000Z 1:ab"}, segment_id=TEMPORARY)
    plan = plan_of(deploy(VIPS_OLD), VIPS_NEW)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments[TEMPORARY].definition == LATER
    assert there.segments["vips"].definition == OLD


def test_a_later_definition_that_is_refused_leaves_what_the_earlier_run_had_begun() -> None:
    there = stopped_after_the_delete()
    there.before = fail_at("create", 2, ServiceError("service-refused", "no such attribute"))
    assert "What an earlier run had begun was finished" in failed(there, VIPS_LATER)
    calm(there)
    assert list(there.segments) == ["vips"]
    assert there.segments["vips"].definition == NEW
    assert there.segments["vips"].tags["cost"] == "7"


def test_what_an_earlier_run_had_begun_gives_way_to_a_later_definition_if_the_service_refuses_it_by_now() -> None:
    there = stopped_after_the_delete()
    there.before = fail_at("create", 1, ServiceError("service-refused", "no such source"))
    (outcome,) = carry_out(plan_of(there, VIPS_LATER), there)
    assert isinstance(outcome, Applied)
    assert stands(there, "later")
    assert plan_of(there, VIPS_LATER).is_empty


def test_if_neither_can_be_created_its_definition_stays_where_it_is() -> None:
    there = stopped_after_the_delete()
    there.before = fail_at("create", 1, ServiceError("service-refused", "no such source"), times=2)
    assert "no such source" in failed(there, VIPS_LATER)
    calm(there)
    assert list(there.segments) == [TEMPORARY]


def test_the_same_definition_that_cannot_be_created_yet_stays_where_it_is() -> None:
    there = stopped_after_the_delete()
    there.before = fail_at("create", 1, ServiceError("service-refused", "the name is not free"))
    assert "the next run tries again" in failed(there)
    calm(there)
    assert list(there.segments) == [TEMPORARY]
    run_with(there, VIPS_NEW)
    assert stands(there, "new")


def test_a_segment_of_somebody_else_under_the_name_is_not_taken_for_ours() -> None:
    there = stopped_after_the_delete()
    there.create(NEW, {OWNER_TAG: "octo/other"}, segment_id="vips")
    assert [refusal.code for refusal in plan_of(there, VIPS_NEW).refusals] == ["name-taken"]


def test_segments_are_in_the_order_of_their_ids_whatever_is_unfinished() -> None:
    there = stopped_after_the_delete()
    there.create(LATER, {}, segment_id="zebras")
    assert [segment.id for segment in read_as_before(there.list_segments())] == ["vips", "zebras"]


def test_a_name_that_was_just_deleted_is_waited_for_also_to_restore_the_old_segment() -> None:
    there = deploy(VIPS_OLD)
    there.freed.clear()
    there.before = fail_at("create", 2, ServiceError("service-refused", "not any more"))
    failed(there)
    assert there.freed == [False, True, True]


@dataclass
class Lagging(FakeService):
    """A new segment cannot be read at once."""

    misses: int = 2
    unread: dict[str, int] = field(default_factory=dict)

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        written = super().create(definition, tags, segment_id=segment_id, is_freed=is_freed)
        self.unread[written.id] = self.misses
        return written

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        found = super().get_segment(segment_id)
        if self.unread.get(segment_id, 0):
            self.unread[segment_id] -= 1
            return None
        return found


def test_a_service_whose_reads_lag_is_asked_again() -> None:
    there = Lagging(NAMED, segments=deploy(VIPS_OLD).segments)
    run_with(there, VIPS_NEW)
    assert stands(there, "new")


def test_going_back_before_the_delete_is_one_apply_and_leaves_nothing_behind() -> None:
    there = deploy(VIPS_OLD)
    there.before = fail_at("delete", 1, Killed())
    run_with(there, VIPS_NEW)
    calm(there)
    back = named("vips", "old", tags={"team": "web"})
    (outcome,) = carry_out(plan_of(there, back), there)
    assert isinstance(outcome, Applied)
    assert stands(there, "old")


def test_a_segment_that_is_read_as_before_has_its_own_address() -> None:
    there = stopped_after_the_delete()
    (found,) = read_as_before(there.list_segments())
    assert (found.id, found.arn) == ("vips", there.segments[TEMPORARY].arn.removesuffix(TEMPORARY) + "vips")
