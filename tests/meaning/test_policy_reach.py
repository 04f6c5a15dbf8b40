"""Segments under another key, name or file: what a policy was for stays held to it, and what it is no longer for is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.model.plan import Change, Delete, Plan, TagChange, Update
from segments_as_code.model.policy import Policy, Selector
from segments_as_code.model.settings import Settings
from segments_as_code.plan.policy_gate import NO_LABELS, describe, refuse_broken
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET, desired
from tests.meaning.test_policy_checks import BOTH, CONSENTED, ask, policy, report
from tests.meaning.test_verdicts import GOLD, VIP, Content, change, there


def named(one: Change, name: str) -> Change:
    """Return the same change of a segment with another name."""
    if isinstance(one, Delete):
        return replace(one, deployed=replace(one.deployed, name=name))
    return replace(one, desired=replace(one.desired, name=name))


IN_LEGAL = (Selector("legal/**"),)


def test_another_key_takes_no_segment_out_of_reach() -> None:
    within, shrinks = policy("within", CONSENTED, applies_to=IN_LEGAL), policy("never-wider", applies_to=IN_LEGAL)
    by_name = named(change("legal/a", BOTH, None), "VIPs"), named(change("a", None, VIP), " vips")
    (result,) = ask(within, *by_name)
    assert (result.key, result.was, result.is_old, result.stops) == ("a", "legal/a", False, True)
    assert describe(result).startswith("a (until now legal/a) breaks the policy")
    assert [result.key for result in ask(shrinks, *by_name)] == ["a"]
    by_meaning = named(change("legal/a", VIP, None), "VIPs"), named(change("a", None, VIP), "Others")
    (result,) = ask(within, *by_meaning)
    assert (result.key, result.was) == ("a", "legal/a")
    assert ask(shrinks, *by_meaning) == ()


def test_a_name_that_another_segment_gives_away_is_taken_with_what_it_is_held_to() -> None:
    within = policy("within", CONSENTED, applies_to=IN_LEGAL)
    gives = Update(replace(desired("legal/a", BOTH), name="VIPs old"), replace(there("legal/a", BOTH), name="VIPs"), (), TagChange())
    (result,) = ask(within, gives, named(change("a", None, VIP), "VIPs"))
    assert (result.key, result.was) == ("a", "legal/a")
    assert ask(within, gives, named(change("a", None, VIP), "Others")) == ()


def test_a_segment_that_no_file_names_and_that_stays_is_continued_too() -> None:
    within = policy("within", CONSENTED, applies_to=IN_LEGAL)
    left = named(change("legal/a", BOTH, None), "VIPs")
    assert isinstance(left, Delete)
    new = named(change("a", None, VIP), "VIPs")
    plan = Plan(TARGET, (new,), {}, (), (), (), "0" * 64, left=(left,))
    found = check_policies(plan, [within], [], read_criteria, declare(Settings(), read_criteria))
    assert [(result.key, result.was) for result in found.results] == [("a", "legal/a")]
    assert [reach.moved for reach in found.reach] == [(("a", "legal/a"),)]


def test_of_two_that_are_gone_with_one_name_the_first_by_key_is_continued() -> None:
    gone = [named(change(key, BOTH, None), "VIPs") for key in ("legal/b", "legal/a")]
    (result,) = ask(policy("within", CONSENTED), *gone, named(change("c", None, VIP), "VIPs"))
    assert result.was == "legal/a"


def test_what_moves_is_told_in_the_order_of_the_keys() -> None:
    one = policy("within", CONSENTED, applies_to=IN_LEGAL, name="consent")
    moves = [named(change(f"{folder}{name}", *sides), name) for name in "ba" for folder, sides in MOVES.items()]
    (message,) = told(one, *moves)
    assert message.index("other/a") < message.index("other/b")


def test_a_policy_that_also_compares_is_asked_of_what_is_new() -> None:
    both = policy("never-wider", name="both")
    both = replace(both, rules=(*both.rules, ("not-nobody", None)))
    assert told(both, named(change("legal/a", BOTH, None), "VIPs"), named(change("b", None, VIP), "Others")) == []


def test_what_a_policy_of_changes_compares_with_nothing_is_told() -> None:
    shrinks = policy("never-wider", name="shrinks")
    narrows = policy("never-narrower", name="shrinks")
    new = named(change("legal/a", BOTH, None), "VIPs"), named(change("b", None, VIP), "Others")
    assert told(narrows, *new) == told(shrinks, *new)
    also_within = replace(
        policy("within", CONSENTED, applies_to=IN_LEGAL, name="shrinks"), rules=(*shrinks.rules, *policy("within", CONSENTED).rules)
    )
    assert told(also_within, *new) == ["the policy “shrinks” is for legal/a, deleted here, and not for b, new here."]
    assert told(shrinks, *new) == ["the policy “shrinks” is for legal/a, deleted here, and compares b, new here, with nothing."]


def test_a_new_segment_that_continues_another_is_held_to_the_whole_rule() -> None:
    """What was broken before stops nothing, but not in a segment that is made anew."""
    (result,) = ask(policy("within", CONSENTED), named(change("a", VIP, None), "VIPs"), named(change("b", None, VIP), "VIPs"))
    assert (result.is_old, result.stops) == (False, True)


@pytest.mark.parametrize("name", ["VIPs", "Others"])
def test_of_several_segments_that_a_new_one_may_continue_it_is_the_first_by_key(name: str) -> None:
    within = policy("within", CONSENTED, applies_to=IN_LEGAL)
    gone = [named(change(f"legal/{key}", VIP, None), "VIPs") for key in "bac"]
    (result,) = ask(within, *gone, named(change("new", None, VIP), name))
    assert (result.key, result.was) == ("new", "legal/a")


def test_what_a_policy_is_no_longer_for_is_told() -> None:
    one = policy("within", CONSENTED, applies_to=(*IN_LEGAL, Selector(tag="team")), name="consent")
    moved = named(change("legal/a", BOTH, None), "VIPs"), named(change("a", None, BOTH), "VIPs")
    untagged = Update(desired("b", BOTH), replace(there("b", BOTH), tags={"team": "crm"}), (), TagChange())
    assert told(one, *moved, untagged) == [
        "the policy “consent” is no longer for a (until now legal/a), b (by its tags), once this change is merged."
    ]
    new = named(change("new", None, GOLD), "New")
    assert told(one, *moved, new) == ["the policy “consent” is no longer for a (until now legal/a), once this change is merged."]
    replaced = named(change("legal/a", BOTH, None), "VIPs"), named(change("a", None, GOLD), "Others")
    assert told(one, *replaced) == ["the policy “consent” is for legal/a, deleted here, and not for a, new here."]
    kept = named(change("legal/a", BOTH, None), "VIPs"), named(change("legal/b", None, BOTH), "VIPs")
    beside = named(change("legal/a", BOTH, None), "VIPs"), named(change("legal/b", None, GOLD), "Others")
    for quiet in (kept, beside, replaced[:1], replaced[1:], (change("legal/c", VIP, BOTH),)):
        assert told(one, *quiet) == []


def test_what_a_policy_is_no_longer_for_is_told_once_and_in_few_words() -> None:
    one = policy("within", CONSENTED, applies_to=IN_LEGAL, name="consent")
    changes = [named(change(f"{folder}{number}", *sides), f"{number}") for number in range(9) for folder, sides in MOVES.items()]
    (message,) = told(one, *changes)
    assert message.count("until now") == 5
    assert "and 4 more" in message


MOVES: Mapping[str, tuple[Content | None, Content | None]] = {"legal/": (BOTH, None), "other/": (None, BOTH)}


def told(one: Policy, *changes: Change) -> list[str]:
    """Return the notices about reach; those of the same policy in two commits are one."""
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    found = report(one, *changes)
    once = refuse_broken(plan, found, NO_LABELS, whose="of the commit c3c3c3c")
    twice = refuse_broken(once, found, NO_LABELS, whose="of the commit d4d4d4d")
    messages = [notice.message for notice in twice.notices if notice.code == "policy-out-of-reach"]
    assert len(messages) == len({*messages})
    return messages
