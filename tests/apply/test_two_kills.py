"""A run is killed while it recreates a segment, and so is the run of the next commit: its job still ends as it was approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from segments_as_code.model.plan import Applied, Failed, Plan
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
    run_with,
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


def test_what_is_left_of_an_adoption_that_was_withdrawn_after_a_kill_is_named_with_the_command_that_deletes_it() -> None:
    for nth in range(1, MOST_CALLS):
        there = deploy(VIPS_OLD)
        there.segments["vips"] = replace(there.segments["vips"], tags={"cost": "7"})
        there.before = fail_at("any", nth, Killed())
        run_with(there, ADOPTED)
        calm(there)
        if there.segments.keys() == {"vips", TEMPORARY} and stands_as_before(there):
            break
    else:
        pytest.fail("no kill leaves a temporary segment")
    withdrawn = plan_of(there)
    assert withdrawn.is_empty
    (notice,) = withdrawn.notices
    assert notice.code == "recreation-unfinished"
    assert notice.message.startswith("a run was stopped while it adopted vips with another definition, and no file here adopts it now")
    assert TEMPORARY in notice.remedy
    assert "while it adopted" not in "".join(notice.message for notice in plan_of(there, ADOPTED).notices)
    del there.segments[TEMPORARY]
    assert plan_of(there).notices == ()


def stands_as_before(there: FakeService) -> bool:
    return there.segments["vips"].definition == VIPS_OLD.definition


def test_two_runs_of_one_plan_that_gives_a_segment_another_key_both_end_well() -> None:
    there = deploy(VIPS_OLD)
    approved = plan_of(there, MOVED)
    for _ in range(2):
        assert [type(outcome) for outcome in carry_out(approved, there)] == [Applied]
    assert stands(there, "new")


def test_a_segment_that_has_the_wanted_definition_and_was_not_created_anew_is_not_what_was_planned() -> None:
    there = deploy(VIPS_OLD)
    approved = plan_of(there, VIPS_NEW)
    there.segments["vips"] = now = replace(there.segments["vips"], definition=VIPS_NEW.definition)
    (outcome,) = carry_out(approved, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "vips has another definition than the one that the plan was made against"
    assert there.segments == {"vips": now}
