"""Every answer of the prover against whole universes, listed person by person (MEANING_QUESTIONS sets how many; see CONTRIBUTING)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random

import pytest

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person, is_in
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Relation
from tests.meaning.universes import UNIVERSES, Universe

PAIRS = int(os.environ.get("MEANING_QUESTIONS", "300")) // 4 // len(UNIVERSES) + 1
MOST_PEOPLE = 700


def _is_in(person: Person, meaning: Meaning) -> bool:
    return is_in(person, meaning.predicate, meaning.environment)


def _check(relation: Relation, old: Meaning, new: Meaning, people: Sequence[Person]) -> None:
    sides = [(_is_in(person, old), _is_in(person, new)) for person in people]
    if relation.enters is False:
        assert (False, True) not in sides
    if relation.leaves is False:
        assert (True, False) not in sides
    if relation.relation == "disjoint":
        assert (True, True) not in sides
    for result, side in ((relation.before, 0), (relation.result, 1)):
        assert not (result == "nobody" and any(each[side] for each in sides))
        assert not (result == "everybody" and not all(each[side] for each in sides))
    for found, inside, outside in ((relation.entering, new, old), (relation.leaving, old, new)):
        if found is not None:
            assert _is_in(found.example, inside)
            assert not _is_in(found.example, outside)


@pytest.mark.parametrize("universe", UNIVERSES, ids=str)
def test_no_answer_is_contradicted_by_anybody(universe: Universe) -> None:
    random = Random(str(universe.fields))  # noqa: S311  # the same questions every time
    everybody = list(universe.people())
    unknown = 0
    for _ in range(PAIRS):
        old = universe.meaning(random)
        new = universe.meaning(random) if random.random() < 0.6 else Meaning(universe.predicate(random, 2, ("first",)), old.environment)
        relation = relate(old, new)
        people = everybody if len(everybody) <= MOST_PEOPLE else random.sample(everybody, MOST_PEOPLE)
        _check(relation, old, new, people)
        unknown += None in (relation.enters, relation.leaves)
    assert unknown <= PAIRS // 10 + 1  # the corners alone
