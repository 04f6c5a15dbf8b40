"""A segment that cannot be changed is deleted and created again under its id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed, Recreate, Unchanged, Update
from segments_as_code.model.problem import Refused, ServiceError
from segments_as_code.model.segment import DesiredSegment, Usage
from segments_as_code.ownership import RECREATION_TAG, with_our_tags
from segments_as_code.pipeline import propose_rollback
from segments_as_code.recreation import MOST_TAGS
from tests.apply.recreating import LATER, NAMED, NEW, OLD, TEMPORARY, VIPS_NEW, VIPS_OLD, carry_out, deploy, fail_at, named, plan_of, stands
from tests.builders import OWNER, TARGET, desired, toy
from tests.fakes import FakeService

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


@pytest.mark.parametrize(("used", "what"), [("vips", "it"), ("top", "top, which builds on it")])
def test_the_refusal_says_what_uses_the_segment(used: str, what: str) -> None:
    top = desired("top", toy("top", on=[{"Ref": "vips"}]), id="top")
    there = deploy(VIPS_OLD, top)
    there.usages = [usage_of(used)]
    (refusal,) = plan_of(there, VIPS_NEW, top).refusals
    start = (
        "vips would be recreated: it would not be there for a few seconds, a minute at most, and the campaign Winter Sale (running) uses"
    )
    assert refusal.message == f"{start} {what}."


def test_a_use_that_does_not_need_the_segment_now_is_no_reason_to_refuse() -> None:
    there = deploy(VIPS_OLD)
    there.usages = [usage_of("vips", now=False)]
    assert plan_of(there, VIPS_NEW).refusals == ()


@pytest.mark.parametrize("used", ["vips", "top"])
def test_a_use_that_began_after_the_plan_stops_the_recreation_before_any_write(used: str) -> None:
    other = desired("other", toy("other"), id="other")
    top = desired("top", toy("top", on=[{"Ref": "other"}, {"Ref": "vips"}]), id="top")
    there = deploy(VIPS_OLD, other, top)
    plan, before = plan_of(there, VIPS_NEW, other, top), dict(there.segments)
    there.usages = [usage_of(used)]
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert "Winter Sale" in outcome.reason
    assert there.segments == before


@pytest.mark.parametrize("definition", [OLD, LATER])
def test_a_segment_that_somebody_recreated_meanwhile_is_left_alone(definition: Definition) -> None:
    there = deploy(VIPS_OLD)
    plan = plan_of(there, VIPS_NEW)
    there.segments["vips"] = replace(there.segments["vips"], made="2026-11-28T00:00:00.000000Z", definition=definition)
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["vips"].definition == definition
    assert plan.digest != plan_of(there, VIPS_NEW).digest


@pytest.mark.parametrize("files", [(), (named("vips", "old", tags={"team": "web"}),)], ids=["deleted", "tagged"])
def test_nor_is_it_deleted_or_given_tags(files: tuple[DesiredSegment, ...]) -> None:
    there = deploy(VIPS_OLD, named("other"), named("more"), named("most"))
    plan = plan_of(there, *files, named("other"), named("more"), named("most"))
    there.segments["vips"] = now = replace(there.segments["vips"], made="2026-11-28T00:00:00.000000Z")
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["vips"] == now


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
    there = FakeService(NAMED, lists_definitions=False)
    there.create(OLD, {}, segment_id="VIPs")
    assert [refusal.code for refusal in plan_of(there, VIPS_NEW).refusals] == ["name-taken"]


@pytest.mark.parametrize("owner", ["", OWNER, "octo/other"])
def test_a_create_under_a_name_that_somebody_took_since_the_plan_is_left_alone_unless_it_is_ours(owner: str) -> None:
    there = FakeService(NAMED, lists_definitions=False)
    plan = plan_of(there, VIPS_NEW)
    tags = with_our_tags({"team": "web"}, key="vips" if owner == OWNER else "other", owner=owner) if owner else {}
    there.create(NEW, tags, segment_id="vips")
    there.calls.clear()
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Applied) is (owner == OWNER)
    assert set(there.calls) - {"get"} == ({"tag"} if owner == OWNER else set())


def test_a_rollback_of_a_segment_without_versions_is_refused_with_the_way_back() -> None:
    there = deploy(VIPS_OLD)
    with pytest.raises(Refused) as caught:
        propose_rollback("vips", 1, there, NAMED, target=TARGET)
    assert caught.value.code == "no-versions"
    assert "git revert" in caught.value.remedy
