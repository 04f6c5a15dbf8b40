"""Counts never contradict proof, over generated folders, changes and people; and mistakes in counting are seen by that alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from segments_as_code.audience import duckdb_engine
from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.impact import find_contradiction, questions_of_plan
from segments_as_code.audience.population import Count, Counts
from segments_as_code.audience.questions import Question
from segments_as_code.audience.sources import Export
from segments_as_code.audience.sql import Measures, print_counts
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.document import Json
from segments_as_code.model.plan import key_of
from segments_as_code.model.segment import Reference
from segments_as_code.model.settings import Settings
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import judge
from tests.audience.worlds import AS_OF
from tests.builders import desired, ours, planned

PINPOINT = PinpointDialect()
FOLDERS, SEGMENTS, PEOPLE = 3, 20, 400


def block(rng: Random) -> Json:
    """Return criteria over so few values that changes often let people in or out on one side alone."""
    values: list[Json] = [*rng.sample("abc", rng.randint(1, 2))]
    attribute: Json = {"AttributeType": rng.choice(["INCLUSIVE", "EXCLUSIVE"]), "Values": values}
    metric: Json = {"ComparisonOperator": rng.choice(["GREATER_THAN", "LESS_THAN"]), "Value": rng.randint(1, 4)}
    found: dict[str, Json] = {"Attributes": {"plan": attribute}, "Metrics": {"score": metric}}
    return {section: found[section] for section in rng.sample(sorted(found), rng.choice([1, 1, 2]))}


def group(rng: Random, before: int) -> Json:
    sources: list[Json] = [{"Ref": f"s{rng.randrange(before)}"}] if before and rng.random() < 0.6 else []
    how: dict[str, Json] = {"Type": rng.choice(["ALL", "ANY", "NONE"]), "SourceType": rng.choice(["ALL", "NONE"])}
    return {**how, "SourceSegments": sources, "Dimensions": [block(rng) for _ in range(rng.randint(1, 2))]}


def folder(rng: Random) -> dict[str, list[Json]]:
    return {f"s{index}": [group(rng, index) for _ in range(rng.randint(1, 2))] for index in range(SEGMENTS)}


def edited(groups: list[Json], rng: Random) -> list[Json]:
    """Return groups of which one has a block more or fewer, or there is one group more or fewer; or as they were."""
    extra: Json = {"Type": "ALL", "SourceType": "ALL", "SourceSegments": [], "Dimensions": [block(rng)]}
    return rng.choice([groups, groups, groups[:1], [*groups, extra]])


@dataclass(frozen=True)
class Change:
    """What is proven of a plan, and what to count for it in an export."""

    verdicts: Verdicts
    questions: tuple[Question, ...]
    people: str

    def counts(self) -> Counts:
        with TemporaryDirectory() as place:
            file = Path(place) / "part-0.json"
            file.write_text(self.people)
            return DuckDbPopulation(Export([file], "lines")).count(self.questions, AS_OF)


@cache
def counted(seed: int) -> Counts:
    return change(seed).counts()


def to_id(reference: Reference) -> Reference:
    return replace(reference, key=None, id=f"id-{reference.key}")


@cache
def change(seed: int) -> Change:
    rng = Random(seed)  # noqa: S311  # the same change each time
    before = folder(rng)
    after = {key: edited(groups, rng) for key, groups in before.items()}

    def definition(key: str, groups: list[Json]) -> Mapping[str, Json]:
        how = Random(key).choice(["ALL", "ALL", "ANY", "NONE"])  # noqa: S311
        return PINPOINT.canonical({"Name": key, "SegmentGroups": {"Include": how, "Groups": groups}})

    there = [ours(key, PINPOINT.replace_references(definition(key, groups), to_id)) for key, groups in before.items()]
    plan = planned([desired(key, definition(key, groups)) for key, groups in after.items()], there, dialect=PINPOINT)
    questions = questions_of_plan(plan, PINPOINT, Settings(), [key_of(each) for each in plan.changes])
    people = [
        {
            "Attributes": {"plan": rng.sample("abcd", rng.randint(0, 2))},
            "Metrics": {"score": rng.randint(0, 5)} if rng.random() < 0.8 else {},
        }
        for _ in range(PEOPLE)
    ]
    return Change(judge(plan, PINPOINT), tuple(questions), "".join(f"{json.dumps(person)}\n" for person in people))


@pytest.mark.parametrize("seed", range(FOLDERS))
def test_counts_never_contradict_proof(seed: int) -> None:
    counts = counted(seed)
    assert find_contradiction(change(seed).verdicts, counts) is None
    proven = [*change(seed).verdicts.changed.values(), *change(seed).verdicts.also]
    one_sided = [each for each in proven if each.relation is not None and False in {each.relation.enters, each.relation.leaves}]
    assert len(one_sided) >= 3  # else the assertion above would say little
    assert sum(bool(count.gained or count.lost) for count in counts.segments) >= 3


WRONG_SQL: Mapping[str, tuple[str, str, int]] = {
    "NONE is forgotten in one place": (r"\(NOT (s\d+)\)", r"\1", 5),
    "whoever stays comes in": (r"(s\d+) AND NOT (s\d+)", r"\1 AND \2", 0),
}
"""What is printed otherwise, and from which place on: a mistake that is made everywhere moves nobody."""


@pytest.mark.parametrize("name", WRONG_SQL)
def test_a_mistake_in_printing_is_seen_by_the_proof(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern, replacement, place = WRONG_SQL[name]

    def wrong(*arguments: object, **named: object) -> Measures:
        right = print_counts(*arguments, **named)  # type: ignore[arg-type]
        start = [*re.finditer(pattern, right.sql)][place].start()
        return replace(right, sql=right.sql[:start] + re.sub(pattern, replacement, right.sql[start:], count=1 if place else 0))

    monkeypatch.setattr(duckdb_engine, "print_counts", wrong)
    assert find_contradiction(change(0).verdicts, change(0).counts()) is not None


WRONG_COUNTS: Mapping[str, Callable[[Count], Count]] = {
    "the sides are swapped": lambda count: replace(count, before=count.after, after=count.before, gained=count.lost, lost=count.gained),
    "coming and going are swapped": lambda count: replace(count, gained=count.lost, lost=count.gained),
    "everybody who is in it comes in": lambda count: replace(count, gained=count.after),
    "everybody who was in it goes out": lambda count: replace(count, lost=count.before),
}


@pytest.mark.parametrize("name", WRONG_COUNTS)
def test_a_mistake_in_counting_is_seen_by_the_proof(name: str) -> None:
    counts = counted(0)
    wrong = replace(counts, segments=[WRONG_COUNTS[name](each) for each in counts.segments])
    assert find_contradiction(change(0).verdicts, wrong) is not None
