"""What a recreation does and asks between its calls, and what it must not do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.model.segment import DesiredSegment, Lifecycle
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, RECREATION_TAG
from tests.apply.recreating import (
    LATER,
    NAMED,
    NEW,
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
from tests.apply.test_recreation_edges import VIPS_LATER, Lagging, stopped_after_the_delete
from tests.builders import OWNER
from tests.fakes import FakeService

REFUSED = ServiceError("service-refused", "no such attribute")
LOST = UnclearWrite("connection-lost", "time-out")
TODAY = "2026-11-28T00:00:00.000000Z"


def stopped_before_the_delete() -> FakeService:
    there = deploy(VIPS_OLD)
    there.before = fail_at("delete", 1, Killed())
    run_with(there, VIPS_NEW)
    calm(there)
    there.calls.clear()
    there.freed.clear()
    assert list(there.segments) == ["vips", TEMPORARY]
    return there


def failed_after(there: FakeService, change: Callable[[], object], file: DesiredSegment = VIPS_NEW) -> str:
    """Plan, let somebody ``change`` something, apply, and return why it failed."""
    plan = plan_of(there, file)
    change()
    there.calls.clear()
    (outcome,) = carry_out(plan, there)
    calm(there)
    assert isinstance(outcome, Failed)
    return outcome.reason


def writes(there: FakeService) -> list[str]:
    return [call for call in there.calls if call in {"create", "delete", "tag", "untag"}]


def put(there: FakeService, segment_id: str, definition: Definition, tags: Mapping[str, str]) -> None:
    calls = list(there.calls)
    there.create(definition, tags, segment_id=segment_id)
    there.calls[:] = calls


# ── lost replies ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize(("call", "made"), [("create", 2), ("delete", 2)])
def test_a_write_whose_reply_is_lost_is_not_done_twice(call: str, nth: int, made: int) -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.after = fail_at(call, nth, LOST)
    there.calls.clear()
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Applied)
    assert stands(there, "new")
    assert there.calls.count(call) == made


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("call", ["create", "delete"])
def test_a_write_that_was_lost_on_its_way_is_done_once_more(call: str, nth: int) -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.before = fail_at(call, nth, LOST)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Applied)
    assert stands(there, "new")


def test_a_delete_of_which_nothing_is_known_ends_the_run_with_both_there() -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.before = fail_at("delete", 1, LOST, times=2)
    there.calls.clear()
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert writes(there) == ["create", "delete", "delete"]
    assert list(there.segments) == ["vips", TEMPORARY]


def test_what_somebody_else_creates_while_a_reply_is_lost_is_not_taken_for_ours() -> None:
    there = deploy(VIPS_OLD)

    def take_the_name(call: str) -> None:
        if call == "create" and "vips" not in there.segments and TEMPORARY in there.segments:
            there.before = lambda _: None
            put(there, "vips", LATER, {})
            raise LOST

    def begin() -> None:
        there.before = take_the_name

    assert "the name vips is taken" in failed_after(there, begin)
    assert there.segments["vips"].definition == LATER
    assert there.segments[TEMPORARY].definition == NEW


def test_a_segment_is_looked_for_three_times_and_the_next_run_finishes() -> None:
    there = Lagging(NAMED, segments=deploy(VIPS_OLD).segments, misses=3)
    (outcome,) = carry_out(plan_of(there, VIPS_NEW), there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == f"{TEMPORARY} was created and cannot be read yet."
    there.misses = 2
    run_with(there, VIPS_NEW)
    assert stands(there, "new")


# ── the temporary segment ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_next_run_uses_the_temporary_segment_that_is_there() -> None:
    there = stopped_before_the_delete()
    run_with(there, VIPS_NEW)
    assert stands(there, "new")
    assert writes(there) == ["delete", "create", "delete"]


def test_a_later_definition_is_tried_in_its_place_before_the_old_segment_is_deleted() -> None:
    there = stopped_before_the_delete()
    old = there.segments["vips"]
    there.before = fail_at("create", 1, REFUSED)
    run_with(there, VIPS_LATER)
    assert there.segments == {"vips": old}
    assert there.freed == [True]


@pytest.mark.parametrize(
    ("definition", "tags"),
    [
        (LATER, {}),
        (NEW, {"team": "theirs"}),
        (NEW, {OWNER_TAG: OWNER, KEY_TAG: "other", RECREATION_TAG: f"next vips {TODAY} 1:ab"}),
        (NEW, {OWNER_TAG: "octo/other", KEY_TAG: "vips", RECREATION_TAG: f"next vips {TODAY} 1:ab"}),
    ],
    ids=["another definition", "tags of somebody", "another key", "another owner"],
)
def test_a_segment_that_only_has_the_temporary_name_is_left_alone(definition: Definition, tags: Mapping[str, str]) -> None:
    there = deploy(VIPS_OLD)
    reason = failed_after(there, lambda: put(there, TEMPORARY, definition, tags))
    assert f"a segment that was not created for this has the name {TEMPORARY}" in reason
    assert writes(there) == []


def test_a_delete_that_is_refused_leaves_everything_as_it_was() -> None:
    there = deploy(VIPS_OLD)
    before = dict(there.segments)

    def begin() -> None:
        there.before = fail_at("delete", 1, REFUSED)

    assert failed_after(there, begin) == "no such attribute"
    assert there.segments == before


def test_a_recreation_that_is_not_wanted_any_more_is_not_undone_if_the_segment_is_gone() -> None:
    there = stopped_before_the_delete()
    back = named("vips", "old", tags={"team": "web"})
    assert f"{TEMPORARY} was left alone" in failed_after(there, lambda: there.segments.pop("vips"), back)
    assert list(there.segments) == [TEMPORARY]
    assert writes(there) == []


# ── a segment that is gone, or another one ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("left", ["nothing", "untagged", "of another time"])
def test_a_segment_that_somebody_deleted_is_not_created_again(left: str) -> None:
    there = deploy(VIPS_OLD)
    tags = {**there.segments["vips"].tags, RECREATION_TAG: f"next vips {TODAY} 1:ab"}

    def change() -> None:
        del there.segments["vips"]
        if left != "nothing":
            put(there, TEMPORARY, NEW, {} if left == "untagged" else tags)

    assert failed_after(there, change) == "vips is not there any more"
    assert writes(there) == []


def test_a_segment_whose_tags_somebody_removed_is_left_alone() -> None:
    there = deploy(VIPS_OLD)
    without = replace(there.segments["vips"], tags={})
    assert failed_after(there, lambda: there.segments.update(vips=without)) == (
        "the segments-as-code tags of vips changed since the plan was made"
    )
    assert there.segments == {"vips": without}


def test_a_segment_that_another_owner_created_with_the_wanted_definition_is_left_alone() -> None:
    there = deploy(VIPS_OLD)
    theirs = {OWNER_TAG: "octo/other", KEY_TAG: "vips"}

    def change() -> None:
        there.segments["vips"] = replace(there.segments["vips"], definition=NEW, tags=theirs, made=TODAY)

    failed_after(there, change)
    assert writes(there) == []
    assert there.segments["vips"].tags == theirs


def test_a_segment_that_was_deleted_by_an_earlier_run_is_waited_for_by_the_next() -> None:
    there = stopped_after_the_delete()
    there.freed.clear()
    run_with(there, VIPS_NEW)
    assert stands(there, "new")
    assert there.freed == [True]


class Overwriting(FakeService):
    """A new value of a tag replaces the old one, as AWS documents for Customer Profiles."""

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        for segment_id, segment in self.segments.items():
            if segment.arn == arn:
                self.segments[segment_id] = replace(segment, tags={name: value for name, value in segment.tags.items() if name not in tags})
        super().tag(arn, tags)


def test_what_an_earlier_run_had_begun_is_waited_for_too_and_finished_with_a_note_of_what_was_before() -> None:
    there = stopped_after_the_delete()
    there.freed.clear()
    before = there.segments[TEMPORARY].tags[RECREATION_TAG].removeprefix("next vips")

    def begin() -> None:
        there.before = fail_at("create", 2, REFUSED)

    assert "What an earlier run had begun was finished" in failed_after(there, begin, VIPS_LATER)
    assert there.freed == [True, False]
    assert stands(there, "new")
    assert there.segments["vips"].tags[RECREATION_TAG] == f"restored{before}"
    moved = replace(named("gold", "new", tags={"team": "web"}, lifecycle=Lifecycle(adopt="vips")), id="vips")
    there = Overwriting(NAMED, segments=there.segments, lists_definitions=False)
    (outcome,) = carry_out(plan_of(there, moved), there)
    assert isinstance(outcome, Applied)
    assert outcome.written is not None
    assert RECREATION_TAG not in {**there.segments["vips"].tags, **(outcome.written.tags or {})}
    assert writes(there) == ["tag", "untag"]
    assert plan_of(there, moved).is_empty


def test_if_nothing_is_known_of_the_create_of_what_was_begun_nothing_else_is_created() -> None:
    there = stopped_after_the_delete()

    def begin() -> None:
        there.before = fail_at("create", 1, LOST, times=2)

    assert failed_after(there, begin, VIPS_LATER) == "time-out"
    assert writes(there) == ["create", "create"]
    assert list(there.segments) == [TEMPORARY]
