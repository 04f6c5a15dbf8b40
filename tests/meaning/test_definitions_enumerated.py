"""Every answer of the prover about two definitions, under every reading that they touch, against everybody there could be.

The definitions take the way of a plan's: ``read_criteria``, ``lower``, ``relate``. Who is in them is decided by an evaluator that was
written on its own (``tests/pinpoint_semantics.py``), for each person of a small universe. MEANING_QUESTIONS sets how many questions are
asked; see CONTRIBUTING.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from random import Random

import pytest

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import LAST_ACTIVE, Given, Predicate, Ref, atoms
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Relation
from segments_as_code.model.document import Json
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.meaning.test_lower import NAMES
from tests.pinpoint_semantics import Endpoint, Reading, is_in

Content = dict[str, Json]
QUESTIONS = int(os.environ.get("MEANING_QUESTIONS", "300"))
DAYS = ("2023-01-01T00:00:00Z", "2023-01-01T12:00:00Z", "2023-06-30T00:00:00Z")
OTHER_TEXTS = ("w", "xyz", "2023-01-01", "2023-03-03T00:00:00Z")
CHANNELS = ("PUSH", "APNS", "GCM", "SMS", "EMAIL")
OUR_NAMES = {ours: (name, next(iter(words))) for name, (ours, words) in NAMES.items()}
"""The independent evaluator's name of each reading of ours, and the value of its that is not the default."""


# ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def attribute(rng: Random) -> Content:
    how = rng.choice(["INCLUSIVE", "EXCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN"])
    if how in {"INCLUSIVE", "EXCLUSIVE", "CONTAINS"}:
        values = rng.sample(("x", "y", "z"), rng.randint(1, 2))
    else:
        values = sorted(rng.choices(DAYS, k=2)) if how.endswith("BETWEEN") else [rng.choice(DAYS)]
    return {"Attributes": {"a": {"AttributeType": how, "Values": list(values)}}}


def metric(rng: Random) -> Content:
    operator = rng.choice(["GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL"])
    return {"Metrics": {"n": {"ComparisonOperator": operator, "Value": rng.randint(0, 2)}}}


def recency(rng: Random) -> Content:
    return {"Behavior": {"Recency": {"Duration": rng.choice(["DAY_7", "DAY_30"]), "RecencyType": rng.choice(["ACTIVE", "INACTIVE"])}}}


def channel(rng: Random) -> Content:
    values = rng.sample(CHANNELS, rng.randint(1, 2))
    return {"Demographic": {"Channel": {"DimensionType": rng.choice(["INCLUSIVE", "EXCLUSIVE"]), "Values": list(values)}}}


BLOCKS = {"attribute": attribute, "metric": metric, "recency": recency, "channel": channel}


@dataclass(frozen=True)
class Universe:
    """Two kinds of criteria, and everybody who can be told apart by them."""

    kinds: tuple[str, str]

    def definition(self, rng: Random, source: str = "") -> Content:
        blocks: list[Json] = [BLOCKS[rng.choice(self.kinds)](rng) for _ in range(rng.randint(1, 3))]
        group: Content = {"Type": rng.choice(["ALL", "ANY", "NONE"]), "SourceType": rng.choice(["ALL", "NONE"]), "Dimensions": blocks}
        if source and rng.random() < 0.5:
            group["SourceSegments"] = [{"Ref": source}]
        alone: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [BLOCKS[rng.choice(self.kinds)](rng)]}
        groups = [group, alone] if rng.random() < 0.4 else [group]
        return {"SegmentGroups": {"Include": rng.choice(["ALL", "ANY"]), "Groups": [*groups]}}

    def people(self) -> Iterator[Endpoint]:
        def choices(kind: str) -> Sequence[object]:
            texts = ("x", "y", "z", *DAYS, *OTHER_TEXTS)
            every: dict[str, Sequence[object]] = {
                "attribute": [list(held) for size in range(3) for held in combinations(texts, size)],
                "metric": [None, -1, 0, 0.5, 1, 1.5, 2, 3],
                "recency": [None, 1, 168, 169, 720, 721],
                "channel": [None, *CHANNELS, "VOICE"],
            }
            return every[kind]

        for held in product(*map(choices, self.kinds)):
            has = {kind: value for kind, value in zip(self.kinds, held, strict=True) if value is not None}
            yield Endpoint(
                attributes={"a": has["attribute"]} if has.get("attribute") else {},  # type: ignore[dict-item]  # by its kind
                metrics={"n": has["metric"]} if "metric" in has else {},  # type: ignore[dict-item]
                hours_since_active=has.get("recency"),  # type: ignore[arg-type]
                texts={"Channel": str(has["channel"])} if "channel" in has else {},
            )


UNIVERSES = tuple(map(Universe, combinations(BLOCKS, 2)))


# ── both ways to an answer ───────────────────────────────────────────────────────────────────────────────────────────


def meaning(content: Content, base: Content, assumptions: Assumptions) -> Meaning:
    def lowered(each: Content) -> Predicate:
        return lower(read_criteria(each), assumptions, lambda reference: Ref(reference.key or ""))

    return Meaning(lowered(content), {"base": lowered(base)})


def independently(person: Endpoint, content: Content, base: Content, reading: Reading) -> bool:
    segments = frozenset({"base"} if is_in(person, base, reading) else ())
    return is_in(replace(person, segments=segments), content, reading)


def endpoint_of(person: Person) -> Endpoint:
    return Endpoint(
        attributes={field.name: list(held) for field, held in person.texts.items() if field.member == "Attributes"},
        metrics={field.name: number for field, number in person.numbers.items() if field.member == "Metrics"},
        hours_since_active=next((int(number) for field, number in person.numbers.items() if field.member == LAST_ACTIVE), None),
        texts={field.member: held[0] for field, held in person.texts.items() if field.member != "Attributes"},
    )


def touched(*meanings: Meaning) -> list[str]:
    found = (atom for each in meanings for atom in atoms(each.predicate, each.environment))
    return sorted({atom.name for atom in found if isinstance(atom, Given) and atom.kind == "reading"})


def check(relation: Relation, old: Content, new: Content, base: Content, reading: Reading, people: Sequence[Endpoint]) -> None:
    """Hold the answers to everybody, and each example to the evaluator that was written on its own."""
    sides = {tuple(independently(person, each, base, reading) for each in (old, new)) for person in people}
    said = old, new, base, reading
    assert relation.enters is not False or (False, True) not in sides, said
    assert relation.leaves is not False or (True, False) not in sides, said
    assert relation.relation != "disjoint" or (True, True) not in sides, said
    for result, side in ((relation.before, 0), (relation.result, 1)):
        assert result != "nobody" or all(not each[side] for each in sides), said
        assert result != "everybody" or all(each[side] for each in sides), said
    for found, inside, outside in ((relation.entering, new, old), (relation.leaving, old, new)):
        if found is not None:
            assert independently(endpoint_of(found.example), inside, base, reading), said
            assert not independently(endpoint_of(found.example), outside, base, reading), said


@pytest.mark.parametrize("universe", UNIVERSES, ids=str)
def test_no_answer_about_two_definitions_is_contradicted_by_anybody_under_any_reading(universe: Universe) -> None:
    rng = Random(str(universe.kinds))  # noqa: S311  # the same questions every time
    people = list(universe.people())
    asked = unknown = 0
    while asked < QUESTIONS // len(UNIVERSES):
        base, old, new = universe.definition(rng), universe.definition(rng, "base"), universe.definition(rng, "base")
        is_open = Assumptions(Readings(is_open=True))
        sides = [meaning(each, base, is_open) for each in (old, new)]
        opened, names = relate(*sides), touched(*sides)
        flips = {each.reading: (each.relation, each.result) for each in opened.otherwise}
        for flipped in chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)):
            words = {ours: next(iter(NAMES[OUR_NAMES[ours][0]][1].values())) for ours in flipped}
            reading = replace(Reading(), **{OUR_NAMES[ours][0]: OUR_NAMES[ours][1] for ours in flipped})
            settled = Assumptions(Readings(words))
            relation = relate(meaning(old, base, settled), meaning(new, base, settled))
            check(relation, old, new, base, reading, people)
            if len(flipped) <= 1:  # what the open one says of this reading is what the settled one says
                expected = flips.get(flipped[0], (opened.relation, opened.result)) if flipped else (opened.relation, opened.result)
                assert (relation.relation, relation.result) == expected, (old, new, base, flipped)
            asked += 4
            unknown += 4 * (None in (relation.enters, relation.leaves))
    assert unknown <= asked // 100
