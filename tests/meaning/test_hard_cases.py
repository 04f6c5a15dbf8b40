"""Large and odd definitions: an answer or "not proven", within a bound of steps, and never a crash."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import Given, Predicate, Ref
from segments_as_code.meaning.question import BUDGET
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.solver import Solver, Steps
from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.examples import examples
from tests.strategies import documents

OPEN = Assumptions(Readings(is_open=True))


def block(random: Random) -> dict[str, Json]:
    texts: list[Json] = [f"t{random.randrange(20)}" for _ in range(3)]
    how = random.choice(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "CONTAINS"])
    attribute: Json = {f"a{random.randrange(15)}": {"AttributeType": how, "Values": texts}}
    metric: Json = {
        f"m{random.randrange(8)}": {"ComparisonOperator": random.choice(["GREATER_THAN", "LESS_THAN"]), "Value": random.randrange(50)}
    }
    return {"Attributes": attribute, "Metrics": metric}


def hundred_criteria(random: Random, sources: list[str]) -> Predicate:
    """Return five groups of ten blocks of two criteria."""
    groups: list[Json] = []
    for _ in range(5):
        named: list[Json] = [{"Ref": key} for key in random.sample(sources, min(len(sources), random.randint(1, 2)))]
        blocks: list[Json] = [*(block(random) for _ in range(10))]
        group: Json = {"Type": random.choice(["ALL", "ANY", "ANY"]), "SourceType": "ALL", "SourceSegments": named, "Dimensions": blocks}
        groups.append(group)
    content: dict[str, Json] = {"SegmentGroups": {"Include": random.choice(["ALL", "ANY"]), "Groups": groups}}
    return lower(read_criteria(content), OPEN, lambda reference: Ref(reference.key or ""))


@pytest.mark.slow
def test_a_hundred_criteria_on_25_sources_nested_five_deep_have_an_answer_or_are_not_proven() -> None:
    random = Random(7)  # noqa: S311  # the same every time
    environment: dict[str, Predicate] = {}
    for level in range(5):
        below = [key for key in environment if key.startswith(f"{level - 1}-")]
        environment |= {f"{level}-{n}": hundred_criteria(random, below) for n in range(5)}
    top = hundred_criteria(random, [key for key in environment if key.startswith("4-")])
    changed = {**environment, "0-0": hundred_criteria(random, [])}
    found = relate(Meaning(top, environment), Meaning(top, changed))
    assert found.relation in {"same", "wider", "narrower", "overlapping", "disjoint", "same-or-wider", "same-or-narrower", "unknown"}
    assert found.relation != "unknown" or {each.code for each in found.undecided} <= {"out-of-steps", "not-read", "circles-or-dates"}


def test_a_question_never_takes_more_steps_than_its_budget() -> None:
    random = Random(3)  # noqa: S311  # the same every time
    meanings = [Meaning(hundred_criteria(random, []), {}) for _ in range(2)]
    solver = Solver(Steps(BUDGET))
    encoding = Encoding(meanings, solver)
    solver.solve([encoding.literal(meanings[0]), encoding.literal(meanings[1]) ^ 1])
    assert BUDGET - solver.steps.left <= BUDGET // 100


def _source(reference: Reference) -> Predicate:
    return Given("unread", reference.key or reference.id or "a source")


@examples(60)
@given(before=documents(), after=documents())
def test_any_two_definitions_that_the_schema_allows_are_compared_without_a_crash(before: dict[str, Json], after: dict[str, Json]) -> None:
    old, new = (Meaning(lower(read_criteria(content), OPEN, _source), {}) for content in (before, after))
    found = relate(old, new, steps=Steps(100_000))
    assert (found.enters is True) == (found.entering is not None)
    assert (found.leaves is True) == (found.leaving is not None)
    assert relate(old, old, steps=Steps(100_000)).relation == "same"
