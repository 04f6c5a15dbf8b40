"""People who are found without a search: what is said of many at once is what the plain evaluator says of each."""

from __future__ import annotations

from random import Random

import pytest

from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person, is_in
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.needless import examine, without
from segments_as_code.meaning.predicate import TRUE, And, Field, Near, Not, Predicate, Ref
from segments_as_code.meaning.question import BUDGET
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.solver import Solver, Steps
from segments_as_code.meaning.variations import KnownPeople
from segments_as_code.model.criteria import Criteria
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.meaning import test_definitions_enumerated as definitions
from tests.meaning.universes import UNIVERSES, Universe
from tests.pinpoint_semantics import Endpoint

CIRCLES = (Near(55.0, 12.0, 100.0), Near(55.5, 12.0, 100.0), Near(57.0, 12.0, 30.0))


@pytest.mark.parametrize("universe", UNIVERSES, ids=str)
def test_what_is_said_of_many_people_is_what_the_evaluator_says_of_each(universe: Universe) -> None:
    random = Random(str(universe.fields))  # noqa: S311  # the same people every time
    looked_at = 0
    for _ in range(12):
        meanings = [universe.meaning(random), universe.meaning(random)]
        somewhere = And((meanings[0].predicate, random.choice(CIRCLES), Not(random.choice(CIRCLES))))
        meanings.append(Meaning(somewhere, meanings[0].environment))
        known = KnownPeople(Encoding(meanings, Solver(Steps(BUDGET))))
        literals = [known.encoding.literal(each) for each in meanings]
        for wanted in ([literals[0]], [literals[0] ^ 1, literals[1]], [literals[2]]):
            known.search([*wanted, known.encoding.real])
        for variations in known.found:
            real = variations.who([known.encoding.real])
            for number in filter(lambda number: real >> number & 1, range(real.bit_length())):
                person = variations.person(number)
                said = [bool(variations.who([literal]) >> number & 1) for literal in literals]
                assert said == [is_in(person, each.predicate, each.environment) for each in meanings]
                looked_at += 1
    assert looked_at > 100


def test_who_is_found_is_somebody_of_whom_all_is_true_that_was_asked_for() -> None:
    universe, random = UNIVERSES[3], Random(1)  # noqa: S311  # the same people every time
    for _ in range(20):
        meanings = [universe.meaning(random), universe.meaning(random)]
        known = KnownPeople(Encoding(meanings, Solver(Steps(BUDGET))))
        inside, outside = (known.encoding.literal(each) for each in meanings)
        wanted = [inside, outside ^ 1, known.encoding.real]
        assert known.find(wanted) is None  # nobody is known yet
        found = known.find(wanted) if known.search(wanted) else None
        if found is not None:
            assert [is_in(found, each.predicate, each.environment) for each in meanings] == [True, False]


def test_without_all_parts_that_change_nothing_the_same_people_are_in_it() -> None:
    universe, rng = definitions.UNIVERSES[0], Random(2)  # noqa: S311  # the same definitions every time
    everybody = [_person(each) for each in list(universe.people())[::7]]
    assumptions, needless = Assumptions(Readings()), 0
    for _ in range(40):
        base, criteria = (read_criteria(universe.definition(rng, source)) for source in ("", "base"))

        def lowered(each: Criteria) -> Predicate:
            return lower(each, assumptions, lambda reference: Ref(reference.key or ""))

        environment = {"base": lowered(base)}
        examined = examine(criteria, lowered, environment, steps=Steps(BUDGET))
        assert examined.is_complete
        if examined.result == "some":
            left = lowered(without(criteria, {part.path for part in examined.needless}))
            people = [*everybody, *examined.people]
            for person in people:
                assert is_in(person, lowered(criteria), environment) == is_in(person, left, environment)
            needless += len(examined.needless)
    assert needless > 10


def test_several_values_of_one_criterion_that_change_nothing_are_all_found() -> None:
    values = {"AttributeType": "CONTAINS", "Values": ["ski", "skiing", "skier", "board"]}
    criteria = read_criteria({"Dimensions": {"Attributes": {"sport": values}}})
    examined = examine(criteria, lambda each: lower(each, Assumptions(), lambda _: TRUE), {}, steps=Steps(BUDGET))
    assert [part.path[-1] for part in examined.needless] == [2, 1]


def _person(endpoint: Endpoint) -> Person:
    tag = Field("Attributes", "a", "list")
    number = Field("Metrics", "n", "number")
    texts = {tag: tuple(endpoint.attributes["a"])} if endpoint.attributes.get("a") else {}
    return Person(texts, {number: endpoint.metrics["n"]} if "n" in endpoint.metrics else {})
