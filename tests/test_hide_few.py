"""No number on a page is about fewer than ten people, nor can one be computed from the others of its segment."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.audience import FEWEST, Counts, CriterionCounts, hide_few, hide_few_of_criteria


@st.composite
def counted(draw: st.DrawFn) -> tuple[Counts, int]:
    """Return the counts of one segment of a small population, with numbers that fit together."""
    both, gained, lost, outside, unknown = (draw(st.integers(0, 40)) for _ in range(5))
    after = both + gained
    other = draw(st.integers(0, both + gained + lost + outside))
    counts = Counts(
        before=both + lost, after=after, both=both, gained=gained, lost=lost, reachable=draw(st.integers(0, after)), unknown=unknown,
        doubt=abs(other - after), otherwise={"exclusive-missing": other},
    )  # fmt: skip
    return counts, both + gained + lost + outside + unknown


@given(counted())
def test_exact_numbers_give_no_few_people_away(world: tuple[Counts, int]) -> None:
    counts, population = world
    shown = hide_few(counts, population)
    if shown.is_rounded:
        assert all(number % 10 == 0 for number in (*shown.numbers().values(), *shown.otherwise.values()))
        return
    known = [*shown.numbers().values(), *shown.otherwise.values(), population, (shown.before or 0) + (shown.gained or 0)]
    assert not any(0 < abs(one - other) < FEWEST for one, other in combinations(known, 2))
    assert not any(0 < number < FEWEST for number in known if number != population)


@given(counted())
def test_nobody_and_what_is_rounded_stay_near_the_truth(world: tuple[Counts, int]) -> None:
    counts, population = world
    shown = hide_few(counts, population)
    for name, number in shown.numbers().items():
        assert abs(number - counts.numbers()[name]) <= 5
    assert {name for name, number in counts.numbers().items() if 0 < number < FEWEST} == set(shown.hidden)


@pytest.mark.parametrize(
    ("counts", "population"),
    [
        (Counts(after=187, otherwise={"a": 190}), 1000),
        (Counts(after=500, otherwise={"a": 190, "b": 187}), 1000),
        (Counts(before=900, after=950, both=855, gained=95, lost=45), 1000),
        (Counts(after=995), 1000),
    ],
)
def test_numbers_that_differ_by_few_are_rounded(counts: Counts, population: int) -> None:
    assert hide_few(counts, population).is_rounded


@given(counted(), st.lists(st.tuples(st.none() | st.integers(0, 160), st.integers(0, 160)), max_size=3))
def test_numbers_of_criteria_are_in_tens_with_those_of_their_segment(
    world: tuple[Counts, int], found: list[tuple[int | None, int]]
) -> None:
    counts, population = world
    criteria = [CriterionCounts("a.yaml:1:1", "x", alone, without) for alone, without in found]
    told = hide_few_of_criteria(hide_few(counts, population), criteria, population)
    shown = [number for each in told.criteria for number in (each.alone, each.without) if number is not None]
    assert all(number % 10 == 0 for number in (*shown, *told.numbers().values(), *told.otherwise.values()))
    assert told.is_rounded
    assert all(each.is_rounded for each in told.criteria)


@pytest.mark.parametrize(
    ("alone", "without", "shown"),
    [
        (200, 500, (200, 500, ())),
        (103, 995, (100, 1000, ())),
        (7, 500, (None, 500, ("alone",))),
        (0, 9, (0, None, ("without",))),
        (None, 0, (None, 0, ())),
    ],
)
def test_few_of_a_criterion_are_hidden_and_nobody_is_zero(
    alone: int | None, without: int, shown: tuple[int | None, int | None, tuple[str, ...]]
) -> None:
    (told,) = hide_few_of_criteria(Counts(after=100), [CriterionCounts("a", "x", alone, without)], 1_000).criteria
    assert (told.alone, told.without, told.hidden) == shown
