"""Which segment continues which other one, and for which of them a policy is then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import Adopt, Change, Delete, Plan, Recreate, TagChange, Update
from segments_as_code.model.policy import Selector
from segments_as_code.ownership import KEY_TAG, OWNER_TAG
from segments_as_code.plan.policy_gate import NO_LABELS, refuse_broken
from tests.builders import TARGET, desired
from tests.meaning.test_policy_checks import BOTH, CONSENTED, ask, policy, report
from tests.meaning.test_policy_reach import (
    APART,
    IN_LEGAL,
    KEPT,
    MORE,
    OLD_OPTOUT,
    OPTED_OUT,
    moved_by_adopting,
    named,
    renamed,
    told,
)
from tests.meaning.test_verdicts import GOLD, VIP, Content, attributes, change, segment, there

SHRINKS, WITHIN = policy("never-wider", applies_to=IN_LEGAL), policy("within", CONSENTED, applies_to=IN_LEGAL)
BY_TAG = policy("within", CONSENTED, applies_to=(Selector(tag="team"),), name="consent")
TEAM = {"team": "crm"}
GONE = named(change("legal/a", BOTH, None), "VIPs")
GIVES = renamed("legal/a", BOTH, BOTH, "VIPs", "Old")


def adopted(key: str, before: Content, after: Content, name: str, **tags: str) -> Adopt:
    """Return the change of a segment that is taken over under its own name."""
    deployed = replace(there(key, before), name=name, tags=tags)
    return Adopt(replace(desired(key, after), name=name), deployed, (), TagChange({KEY_TAG: key}))


# ── what is new ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("gives", [GONE, GIVES], ids=["deleted", "renamed"])
@pytest.mark.parametrize("tags", [{}, {OWNER_TAG: TARGET.owner, KEY_TAG: "z"}], ids=["unowned", "ours"])
def test_an_adopted_segment_that_has_a_name_given_away_is_held_to_what_that_one_was(gives: Change, tags: dict[str, str]) -> None:
    """Its name does not change, but it is new here."""
    for one in (SHRINKS, WITHIN):
        (result,) = ask(one, gives, adopted("a", VIP, VIP, "VIPs", **tags))
        assert (result.key, result.was, result.takes_over, result.stops) == ("a", "legal/a", True, True)
        assert ask(one, gives, adopted("a", VIP, VIP, "Others", **tags)) == ()


def test_so_is_one_that_is_adopted_and_created_again() -> None:
    deployed = replace(there("a", VIP), name="VIPs", tags={OWNER_TAG: TARGET.owner, KEY_TAG: "z"})
    taken = Recreate(replace(desired("a", VIP), name="VIPs"), deployed, (), {}, "1:ab")
    (result,) = ask(SHRINKS, GIVES, taken)
    assert (result.key, result.was) == ("a", "legal/a")


def test_a_segment_that_keeps_its_name_and_its_criteria_continues_no_other_one() -> None:
    keeps = renamed("x", GOLD, VIP, "VIPs", "VIPs")
    assert ask(WITHIN, GONE, keeps) == ()
    assert ask(WITHIN, named(change("legal/a", VIP, None), "Others"), renamed("x", VIP, VIP, "VIPs", "VIPs")) == ()


def test_a_new_segment_under_a_policy_is_compared_with_one_that_it_continues() -> None:
    (result,) = ask(SHRINKS, named(change("other/a", BOTH, None), "VIPs"), named(change("legal/b", None, VIP), "VIPs"))
    assert (result.key, result.was, result.takes_over) == ("legal/b", "other/a", False)
    gone = [named(change(key, BOTH, None), "VIPs") for key in ("other/b", "other/a")]
    (result,) = ask(SHRINKS, *gone, named(change("legal/b", None, VIP), "VIPs"))
    assert result.was == "other/a"
    gone = [named(change(key, BOTH, None), "VIPs") for key in ("a", "legal/a")]
    (result,) = ask(SHRINKS, *gone, named(change("legal/b", None, VIP), "VIPs"))
    assert result.was == "legal/a"


def test_a_segment_that_continues_no_other_one_says_so() -> None:
    (new,) = ask(WITHIN, change("legal/a", None, VIP))
    assert (new.was, new.takes_over) == ("", False)
    owned = replace(there("legal/a", BOTH), tags={OWNER_TAG: TARGET.owner, KEY_TAG: "legal/a"})
    (kept,) = ask(WITHIN, Update(desired("legal/a", VIP), owned, (), TagChange()))
    assert (kept.was, kept.takes_over) == ("", False)


def test_of_two_that_give_one_name_away_the_first_by_key_is_continued() -> None:
    give = [renamed(key, BOTH, BOTH, "VIPs", key) for key in ("legal/b", "legal/a")]
    (result,) = ask(SHRINKS, *give, named(change("new", None, VIP), "VIPs"))
    assert result.was == "legal/a"


@pytest.mark.parametrize("name", ["VIPs\u200b", "VIP\u0455", "V1Ps", "\uff36IPs"], ids=ascii)
@pytest.mark.parametrize("gives", [GONE, GIVES], ids=["deleted", "renamed"])
def test_a_name_that_only_looks_like_one_given_away_is_taken_for_it(name: str, gives: Change) -> None:
    for taking in (named(change("a", None, GOLD), name), renamed("a", GOLD, GOLD, "A", name)):
        (result,) = ask(WITHIN, gives, taking)
        assert (result.key, result.was, result.stops) == ("a", "legal/a", True)


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def retagged(before: dict[str, str], after: dict[str, str]) -> Update:
    return Update(replace(desired("b", VIP), tags=after), replace(there("b", GOLD), tags=before), (), TagChange())


def test_tags_that_a_change_gives_bring_a_segment_under_a_policy() -> None:
    assert [result.key for result in ask(BY_TAG, retagged({}, TEAM))] == ["b"]
    assert ask(BY_TAG, retagged({}, {})) == ()


@pytest.mark.parametrize(("before", "after"), [(TEAM, {}), ({}, TEAM), (TEAM, TEAM)])
def test_a_segment_that_the_policy_is_for_before_or_after_takes_no_place(before: dict[str, str], after: dict[str, str]) -> None:
    deleted = Delete("legal/a", replace(there("legal/a", BOTH), name="VIPs", tags=TEAM))
    assert not any("changed here" in each for each in told(BY_TAG, deleted, retagged(before, after)))
    assert any("changed here" in each for each in told(BY_TAG, deleted, retagged({}, {})))


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_deletions_that_a_policy_was_not_for_are_not_told() -> None:
    assert told(WITHIN, named(change("other/x", BOTH, None), "X"), named(change("b", None, GOLD), "B")) == []


def test_a_new_segment_that_continues_another_one_takes_no_other_place() -> None:
    moved = named(change("other/x", BOTH, None), "X"), named(change("b", None, GOLD), "X")
    assert told(WITHIN, GONE, *moved) == []


def test_what_is_deleted_and_created_is_told_in_the_order_of_the_keys() -> None:
    gone = [named(change(f"legal/{key}", BOTH, None), key) for key in "ba"]
    new = [named(change(key, None, GOLD), f"new {key}") for key in "dc"]
    assert told(WITHIN, *gone, *new) == ["the policy “p” is for legal/a, legal/b, deleted here, and not for c, d, new here."]


def test_a_deletion_that_nothing_takes_the_place_of_is_not_named_with_what_moves() -> None:
    changes = GONE, named(change("a", None, BOTH), "VIPs"), named(change("legal/b", GOLD, None), "B")
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    (notice,) = refuse_broken(plan, report(WITHIN, *changes), NO_LABELS, whose="x").notices
    assert notice.keys == ("a",)


# ── the segment that a policy names ──────────────────────────────────────────────────────────────────────────────────


def test_only_what_continues_the_named_segment_is_followed() -> None:
    gone = named(change("optout", OPTED_OUT, None), "Opted out")
    follows = named(change("optout2", None, OPTED_OUT), "Opted out")
    other = named(change("other", BOTH, None), "Others"), named(change("other2", None, MORE), "Others")
    assert ask(APART, KEPT, gone, follows, *other, named=OLD_OPTOUT) == ()


def test_of_two_that_continue_it_the_first_by_key_is_told() -> None:
    gone = named(change("optout", OPTED_OUT, None), "Opted out")
    follow = [named(change(key, None, MORE), "Opted out") for key in ("optout3", "optout2")]
    (result,) = ask(APART, KEPT, gone, *follow, named=OLD_OPTOUT)
    assert result.reason == "somebody is both in it and in optout2 (until now optout) as this plan leaves it"


def test_who_is_in_what_continues_it_and_was_in_what_is_deployed_is_not_new() -> None:
    gone = named(change("optout", MORE, None), "Opted out")
    (result,) = ask(APART, KEPT, gone, named(change("optout2", None, MORE), "Opted out"), named=OLD_OPTOUT)
    assert (result.is_old, result.stops) == (True, False)


def test_a_named_segment_that_is_nowhere_is_nobody() -> None:
    assert ask(APART, KEPT) == ()
    within = policy("within", "nowhere", applies_to=IN_LEGAL)
    assert [result.status for result in ask(within, change("legal/a", GOLD, segment(attributes("tier", "x"))))] == ["broken"]


def test_a_segment_is_known_by_its_new_key_after_it_was_adopted() -> None:
    (result,) = ask(SHRINKS, moved_by_adopting("legal/b", "legal/a", BOTH, VIP))
    assert (result.key, result.was) == ("legal/b", "legal/a")
