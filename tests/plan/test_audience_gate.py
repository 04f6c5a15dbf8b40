"""Limits for numbers of people: what refuses a plan, what is a notice, and what a label allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.audience import Audience, AudienceSource, Counts, hide_few
from segments_as_code.model.comment import PutOn
from segments_as_code.model.document import Location
from segments_as_code.model.plan import Plan
from segments_as_code.model.policy import GrowthQuestion, Policy, Selector
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import Lifecycle, Neighbour, Reference, SegmentKind, Usage
from segments_as_code.plan.audience_gate import (
    BrokenLimit,
    answer_growth,
    find_broken_limits,
    label_of,
    limits_from,
    limits_json,
    refuse_broken_limits,
    refuse_unless_allowed,
    seal,
)
from segments_as_code.plan.policy_gate import Labels
from segments_as_code.review.comment_header import limits_line, read_limits, refused_line
from tests.builders import TOY, desired, ours, planned, toy

EVERYBODY = 1_000_000
LIVE = Usage("id-a", "campaign", "c", "Winter sale", "SCHEDULED", live=True)


def plan_of(*usages: Usage, lifecycle: Lifecycle | None = None) -> Plan:
    """Return a plan that changes the segment a."""
    return planned([desired("a", toy("a", "x", "y"), lifecycle=lifecycle or Lifecycle())], [ours("a", toy("a", "x"))], usages=usages)


def audience(kind: str = "export", /, **numbers: int) -> Audience:
    """Return the numbers of the segment a; who comes in and who goes out follows from them."""
    before, after = numbers["before"], numbers["after"]
    both = numbers.pop("both", min(before, after))
    moved = Counts(before, after, both, gained=after - both, lost=before - both, unknown=numbers.get("unknown"))
    counts = hide_few(moved, EVERYBODY)
    return Audience("2026-10-28T18:02:00Z", AudienceSource(kind, "toy", "box-1", "eu-west-1", "e"), "", {"a": counts}, EVERYBODY)


def codes(plan: Plan, counted: Audience) -> tuple[list[str], list[str]]:
    """Return the codes of limits that stop a plan, and of those that do not."""
    broken = find_broken_limits(plan, counted, TOY.nouns)
    return [limit.code for limit in broken if limit.stops], [limit.code for limit in broken if not limit.stops]


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"before": 10_000, "after": 15_001}, "audience-grows"),
        ({"before": 0, "after": 1_000}, "audience-grows"),
        ({"before": 10_000, "after": 15_000}, ""),
        ({"before": 1_000, "after": 1_900}, ""),
        ({"before": 10_000, "after": 4_900}, "audience-shrinks"),
        ({"before": 10_000, "after": 5_000}, ""),
        ({"before": 1_500, "after": 600}, ""),
        ({"before": 10_000, "after": 10_000, "both": 7_000}, "audience-turnover"),
        ({"before": 10_000, "after": 10_000, "both": 7_500}, ""),
        ({"before": 900, "after": 900, "both": 450}, ""),
        ({"before": 12, "after": 0}, "audience-emptied"),
        ({"before": 3, "after": 0}, "audience-emptied"),
        ({"before": 0, "after": 0}, ""),
        ({"before": 499_990, "after": 500_010}, "audience-most"),
        ({"before": 500_001, "after": 600_000}, ""),
    ],
)
def test_a_limit_refuses_a_plan_only_in_live_use(numbers: dict[str, int], code: str) -> None:
    expected = [code] if code else []
    assert codes(plan_of(LIVE), audience(**numbers)) == (expected, [])
    assert codes(plan_of(), audience(**numbers)) == ([], expected)
    assert codes(plan_of(replace(LIVE, live=False)), audience(**numbers)) == ([], expected)
    for kind in ("estimate", "invented"):
        assert codes(plan_of(LIVE), audience(kind, **numbers)) == ([], expected)


def test_a_segment_that_nobodys_files_have_is_in_live_use_too() -> None:
    plan = replace(plan_of(), usages=(replace(LIVE, segment_id="id-far"),))
    assert codes(plan, audience(before=12, after=0)) == ([], ["audience-emptied"])
    near = Neighbour("id-near", "near", SegmentKind.DYNAMIC, (Reference(id="id-a"),))
    far = Neighbour("id-far", "far", SegmentKind.DYNAMIC, (Reference(id="id-near"),))
    assert codes(replace(plan, neighbours=(near, far)), audience(before=12, after=0)) == (["audience-emptied"], [])


@pytest.mark.parametrize(
    ("before", "after", "stops", "warns"),
    [
        (100, 150, [], []),
        (100, 500, ["audience-above-limit"], []),
        (480, 500, ["audience-above-limit"], []),
        (500, 480, [], ["audience-above-limit"]),
        (480, 480, [], ["audience-above-limit"]),
        (100, 30, ["audience-below-limit"], []),
        (100, 4, ["audience-below-limit"], []),
        (30, 45, [], ["audience-below-limit"]),
    ],
)
def test_a_files_own_limit_refuses_what_moves_further_beyond_it(before: int, after: int, stops: list[str], warns: list[str]) -> None:
    plan = plan_of(LIVE, lifecycle=Lifecycle(most=400, least=50))
    assert codes(plan, audience(before=before, after=after)) == (stops, warns)


def test_people_who_are_not_known_to_be_in_it_make_a_notice() -> None:
    plan = plan_of(LIVE)
    assert codes(plan, audience(before=10_000, after=16_000, unknown=5_000)) == ([], ["audience-grows"])
    assert codes(plan, audience(before=10_000, after=14_000, unknown=5_000)) == ([], [])
    assert codes(plan, audience(before=0, after=0, unknown=900_000)) == ([], [])
    assert codes(plan, audience(before=10_000, after=40_000, unknown=5_000)) == (["audience-grows"], [])
    assert codes(plan, audience(before=900, after=0, unknown=20)) == ([], ["audience-emptied"])
    (broken,) = find_broken_limits(plan, audience(before=10_000, after=16_000, unknown=5_000), TOY.nouns)
    assert broken.message == (
        f"a may grow from 10,000 to 16,000 {TOY.nouns.members}, by more than half. Of 5,000 it cannot be known whether they are in it. "
        "The campaign Winter sale uses it."
    )


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"before": 300_000, "after": 501_000, "unknown": 200_000}, "audience-most"),  # it may grow by more than half
        ({"before": 10_000, "after": 0, "unknown": 20}, "audience-shrinks"),  # it may have nobody
        ({"before": 10_000, "after": 15_500, "unknown": 3_000, "both": 500}, "audience-turnover"),  # it may grow by more than half
    ],
)
def test_a_limit_that_only_may_be_broken_hides_none_that_is(numbers: dict[str, int], code: str) -> None:
    assert codes(plan_of(LIVE), audience(**numbers)) == ([code], [])


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_message_says_more_than_what_is_shown(before: int, gained: int, kept: int) -> None:
    both = min(kept, before)
    counted = audience(before=before, after=both + gained, both=both)
    shown = counted.segments["a"]
    for limit in find_broken_limits(plan_of(LIVE, lifecycle=Lifecycle(most=5, least=70)), counted, TOY.nouns):
        numbers = {word.strip(".,;:") for word in limit.message.split() if word.strip(".,;:").isdigit()} - {"5", "70", "10"}
        assert numbers <= {str(number) for number in shown.numbers().values()}


# ── policies ─────────────────────────────────────────────────────────────────────────────────────────────────────────

POLICY = Policy(
    "little growth",
    (Selector("**"),),
    (),
    (),
    ("may-grow",),
    Severity.ERROR,
    is_undecided_broken=True,
    is_strict=False,
    location=Location("segments/policies.yaml"),
    most_growth=Decimal(20),
)


@pytest.mark.parametrize(
    ("policy", "counted", "code", "stops"),
    [
        (POLICY, audience(before=1_000, after=1_200), "", False),
        (POLICY, audience(before=1_000, after=1_210), "policy-broken", True),
        (POLICY, audience(before=0, after=100), "policy-broken", True),
        (POLICY, audience(before=100, after=0), "", False),
        (POLICY, audience(before=1_000, after=1_100, unknown=500), "policy-warning", False),
        (POLICY, audience("estimate", before=1_000, after=5_000), "policy-warning", False),
        (POLICY, None, "policy-warning", False),
        (replace(POLICY, is_uncounted_broken=True), None, "policy-undecided", True),
        (replace(POLICY, severity=Severity.WARNING), audience(before=1_000, after=5_000), "policy-warning", False),
    ],
)
def test_a_policy_about_growth_is_answered_by_a_count(policy: Policy, counted: Audience | None, code: str, stops: bool) -> None:  # noqa: FBT001
    for plan, is_live in ((plan_of(LIVE), True), (plan_of(), False)):
        found = answer_growth(plan, [GrowthQuestion(policy, "a", "a")], counted)
        broken = [limit for limit in find_broken_limits(plan, counted, TOY.nouns, found, whose="of c3") if limit.labels == ("may-grow",)]
        expected = "policy-warning" if code and not is_live else code
        assert [(limit.code, limit.stops) for limit in broken] == ([(expected, stops and is_live)] if code else [])
        if counted is None:
            assert "whether it grows by more than 20 % is not known, because nobody was counted" in broken[0].message


def test_no_option_allows_what_a_policy_refuses() -> None:
    plan, counted = plan_of(LIVE), audience(before=1_000, after=5_000)
    found = answer_growth(plan, [GrowthQuestion(POLICY, "a", "a")], counted)
    broken = find_broken_limits(plan, counted, TOY.nouns, found, whose="of the working tree")
    assert {refusal.code for refusal in refuse_unless_allowed(plan, broken, None).refusals} == {"policy-broken", "audience-grows"}
    allowed = refuse_unless_allowed(plan, broken, plan.digest[:6])
    assert [refusal.code for refusal in allowed.refusals] == ["policy-broken"]
    assert [notice.code for notice in allowed.notices][-1:] == ["audience-allowed"]
    for wrong in (plan.digest[:5], "0" * 6, f"{plan.digest}0"):
        assert len(refuse_unless_allowed(plan, broken, wrong).refusals) == 2


# ── labels and the comment ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_label_allows_what_the_comment_said_and_no_other_numbers() -> None:
    plan = plan_of(LIVE)
    one, other = (find_broken_limits(plan, audience(before=1_000, after=after), TOY.nouns) for after in (5_000, 6_000))
    label = label_of(plan)
    labels = Labels({label: PutOn(label, "octocat")}, [limit.mark for limit in one])
    assert not refuse_broken_limits(plan, one, labels).refusals
    (refusal,) = refuse_broken_limits(plan, other, labels).refusals
    assert refusal.code == "audience-grows"
    assert f"The label {label} was added by octocat before the comment showed this refusal" in refusal.message
    assert f"put the label {label} on the pull request while this plan stands in the comment" in refusal.remedy


def test_a_merge_group_whose_labels_count_only_at_apply_refuses_only_what_no_label_allows() -> None:
    plan = plan_of(LIVE)
    broken = [*find_broken_limits(plan, audience(before=1_000, after=5_000), TOY.nouns), BrokenLimit("policy-broken", "a", "It grows.")]
    held = refuse_broken_limits(plan, broken, Labels(later="Asked later."))
    assert [refusal.code for refusal in held.refusals] == ["policy-broken"]
    assert [(notice.code, "Asked later." in notice.message) for notice in held.notices][-1] == ("audience-grows", True)


@given(st.lists(st.builds(BrokenLimit, st.sampled_from(["audience-grows", "policy-broken"]), st.text(), st.text(), st.tuples(st.text()))))
def test_an_apply_reads_what_the_comment_sealed_whatever_stands_in_it(limits: list[BrokenLimit]) -> None:
    sealed = seal(limits)
    assert bool(sealed) == bool(limits)
    line = limits_line(limits_json(sealed))
    assert "\n" not in line
    assert line.count("-->") == (1 if sealed else 0)
    body = f"text\n\n{line}\n{refused_line(['ab'])}" if sealed else "text"
    assert limits_from(read_limits(body)) == [*sealed]


def test_many_limits_are_sealed_in_little_room_and_all_of_them_count() -> None:
    many = [BrokenLimit("audience-grows", f"k{number}", "x" * 900) for number in range(1_000)]
    (one,) = seal(many)
    assert one.message.endswith("The same holds for 999 more segments.")
    policies = [BrokenLimit("policy-broken", f"k{number}", "x" * 900, (f"label-{number}",)) for number in range(1_000)]
    sealed = seal(policies)
    assert len(limits_line(limits_json(sealed))) < 15_000
    assert sealed[-1].labels == ()
    assert sealed[-1].stops


@pytest.mark.parametrize("said", [None, 5, [5], [["a"]], [["a", "b", "c", "d"]], [["a", 1, [], ""]], {"a": 1}])
def test_what_this_action_did_not_write_is_no_limit(said: object) -> None:
    assert limits_from(said) == []  # type: ignore[arg-type]
