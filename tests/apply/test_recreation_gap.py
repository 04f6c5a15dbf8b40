"""What somebody does while the new definition is tried, between the first look at a segment and its delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from segments_as_code.model.plan import Applied, Failed, Outcome
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import Usage
from segments_as_code.ownership import OWNER_TAG
from segments_as_code.recreation import MOST_TAGS
from tests.apply.recreating import (
    LATER,
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
    plan_of,
    run,
    stands,
)
from tests.fakes import FakeService

LATER_MADE = "2026-11-28T00:00:00.000000Z"


def meanwhile(there: FakeService, act: Callable[[], object]) -> None:
    """Let somebody ``act`` as soon as the temporary segment was created."""

    def after(call: str) -> None:
        if call == "create":
            there.after = lambda _: None
            act()

    there.after = after


def applied_with(there: FakeService, act: Callable[[], object]) -> Outcome:
    plan = plan_of(there, VIPS_NEW)
    meanwhile(there, act)
    (outcome,) = carry_out(plan, there)
    calm(there)
    return outcome


@pytest.mark.parametrize(
    "change",
    [
        {"made": LATER_MADE, "tags": {}},
        {"made": LATER_MADE, "definition": LATER},
        {"definition": LATER},
        {"tags": {OWNER_TAG: "octo/other"}},
    ],
    ids=["remade without tags", "recreated by a newer job", "another definition", "another owner"],
)
def test_a_segment_that_changed_meanwhile_is_left_alone_and_the_temporary_one_is_deleted(change: dict[str, object]) -> None:
    there = deploy(VIPS_OLD)
    changed = replace(there.segments["vips"], **change)  # type: ignore[arg-type]  # a case of the table
    outcome = applied_with(there, lambda: there.segments.update(vips=changed))
    assert isinstance(outcome, Failed)
    assert there.segments == {"vips": changed}


@pytest.mark.parametrize("used", ["vips"])
def test_a_campaign_that_was_started_meanwhile_keeps_its_segment(used: str) -> None:
    there = deploy(VIPS_OLD)
    before = dict(there.segments)
    usage = Usage(used, "campaign", "c1", "Winter Sale", "Running", live=True, needs_it_now=True)
    outcome = applied_with(there, lambda: setattr(there, "usages", [usage]))
    assert isinstance(outcome, Failed)
    assert outcome.reason == "the campaign Winter Sale needs vips now; nothing was deleted"
    assert there.segments == before


def test_a_tag_that_somebody_put_meanwhile_is_kept_and_one_that_was_removed_stays_away() -> None:
    there = deploy(VIPS_OLD)
    tags = {name: value for name, value in there.segments["vips"].tags.items() if name != "cost"}
    tagged = replace(there.segments["vips"], tags={**tags, "hand": "1"})
    assert isinstance(applied_with(there, lambda: there.segments.update(vips=tagged)), Applied)
    assert there.segments["vips"].definition == NEW
    assert there.segments["vips"].tags["hand"] == "1"
    assert "cost" not in there.segments["vips"].tags


def test_not_even_a_kill_after_the_delete_loses_a_tag_that_was_put_meanwhile() -> None:
    there = deploy(VIPS_OLD)
    plan, tagged = plan_of(there, VIPS_NEW), replace(there.segments["vips"], tags={**there.segments["vips"].tags, "hand": "1"})
    meanwhile(there, lambda: there.segments.update(vips=tagged))
    there.before = fail_at("create", 2, Killed())
    run(plan, there)
    calm(there)
    assert list(there.segments) == [TEMPORARY]
    carry_out(plan_of(there, VIPS_NEW), there)
    assert stands(there, "new")
    assert there.segments["vips"].tags["hand"] == "1"


def test_as_many_tags_as_allowed_by_then_stop_it_before_the_delete() -> None:
    there = deploy(VIPS_OLD)
    old = there.segments["vips"]
    full = replace(old, tags={**old.tags, **{f"tag-{number:02}": "" for number in range(MOST_TAGS - len(old.tags))}})
    outcome = applied_with(there, lambda: there.segments.update(vips=full))
    assert isinstance(outcome, Failed)
    assert "AWS allows 50" in outcome.reason
    assert there.segments == {"vips": full}


def test_a_segment_that_was_deleted_meanwhile_keeps_its_temporary_one_for_the_next_run() -> None:
    there = deploy(VIPS_OLD)
    outcome = applied_with(there, lambda: there.segments.pop("vips"))
    assert isinstance(outcome, Failed)
    assert f"Its new definition is deployed as {TEMPORARY}" in outcome.reason
    assert list(there.segments) == [TEMPORARY]
    carry_out(plan_of(there, VIPS_NEW), there)
    assert stands(there, "new")


def test_what_another_run_of_the_same_job_finished_meanwhile_is_the_result() -> None:
    there = deploy(VIPS_OLD)

    def finish() -> None:
        wanted = {name: value for name, value in there.segments[TEMPORARY].tags.items() if "recreation" not in name}
        there.segments["vips"] = replace(there.segments["vips"], definition=NEW, tags=wanted, made=LATER_MADE)
        there.calls.clear()

    assert isinstance(applied_with(there, finish), Applied)
    assert stands(there, "new")
    assert "create" not in there.calls


@pytest.mark.parametrize("is_gone", [True, False])
def test_without_its_temporary_segment_the_old_one_is_not_deleted(*, is_gone: bool) -> None:
    there = deploy(VIPS_OLD)
    plan, before = plan_of(there, VIPS_NEW), there.segments["vips"]

    def spoil(call: str) -> None:
        if call == "usages" and TEMPORARY in there.segments:
            theirs = replace(there.segments.pop(TEMPORARY), definition=LATER, made=LATER_MADE)
            there.segments |= {} if is_gone else {TEMPORARY: theirs}

    there.before = spoil
    (outcome,) = carry_out(plan, there)
    calm(there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == f"{TEMPORARY} was changed by somebody else; vips was left alone"
    assert there.segments["vips"] == before
    assert (TEMPORARY in there.segments) is not is_gone  # another run's is left to it


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_second_look_that_is_refused_leaves_the_old_segment(times: int) -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.before = fail_at("usages", 2, ServiceError("throttled", "too many"), times=times)
    (outcome,) = carry_out(plan, there)
    calm(there)
    assert isinstance(outcome, Failed)
    assert list(there.segments) == ["vips"]
    assert there.segments["vips"].definition == OLD
