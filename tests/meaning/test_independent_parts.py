"""Parts that were looked at alone: the same verdicts as of the whole, whatever was looked at before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

import pytest

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import is_in
from segments_as_code.meaning.independent_parts import IndependentParts
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.needless import examine
from segments_as_code.meaning.predicate import FALSE, TRUE, And, Field, Near, Not, NumberIn, OneOf, Or, Predicate, Ref, Some, Span, atoms
from segments_as_code.meaning.proof_lint import SEGMENT_BUDGET
from segments_as_code.meaning.question import BUDGET
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.solver import OutOfSteps, Steps
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Json
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.meaning import test_definitions_enumerated as definitions

OPEN = Assumptions(Readings(is_open=True))
PLAN, COUNTRY = Field("Attributes", "plan", "list"), Field("Country", "", "one")


def criterion(rng: Random) -> Json:
    """Return one of many criteria, of few fields, so that some stand alone and some do not."""
    how = rng.choice(["INCLUSIVE", "INCLUSIVE", "EXCLUSIVE", "CONTAINS", "AFTER", "BEFORE"])
    values = rng.sample(definitions.DAYS, 1) if how in {"AFTER", "BEFORE"} else rng.sample(["a", "b", "ski", "skiing"], rng.randint(1, 3))
    name = "when" if how in {"AFTER", "BEFORE"} else rng.choice(["plan", "city"])
    countries: list[Json] = [*rng.sample(["SE", "NO", "DK"], rng.randint(1, 2))]
    found: list[Json] = [
        {rng.choice(["Attributes", "UserAttributes"]): {name: {"AttributeType": how, "Values": [*values]}}},
        {"Metrics": {"n": {"ComparisonOperator": rng.choice(["GREATER_THAN", "LESS_THAN"]), "Value": rng.choice([0, 1, 2.5])}}},
        {"Location": {"Country": {"DimensionType": rng.choice(["INCLUSIVE", "EXCLUSIVE"]), "Values": countries}}},
        definitions.recency(rng),
        definitions.channel(rng),
    ]
    return rng.choice(found)


@dataclass(frozen=True)
class Segment:
    """A segment all of whose criteria have to be met; ``others`` are groups of which one or none has to be."""

    criteria: tuple[Json, ...]
    sources: Mapping[str, Json]
    others: tuple[Json, ...]

    @property
    def content(self) -> dict[str, Json]:
        group: dict[str, Json] = {"Type": "ALL", "Dimensions": [*self.criteria], **self.sources}
        return {"SegmentGroups": {"Include": "ALL", "Groups": [group, *self.others]}}

    def edited(self, rng: Random) -> Segment:
        """Return this with one criterion more, or another instead of its last."""
        return replace(self, criteria=(*self.criteria[: None if rng.random() < 0.5 else -1], criterion(rng)))


def segment(rng: Random, *sources: str) -> Segment:
    built_on: dict[str, Json] = {"SourceType": rng.choice(["ALL", "ANY"]), "SourceSegments": [{"Ref": source} for source in sources]}
    other: Json = {"Type": rng.choice(["ANY", "NONE"]), "Dimensions": [criterion(rng), criterion(rng)]}
    criteria = tuple(criterion(rng) for _ in range(rng.randint(1, 4)))
    return Segment(criteria, built_on if sources else {}, (other,) if rng.random() < 0.4 else ())


def lowered(criteria: Criteria) -> Predicate:
    return lower(criteria, OPEN, lambda reference: Ref(reference.key or ""))


def predicate(of: Segment) -> Predicate:
    return lowered(read_criteria(of.content))


def about_all(*meanings: Meaning) -> Predicate:
    """Return what everybody meets and asks about every field of the meanings, so that no part can be looked at alone."""
    found = dict.fromkeys(atom for each in meanings for atom in atoms(each.predicate, each.environment))
    return And(tuple(Or((atom, Not(atom))) for atom in found))


def pairs(count: int) -> Iterator[tuple[Meaning, Meaning]]:
    for number in range(count):
        rng = Random(f"pair {number}")  # noqa: S311  # the same definitions every time
        base = segment(rng)
        environment = {"base": predicate(base), "other": predicate(segment(rng))}
        later = {**environment, "base": predicate(base.edited(rng))} if number % 4 == 0 else environment
        old = segment(rng, *(["base", "other"][: 1 + number % 3] if number % 2 == 0 else []))
        yield Meaning(predicate(old), environment), Meaning(predicate(old if number % 4 == 0 else old.edited(rng)), later)


def test_a_verdict_on_what_is_left_is_the_verdict_on_the_whole() -> None:
    shared, words = IndependentParts(), set()
    for old, new in pairs(50):
        found, whole = relate(old, new, parts=shared), relate(old, new, facts=about_all(old, new))
        assert (found.relation, found.before, found.result, found.otherwise) == (
            whole.relation,
            whole.before,
            whole.result,
            whole.otherwise,
        )
        for side, other, inside, outside in ((found.entering, whole.entering, new, old), (found.leaving, whole.leaving, old, new)):
            assert (side is None, side and side.everyone) == (other is None, other and other.everyone)
            if side is not None:
                assert is_in(side.example, inside.predicate, inside.environment)
                assert not is_in(side.example, outside.predicate, outside.environment)
        words.add(found.relation)
    assert words >= {"same", "wider", "narrower", "overlapping"}


def test_what_was_looked_at_before_changes_neither_answers_nor_budgets() -> None:
    shared = IndependentParts()
    for old, new in pairs(15):
        alone, together = Steps(BUDGET), Steps(BUDGET)
        assert relate(old, new, steps=alone) == relate(old, new, steps=together, parts=shared)
        assert alone.left == together.left


def test_the_needless_parts_of_independent_criteria_are_those_of_the_whole() -> None:
    shared, needless, results = IndependentParts(), 0, set()
    for number in range(40):
        rng = Random(f"segment {number}")  # noqa: S311  # the same definitions every time
        environment = {"base": predicate(segment(rng))}
        criteria = read_criteria(segment(rng, *(["base"] if number % 3 == 0 else [])).content)
        facts = about_all(Meaning(lowered(criteria), environment))
        found = examine(criteria, lowered, environment, steps=Steps(SEGMENT_BUDGET), parts=shared)
        whole = examine(criteria, lowered, environment, facts=facts, steps=Steps(SEGMENT_BUDGET))
        assert (found.result, found.needless, found.is_complete) == (whole.result, whole.needless, whole.is_complete)
        needless += len(found.needless)
        results.add(found.result)
    assert needless > 5
    assert results >= {"some", "nobody"}


def test_a_part_that_nobody_meets_on_both_sides_makes_both_nobody() -> None:
    nobody = (Some(COUNTRY, OneOf(frozenset({"SE"}))), Some(COUNTRY, OneOf(frozenset({"NO"}))))
    plans = [Some(PLAN, OneOf(frozenset({name}))) for name in ("gold", "basic")]
    found = relate(*(Meaning(And((*nobody, plan)), {}) for plan in plans))
    assert (found.relation, found.before, found.result) == ("same", "nobody", "nobody")


def test_a_common_part_that_everybody_meets_does_not_make_a_segment_less_than_everybody() -> None:
    everybody = Or((Some(COUNTRY, OneOf(frozenset({"SE"}))), Not(Some(COUNTRY, OneOf(frozenset({"SE"}))))))
    gold = Some(PLAN, OneOf(frozenset({"gold"})))
    found = relate(Meaning(And((everybody, gold)), {}), Meaning(And((everybody, Or((gold, Not(gold))))), {}))
    assert (found.relation, found.before, found.result) == ("wider", "some", "everybody")


def test_an_example_person_has_what_meets_the_common_parts_too() -> None:
    orders = Field("Metrics", "orders", "number")
    common = (Near(55.0, 12.0, 10.0), NumberIn(orders, (Span(3),)), Some(COUNTRY, OneOf(frozenset({"SE"}))))
    old, new = (Meaning(And((*common, Some(PLAN, OneOf(frozenset(names))))), {}) for names in (("basic",), ("basic", "gold")))
    entering = relate(old, new).entering
    assert entering is not None
    person = entering.example
    assert (person.texts, person.numbers, person.position) == ({PLAN: ("gold",), COUNTRY: ("SE",)}, {orders: 3}, (55.0, 12.0))


def test_what_is_told_of_everybody_is_told_of_common_parts_too() -> None:
    common = (Some(PLAN, OneOf(frozenset({"a", "b"}))), Not(Some(PLAN, OneOf(frozenset({"b"})))))
    old, new = (Meaning(And((*common, Some(COUNTRY, OneOf(frozenset(names))))), {}) for names in (("SE",), ("SE", "NO")))
    entering = relate(old, new).entering
    assert entering is not None
    assert entering.everyone == ("plan is “a”", "Country is “NO”")


def test_a_part_that_was_looked_at_alone_costs_steps() -> None:
    meaning = Meaning(And((Some(COUNTRY, OneOf(frozenset({"SE"}))),)), {})
    with pytest.raises(OutOfSteps):
        IndependentParts().separate(meaning, meaning, TRUE, Steps(3))


def test_a_part_with_a_reference_or_about_a_fact_stays() -> None:
    gold, swedes = Some(PLAN, OneOf(frozenset({"gold"}))), Some(COUNTRY, OneOf(frozenset({"SE"})))
    environment = {"base": gold}
    old, new = (Meaning(And((Or((Ref("base"), each)), swedes)), environment) for each in (TRUE, FALSE))
    separated = IndependentParts().separate(old, new, TRUE, Steps(BUDGET))
    assert [each.predicate for each in (separated.old, separated.new)] == [And((Or((Ref("base"), each)),)) for each in (TRUE, FALSE)]
    assert IndependentParts().separate(old, new, swedes, Steps(BUDGET)).common == ()


def needless_paths(content: dict[str, Json], facts: Predicate = TRUE) -> list[tuple[str | int, ...]]:
    examined = examine(read_criteria(content), lowered, {}, facts=facts, steps=Steps(SEGMENT_BUDGET))
    return [part.path for part in examined.needless]


def test_a_group_that_is_needless_through_a_chain_of_others_is_found() -> None:
    gold: Json = {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}
    sweden, norway = ({"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": [name]}}} for name in ("SE", "NO"))
    choices: list[Json] = [{"Type": "ANY", "Dimensions": [gold, other]} for other in (norway, definitions.metric(Random(1)))]  # noqa: S311  # any metric
    groups: list[Json] = [{"Type": "ALL", "Dimensions": [sweden]}, *choices]  # a Swede is gold, so the last says nothing new
    assert needless_paths({"SegmentGroups": {"Include": "ALL", "Groups": groups}})[0] == ("SegmentGroups", "Groups", 2)


def test_a_criterion_that_a_fact_makes_needless_is_found() -> None:
    country: Json = {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["SE"]}}}
    gold: Json = {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}
    content: dict[str, Json] = {"SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ALL", "Dimensions": [gold, country]}]}}
    assert needless_paths(content) == []
    assert needless_paths(content, Some(COUNTRY, OneOf(frozenset({"SE"})))) == [
        ("SegmentGroups", "Groups", 0, "Dimensions", 1, "Location", "Country")
    ]
