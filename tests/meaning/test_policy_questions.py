"""Which questions a policy asks, who counts as new, and how much may be spent on it."""

from __future__ import annotations

import pytest

from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.meaning.solver import Steps
from segments_as_code.model.plan import Plan
from segments_as_code.model.policy import Selector
from segments_as_code.model.settings import Settings
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET
from tests.meaning.test_policy_checks import BOTH, CONSENTED, EVERYBODY, ask, policy
from tests.meaning.test_policy_reach import moved_by_adopting, named
from tests.meaning.test_verdicts import VIP, Content, attributes, change, segment

A = (Selector("a"),)
WITHIN_NAMED = policy("within", "named", applies_to=A)
REFUSES = segment(attributes("tier", "vip"), attributes("consent", "yes", how="EXCLUSIVE"))
IN_OSLO = segment(attributes("consent", "yes"), attributes("city", "Oslo"))
ONLY_GOLD = segment(attributes("tier", "gold"))
VIP_OR_GOLD = segment(attributes("tier", "vip", "gold"))
FOREIGN = segment(attributes("tier", "vip"), on=({"Id": "f00", "Version": 3},))


def test_of_two_things_that_change_the_person_is_shown_who_is_new_by_either() -> None:
    (result,) = ask(WITHIN_NAMED, change("named", CONSENTED, BOTH), change("a", EVERYBODY, CONSENTED), named={"named": CONSENTED})
    assert (result.is_old, result.person) == (False, "consent “yes”")


def test_somebody_who_broke_it_before_is_old_also_if_what_it_names_loses_others() -> None:
    (result,) = ask(WITHIN_NAMED, change("named", CONSENTED, IN_OSLO), change("a", REFUSES, REFUSES), named={"named": CONSENTED})
    assert (result.is_old, result.stops) == (True, False)


def test_somebody_who_comes_in_and_is_in_what_it_names_is_not_new_to_it() -> None:
    (result,) = ask(policy("within", ONLY_GOLD), change("a", VIP, VIP_OR_GOLD))
    assert (result.is_old, result.person) == (True, "tier “vip”")


def test_of_two_versions_of_what_it_names_the_one_that_somebody_newly_breaks_is_told() -> None:
    (result,) = ask(WITHIN_NAMED, change("named", ONLY_GOLD, IN_OSLO), change("a", VIP_OR_GOLD, VIP_OR_GOLD), named={"named": ONLY_GOLD})
    assert (result.is_old, result.stops) == (False, True)
    assert result.reason.endswith("named as this plan leaves it")


def test_segments_are_asked_in_the_order_of_their_keys() -> None:
    assert [result.key for result in ask(policy("within", CONSENTED), change("b", None, VIP), change("a", None, VIP))] == ["a", "b"]


def test_that_a_segment_is_nobody_or_everybody_may_not_be_proven() -> None:
    (result,) = ask(policy("not-nobody"), change("a", VIP, FOREIGN))
    assert (result.status, result.stops, result.through) == ("undecided", True, ())
    assert result.reason.startswith("whether it is nobody is not proven. ")


def test_a_source_of_a_policys_criteria_that_is_nowhere_is_not_guessed_after_the_plan_either() -> None:
    one = policy("within", segment(on=({"Ref": "base"}, {"Ref": "gone"})), applies_to=A)
    (result,) = ask(one, change("base", CONSENTED, BOTH), change("a", BOTH, BOTH), named={"base": CONSENTED})
    assert (result.status, "gone" in result.reason) == ("undecided", True)


INLINE = policy("within", segment(on=({"Ref": "base"},)), applies_to=A)
BASE: dict[str, Content] = {"base": {**CONSENTED, "Name": "Base"}}
GONE = named(change("base", CONSENTED, None), "Base")


@pytest.mark.parametrize(("after", "status", "stops"), [(CONSENTED, [], False), (IN_OSLO, ["broken"], True)], ids=["as it was", "narrower"])
@pytest.mark.parametrize("way", ["moved", "adopted"])
def test_criteria_of_a_policy_follow_a_segment_to_its_new_key(way: str, after: Content, status: list[str], *, stops: bool) -> None:
    moved = [GONE, named(change("base2", None, after), "Base")]
    changes = moved if way == "moved" else [moved_by_adopting("base2", "base", CONSENTED, after)]
    results = ask(INLINE, *changes, change("a", BOTH, BOTH), named=BASE)
    assert [result.status for result in results] == status
    assert all(result.stops is stops and not result.is_old for result in results)


def test_criteria_that_build_on_a_segment_that_is_gone_or_that_different_ones_continue_are_not_proven() -> None:
    same = [named(change(key, None, CONSENTED), "Base") for key in ("base2", "base3")]
    assert ask(INLINE, GONE, *same, change("a", BOTH, BOTH), named=BASE) == ()
    for changes in ([GONE], [GONE, same[0], named(change("base3", None, VIP), "Base")]):
        (result,) = ask(INLINE, *changes, change("a", BOTH, BOTH), named=BASE)
        assert (result.status, result.stops, "“base”" in result.reason) == ("undecided", True, True)


def test_criteria_also_follow_a_segment_that_an_earlier_run_deleted() -> None:
    for after, broken in ((CONSENTED, []), (IN_OSLO, ["broken"])):
        results = ask(INLINE, named(change("base2", None, after), "Base"), change("a", BOTH, BOTH), named=BASE)
        assert [result.status for result in results] == broken


def test_what_the_steps_do_not_reach_is_not_proven() -> None:
    plan = Plan(TARGET, (change("a", None, VIP),), {}, (), (), (), "0" * 64)
    one, declared = policy("within", CONSENTED), declare(Settings(), read_criteria)
    (result,) = check_policies(plan, [one], [], read_criteria, declared, steps=Steps(0)).results
    assert result.status == "undecided"
