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


@given(counted(), st.lists(st.tuples(st.integers(0, 160), st.integers(0, 160)), max_size=3))
def test_numbers_of_criteria_give_no_few_people_away(world: tuple[Counts, int], found: list[tuple[int, int]]) -> None:
    counts, population = world
    segment, after = hide_few(counts, population), counts.after or 0
    criteria = [CriterionCounts("a.yaml:1:1", "x", alone, without) for alone, without in found]
    told = hide_few_of_criteria(segment, criteria, after=after, population=population)
    assert all(not each.hidden or each.is_rounded for each in told)
    shown = [number for each in told for number in (each.alone, each.without) if number is not None]
    assert not any(0 < number < FEWEST for number in shown)
    if all(not each.is_rounded for each in told):
        known = [*shown, *segment.numbers().values(), *segment.otherwise.values(), population] if told else []
        assert not any(0 < abs(one - other) < FEWEST for one, other in combinations(known, 2))
    else:
        assert all(number % 10 == 0 for number in shown)


@pytest.mark.parametrize(
    ("alone", "without", "shown"),
    [
        (200, 500, (200, 500, False)),
        (103, 500, (100, 500, True)),
        (200, 993, (200, 990, True)),
        (7, 500, (None, 500, True)),
        (200, 81, (200, 80, True)),
        (200, 204, (200, 200, True)),
        (0, 0, (0, 0, False)),
    ],
)
def test_numbers_of_a_criterion_are_rounded_with_those_of_its_segment(
    alone: int, without: int, shown: tuple[int | None, int | None, bool]
) -> None:
    segment = Counts(after=100, reachable=80)
    (told,) = hide_few_of_criteria(segment, [CriterionCounts("a", "x", alone, without)], after=100, population=1_000)
    assert (told.alone, told.without, told.is_rounded) == shown
