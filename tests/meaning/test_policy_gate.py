"""What is said and written of policies that do not hold: refusals, notices, problems and the plan's JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.document import Location
from segments_as_code.model.plan import Notice, Plan, Refusal
from segments_as_code.model.policy import PolicyReport, PolicyResult, Rule, Status
from segments_as_code.model.problem import Severity
from segments_as_code.plan.policy_gate import NO_LABELS, policy_json, policy_problem, refuse_broken
from tests.builders import TARGET
from tests.meaning.test_policy_checks import policy

PLAN = Plan(TARGET, (), {}, (), (), (), "0" * 64)
RULES: tuple[Rule, ...] = ("within", "apart-from", "same-as", "never-wider", "never-narrower", "not-everybody", "not-nobody")


def result(rule: Rule = "within", status: Status = "broken", **more: object) -> PolicyResult:
    return replace(PolicyResult(policy(rule, name="consent"), "a", rule, status, "somebody comes in"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("status", "code"), [("broken", "policy-broken"), ("undecided", "policy-undecided")])
def test_each_rule_is_refused_with_its_code_and_what_would_meet_it(rule: Rule, status: Status, code: str) -> None:
    (refusal,) = refuse_broken(PLAN, PolicyReport(1, [result(rule, status)]), NO_LABELS, whose="of the commit c3c3c3c").refusals
    assert refusal.code == code
    assert refusal.remedy.startswith("change the definitions so that ")
    assert "(Policies of the commit c3c3c3c.)" in refusal.message


def test_a_problem_stands_at_the_segment_and_names_the_policy_or_at_the_policy_if_there_is_no_segment() -> None:
    at = Location("a.yaml", 3, 1)
    one = result()
    assert (policy_problem(one, at).location, policy_problem(one, at).related) == (at, (one.policy.location,))
    assert (policy_problem(one, None).location, policy_problem(one, None).related) == (one.policy.location, ())
    assert policy_problem(result(), at).severity is Severity.ERROR


def test_the_plan_json_has_every_member_of_a_result() -> None:
    one = result(person="x", example={"Attributes": {"a": "b"}}, is_old=True, through=("base",))
    assert policy_json(PolicyReport(4, [one])) == {
        "asked": 4,
        "results": [
            {
                "policy": "consent",
                "key": "a",
                "rule": "within",
                "status": "broken",
                "severity": "error",
                "stops": False,
                "before": True,
                "reason": "somebody comes in",
                "example": {"Attributes": {"a": "b"}},
                "through": ["base"],
            }
        ],
    }


def test_a_few_of_what_was_broken_before_are_named_and_the_rest_is_counted() -> None:
    results = [replace(result(is_old=True), key=f"s{number}") for number in range(7)]
    (notice,) = refuse_broken(PLAN, PolicyReport(7, results), NO_LABELS, whose="").notices
    assert (notice.code, notice.message.count("breaks the policy"), "; and 2 more." in notice.message) == ("policy-broken-before", 5, True)
    assert notice.keys == tuple(f"s{number}" for number in range(7))


def test_what_was_broken_before_and_stops_the_plan_is_a_refusal_alone() -> None:
    strict = replace(result(is_old=True), policy=policy("within", name="consent", is_strict=True))
    refused = refuse_broken(PLAN, PolicyReport(1, [strict]), NO_LABELS, whose="")
    assert (len(refused.refusals), refused.notices) == (1, ())


def test_a_few_that_were_broken_before_are_all_named() -> None:
    (notice,) = refuse_broken(PLAN, PolicyReport(1, [result(is_old=True)]), NO_LABELS, whose="").notices
    assert notice.message == "this was so before the change: a breaks the policy “consent”: somebody comes in."


def test_a_message_says_through_which_changed_segments_it_comes() -> None:
    (refusal,) = refuse_broken(PLAN, PolicyReport(1, [result(through=("base", "mid", "c", "d"))]), NO_LABELS, whose="x").refusals
    assert "It comes through base, mid, c." in refusal.message


def test_what_a_plan_was_refused_for_and_told_already_stays_beside_what_policies_say() -> None:
    before = replace(PLAN, refusals=(Refusal("protected", "m", "r"),), notices=(Notice("name-taken", "m"),))
    warning = replace(result(), policy=policy("within", name="other", severity=Severity.WARNING))
    held = refuse_broken(before, PolicyReport(2, [result(), warning]), NO_LABELS, whose="x")
    assert [refusal.code for refusal in held.refusals] == ["protected", "policy-broken"]
    assert [notice.code for notice in held.notices] == ["name-taken", "policy-warning"]
