"""A run is killed while it recreates a segment, and so is the run of the next commit: its job still ends as it was approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from segments_as_code.model.plan import Applied, Plan
from segments_as_code.model.segment import DesiredSegment, Lifecycle
from segments_as_code.ownership import RECREATION_TAG
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import read_as_before
from tests.apply.recreating import (
    NAMED,
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
    stands,
)
from tests.builders import planned
from tests.fakes import FakeService

LATER = named("vips", "later", tags={"team": "web"})
MOST_CALLS = 38
"""More calls than a run makes that finishes an earlier recreation and makes another."""


def second_plan(there: FakeService, files: Sequence[DesiredSegment]) -> Plan:
    if files:
        return plan_of(there, *files)
    return planned([], read_as_before(there.list_segments()), dialect=NAMED, policy=DeletePolicy(deletes=1))


def states() -> dict[tuple[str, ...], Callable[[], FakeService]]:
    """Return how to get each state in which a kill can leave a recreation, by what is there."""

    def stopped(nth: int) -> FakeService:
        there = deploy(VIPS_OLD)
        plan = plan_of(there, VIPS_NEW)
        there.before = fail_at("any", nth, Killed())
        run(plan, there)
        calm(there)
        return there

    found: dict[tuple[str, ...], Callable[[], FakeService]] = {}
    for nth in range(1, 19):
        there = {segment_id: str(segment.definition["Values"]) for segment_id, segment in stopped(nth).segments.items()}
        found.setdefault(tuple(f"{segment_id} {values}" for segment_id, values in there.items()), lambda at=nth: stopped(at))  # type: ignore[misc]
    return found


STATES = states()


def test_a_kill_leaves_one_of_five_states() -> None:
    old, new, temporary = "vips ['old']", "vips ['new']", f"{TEMPORARY} ['new']"
    assert set(STATES) == {(old,), (old, temporary), (temporary,), (temporary, new), (new,)}


@pytest.mark.parametrize("tags", [True, False], ids=["tags with the create", "tags dropped by the create"])
@pytest.mark.parametrize("files", [[LATER], [VIPS_OLD], [VIPS_NEW], []], ids=["another", "back", "the same", "deleted"])
def test_after_a_second_kill_the_same_job_is_still_approved_and_finishes(files: list[DesiredSegment], *, tags: bool) -> None:
    for state, stopped in STATES.items():
        for nth in range(1, MOST_CALLS):
            there = stopped()
            there.takes_tags_on_create = tags
            approved = second_plan(there, files)
            if approved.is_empty:
                break
            there.before = fail_at("any", nth, Killed())
            is_killed = not run(approved, there)
            calm(there)
            assert not files or there.segments.keys() & {"vips", TEMPORARY}, (state, nth)
            again = second_plan(there, files)
            assert again.is_empty or again.digest == approved.digest, (state, nth)
            assert all(isinstance(outcome, Applied) for outcome in carry_out(again, there)), (state, nth)
            assert [each.definition for each in there.segments.values()] == [file.definition for file in files], (state, nth)
            for file in files:
                assert there.segments["vips"].tags.items() >= {**file.tags, "cost": "7"}.items(), (state, nth)
                assert RECREATION_TAG not in there.segments["vips"].tags, (state, nth)
            assert second_plan(there, files).is_empty, (state, nth)
            if not is_killed:
                break
        else:
            pytest.fail("the run makes more calls than were tried")


ADOPTED = named("vips", "new", tags={"team": "web"}, lifecycle=Lifecycle(adopt="vips"))
MOVED = replace(named("gold", "new", tags={"team": "web"}, lifecycle=Lifecycle(adopt="vips")), id="vips")


@pytest.mark.parametrize("file", [ADOPTED, MOVED], ids=["of nobody", "under another key"])
def test_a_segment_that_is_taken_over_with_another_definition_is_finished_too(file: DesiredSegment) -> None:
    for nth in range(1, MOST_CALLS):
        there = deploy(VIPS_OLD)
        if file is ADOPTED:
            there.segments["vips"] = replace(there.segments["vips"], tags={"cost": "7"})
        approved = plan_of(there, file)
        there.before = fail_at("any", nth, Killed())
        is_killed = not run(approved, there)
        calm(there)
        again = plan_of(there, file)
        assert again.is_empty or again.digest == approved.digest, nth
        assert all(isinstance(outcome, Applied) for outcome in carry_out(again, there)), (nth, carry_out(again, there))
        assert stands(there, "new"), nth
        assert plan_of(there, file).is_empty
        if not is_killed:
            break
