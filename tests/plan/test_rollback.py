"""Putting an earlier definition back: a plan like any other, of one change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.document import Json
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, Replace, Unchanged, Update, key_of
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.model.segment import DeployedSegment, SegmentKind
from segments_as_code.ownership import MEMORY_TAG, with_our_tags
from segments_as_code.pipeline import carry_out, propose, propose_rollback
from segments_as_code.plan.safety import DeletePolicy
from tests.builders import OWNER, TARGET, TOY, deployed, desired, ours, toy
from tests.fakes import FakeService, lost
from tests.toy import ToyDialect


def service(*segments: DeployedSegment) -> FakeService:
    return FakeService(TOY, {segment.id: segment for segment in segments})


def changed(there: FakeService, segment_id: str, *values: str) -> FakeService:
    """Give a segment other values: a version more."""
    name = there.segments[segment_id].name
    there.update(segment_id, toy(name, *values))
    there.calls.clear()
    return there


def without(segment: DeployedSegment, tag: str) -> DeployedSegment:
    """Return ``segment`` after somebody took a tag off it by hand."""
    return replace(segment, tags={name: value for name, value in segment.tags.items() if name != tag})


def rollback(there: FakeService, key: str = "a", version: int = 1, dialect: ToyDialect = TOY) -> Plan:
    return propose_rollback(key, version, there, dialect, target=TARGET)


def apply(plan: Plan, there: FakeService, dialect: ToyDialect = TOY) -> tuple[Outcome, ...]:
    return carry_out(plan, there, there, dialect, report=lambda _: None)


def refusal(there: FakeService, key: str = "a", version: int = 1) -> SegmentsError:
    with pytest.raises(SegmentsError) as caught:
        rollback(there, key, version)
    assert not {"create", "update", "delete", "tag", "untag"} & set(there.calls)
    return caught.value


def test_the_earlier_definition_is_put_back_and_nothing_else_is_touched() -> None:
    there = changed(service(ours("a", toy("a", "old"), team="crm"), ours("b"), deployed("id-9", toy("stranger"))), "id-a", "new")
    before = dict(there.segments)
    plan = rollback(there)
    assert [(type(change), key_of(change)) for change in plan.changes] == [(Update, "a"), (Unchanged, "b")]
    assert [type(outcome) for outcome in apply(plan, there)] == [Applied]
    now = there.segments["id-a"]
    assert (now.definition, now.version, now.tags) == (toy("a", "old"), 3, before["id-a"].tags)
    assert {k: v for k, v in there.segments.items() if k != "id-a"} == {k: v for k, v in before.items() if k != "id-a"}


def test_it_is_the_same_plan_that_the_old_file_would_give() -> None:
    there = changed(service(ours("a", toy("a", "old"), team="crm"), ours("b")), "id-a", "new")
    files = (desired("a", toy("a", "old"), tags={"team": "crm"}), desired("b"))
    assert rollback(there).digest == propose(files, there, TOY, target=TARGET, policy=DeletePolicy()).digest


def test_a_name_goes_back_with_its_definition() -> None:
    there = service(ours("a", toy("Old Name")))
    there.update("id-a", toy("New Name"))
    plan = rollback(there)
    assert [change.desired.name for change in plan.changes if isinstance(change, Update)] == ["Old Name"]


def test_tags_that_drifted_stay_as_they_are_on_this_segment_and_on_every_other() -> None:
    mine, other = without(ours("a", toy("a", "old"), team="crm", stage="prod"), "stage"), without(ours("b", team="x"), "team")
    assert MEMORY_TAG in other.tags, "a plan from files would put the tag back"
    there = changed(service(mine, other), "id-a", "new")
    apply(rollback(there), there)
    assert there.segments["id-a"].tags == mine.tags
    assert there.segments["id-b"] == other
    assert {"tag", "untag"}.isdisjoint(there.calls)


def test_what_stands_at_that_version_already_is_nothing_to_do() -> None:
    there = changed(service(ours("a", toy("a", "old"))), "id-a", "new")
    assert rollback(there, version=2).is_empty
    apply(rollback(there), there)
    assert rollback(there).is_empty


def test_the_version_now_is_looked_at_again_before_the_write() -> None:
    there = changed(service(ours("a", toy("a", "old"))), "id-a", "new")
    plan = rollback(there)
    changed(there, "id-a", "somebody else's")
    (outcome,) = apply(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "id-a is at version 3, and the plan was made against version 2"
    assert there.segments["id-a"].definition == toy("a", "somebody else's")


def test_a_lost_reply_is_looked_up() -> None:
    there = changed(service(ours("a", toy("a", "old"))), "id-a", "new")
    plan = rollback(there)
    there.after = lost("update")
    assert [type(outcome) for outcome in apply(plan, there)] == [Applied]
    assert there.calls.count("update") == 1


def test_a_protected_segment_goes_back_too_and_stays_protected() -> None:
    there = changed(service(ours("a", toy("a", "old"), protected=True)), "id-a", "new")
    plan = rollback(there)
    assert plan.refusals == ()
    apply(plan, there)
    assert there.segments["id-a"].tags == ours("a", protected=True).tags


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_ours_is_shown_by_key_and_written_by_id() -> None:
    sources: list[dict[str, Json]] = [{"Id": "id-base"}, {"Id": "id-9"}, {"Id": "id-base", "Version": 1}]
    there = changed(service(ours("a", toy("a", on=sources)), ours("base"), deployed("id-9", toy("stranger"))), "id-a", "new")
    plan = rollback(there)
    (change,) = [change for change in plan.changes if isinstance(change, Update)]
    assert change.desired.definition == toy("a", on=[{"Ref": "base"}, {"Id": "id-9"}, {"Id": "id-base", "Version": 1}])
    assert plan.ids == {"base": "id-base"}
    apply(plan, there)
    assert there.segments["id-a"].definition == toy("a", on=sources)


def test_a_source_that_is_gone_is_refused_by_its_id() -> None:
    there = changed(service(ours("a", toy("a", on=[{"Id": "id-gone"}]))), "id-a", "new")
    error = refusal(there)
    assert (error.code, error.message) == ("source-gone", "that version builds on id-gone, which is not deployed any more.")


def test_a_circle_is_refused() -> None:
    there = changed(service(ours("a", toy("a", on=[{"Id": "id-b"}])), ours("b")), "id-a", "new")
    there.update("id-b", toy("b", on=[{"Id": "id-a"}]))
    there.calls.clear()
    error = refusal(there)
    assert error.code == "rollback-circle"
    assert error.message in {
        f"with version 1 of a, segments would build on each other in a circle: {circle}." for circle in ("a -> b -> a", "b -> a -> b")
    }


# ── refused ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_that_nobody_has_is_refused_with_the_nearest() -> None:
    error = refusal(service(ours("retail/loyal")), "retail/loyl")
    assert (error.code, error.message) == ("unknown-key", f"no deployed segment of {OWNER} has the key retail/loyl.")
    assert error.remedy == "did you mean retail/loyal?"


@pytest.mark.parametrize("there", [service(), service(deployed("id-9", toy("a"))), service(deployed("id-9", toy("a"), tags={"key": "a"}))])
def test_a_segment_without_our_marks_is_never_found(there: FakeService) -> None:
    assert refusal(there).code == "unknown-key"


def test_a_segment_of_another_repository_is_refused_by_name() -> None:
    theirs = deployed("id-9", toy("a"), tags=with_our_tags({}, key="a", owner="other/repository"))
    error = refusal(changed(service(theirs), "id-9", "new"))
    assert (error.code, error.message) == ("unknown-key", f"a (id-9) belongs to other/repository, not to {OWNER}: it is left alone.")


def test_an_imported_segment_is_refused() -> None:
    error = refusal(service(replace(ours("a"), kind=SegmentKind.IMPORTED)))
    assert (error.code, error.message) == ("imported-segment", "a (id-a) came from an import job, and those cannot be changed.")


def test_a_version_that_is_not_there_is_refused_with_the_one_that_is() -> None:
    error = refusal(service(ours("a")), version=7)
    assert (error.code, error.message) == ("no-such-version", "the service has no version 7 of id-a, which is at version 1 now.")


def test_two_segments_with_one_key_are_refused() -> None:
    twin = deployed("id-twin", toy("a"), tags=with_our_tags({}, key="a", owner=OWNER))
    assert refusal(service(ours("a"), twin)).code == "two-segments-one-key"


def test_where_nothing_can_be_changed_in_place_a_protected_segment_is_not_replaced() -> None:
    immutable = ToyDialect(immutable=True)
    there = changed(service(ours("a", toy("a", "old"), protected=True)), "id-a", "new")
    there.dialect = immutable
    plan = rollback(there, dialect=immutable)
    assert [type(change) for change in plan.changes] == [Replace]
    assert [refusal.code for refusal in plan.refusals] == ["protected"]
    with pytest.raises(Refused):
        apply(plan, there, immutable)
