"""What stands in the way of recreating a segment, and what a plan says of a recreation that was stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import Change, Delete, Notice, Plan, Recreate, Unchanged
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Unfinished, Usage
from segments_as_code.ownership import PROTECTED_TAG, start_of_last_run
from segments_as_code.plan.change_notices import change_notices
from segments_as_code.plan.safety import ids_at_risk, recheck_safety
from segments_as_code.ports import Remedies
from tests.builders import OWNER, TARGET, deployed, desired, ours, planned, toy
from tests.toy import ToyDialect

NAMED = ToyDialect(immutable=True, named=True)


def there(key: str, *values: str, on: str = "") -> DeployedSegment:
    return replace(ours(key, toy(key, *values, on=[{"Id": on}] if on else [])), id=key)


def file(key: str, *values: str, on: str = "") -> DesiredSegment:
    return desired(key, toy(key, *values, on=[{"Ref": on}] if on else []), id=key)


def urgent(segment_id: str, state: str = "Running") -> Usage:
    return Usage(segment_id, "campaign", "c1", "Winter Sale", state, live=True, needs_it_now=True)


def recreating(*more: DesiredSegment, deployed: tuple[DeployedSegment, ...] = ()) -> Plan:
    """Return a plan that recreates ``base``."""
    return planned([file("base", "new"), *more], [there("base", "old"), *deployed], dialect=NAMED)


def messages(plan: Plan, deployed: list[DeployedSegment], *usages: Usage) -> list[str]:
    """Return why a plan is refused that was made before these segments and uses were there."""
    assert plan.refusals == ()
    return [refusal.message for refusal in recheck_safety(plan, deployed, usages, NAMED).refusals]


SAID = "base would be recreated: it would not be there for a few seconds, a minute at most, and the campaign Winter Sale"


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (urgent("base"), [f"{SAID} (running) uses it."]),
        (urgent("base", ""), [f"{SAID} uses it."]),
        (urgent("top"), [f"{SAID} (running) uses top, which builds on it."]),
        (urgent("other"), []),
        (replace(urgent("base"), needs_it_now=False), []),
    ],
    ids=["it", "no state", "through another", "another", "not now"],
)
def test_a_use_that_began_since_a_plan_was_saved_stops_a_recreation(usage: Usage, said: list[str]) -> None:
    top, other = there("top", on="base"), there("other")
    plan = recreating(file("top", on="base"), file("other"), deployed=(top, other))
    assert messages(plan, [there("base", "old"), top, other], usage) == said


def test_a_use_of_one_that_is_recreated_itself_is_not_said_to_be_through_another() -> None:
    top = there("top", "old", on="base")
    plan = recreating(file("top", "new", on="base"), deployed=(top,))
    assert plan.count(Recreate) == 2
    assert messages(plan, [there("base", "old"), top], urgent("top")) == [f"{SAID.replace('base', 'top', 1)} (running) uses it."]


def test_an_id_that_was_taken_since_a_plan_was_saved_stops_the_create() -> None:
    plan = planned([file("vips")], [], dialect=NAMED)
    (refusal,) = recheck_safety(plan, [deployed("VIPs", toy("theirs"))], (), NAMED).refusals
    assert refusal.code == "name-taken"
    assert refusal.message == ("vips would be created as vips, and a segment VIPs is deployed already that is not the one of this key.")


@pytest.mark.parametrize("name", ["base--next", "Base--NEXT"])
def test_nothing_is_created_under_the_name_that_another_has_while_it_is_recreated(name: str) -> None:
    plan = planned([file("base"), replace(file("top"), id=name)], [there("base")], dialect=NAMED)
    (refusal,) = plan.refusals
    assert refusal.code == "name-taken"
    assert refusal.message == f"top would be created as {name}, and that is the name that the segment base has while it is recreated."
    assert refusal.remedy == "choose another Key or name in segments/top.yaml."


def test_nothing_is_recreated_if_another_has_its_temporary_name() -> None:
    for found, refused in (
        (deployed("base--NEXT", toy("theirs")), True),
        (there("base--next", "new"), True),
        (deployed("base--next", toy("base", "new")), False),  # a run was killed that made it for this, before it put the tags
        (deployed("base--next", toy("base", "new"), tags={"team": "theirs"}), True),
    ):
        plan = planned([file("base", "new"), file("base--next", "new")], [there("base", "old"), found], dialect=NAMED)
        recreations = [refusal for refusal in plan.refusals if refusal.message.startswith("base would be recreated")]
        assert [refusal.code for refusal in recreations] == (["name-taken"] if refused else []), found
        if refused:
            assert f"the name that it gets meanwhile, {found.id}, is taken" in recreations[0].message


def test_what_only_finishes_a_recreation_deletes_nothing_and_is_not_refused() -> None:
    made = replace(there("base", "new"), unfinished=Unfinished.CREATED, tags={**there("base").tags, PROTECTED_TAG: "true"})
    for values, codes in ((["new"], []), (["other"], ["protected", "recreate-in-use"])):
        plan = planned([file("base", *values)], [made], dialect=NAMED, usages=[urgent("base")])
        assert [refusal.code for refusal in plan.refusals] == codes


def test_what_is_at_risk_is_also_what_builds_on_a_recreated_segment_once_the_plan_is_applied() -> None:
    top, deep = there("top"), there("deep", on="top")
    plan = recreating(file("top", on="base"), file("deep", on="top"), file("new", on="base"), deployed=(top, deep))
    assert ids_at_risk(plan, [there("base", "old"), top, deep], NAMED) == ("base", "top", "deep")


def notices(plan_changes: list[Change]) -> list[Notice]:
    return list(change_notices(plan_changes, [], {}, target=TARGET, remedies=Remedies(), dialect=NAMED))


def test_a_recreation_that_was_stopped_is_told_with_what_stands() -> None:
    start = "an earlier run was stopped while it recreated base: base "
    temporary = "base--next has the definition that it was to get."
    for state, told in {
        Unfinished.BEGUN: f"is still there, and {temporary}",
        Unfinished.DELETED: f"was deleted, and {temporary}",
        Unfinished.CREATED: "was deleted and created again, and has the definition that it was to get then.",
    }.items():
        marked = replace(there("base", "old"), unfinished=state)
        for change in (
            Recreate(file("base", "new"), marked, (), {}, "1:ab"),
            Unchanged(file("base", "old"), marked),
            Delete("base", marked),
        ):
            (notice,) = notices([change])
            assert (notice.code, notice.keys) == ("recreation-unfinished", ("base",))
            assert notice.message == start + told
    assert notices([Recreate(file("base", "new"), there("base", "old"), (), {}, "1:ab")]) == []


def test_the_last_run_began_at_most_six_hours_before_our_newest_segment_was_created() -> None:
    old, new = (replace(ours(key), created=f"2026-01-0{day}T12:00:00.000000Z") for key, day in (("a", 1), ("b", 3)))
    foreign = replace(deployed("c", toy("c")), created="2026-01-05T12:00:00.000000Z")
    for order in ([old, new, foreign], [new, foreign, old]):
        assert start_of_last_run(order, OWNER) == "2026-01-03T06:00:00.000000Z"
    assert start_of_last_run([foreign], OWNER) == ""
