"""Policies asked of a plan: who breaks them, what was so before, and what is not proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.model.comment import PutOn
from segments_as_code.model.document import Location
from segments_as_code.model.plan import Adopt, Change, Plan, TagChange, Unchanged, Update
from segments_as_code.model.policy import Compared, Policy, PolicyReport, PolicyResult, Rule, Selector
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.model.settings import Fact, Settings
from segments_as_code.plan.policy_gate import NO_LABELS, Labels, describe, marks_of_stops, needs_label, refuse_broken
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET, desired
from tests.meaning.test_verdicts import GOLD, ON_BASE, VIP, Content, attributes, change, segment, there

CONSENTED = segment(attributes("consent", "yes"))
BOTH = segment(attributes("consent", "yes"), attributes("tier", "vip"))
EVERYBODY: Content = {"Name": "x"}


def policy(rule: Rule, compared: Content | str | None = None, **more: object) -> Policy:
    other = Compared(compared) if isinstance(compared, str) else Compared(definition=compared) if compared else None
    made = Policy("p", (Selector("**"),), (), ((rule, other),), (), Severity.ERROR, True, False, Location("policies.yaml"))
    return replace(made, **more)  # type: ignore[arg-type]


def ask(
    one: Policy, *changes: Change, named: Mapping[str, Content] | None = None, settings: Settings | None = None
) -> tuple[PolicyResult, ...]:
    return tuple(report(one, *changes, named=named, settings=settings).results)


def report(one: Policy, *changes: Change, named: Mapping[str, Content] | None = None, settings: Settings | None = None) -> PolicyReport:
    segments: list[DesiredSegment] = [desired(key, content) for key, content in (named or {}).items()]
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    return check_policies(plan, [one], segments, read_criteria, declare(settings or Settings(), read_criteria))


# ── what the rules ask ───────────────────────────────────────────────────────────────────────────────────────────────


def test_within_is_broken_by_somebody_who_is_not_in_what_it_names_and_shown_on_them() -> None:
    assert ask(policy("within", CONSENTED), change("a", BOTH, BOTH), change("b", None, BOTH)) == ()
    (result,) = ask(policy("within", CONSENTED), change("a", BOTH, VIP))
    assert (result.key, result.status, result.is_old, result.stops) == ("a", "broken", False, True)
    assert result.person == "tier “vip”"
    assert result.example == {"Attributes": {"tier": "vip"}}


def test_apart_from_is_broken_by_somebody_in_both() -> None:
    assert ask(policy("apart-from", segment(attributes("tier", "vip", how="EXCLUSIVE"))), change("a", BOTH, VIP)) == ()
    (result,) = ask(policy("apart-from", CONSENTED), change("a", None, VIP))
    assert result.person == "consent “yes”, tier “vip”"


def test_same_as_is_broken_in_either_direction() -> None:
    assert ask(policy("same-as", VIP), change("a", None, VIP)) == ()
    assert [result.reason for result in ask(policy("same-as", VIP), change("a", None, GOLD))] == [
        "somebody is in it and not in the criteria of the policy"
    ]
    assert [result.reason for result in ask(policy("same-as", GOLD), change("a", None, VIP))] == [
        "somebody is in the criteria of the policy and not in it"
    ]


def test_never_wider_and_never_narrower_are_about_the_change_also_through_a_source() -> None:
    changes = change("base", VIP, GOLD), change("top", ON_BASE, ON_BASE)
    wider = ask(policy("never-wider"), *changes, change("other", VIP, VIP))
    assert [(result.key, result.through, result.reason) for result in wider] == [
        ("base", (), "somebody comes in"),
        ("top", ("base",), "somebody comes in"),
    ]
    assert ask(policy("never-narrower"), *changes) == ()
    back = change("base", GOLD, VIP), change("top", ON_BASE, ON_BASE)
    assert ask(policy("never-wider"), *back) == ()
    assert [(result.key, result.reason) for result in ask(policy("never-narrower"), *back)] == [
        ("base", "somebody leaves"),
        ("top", "somebody leaves"),
    ]
    assert ask(policy("never-wider"), change("new", None, EVERYBODY)) == ()


def test_a_deletion_is_narrower_if_anybody_was_in_it() -> None:
    (result,) = ask(policy("never-narrower"), change("a", VIP, None))
    assert (result.reason, result.person, result.stops) == ("somebody leaves", "tier “vip”", True)
    empty = segment(attributes("tier", "vip"), attributes("tier", "vip", how="EXCLUSIVE"))
    assert ask(policy("never-narrower"), change("a", empty, None)) == ()
    assert ask(policy("within", CONSENTED), change("a", VIP, None)) == ()


def test_of_those_who_break_a_policy_somebody_is_shown_who_did_not_break_it_before() -> None:
    before, after = segment(attributes("tier", "a")), segment(attributes("tier", "a", "z"))
    (result,) = ask(policy("within", CONSENTED), change("x", before, after))
    assert (result.is_old, result.example) == (False, {"Attributes": {"tier": "z"}})


def test_a_source_that_the_policies_commit_does_not_have_is_not_guessed() -> None:
    (result,) = ask(policy("within", "base"), change("a", VIP, VIP), named={"base": segment(on=({"Ref": "gone"},))})
    assert (result.status, "gone" in result.reason) == ("undecided", True)


def test_nobody_and_everybody_can_be_forbidden() -> None:
    empty = segment(attributes("tier", "vip"), attributes("tier", "vip", how="EXCLUSIVE"))
    assert [result.reason for result in ask(policy("not-nobody"), change("a", VIP, empty), change("b", VIP, GOLD))] == ["it is nobody"]
    assert [result.is_old for result in ask(policy("not-nobody"), change("a", VIP, empty), change("b", empty, empty))] == [False, True]
    assert [result.reason for result in ask(policy("not-everybody"), change("a", VIP, EVERYBODY), change("b", VIP, GOLD))] == [
        "it is everybody"
    ]


def test_nobody_and_everybody_that_were_so_before_are_old_and_a_new_segment_is_not() -> None:
    empty = segment(attributes("tier", "vip"), attributes("tier", "vip", how="EXCLUSIVE"))
    other = segment(attributes("city", "Oslo"), attributes("city", "Oslo", how="EXCLUSIVE"))
    changes = change("a", empty, empty), change("b", None, empty), change("c", empty, other), change("d", VIP, empty)
    assert [(result.key, result.is_old) for result in ask(policy("not-nobody"), *changes)] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("d", False),
    ]


# ── what was so before ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_broken_before_is_reported_and_stops_nothing_unless_it_is_strict() -> None:
    (result,) = ask(policy("within", CONSENTED), change("a", VIP, VIP))
    assert (result.is_old, result.stops) == (True, False)
    (strict,) = ask(policy("within", CONSENTED, is_strict=True), change("a", VIP, VIP))
    assert (strict.is_old, strict.stops) == (True, True)
    (narrower,) = ask(policy("within", CONSENTED), change("a", GOLD, VIP))
    assert narrower.is_old


def test_somebody_more_who_breaks_a_policy_that_was_broken_before_is_new() -> None:
    (result,) = ask(policy("within", CONSENTED), change("a", VIP, GOLD))
    assert (result.is_old, result.stops, result.person) == (False, True, "tier “gold”")


def test_what_is_taken_over_has_not_been_broken_before() -> None:
    taken = Adopt(desired("a", VIP), there("a", VIP), (), TagChange({"x": "y"}))
    assert [result.is_old for result in ask(policy("within", CONSENTED), taken)] == [False]


# ── whose word counts ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_segment_that_a_policy_names_is_what_it_is_at_the_policies_own_commit() -> None:
    """Else a change could widen what the policy compares with, together with all that must be in it."""
    on_consented = segment(attributes("tier", "vip"), on=({"Ref": "consented"},))
    changes = change("consented", CONSENTED, EVERYBODY), change("vips", on_consented, on_consented)
    results = ask(policy("within", "consented"), *changes, named={"consented": CONSENTED})
    assert [(result.key, result.is_old) for result in results] == [("consented", False), ("vips", False)]
    assert ask(policy("within", "consented"), *changes, named={"consented": EVERYBODY}) == ()


RULES: tuple[Rule, ...] = ("apart-from", "within", "same-as")


def test_a_segment_that_a_policy_names_may_not_be_changed_so_that_others_break_it() -> None:
    """Only the named segment is edited; what must be apart from it, or within it, stays as it is."""
    more, fewer = segment(attributes("consent", "yes", "no")), segment(attributes("consent", "yes"), attributes("tier", "vip"))
    apart, within, same = (policy(rule, "named", applies_to=(Selector("a"),)) for rule in RULES)
    refuses = segment(attributes("consent", "yes", how="EXCLUSIVE"))
    cases = (apart, CONSENTED, refuses, refuses), (apart, CONSENTED, more, refuses), (within, CONSENTED, fewer, CONSENTED)
    for one, before, after, held in (*cases, (same, CONSENTED, fewer, CONSENTED), (same, CONSENTED, more, CONSENTED)):
        named_before = {"named": before}
        assert ask(one, change("named", before, before), change("a", held, held), named=named_before) == () or one is apart
        results = ask(one, change("named", before, after), change("a", held, held), named=named_before)
        assert [(result.key, result.is_old, result.stops) for result in results] == [("a", False, True)], (one, after)
        assert "named as this plan leaves it" in results[0].reason


def test_what_a_policy_names_is_also_what_the_plan_makes_of_what_it_builds_on() -> None:
    on_base = segment(on=({"Ref": "base"},))
    both: dict[str, Content] = {"base": CONSENTED, "named": on_base}
    changes = change("base", CONSENTED, BOTH), change("named", on_base, on_base), change("a", CONSENTED, CONSENTED)
    for one in (policy("within", "named", applies_to=(Selector("a"),)), policy("within", on_base, applies_to=(Selector("a"),))):
        (result,) = ask(one, *changes, named=both)
        assert (result.is_old, result.reason.endswith("as this plan leaves it")) == (False, True)


def test_a_pinned_version_in_a_policys_criteria_is_not_what_the_plan_makes_of_the_segment() -> None:
    pinned = segment(on=({"Ref": "base", "Version": 2},))
    one = policy("within", pinned, applies_to=(Selector("a"),))
    (result,) = ask(one, change("base", CONSENTED, BOTH), change("a", BOTH, BOTH), named={"base": CONSENTED})
    assert (result.status, "base version 2" in result.reason) == ("undecided", True)


def test_only_changed_segments_are_named_as_what_it_comes_through() -> None:
    on_two = segment(attributes("city", "Oslo"), on=({"Ref": "base"}, {"Ref": "still"}))
    changes = change("base", VIP, GOLD), change("still", VIP, VIP), change("top", on_two, on_two)
    assert [result.through for result in ask(policy("within", BOTH, applies_to=(Selector("top"),)), *changes)] == [("base",)]


def test_a_segment_that_a_policy_names_and_that_is_deleted_is_what_it_was() -> None:
    one = policy("within", "named", applies_to=(Selector("a"),))
    assert ask(one, change("named", CONSENTED, None), change("a", BOTH, BOTH), named={"named": CONSENTED}) == ()


def test_who_broke_a_policy_before_the_named_segment_was_edited_stays_old() -> None:
    one = policy("within", "named", applies_to=(Selector("a"),))
    (old,) = ask(one, change("named", GOLD, VIP), change("a", EVERYBODY, VIP), named={"named": BOTH})
    assert (old.is_old, old.stops) == (True, False)
    (new,) = ask(one, change("named", GOLD, VIP), change("a", GOLD, GOLD), named={"named": GOLD})
    assert (new.is_old, new.person) == (False, "tier “gold”")


def test_a_change_of_tags_takes_no_segment_out_of_reach() -> None:
    crm = policy("within", CONSENTED, applies_to=(Selector(tag="team"),))
    untagged = Update(desired("a", VIP), replace(there("a", BOTH), tags={"team": "crm"}), (), TagChange())
    assert [result.key for result in ask(crm, untagged)] == ["a"]
    spared = policy("within", CONSENTED, except_for=(Selector(tag="internal"),))
    excused = Update(replace(desired("a", VIP), tags={"internal": "yes"}), there("a", BOTH), (), TagChange())
    assert [result.key for result in ask(spared, excused)] == ["a"]


def test_facts_are_those_of_the_policies_commit() -> None:
    fact = Settings(facts=(Fact("everyone has consented", CONSENTED, Location("s.yaml")),))
    assert ask(policy("within", CONSENTED), change("a", BOTH, VIP), settings=fact) == ()
    assert ask(policy("within", CONSENTED), change("a", BOTH, VIP)) != ()


def test_a_reading_is_the_declared_one_and_one_that_is_open_has_to_hold_both_ways() -> None:
    staff, anybody = segment(attributes("role", "staff", how="EXCLUSIVE")), segment(attributes("role", "staff"))
    one = policy("same-as", {"Name": "x", "SegmentGroups": {"Include": "NONE", "Groups": anybody["SegmentGroups"]["Groups"]}})  # type: ignore[index,call-overload]
    assert ask(one, change("a", None, staff)) == ()
    assert ask(one, change("a", None, staff), settings=Settings(readings={"exclusive-missing": "included"})) == ()
    assert ask(one, change("a", None, staff), settings=Settings(readings={"exclusive-missing": "excluded"})) != ()
    assert ask(one, change("a", None, staff), settings=Settings(readings={"exclusive-missing": "open"})) != ()


# ── what is not proven ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_proven_does_not_pass_for_an_error_and_says_what_stopped_it() -> None:
    foreign = segment(attributes("tier", "vip"), on=({"Id": "f00", "Version": 3},))
    (result,) = ask(policy("within", CONSENTED), change("a", BOTH, foreign))
    assert (result.status, result.stops) == ("undecided", True)
    assert "f00 version 3" in result.reason
    (warning,) = ask(policy("within", CONSENTED, severity=Severity.WARNING, is_undecided_broken=False), change("a", BOTH, foreign))
    assert not warning.stops
    (old,) = ask(policy("within", CONSENTED), change("a", foreign, foreign))
    assert (old.is_old, old.stops) == (True, False)


# ── refusals and notices ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_that_breaks_a_policy_is_refused_with_the_person_and_the_way_out() -> None:
    one = policy("within", CONSENTED, labels=("widens",), name="consent")
    changes = change("a", BOTH, VIP), change("b", VIP, VIP)
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    found = report(one, *changes)
    refused = refuse_broken(plan, found, NO_LABELS, whose="of the working tree")
    (refusal,) = refused.refusals
    assert refusal.code == "policy-broken"
    said = "a breaks the policy “consent”: somebody is in it and not in the criteria of the policy. For example: tier “vip”."
    assert refusal.message.startswith(said)
    assert "put the label widens on" in refusal.remedy
    assert [notice.code for notice in refused.notices] == ["policy-broken-before"]
    labels = Labels({"widens": PutOn("widens", "octocat")}, refused=marks_of_stops([found]))
    allowed = refuse_broken(plan, found, labels, whose="of the working tree")
    assert allowed.refusals == ()
    assert [notice.code for notice in allowed.notices] == ["policy-allowed", "policy-broken-before"]
    assert "octocat" in allowed.notices[0].message


def test_a_policy_that_only_warns_stops_nothing() -> None:
    changes = (change("a", BOTH, VIP),)
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    found = report(policy("within", CONSENTED, severity=Severity.WARNING), *changes)
    warned = refuse_broken(plan, found, NO_LABELS, whose="")
    assert (warned.refusals, [notice.code for notice in warned.notices]) == ((), ["policy-warning"])
    assert describe(found.results[0]) in warned.notices[0].message


def test_every_segment_and_rule_is_one_question() -> None:
    assert report(policy("within", CONSENTED), change("a", BOTH, BOTH), change("b", VIP, VIP)).asked == 2
    assert isinstance(change("a", BOTH, BOTH), Unchanged)


def test_labels_are_looked_for_if_one_of_several_results_could_be_allowed_by_one() -> None:
    labelled, plain = policy("never-wider", labels=("widens",)), policy("never-wider")
    allowed, fixed = (ask(each, change("a", VIP, GOLD)) for each in (labelled, plain))
    assert needs_label(PolicyReport(2, (*allowed, *fixed)))
    assert not needs_label(PolicyReport(1, fixed))
    assert not needs_label(PolicyReport(1, ask(labelled, change("a", GOLD, VIP))))
