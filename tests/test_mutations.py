"""``scripts/mutations``: what it changes is code that is there, and what it says of equivalent mistakes still fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.mutations.__main__ import Area, read_areas
from scripts.mutations.operators import find_mutations

ROOT = Path(__file__).parent.parent
AREAS = read_areas()
CODE = b'''
def rule(values: list[int], most: int = 3) -> bool:
    """Say something about 5 values."""
    if values and not any(values):
        raise ValueError("no value")
    return len([value for value in values if value > most]) == 1
'''
PARTS = b"""
def merge(plan, more, kinds):
    found = replace(plan, notices=(*plan.notices, *more), left=())
    return found.ids - kinds
"""


def test_a_mistake_is_made_wherever_one_can_be_made_and_nowhere_else() -> None:
    assert {(mutation.before, mutation.after) for mutation in find_mutations("rule.py", CODE)} == {
        ("values and not any(values)", "(values or not any(values))"),
        ("values and not any(values)", "(not any(values))"),
        ("values and not any(values)", "(values)"),
        ("not any(values)", "(any(values))"),
        ("any(values)", "(all(values))"),
        ('raise ValueError("no value")', "pass"),
        ("[value for value in values if value > most]", "([value for value in values])"),
        ("len([value for value in values if value > most]) == 1", "(len([value for value in values if value > most]) != 1)"),
        ("value > most", "(value >= most)"),
        ("1", "(2)"),
    }


def test_a_part_of_what_is_put_together_is_left_out() -> None:
    assert {(mutation.before, mutation.after) for mutation in find_mutations("merge.py", PARTS)} == {
        ("replace(plan, notices=(*plan.notices, *more), left=())", "(replace(plan, notices=(*plan.notices, *more)))"),
        ("replace(plan, notices=(*plan.notices, *more), left=())", "(replace(plan, left=()))"),
        ("(*plan.notices, *more)", "(*plan.notices,)"),
        ("(*plan.notices, *more)", "(*more,)"),
        ("found.ids - kinds", "(found.ids)"),
    }


def test_a_mistake_changes_its_place_and_nothing_else() -> None:
    (changed,) = [mutation.apply_to(CODE) for mutation in find_mutations("rule.py", CODE) if mutation.before == "value > most"]
    assert changed == CODE.replace(b"value > most", b"(value >= most)")


def test_there_are_at_least_150_mistakes() -> None:
    assert sum(len(area.mutations(None)) for area in AREAS) >= 150


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_an_area_names_what_is_there(area: Area) -> None:
    assert [path for path in (*area.files, *area.tests, *area.promises) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_each_mistake_can_be_read_by_python_and_each_equivalent_one_can_still_be_made(area: Area) -> None:
    mutations = area.mutations(0)
    for mutation in mutations:
        compile(mutation.apply_to((ROOT / mutation.file).read_bytes()), mutation.file, "exec")
    assert sorted(area.equivalent.keys() - {mutation.name for mutation in mutations}) == []
