"""Segments under another key, name or file: what a policy was for stays held to it, and what it is no longer for is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.model.plan import Adopt, Change, Delete, Plan, TagChange, Update
from segments_as_code.model.policy import Policy, Selector
from segments_as_code.model.segment import Lifecycle
from segments_as_code.model.settings import Settings
from segments_as_code.ownership import KEY_TAG, OWNER_TAG
from segments_as_code.plan.policy_gate import NO_LABELS, describe, refuse_broken
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET, desired
from tests.meaning.test_policy_checks import BOTH, CONSENTED, ask, policy, report
from tests.meaning.test_verdicts import GOLD, VIP, Content, attributes, change, segment, there


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


# ── segments that are there already ──────────────────────────────────────────────────────────────────────────────────


def moved_by_adopting(key: str, was: str, before: Content, after: Content) -> Adopt:
    """Return the change of one of our segments from the key ``was`` to ``key``: its id stays."""
    deployed = replace(there(key, before), tags={OWNER_TAG: TARGET.owner, KEY_TAG: was})
    return Adopt(desired(key, after), deployed, (), TagChange({KEY_TAG: key}))


def test_a_segment_that_is_adopted_under_another_key_is_held_to_what_it_was_held_to() -> None:
    within, shrinks = policy("within", CONSENTED, applies_to=IN_LEGAL), policy("never-wider", applies_to=IN_LEGAL, name="shrinks")
    wider = moved_by_adopting("a", "legal/a", BOTH, VIP)
    for one in (within, shrinks):
        (result,) = ask(one, wider)
        assert (result.key, result.was, result.takes_over, result.stops) == ("a", "legal/a", False, True)
    assert told(shrinks, wider) == ["the policy “shrinks” is no longer for a (until now legal/a), once this change is merged."]
    assert ask(shrinks, moved_by_adopting("a", "legal/a", BOTH, BOTH)) == ()
    assert ask(shrinks, moved_by_adopting("a", "other/a", BOTH, VIP)) == ()
    taking = replace(moved_by_adopting("a", "other/a", VIP, VIP), desired=replace(desired("a", VIP), name="VIPs"))
    (result,) = ask(shrinks, named(change("legal/a", BOTH, None), "VIPs"), taking)
    assert (result.was, result.takes_over) == ("legal/a", True)


def test_an_adoption_that_was_merged_and_never_applied_counts() -> None:
    within, shrinks = policy("within", CONSENTED, applies_to=IN_LEGAL), policy("never-wider", applies_to=IN_LEGAL, name="shrinks")
    unowned = replace(there("a", BOTH), tags={})
    base = replace(desired("legal/a", BOTH), lifecycle=Lifecycle(adopt=unowned.id))
    moved = Adopt(desired("a", VIP), unowned, (), TagChange({KEY_TAG: "a", OWNER_TAG: TARGET.owner}))
    plan, reading = Plan(TARGET, (moved,), {}, (), (), (), "0" * 64), declare(Settings(), read_criteria)
    for one in (within, shrinks):
        assert ask(one, moved) == ()  # without that pull request it is a segment like any other
        (result,) = check_policies(plan, [one], [base], read_criteria, reading).results
        assert (result.key, result.was, result.stops) == ("a", "legal/a", True)
    kept = replace(moved, desired=desired("legal/a", VIP))
    (result,) = check_policies(replace(plan, changes=(kept,)), [shrinks], [base], read_criteria, reading).results
    assert (result.key, result.was) == ("legal/a", "")


def renamed(key: str, before: Content, after: Content, *names: str) -> Update:
    was, now = names
    return Update(replace(desired(key, after), name=now), replace(there(key, before), name=was), (), TagChange())


def test_an_existing_segment_that_takes_a_name_is_held_to_what_the_other_one_was_held_to() -> None:
    within, shrinks = policy("within", CONSENTED, applies_to=IN_LEGAL), policy("never-wider", applies_to=IN_LEGAL, name="shrinks")
    takes = renamed("x", GOLD, VIP, "X", "vips")
    for gives in (renamed("legal/a", BOTH, BOTH, "VIPs", "Old"), named(change("legal/a", BOTH, None), "VIPs")):
        for one in (within, shrinks):
            (result,) = ask(one, gives, takes)
            assert (result.key, result.was, result.is_old, result.stops) == ("x", "legal/a", False, True)
            assert describe(result).startswith("x (in place of legal/a) breaks the policy")
        assert told(shrinks, gives, takes) == ["the policy “shrinks” is not for x (in place of legal/a), once this change is merged."]
        assert ask(within, gives, renamed("x", VIP, VIP, "X", "Other")) == ()
    assert ask(shrinks, renamed("legal/a", BOTH, BOTH, "VIPs", "Old"), renamed("x", GOLD, BOTH, "X", "VIPs")) == ()
    assert ask(within, renamed("legal/a", BOTH, BOTH, "VIPs", "VIPS"), takes) == ()


def test_an_existing_segment_that_takes_criteria_is_held_to_what_the_other_one_was_held_to() -> None:
    within = policy("within", CONSENTED, applies_to=IN_LEGAL)
    takes = change("x", GOLD, VIP)
    for gives in (named(change("legal/a", VIP, None), "VIPs"), change("legal/a", VIP, BOTH)):
        (result,) = ask(within, gives, takes)
        assert (result.key, result.was, result.is_old, result.stops) == ("x", "legal/a", False, True)
    assert ask(within, change("legal/a", BOTH, BOTH), takes, change("y", VIP, VIP)) == ()
    assert ask(within, named(change("legal/a", VIP, None), "VIPs"), change("x", VIP, VIP)) == ()


def test_of_all_that_a_segment_continues_those_with_a_policy_count() -> None:
    gone = [named(change(key, BOTH, None), "VIPs") for key in ("a", "legal/a")]
    (result,) = ask(policy("never-wider", applies_to=IN_LEGAL), *gone, named(change("c", None, VIP), "VIPs"))
    assert result.was == "legal/a"


def test_that_a_changed_segment_may_take_the_place_of_a_deleted_one_is_told() -> None:
    one = policy("within", CONSENTED, applies_to=IN_LEGAL, name="consent")
    deleted = named(change("legal/a", BOTH, None), "VIPs")
    assert told(one, deleted, change("x", GOLD, VIP), change("y", VIP, VIP)) == [
        "the policy “consent” is for legal/a, deleted here, and not for x, changed here."
    ]
    assert told(one, deleted, change("legal/b", BOTH, BOTH)) == []


# ── the segment that a policy names ──────────────────────────────────────────────────────────────────────────────────

OPTED_OUT = segment(attributes("tier", "vip", how="EXCLUSIVE"))
MORE = segment(attributes("tier", "nobody", how="EXCLUSIVE"))
APART = policy("apart-from", "optout", applies_to=IN_LEGAL)
KEPT = change("legal/a", VIP, VIP)
OLD_OPTOUT = {"optout": {**OPTED_OUT, "Name": "Opted out"}}


def test_a_named_segment_is_followed_to_another_key_as_this_plan_leaves_it() -> None:
    gone = named(change("optout", OPTED_OUT, None), "Opted out")
    ways: list[list[Change]] = [
        [gone, named(change("optout2", None, MORE), "opted  out")],
        [moved_by_adopting("optout2", "optout", OPTED_OUT, MORE)],
        [renamed("optout2", OPTED_OUT, MORE, "Other", "Opted out"), gone],
        [named(change("optout2", None, MORE), "Opted out")],  # an earlier run deleted the old one
    ]
    for way in ways:
        (result,) = ask(APART, KEPT, *way, named=OLD_OPTOUT)
        assert (result.key, result.is_old, result.stops) == ("legal/a", False, True)
        assert result.reason == "somebody is both in it and in optout2 (until now optout) as this plan leaves it"
    assert ask(APART, KEPT, gone, named(change("optout2", None, OPTED_OUT), "Others"), named=OLD_OPTOUT) == ()
    assert ask(APART, KEPT, gone, change("optout2", OPTED_OUT, OPTED_OUT), named=OLD_OPTOUT) == ()


def test_without_the_segment_that_it_names_a_policy_is_not_proven() -> None:
    (result,) = ask(APART, KEPT, named(change("optout", OPTED_OUT, None), "Opted out"), change("y", None, MORE), named=OLD_OPTOUT)
    assert (result.key, result.status, result.stops) == ("legal/a", "undecided", True)
    assert result.reason.startswith("optout is in no file any more")
    assert ask(APART, KEPT, change("y", None, MORE), named=OLD_OPTOUT) == (), "one that a later commit brings is not deployed yet"
