"""Carrying out a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.plan import Failed, NotStarted, Outcome, Plan, key_of
from segments_as_code.model.problem import Refused, ServiceError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle
from segments_as_code.ownership import owned_key, with_our_tags
from segments_as_code.plan.digest import remaining_plan
from segments_as_code.plan.safety import DeletePolicy
from tests.builders import OWNER, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, fail, lost
from tests.toy import ToyDialect

BROKEN = ServiceError("service-failed", "the service is out of order")


def service(*segments: DeployedSegment, dialect: ToyDialect = TOY) -> FakeService:
    return FakeService(dialect, {segment.id: segment for segment in segments})


def carry_out(plan: Plan, there: FakeService, dialect: ToyDialect = TOY) -> tuple[Outcome, ...]:
    told: list[Outcome] = []
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=dialect, report=told.append)
    assert tuple(told) == outcomes
    return outcomes


def again(files: Sequence[DesiredSegment], there: FakeService, dialect: ToyDialect = TOY) -> Plan:
    return planned(files, list(there.segments.values()), policy=DeletePolicy(), dialect=dialect)


def said(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [(type(outcome).__name__, key_of(outcome.change)) for outcome in outcomes]


FILES = [
    desired("base", tags={"team": "crm"}),
    desired("mid", toy("mid", "x", on=[{"Ref": "base"}])),
    desired("top", toy("top", on=[{"Ref": "mid"}, {"Ref": "base"}])),
]


def test_after_an_apply_the_next_plan_is_empty() -> None:
    there = service()
    outcomes = carry_out(again(FILES, there), there)
    assert said(outcomes) == [("Applied", "base"), ("Applied", "mid"), ("Applied", "top")]
    assert again(FILES, there).is_empty


def test_references_reach_the_service_as_ids() -> None:
    there = service()
    carry_out(again(FILES, there), there)
    ids = {owned_key(segment.tags, OWNER): segment.id for segment in there.segments.values()}
    assert there.segments[ids["top"] or ""].definition["On"] == [{"Id": ids["base"]}, {"Id": ids["mid"]}]


def test_updates_adoptions_and_deletions_are_applied_and_the_next_plan_is_empty() -> None:
    files = [
        desired("a", toy("a", "new"), tags={"team": "web"}),
        desired("b", lifecycle=Lifecycle(adopt="id-9")),
        *(desired(f"k{n}") for n in range(6)),
    ]
    there = service(ours("a", toy("a", "old"), team="crm", stage="x"), deployed("id-9", toy("b", "x"), tags={"finance": "7"}), ours("gone"))
    for n in range(6):
        there.segments[f"id-k{n}"] = ours(f"k{n}")
    outcomes = carry_out(again(files, there), there)
    assert said(outcomes) == [("Applied", "a"), ("Applied", "b"), ("Applied", "gone")]
    assert again(files, there).is_empty
    assert there.segments["id-9"].tags["finance"] == "7"
    assert there.segments["id-a"].tags["team"] == "web"
    assert "stage" not in there.segments["id-a"].tags


def test_tags_change_without_an_update_of_the_definition() -> None:
    there = service(ours("a", team="crm"))
    carry_out(again([desired("a", tags={"team": "web"})], there), there)
    assert "update" not in there.calls
    assert there.calls == ["get", "untag", "tag"]


def test_a_service_that_ignores_tags_on_create_gets_them_put() -> None:
    there = service()
    there.takes_tags_on_create = False
    carry_out(again(FILES, there), there)
    assert again(FILES, there).is_empty


def test_a_plan_with_a_refusal_is_not_begun() -> None:
    there = service(ours("a"))
    with pytest.raises(Refused) as caught:
        carry_out(again([], there), there)
    assert caught.value.code == "deletes-everything"
    assert there.calls == []


# ── nothing overwritten ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_segment_that_has_a_newer_version_than_planned_is_not_overwritten() -> None:
    there = service(ours("a", toy("a", "x")))
    plan = again([desired("a", toy("a", "y"))], there)
    changed = replace(there.segments["id-a"], version=2, definition=toy("a", "z"))
    there.segments["id-a"] = changed
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "id-a is at version 2, and the plan was made against version 1"
    assert there.segments["id-a"] == changed


def test_a_segment_that_another_repository_took_meanwhile_is_not_changed() -> None:
    there = service(ours("a", toy("a", "x")))
    plan = again([desired("a", toy("a", "y"))], there)
    taken = replace(there.segments["id-a"], tags=with_our_tags({}, key="a", owner="other/repository"))
    there.segments["id-a"] = taken
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["id-a"] == taken


def test_a_segment_that_is_no_longer_ours_is_not_deleted() -> None:
    files = [desired(f"k{n}") for n in range(6)]
    there = service(*(ours(f"k{n}") for n in range(7)))
    plan = again(files, there)
    there.segments["id-k6"] = replace(there.segments["id-k6"], tags={})
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert "id-k6" in there.segments


def test_a_segment_that_is_gone_already_counts_as_deleted() -> None:
    files = [desired(f"k{n}") for n in range(6)]
    there = service(*(ours(f"k{n}") for n in range(7)))
    plan = again(files, there)
    del there.segments["id-k6"]
    assert said(carry_out(plan, there)) == [("Applied", "k6")]


# ── nothing twice ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_create_whose_reply_was_lost_is_looked_up_and_not_repeated() -> None:
    there = service()
    there.after = lost("create")
    assert said(carry_out(again([desired("a")], there), there)) == [("Applied", "a")]
    assert there.calls.count("create") == 1
    assert len(there.segments) == 1


def test_a_create_that_never_arrived_is_sent_again() -> None:
    there = service()
    there.before = lost("create")
    assert said(carry_out(again([desired("a")], there), there)) == [("Applied", "a")]
    assert there.calls == ["list", "create", "list", "list", "list", "create", "list"]
    assert len(there.segments) == 1


def test_a_create_that_stays_unclear_is_reported_and_not_tried_a_third_time() -> None:
    there = service()
    plan = again([desired("a")], there)
    first, second = lost("create"), lost("create", nth=2)

    def both(call: str) -> None:
        second(call)
        first(call)

    there.before = both
    assert said(carry_out(plan, there)) == [("Failed", "a")]
    assert there.calls == ["list", *["create", "list", "list", "list"] * 2]


@pytest.mark.parametrize("call", ["update", "tag", "untag", "delete"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_any_other_write_whose_reply_was_lost_still_ends_as_planned(call: str, moment: str) -> None:
    files = [desired("a", toy("a", "y"), tags={"team": "web"}), *(desired(f"k{n}") for n in range(6))]
    there = service(ours("a", toy("a", "x"), team="crm"), ours("gone"), *(ours(f"k{n}") for n in range(6)))
    plan = again(files, there)
    setattr(there, moment, lost(call))
    assert said(carry_out(plan, there)) == [("Applied", "a"), ("Applied", "gone")]
    assert again(files, there).is_empty


def test_an_unclear_update_that_somebody_else_overtook_is_not_repeated() -> None:
    there = service(ours("a", toy("a", "x")))
    plan = again([desired("a", toy("a", "y"))], there)

    def overtake(call: str) -> None:
        if call == "update" and there.calls.count("update") == 1:
            there.segments["id-a"] = replace(there.segments["id-a"], version=2, definition=toy("a", "z"))
            lost("update")(call)

    there.before = overtake
    (outcome,) = carry_out(plan, there)
    assert isinstance(outcome, Failed)
    assert there.segments["id-a"].definition == toy("a", "z")


# ── partial failure ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_needs_a_failed_change_is_not_started_and_the_rest_goes_on() -> None:
    files = [*FILES, desired("other")]
    there = service()
    plan = again(files, there)
    there.before = fail(BROKEN, "create", nth=1)
    outcomes = carry_out(plan, there)
    assert said(outcomes) == [("Failed", "base"), ("Applied", "other"), ("NotStarted", "mid"), ("NotStarted", "top")]
    assert isinstance(outcomes[2], NotStarted)
    assert outcomes[2].reason == "it needs base, which could not be changed"


def test_what_is_left_after_a_failure_is_what_the_next_plan_has() -> None:
    files = [*FILES, desired("other")]
    there = service()
    plan = again(files, there)
    there.before = fail(BROKEN, "create", nth=3)
    outcomes = carry_out(plan, there)
    assert "Failed" in {kind for kind, _ in said(outcomes)}
    there.before = lambda _: None
    rest = again(files, there)
    assert rest.digest == remaining_plan(plan, outcomes, TOY)
    carry_out(rest, there)
    assert again(files, there).is_empty


def test_what_is_left_after_a_deletion_that_went_through_is_what_the_next_plan_has() -> None:
    files = [desired("new"), *(desired(f"k{n}") for n in range(6))]
    there = service(ours("gone"), *(ours(f"k{n}") for n in range(6)))
    plan = again(files, there)
    there.before = fail(BROKEN, "create")
    outcomes = carry_out(plan, there)
    assert said(outcomes) == [("Failed", "new"), ("Applied", "gone")]
    there.before = lambda _: None
    assert again(files, there).digest == remaining_plan(plan, outcomes, TOY)


def test_a_segment_is_not_deleted_while_something_that_built_on_it_could_not_be_changed() -> None:
    files = [desired("top"), *(desired(f"k{n}") for n in range(6))]
    there = service(ours("gone"), ours("top", toy("top", on=[{"Id": "id-gone"}])), *(ours(f"k{n}") for n in range(6)))
    plan = again(files, there)
    there.before = fail(BROKEN, "update")
    assert said(carry_out(plan, there)) == [("Failed", "top"), ("NotStarted", "gone")]
    assert "id-gone" in there.segments


def test_what_a_change_needs_is_named_in_the_order_of_the_keys() -> None:
    sources = [f"k{n}" for n in range(9)]
    files = [*map(desired, sources), desired("top", toy("top", on=[{"Ref": key} for key in sources]))]
    there = service()

    def refuse(call: str) -> None:
        if call == "create":
            raise Refused("no", "no")

    there.before = refuse
    top = next(outcome for outcome in carry_out(again(files, there), there) if key_of(outcome.change) == "top")
    assert isinstance(top, NotStarted)
    assert top.reason == f"it needs {' and '.join(sources)}, which could not be changed"


# ── a provider that changes nothing in place ─────────────────────────────────────────────────────────────────────────

IMMUTABLE = ToyDialect(immutable=True)


def test_a_replacement_makes_the_new_one_first_and_removes_the_old_one_last() -> None:
    files = [desired("base", toy("base", "x")), desired("top", toy("top", on=[{"Ref": "base"}]))]
    there = service(ours("base"), ours("top", toy("top", on=[{"Id": "id-base"}])), dialect=IMMUTABLE)
    assert said(carry_out(again(files, there, IMMUTABLE), there, IMMUTABLE)) == [("Applied", "top"), ("Applied", "base")]
    assert [call for call in there.calls if call in {"create", "delete"}] == ["create", "create", "delete", "delete"]
    assert again(files, there, IMMUTABLE).is_empty


def test_the_old_one_stays_while_something_still_builds_on_it() -> None:
    files = [desired("base", toy("base", "x")), desired("top", toy("top", on=[{"Ref": "base"}]))]
    there = service(ours("base"), ours("top", toy("top", on=[{"Id": "id-base"}])), dialect=IMMUTABLE)
    plan = again(files, there, IMMUTABLE)
    there.before = fail(BROKEN, "create", nth=2)
    assert said(carry_out(plan, there, IMMUTABLE)) == [("Failed", "top"), ("Failed", "base")]
    assert "id-base" in there.segments


def test_a_replacement_that_could_not_be_made_leaves_the_old_one() -> None:
    there = service(ours("a"), dialect=IMMUTABLE)
    plan = again([desired("a", toy("a", "x"))], there, IMMUTABLE)
    there.before = fail(BROKEN, "create")
    assert said(carry_out(plan, there, IMMUTABLE)) == [("Failed", "a")]
    assert ("id-a" in there.segments, "delete" in there.calls) == (True, False)
