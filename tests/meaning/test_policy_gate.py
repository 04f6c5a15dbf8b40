"""What is said and written of policies that do not hold: refusals, notices, problems and the plan's JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.comment import PutOn
from segments_as_code.model.document import Definition, Location
from segments_as_code.model.plan import Notice, Plan, Refusal
from segments_as_code.model.policy import Compared, PolicyReach, PolicyReport, PolicyResult, Rule, Status
from segments_as_code.model.problem import Severity
from segments_as_code.plan.policy_gate import (
    NO_LABELS,
    Labels,
    mark,
    marks_of_stops,
    needs_label,
    own_notices,
    policy_json,
    policy_problem,
    refuse_broken,
)
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


def test_what_is_not_proven_is_not_said_to_be_broken() -> None:
    (refusal,) = refuse_broken(PLAN, PolicyReport(1, [result(status="undecided")]), NO_LABELS, whose="x").refusals
    assert refusal.message.startswith("a is not proven to meet the policy “consent”: ")


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────

LABELLED = result(policy=policy("within", name="consent", labels=("one", "two")))
WARNING = replace(LABELLED, policy=replace(LABELLED.policy, severity=Severity.WARNING))


def refused(labels: Labels, one: PolicyResult = LABELLED) -> list[str]:
    return [refusal.message for refusal in refuse_broken(PLAN, PolicyReport(1, [one]), labels, whose="x").refusals]


def test_a_label_allows_what_the_comment_refused_when_it_was_added_and_nothing_else() -> None:
    on = {"two": PutOn("two", "octocat")}
    assert refused(Labels(on, refused={mark(LABELLED)})) == []
    (message,) = refused(Labels(on, refused={mark(result())}))
    assert message.endswith(" The label two was added by octocat before the comment showed this refusal, so it does not allow it.")
    (message,) = refused(Labels({"two": PutOn("two", "")}))
    assert message.endswith(" The label two was added before the comment showed this refusal, so it does not allow it.")


def test_a_label_with_a_fault_allows_nothing_and_the_first_fault_is_told() -> None:
    on = {"one": PutOn("one", "octocat", fault="the first"), "two": PutOn("two", "octocat", fault="the second")}
    for known in ({mark(LABELLED)}, set[str]()):
        (message,) = refused(Labels(on, refused=known))
        assert message.endswith(" The first.")
    assert refused(Labels({**on, "two": PutOn("two", "octocat")}, refused={mark(LABELLED)})) == []


def test_each_label_that_counts_for_one_that_a_policy_names_allows_it_and_the_first_is_told() -> None:
    def both(label: str) -> tuple[str, str]:
        return label, f"{label}-staging"

    (refusal,) = refuse_broken(PLAN, PolicyReport(1, [LABELLED]), Labels(labels_for=both), whose="x").refusals
    assert "put the label one or two on the pull request" in refusal.remedy
    for name in ("one", "two-staging"):
        assert refused(Labels({name: PutOn(name, "octocat")}, refused={mark(LABELLED)}, labels_for=both)) == []


def test_a_warning_needs_no_label_and_stays_a_warning_with_one() -> None:
    labels = Labels({"one": PutOn("one", "octocat")}, refused={mark(WARNING)})
    held = refuse_broken(PLAN, PolicyReport(1, [WARNING]), labels, whose="x")
    assert (held.refusals, [notice.code for notice in held.notices]) == ((), ["policy-warning"])
    assert not needs_label(PolicyReport(1, [WARNING]))


def test_a_mark_is_the_same_in_every_release_and_another_for_another_rule_policy_or_segment() -> None:
    """It stands in the comment, and the next release has to find it there."""
    one: Definition = {"Name": "x", "Values": 1}
    other: Definition = {"Values": 1, "Name": "x"}
    same = [result(policy=policy("within", name="p", rules=(("within", Compared(definition=each)),))) for each in (one, other)]
    assert mark(same[0]) == mark(same[1]) == "81603218cd"
    others = (result(key="b"), result("apart-from"), result(status="undecided"), result(policy=policy("within", name="q")), LABELLED)
    assert len({mark(each) for each in (result(), result("never-wider"), *others)}) == 7


def test_what_stops_is_marked_once_and_in_order() -> None:
    stops = [result(key=key) for key in "abcdef"]
    marks = marks_of_stops([PolicyReport(6, stops), PolicyReport(7, [*stops, result(key="old", is_old=True), WARNING])])
    assert marks == tuple(sorted(mark(each) for each in stops))


# ── policies of the change itself ────────────────────────────────────────────────────────────────────────────────────


def own(results: list[PolicyResult], held: list[PolicyResult] | None = None) -> list[str]:
    plan = replace(PLAN, refusals=(Refusal("protected", "m", "r"),), notices=(Notice("name-taken", "m"),))
    found = list(own_notices(plan, PolicyReport(9, results), PolicyReport(9, held or []), "c3c3c3c" * 5))
    assert [notice.code for notice in found] == ["policies-differ", *["policy-warning"] * (len(found) - 1)]
    return [notice.message for notice in found]


def test_a_change_with_other_policies_is_told_what_its_own_would_say() -> None:
    start = "this change has other policies or settings than the commit c3c3c3c, whose policies count until it is merged; "
    assert own([]) == [f"{start}under its own, it passes."]
    against = result(key="old", is_old=True)
    first, stopped, warned = own([result(), against])
    assert first == (
        f"{start}under its own, this plan would be refused for 1 of 9 questions, and 1 of 9 answers would stop nothing but are against it."
    )
    said = "breaks the policy “consent”: somebody comes in."
    assert stopped == f"under the policies of this change: a {said} (Policies of this change.)"
    assert warned == f"under the policies of this change, without stopping it: old {said}"
    assert own([against], [against]) == [f"{start}under its own, it passes, and 1 of 9 answers would stop nothing but are against it."]
    assert len(own([result()], [result()])) == 2


@pytest.mark.parametrize(("count", "named", "more"), [(4, 4, ""), (5, 5, ""), (6, 5, "1 more answers are against it."), (7, 5, "2 more")])
def test_a_few_of_its_answers_are_named_and_the_rest_is_counted(count: int, named: int, more: str) -> None:
    found = own([result(key=f"s{number}", is_old=True) for number in range(count)])[1:]
    assert sum("breaks the policy" in each for each in found) == named
    assert len(found) == named + bool(more)
    assert not more or more in found[-1]


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_five_are_all_named() -> None:
    (notice,) = refuse_broken(PLAN, PolicyReport(5, [result(is_old=True)] * 5), NO_LABELS, whose="").notices
    assert "more" not in notice.message
    reach = PolicyReach(policy("within"), moved=tuple((key, "was") for key in "abcde"))
    (notice,) = refuse_broken(PLAN, PolicyReport(0, (), [reach]), NO_LABELS, whose="").notices
    assert "more" not in notice.message.replace("no longer", "")


def test_a_notice_of_reach_names_every_segment_in_it() -> None:
    reach = PolicyReach(policy("within"), (("a", "was"),), ("b",), ("c",), (("d", "was"),), ("e",))
    (notice,) = refuse_broken(PLAN, PolicyReport(0, (), [reach]), NO_LABELS, whose="").notices
    assert notice.keys == ("a", "d", "b", "c", "e")
