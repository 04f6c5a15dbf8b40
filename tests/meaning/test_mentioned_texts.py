"""Texts that tests mention, and texts that none of them does."""

from __future__ import annotations

import pytest

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.lower import unread
from segments_as_code.meaning.predicate import And, BeginsWith, Contains, EndsWith, Field, Not, Predicate, Some
from segments_as_code.meaning.question import find_person
from segments_as_code.meaning.relation import Undecided
from segments_as_code.model.criteria import Demographic
from segments_as_code.model.criteria import Field as ProfileField

MAIL = Field("Address", "", "one")
MARKS = "·¦∙•¤"
"""What the prover puts between mentioned parts, if nothing mentions it."""


def contains(part: str) -> Predicate:
    return Some(MAIL, Contains(frozenset({part})))


def found(*parts: Predicate) -> Person | Undecided | None:
    return find_person([Meaning(And(parts), {})], [])


@pytest.mark.parametrize("count", range(len(MARKS) + 1))
def test_somebody_is_found_whose_text_contains_none_of_the_marks_between_its_parts(count: int) -> None:
    ends = Some(MAIL, BeginsWith(frozenset({"x"}))), Some(MAIL, EndsWith(frozenset({"y"}))), Not(contains("xy"))
    person = found(*ends, *(Not(contains(mark)) for mark in MARKS[:count]))
    assert isinstance(person, Person)
    (text,) = person.texts[MAIL]
    assert text.startswith("x")
    assert text.endswith("y")
    assert not set(text) & set(MARKS[:count])


def test_ten_parts_of_a_text_are_looked_for_and_no_more() -> None:
    assert isinstance(found(*(contains(f"p{number}") for number in range(10))), Person)
    more = found(*(contains(f"p{number}") for number in range(11)))
    assert isinstance(more, Undecided)
    assert more.code == "too-many-parts"


def test_two_parts_that_are_not_read_are_one_only_if_they_are_of_one_kind() -> None:
    assert unread(Demographic("x")) == unread(Demographic("x"))
    assert unread(Demographic("x")) != unread(ProfileField("x"))
