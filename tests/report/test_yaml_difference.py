"""A difference shows every change, and both sides can be read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.report.yaml_difference import Line, Side, condense, find_difference

_lines = st.lists(st.sampled_from(["a:", "  b:", "    - c", "    - d", "  e: 1", "f: 2"]), max_size=30)


def _side(lines: list[Line], side: Side) -> list[str]:
    return [line.text for line in lines if line.side in {Side.BOTH, side}]


@given(_lines, _lines, st.sampled_from([1, 20]))
def test_both_sides_are_in_the_difference_in_their_order(before: list[str], after: list[str], times: int) -> None:
    before, after = before * times, after * times
    lines = find_difference(before, after)
    assert (_side(lines, Side.BEFORE), _side(lines, Side.AFTER)) == (before, after)


def test_a_value_among_thousands_is_the_only_change() -> None:
    before = [f"- {number:05}" for number in range(5_000)]
    after = [*before[:2_500], "- new", *before[2_500:4_000], *before[4_001:]]
    changed = [str(line) for line in find_difference(before, after) if line.side is not Side.BOTH]
    assert changed == ["+ - new", "- - 04000"]


def test_what_is_far_from_a_change_is_left_out_and_what_leads_to_it_stays() -> None:
    before = [
        "Name: A",
        "Dimensions:",
        "  Attributes:",
        *(f"    a{index}: x" for index in range(9)),
        "    city:",
        "      Values:",
        "        - Berlin",
    ]
    shown = condense(find_difference(before, [*before, "        - Paris"]), 100)
    assert list(map(str, shown)) == [
        "  Name: A",
        "  Dimensions:",
        "    Attributes:",
        "      … 9 unchanged lines",
        "      city:",
        "        Values:",
        "          - Berlin",
        "+         - Paris",
    ]


@pytest.mark.parametrize("most", [1, 5, 12])
def test_what_is_cut_off_is_counted(most: int) -> None:
    lines = condense(find_difference([], [f"- {number}" for number in range(50)]), most)
    assert str(lines[-1]) == f"  … {50 - most} more changed lines"
    assert len(lines) == most + 1
