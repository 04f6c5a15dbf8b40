"""What a service is asked to estimate for a plan; and no answer gives away how many of a few people are in a segment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.audience_port import Estimate
from segments_as_code.model.audience import NUMBERS, Counts, hide_few
from segments_as_code.model.plan import Plan, Recreate
from segments_as_code.plan.estimation import Question, find_questions, make_audience
from tests.builders import TOY, desired, ours, planned, toy

AS_OF = "2026-11-28T09:00:00Z"


def on(key: str) -> dict[str, str]:
    return {"Ref": key}


def asked(plan: Plan, *keys: str) -> dict[tuple[str, str], object]:
    """Return, by key and side, the definition that is asked about, or why it cannot be."""
    questions = find_questions(plan, TOY, keys or None)
    return {(question.key, question.side): question.definition or question.reason for question in questions}


def test_before_is_what_is_deployed_and_after_is_what_the_files_say() -> None:
    plan = planned([desired("a", toy("a", "x")), desired("new", toy("new", "n"))], [ours("a", toy("a", "y")), ours("gone", toy("gone"))])
    assert asked(plan) == {
        ("a", "before"): toy("a", "y"),
        ("a", "after"): toy("a", "x"),
        ("new", "after"): toy("new", "n"),
        ("gone", "before"): toy("gone"),
    }
    assert {key for key, _ in asked(plan, "a")} == {"a"}


def test_a_source_is_named_by_its_id_if_it_stays_as_it_is() -> None:
    files = [desired("base", toy("base", "b")), desired("top", toy("top", "t", on=[on("base")]))]
    plan = planned(files, [ours("base", toy("base", "b")), ours("top", toy("top", on=[{"Id": "id-base"}]))])
    assert asked(plan, "top") == {
        ("top", "before"): toy("top", on=[{"Id": "id-base"}]),
        ("top", "after"): toy("top", "t", on=[{"Id": "id-base"}]),
    }


@pytest.mark.parametrize("deployed", [[ours("base", toy("base", "old"))], []])
def test_after_cannot_be_asked_if_a_source_changes_directly_or_through_others(deployed: list[object]) -> None:
    files = [
        desired("base", toy("base", "new")),
        desired("middle", toy("middle", on=[on("base")])),
        desired("top", toy("top", on=[on("middle")])),
    ]
    there = [*deployed, ours("middle", toy("middle", on=[{"Id": "id-base"}]))]
    found = asked(planned(files, there))  # type: ignore[arg-type]
    assert found["top", "after"] == "it builds on base, middle, which the plan changes too" if not deployed else True
    assert "it builds on base" in str(found["top", "after"])
    assert "it builds on base" in str(found["middle", "after"])
    assert found["base", "after"] == toy("base", "new")


def test_a_name_alone_changes_nobody_so_what_builds_on_it_can_be_asked() -> None:
    files = [desired("base", toy("Other name", "b")), desired("top", toy("top", on=[on("base")]))]
    plan = planned(files, [ours("base", toy("base", "b"))])
    assert asked(plan)["top", "after"] == toy("top", on=[{"Id": "id-base"}])


def test_what_a_killed_recreation_has_deleted_is_not_known() -> None:
    plan = planned([desired("a", toy("a", "x"))], [ours("a", toy("a", "y"))])
    (change,) = plan.changes
    half = Recreate(change.desired, change.deployed, (), {}, "f", is_half_done=True)  # type: ignore[union-attr]
    found = asked(replace(plan, changes=(half,)))
    assert "an earlier run has deleted the segment" in str(found["a", "before"])
    assert found["a", "after"] == toy("a", "x")


def test_each_answer_goes_to_its_question_and_a_missing_number_has_its_reason() -> None:
    plan = planned([desired("a", toy("a"))], [])
    questions = [Question("a", "before", None, "it is not there"), Question("a", "after", toy("a")), Question("b", "before", toy("b"))]
    audience = make_audience(plan, questions, [Estimate(120), Estimate(None, "it failed")], as_of=AS_OF)
    assert audience.segments == {
        "a": Counts(after=120, reasons={"before": "it is not there"}),
        "b": Counts(reasons={"before": "it failed"}),
    }
    assert (audience.plan, audience.source.kind, audience.source.scope) == (plan.digest, "estimate", plan.target.scope)


counts = st.integers(0, 60) | st.integers(0, 10**7)
EVERY = st.builds(Counts, **{name: st.none() | counts for name in NUMBERS})


@given(EVERY, st.none() | st.integers(0, 10**7))
def test_no_number_and_no_difference_of_two_is_about_fewer_than_ten_people(given_: Counts, population: int | None) -> None:
    shown = hide_few(given_, population).numbers()
    every = [*shown.values(), *(one - other for one in shown.values() for other in shown.values())]
    assert not [number for number in every if 0 < abs(number) < 10]
    if population is not None and any(0 < population - getattr(given_, name) < 10 for name in shown):
        assert all(number % 10 == 0 for number in shown.values())  # nearly everybody is not few: it is rounded


@given(EVERY)
def test_a_hidden_number_cannot_be_computed_from_the_others(given_: Counts) -> None:
    made = hide_few(given_)
    assert made.is_rounded or made == given_
    if made.is_rounded:
        assert all(number % 10 == 0 for number in made.numbers().values())
    assert set(made.hidden) == {name for name, number in given_.numbers().items() if 0 < number < 10}
    assert hide_few(made) == made


def test_zero_is_shown_and_a_change_of_three_people_is_not() -> None:
    assert hide_few(Counts(before=500, after=0)) == Counts(before=500, after=0)
    assert hide_few(Counts(before=12340, after=12343)) == Counts(before=12340, after=12340, is_rounded=True)
    assert hide_few(Counts(before=12340, after=7)) == Counts(before=12340, hidden=("after",), is_rounded=True)
