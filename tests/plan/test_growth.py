"""A plan grows with what there is to plan, and no faster: every list in it, and the work that it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Usage
from segments_as_code.ownership import with_our_tags
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.freshness import require_fresh
from segments_as_code.plan.plan_json import read_plan, write_plan
from segments_as_code.plan.safety import DeletePolicy, recheck_safety
from segments_as_code.ports import Dialect
from tests.builders import TOY, deployed, desired, ours, planned, toy
from tests.growth import LINEAR, growth
from tests.toy import ToyDialect

SIZE = 80
FIXED = ToyDialect(immutable=True)


@dataclass(frozen=True)
class Estate:
    """What files say and what is deployed, with its users."""

    files: Sequence[DesiredSegment]
    there: Sequence[DeployedSegment]
    usages: Sequence[Usage] = ()
    dialect: Dialect = TOY
    delete: bool = True

    def plan(self) -> Plan:
        return planned(self.files, self.there, usages=self.usages, policy=DeletePolicy(delete=self.delete), dialect=self.dialect)


def numbers(size: int) -> list[str]:
    return [f"{number:05}" for number in range(size)]


def campaign(segment_id: str, name: str = "Sale", *, kind: str = "campaign") -> Usage:
    return Usage(segment_id, kind, f"c-{segment_id}", name, "SCHEDULED", live=True, takes_up_changes=None)


def move_alike(size: int) -> Estate:
    """All move to new keys, and all say the same."""
    return Estate([desired(f"new/{n}", toy("VIP", "x")) for n in numbers(size)], [ours(f"old/{n}", toy("VIP", "x")) for n in numbers(size)])


def move_each(size: int) -> Estate:
    return Estate([desired(f"new/{n}", toy(n)) for n in numbers(size)], [ours(f"old/{n}", toy(n)) for n in numbers(size)])


def names_taken(size: int) -> Estate:
    return Estate([desired(f"k{n}", toy("VIP")) for n in numbers(size)], [deployed(f"id-{n}", toy("VIP", "x")) for n in numbers(size)])


def left_by_an_earlier_run(size: int) -> Estate:
    """All have one name, and an earlier run may have left each of them."""
    left = [replace(deployed(f"id-{n}", toy("VIP", n)), created="2026-01-02T00:00:00.000000Z") for n in numbers(size)]
    old = replace(ours("old"), created="2026-01-01T00:00:00.000000Z")
    return Estate([desired("old"), *(desired(f"k{n}", toy("VIP", n)) for n in numbers(size))], [old, *left])


def another_owner(size: int) -> Estate:
    theirs = [deployed(f"id-{n}", toy("VIP"), tags=with_our_tags({}, key=f"k{n}", owner="old/name")) for n in numbers(size)]
    return Estate([desired(f"k{n}", toy("VIP")) for n in numbers(size)], theirs)


def every_one_another_owner(size: int) -> Estate:
    theirs = [deployed(f"id-{n}", toy("VIP"), tags=with_our_tags({}, key=f"k{n}", owner=f"old/{n}")) for n in numbers(size)]
    return Estate([desired(f"k{n}", toy("VIP")) for n in numbers(size)], theirs)


def delete_in_use(size: int) -> Estate:
    there = [ours(n) for n in numbers(size)]
    return Estate([], there, [campaign(segment.id) for segment in there])


def delete_and_keep(size: int) -> Estate:
    return Estate([], [ours(n) for n in numbers(size)], delete=False)


def delete_what_others_build_on(size: int) -> Estate:
    others = [deployed(f"id-{n}", toy(n, on=[{"Id": "id-base"}, {"Id": f"id-k{n}"}])) for n in numbers(size)]
    return Estate([], [ours("base"), *(ours(f"k{n}", protected=True) for n in numbers(size)), *others])


def replace_all(size: int) -> Estate:
    there = [ours(n, toy(n, "x")) for n in numbers(size)]
    return Estate([desired(n, toy(n, "y")) for n in numbers(size)], there, [campaign(segment.id) for segment in there], FIXED)


def change_a_chain(size: int) -> Estate:
    names = numbers(size)
    on: Mapping[str, str] = dict(zip(names[1:], names, strict=False))
    files = [desired(n, toy(n, "new" * (n == names[0]), on=[{"Ref": on[n]}] if n in on else [])) for n in names]
    there = [ours(n, toy(n, on=[{"Id": f"id-{on[n]}"}] if n in on else [])) for n in names]
    return Estate(files, there, [campaign(segment.id) for segment in there])


def change_the_middle_of_a_star(size: int) -> Estate:
    files = [desired("base", toy("base", "new")), *(desired(n, toy(n, on=[{"Ref": "base"}])) for n in numbers(size))]
    there = [ours("base"), *(ours(n, toy(n, on=[{"Id": "id-base"}])) for n in numbers(size))]
    return Estate(files, there, [campaign(segment.id) for segment in there] + [campaign("id-base", f"Sale {n}") for n in numbers(size)])


def change_all_that_one_builds_on(size: int) -> Estate:
    sources: list[Mapping[str, str]] = [{"Id": f"id-{n}"} for n in numbers(size)]
    there = [*(ours(n, toy(n, "x")) for n in numbers(size)), deployed("id-top", toy("top", on=sources))]
    return Estate([desired(n, toy(n, "y")) for n in numbers(size)], there, [campaign("id-top")])


def adopt_what_is_not_there(size: int) -> Estate:
    return Estate([desired(n, lifecycle=Lifecycle(adopt=f"id-{n}")) for n in numbers(size)], [])


def adopt_and_retag(size: int) -> Estate:
    files = [desired(n, toy(n, "x"), lifecycle=Lifecycle(adopt=f"id-{n}"), tags={"team": "crm"}) for n in numbers(size)]
    return Estate(files, [deployed(f"id-{n}", toy(n), tags={"finance": "7"}) for n in numbers(size)])


def one_long_definition(size: int) -> Estate:
    return Estate([desired("a", toy("a", *(f"new {n}" for n in numbers(size))))], [ours("a", toy("a", *numbers(size)))])


def nothing(size: int) -> Estate:
    return Estate([desired(n) for n in numbers(size)], [ours(n) for n in numbers(size)])


ESTATES = (
    move_alike,
    move_each,
    names_taken,
    left_by_an_earlier_run,
    another_owner,
    every_one_another_owner,
    delete_in_use,
    delete_and_keep,
    delete_what_others_build_on,
    replace_all,
    change_a_chain,
    change_the_middle_of_a_star,
    change_all_that_one_builds_on,
    adopt_what_is_not_there,
    adopt_and_retag,
    one_long_definition,
    nothing,
)


@pytest.mark.parametrize("estate", ESTATES)
def test_every_list_of_a_plan_grows_with_the_estate(estate: Callable[[int], Estate]) -> None:
    small, large = (json.loads(write_plan(estate(size).plan())) for size in (SIZE // 4, SIZE))
    lists = {name for name, member in large.items() if isinstance(member, list | dict)}
    assert lists >= {"changes", "ids", "usages", "neighbours", "notices", "refusals"}
    for name in lists:
        assert len(json.dumps(large[name])) <= LINEAR * len(json.dumps(small[name])) + 200, name


@pytest.mark.parametrize("estate", ESTATES)
def test_the_work_of_a_plan_grows_with_the_estate(estate: Callable[[int], Estate]) -> None:
    estates = {size: estate(size) for size in (SIZE // 4, SIZE)}
    assert growth(lambda size: estates[size].plan(), SIZE) < LINEAR


@pytest.mark.parametrize("estate", ESTATES)
def test_what_is_done_with_a_plan_grows_with_it(estate: Callable[[int], Estate]) -> None:
    estates = {size: estate(size) for size in (SIZE // 4, SIZE)}
    plans = {size: replace(made.plan(), refusals=()) for size, made in estates.items()}

    def use(size: int) -> None:
        plan, made = plans[size], estates[size]
        recheck_safety(recheck_safety(plan, made.there, made.usages, TOY), made.there, made.usages, TOY)
        require_fresh(read_plan(write_plan(with_fingerprints(plan, TOY))), made.there)

    assert growth(use, SIZE) < LINEAR


def test_a_create_has_one_notice_of_each_kind() -> None:
    plan = move_alike(50).plan()
    assert [notice.code for notice in plan.notices] == ["probable-rename"] * 50
    assert [notice.keys for notice in plan.notices] == [(f"new/{n}", f"old/{n}") for n in numbers(50)]
    assert [notice.code for notice in names_taken(50).plan().notices] == ["name-taken"] * 50
