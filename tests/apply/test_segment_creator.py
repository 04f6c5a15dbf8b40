"""Creating once: what was deployed since the plan was made, and what an earlier run left without tags, is not created again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan
from segments_as_code.model.problem import ServiceError, UnclearWrite
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, SegmentKind
from segments_as_code.ownership import with_our_tags
from tests.builders import OWNER, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, fail, lost


def plan_of(*files: DesiredSegment, there: FakeService) -> Plan:
    return planned(files, list(there.segments.values()))


def run(plan: Plan, there: FakeService) -> list[Outcome]:
    return list(apply_plan(plan, reader=there, writer=there, dialect=TOY, report=lambda _: None))


# ── the look before a create ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_that_was_deployed_since_the_plan_was_made_is_not_deployed_twice() -> None:
    there = FakeService(TOY)
    plan = plan_of(desired("a"), there=there)
    there.segments["id-a"] = ours("a")
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Applied)
    assert outcome.written is not None
    assert outcome.written.id == "id-a"
    assert there.calls == ["list"]


def test_a_key_that_was_deployed_with_another_definition_since_the_plan_was_made_is_left_alone() -> None:
    there = FakeService(TOY)
    plan = plan_of(desired("a"), there=there)
    there.segments["id-a"] = ours("a", toy("a", "another"))
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "id-a was deployed for a since the plan was made"
    assert "create" not in there.calls


def test_a_key_of_another_owner_stops_no_create() -> None:
    there = FakeService(TOY)
    plan = plan_of(desired("a"), there=there)
    there.segments["id-a"] = deployed("id-a", toy("a"), tags=with_our_tags({}, key="a", owner="other/repository"))
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Applied)
    assert len(there.segments) == 2


def test_what_is_deployed_is_listed_once_before_the_first_create_and_once_after_the_last() -> None:
    there = FakeService(TOY)
    run(plan_of(desired("a"), desired("b"), there=there), there)
    assert there.calls == ["list", "create", "create", "list"]


# ── segments that an earlier run left without tags ───────────────────────────────────────────────────────────────────

DENIED = ServiceError("access-denied", "TagResource was answered 403.", "allow mobiletargeting:TagResource.")


def deny_tags(call: str) -> None:
    if call == "tag":
        raise DENIED


def test_a_create_whose_tags_are_dropped_and_refused_leaves_one_segment_however_often_it_is_tried() -> None:
    there = FakeService(TOY, {"id-old": replace(ours("old"), created="2026-01-01T00:00:00.000000Z")}, takes_tags_on_create=False)
    files = [desired("a", toy("a", "x")), desired("old")]
    there.before = deny_tags
    reasons = []
    for _ in range(3):
        (outcome,) = run(plan_of(*files, there=there), there)
        assert isinstance(outcome, Failed)
        reasons.append(outcome.reason)
    assert there.calls.count("create") == 1
    assert reasons[0].startswith("the segment was created as id-001, but its tags could not be put (write Lifecycle")
    assert reasons[0].endswith("TagResource was answered 403: allow mobiletargeting:TagResource.")
    assert reasons[1] == reasons[2]
    for reason in reasons:
        assert "write Lifecycle: {Adopt: id-001} for a in segments/a.yaml to take it over" in reason
        assert "or delete it: toy delete box-1 id-001" in reason


def left(definition: Definition | None = None, **more: object) -> DeployedSegment:
    """Return a segment that our last run may have made, and could not tag."""
    segment = deployed("id-left", definition or toy("a"))
    return replace(segment, **{"created": "2026-01-02T00:00:00.000000Z", **more})  # type: ignore[arg-type]  # fields by name


def create_beside(segment: DeployedSegment) -> tuple[Outcome, FakeService]:
    old = replace(ours("old"), created="2026-01-01T00:00:00.000000Z")
    there = FakeService(TOY, {"id-old": old, segment.id: segment})
    (outcome,) = run(plan_of(desired("a"), desired("old"), there=there), there)
    return outcome, there


def test_an_untagged_segment_with_our_name_and_definition_that_is_newer_than_ours_stops_the_create() -> None:
    outcome, there = create_beside(left())
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("id-left has the same name and an equal definition, no tags of ours, and is as new")
    assert set(there.segments) == {"id-old", "id-left"}
    assert there.segments["id-left"].tags == {}, "it is never adopted by itself"


def test_one_that_the_run_left_before_it_created_another_stops_the_create_too() -> None:
    outcome, there = create_beside(left(created="2025-12-31T18:00:01.000000Z"))
    assert isinstance(outcome, Failed)
    assert set(there.segments) == {"id-old", "id-left"}


OTHERS = [
    left(toy("a", "another")),
    left(toy("another")),
    left(created="2025-12-31T00:00:00.000000Z"),
    left(created="2025-12-31T18:00:00.000000Z"),
    left(created=""),
    left(version=2),
    left(kind=SegmentKind.IMPORTED),
    left(tags=with_our_tags({}, key="b", owner="other/repository")),
]


@pytest.mark.parametrize("segment", OTHERS)
def test_any_other_segment_stops_no_create(segment: DeployedSegment) -> None:
    outcome, there = create_beside(segment)
    assert isinstance(outcome, Applied)
    assert len(there.segments) == 3


def test_one_with_tags_of_somebody_but_no_owner_stops_the_create_too() -> None:
    outcome, _ = create_beside(left(tags={"team": "crm"}))
    assert isinstance(outcome, Failed)


def test_a_segment_that_the_service_gives_no_version_stops_the_create_too() -> None:
    outcome, _ = create_beside(left(version=None))
    assert isinstance(outcome, Failed)


@pytest.mark.parametrize(
    "segment", [left(), left(created="2025-12-31T18:00:01.000000Z"), left(tags={"team": "crm"}), left(version=None), *OTHERS]
)
def test_the_plan_says_beforehand_what_becomes_of_the_create(segment: DeployedSegment) -> None:
    old = replace(ours("old"), created="2026-01-01T00:00:00.000000Z")
    there = FakeService(TOY, {"id-old": old, segment.id: segment})
    plan = plan_of(desired("a"), desired("old"), there=there)
    is_said = any("the apply will create no second one" in notice.message for notice in plan.notices)
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Failed) == is_said


def test_what_another_owner_deployed_since_does_not_make_it_older() -> None:
    there = FakeService(TOY, {"id-left": left()})
    there.segments["id-theirs"] = replace(
        deployed("id-theirs", toy("z"), tags=with_our_tags({}, key="z", owner="other/repository")), created="2026-02-01T00:00:00.000000Z"
    )
    (outcome,) = run(plan_of(desired("a"), there=there), there)
    assert isinstance(outcome, Failed)
    assert OWNER not in there.segments["id-left"].tags.values()


# ── a create whose reply was lost, on a service that drops tags ──────────────────────────────────────────────────────


def test_an_untagged_segment_that_was_there_before_is_not_taken_for_the_one_that_was_to_be_created() -> None:
    there = FakeService(TOY, {"id-old": ours("old"), "id-theirs": deployed("id-theirs", toy("a"))}, takes_tags_on_create=False)
    there.before = lost("create")
    (outcome,) = run(plan_of(desired("a"), desired("old"), there=there), there)
    assert isinstance(outcome, Applied)
    assert there.segments["id-theirs"].tags == {}
    assert len(there.segments) == 3


def test_an_untagged_segment_that_somebody_creates_meanwhile_is_not_taken_for_ours_unless_it_is_equal() -> None:
    there = FakeService(TOY, {"id-old": ours("old")}, takes_tags_on_create=False)
    plan = plan_of(desired("a"), desired("old"), there=there)

    def meanwhile(call: str) -> None:
        if call == "create" and "id-theirs" not in there.segments:
            there.segments["id-theirs"] = deployed("id-theirs", toy("a", "another"))
            lost("create")(call)

    there.before = meanwhile
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Applied)
    assert there.segments["id-theirs"].tags == {}
    assert len(there.segments) == 3


def test_what_the_same_run_created_before_is_not_taken_for_the_next_one_of_the_same_definition() -> None:
    there = FakeService(TOY, takes_tags_on_create=False)
    there.before = fail(UnclearWrite("connection-lost", "lost"), "create", nth=2)
    outcomes = run(plan_of(desired("a", toy("twin")), desired("b", toy("twin")), there=there), there)
    assert {type(outcome) for outcome in outcomes} == {Applied}
    assert len(there.segments) == 2
