"""Lowering and the evaluator against an evaluator that was written on its own, under every reading."""

from __future__ import annotations

import os
from dataclasses import fields
from random import Random

import pytest

from segments_as_code.meaning.evaluate import Person, is_in
from segments_as_code.meaning.lower import lower, unread
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    TRUE,
    And,
    Field,
    Given,
    Near,
    Not,
    NumberIn,
    Numeric,
    OneOf,
    Or,
    Predicate,
    Ref,
    Some,
    Span,
    atoms,
)
from segments_as_code.meaning.readings import READINGS, Assumptions, Readings
from segments_as_code.model.criteria import (
    Attribute,
    Block,
    Calculated,
    Condition,
    Criteria,
    DayRange,
    Demographic,
    Group,
    Joined,
    Metric,
    Number,
    NumberTest,
    Position,
    Subject,
    Test,
    Texts,
    TextTest,
    Unknown,
    Within,
)
from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.audiences import EACH_READING, SOURCES, random_definition, random_endpoint
from tests.pinpoint_semantics import Endpoint, Reading
from tests.pinpoint_semantics import is_in as is_in_independently

NAMES = {
    "lacking_is_excluded": ("exclusive-missing", {True: "excluded"}),
    "another_value_keeps": ("exclusive-several", {True: "all-must-match"}),
    "range_ends_count": ("between-ends", {False: "exclusive"}),
    "own_instant_counts": ("before-after-ends", {True: "inclusive"}),
    "lacking_is_outside": ("not-between-missing", {True: "match"}),
    "push_is_all": ("channel-push", {False: "literal"}),
    "never_is_inactive": ("never-active", {False: "neither"}),
    "lacking_is_zero": ("metric-missing", {True: "zero"}),
    "bare_day_is_midnight": ("date-unreadable", {True: "midnight-utc"}),
}
"""The independent evaluator's name of each reading, the product's, and the product's word for its other value."""
COUNT = int(os.environ.get("MEANING_QUESTIONS", "300"))


def _source(reference: Reference) -> Predicate:
    return Given("list", reference.key or reference.id or "")


def _settled(reading: Reading) -> dict[str, str]:
    found = {}
    for name, (ours, words) in NAMES.items():
        value = getattr(reading, name)
        if value in words:
            found[ours] = words[value]
    return found


def _person(endpoint: Endpoint, given: frozenset[Given]) -> Person:
    attributes = (("Attributes", endpoint.attributes), ("UserAttributes", endpoint.user_attributes))
    texts = {Field(member, name, "list"): tuple(held) for member, mapping in attributes for name, held in mapping.items()}
    texts |= {Field(name, "", "one"): (value,) for name, value in endpoint.texts.items()}
    numbers = {Field("Metrics", name, "number"): number for name, number in endpoint.metrics.items()}
    if endpoint.hours_since_active is not None:
        numbers[Field(LAST_ACTIVE, "", "number")] = endpoint.hours_since_active
    lists = {Given("list", key) for key in endpoint.segments}
    return Person(texts, numbers, endpoint.position, given | lists)


def test_the_defaults_of_both_are_the_same() -> None:
    assert _settled(Reading()) == {}
    assert {each.name for each in fields(Reading)} == NAMES.keys()


@pytest.mark.parametrize("reading", EACH_READING, ids=str)
def test_the_same_people_as_an_evaluator_written_on_its_own(reading: Reading) -> None:
    rng = Random(str(reading))  # noqa: S311  # the same people every time
    settled = _settled(reading)
    flipped = frozenset(Given("reading", name) for name in settled)
    for _ in range(COUNT // 3):
        definition = random_definition(rng)
        if "DeviceType" in str(definition):
            continue  # read as unknown: an endpoint has no such member
        criteria = read_criteria(definition)
        fixed = lower(criteria, Assumptions(Readings(settled)), _source)
        opened = lower(criteria, Assumptions(Readings(is_open=True)), _source)
        for _ in range(4):
            endpoint = random_endpoint(rng)
            expected = is_in_independently(endpoint, definition, reading)
            assert is_in(_person(endpoint, frozenset()), fixed, {}) is expected, definition
            assert is_in(_person(endpoint, flipped), opened, {}) is expected, definition
    assert set(SOURCES)


def test_bare_days_are_read_as_the_reading_says() -> None:
    definition: dict[str, Json] = {"Dimensions": {"Attributes": {"a": {"AttributeType": "ON", "Values": ["2023-01-01T00:00:00Z"]}}}}
    person = Person(texts={Field("Attributes", "a", "list"): ("2023-01-01",)})
    assert not is_in(person, lower(read_criteria(definition), Assumptions(), _source), {})
    assert is_in(person, lower(read_criteria(definition), Assumptions(Readings({"date-unreadable": "midnight-utc"})), _source), {})


# ── one condition at a time ──────────────────────────────────────────────────────────────────────────────────────────


def _lowered(subject: Subject, test: Test, assumptions: Assumptions | None = None) -> Predicate:
    block = Block((Condition(subject, test, path=("somewhere",)),))
    group = Group(Joined("ALL", (block,)), Joined("ALL", ()))
    return lower(Criteria(Joined("ALL", (group,))), assumptions or Assumptions(), _source)


def test_no_criteria_are_everybody() -> None:
    assert lower(Criteria(Joined("ALL", ())), Assumptions(), _source) == TRUE
    assert lower(Criteria(Joined("NONE", ())), Assumptions(), _source) == TRUE


def test_what_was_declared_shapes_the_field() -> None:
    assumptions = Assumptions(single=frozenset({"plan"}), whole=frozenset({"orders"}))
    test = Texts(TextTest.ONE_OF, ("x",))
    assert _lowered(Attribute("plan", "user"), test, assumptions) == Some(Field("UserAttributes", "plan", "one"), OneOf(frozenset({"x"})))
    assert _lowered(Attribute("tags", "endpoint"), test) == Some(Field("Attributes", "tags", "list"), OneOf(frozenset({"x"})))
    assert _lowered(Attribute("tags", "profile"), test) == Some(Field("Attributes", "tags", "one"), OneOf(frozenset({"x"})))


def test_numbers_of_customer_profiles_are_texts() -> None:
    number = Number(NumberTest.AT_LEAST, 5.0, "5.0")
    field = Field("CalculatedAttributes", "spend (30 to 0 days ago)", "one")
    assert _lowered(Calculated("spend", DayRange(30)), number) == Some(field, Numeric((Span(5.0),)))
    always = Field("CalculatedAttributes", "spend", "one")
    assert _lowered(Calculated("spend", None), number) == Some(always, Numeric((Span(5.0),)))
    as_texts = Assumptions(Readings({"number-text": "texts"}))
    assert isinstance(_lowered(Attribute("a", "profile"), number, as_texts), Given)
    assert isinstance(_lowered(Attribute("a", "profile"), Number(NumberTest.EQUALS, None, "much")), Given)


def test_a_reference_to_another_attribute_is_not_read() -> None:
    assert isinstance(_lowered(Attribute("a", "profile"), Texts(TextTest.ONE_OF, ("{{_profile.City}}",))), Given)


def test_what_aws_does_not_document_is_not_read() -> None:
    assert isinstance(_lowered(Demographic("DeviceType"), Texts(TextTest.ONE_OF, ("x",))), Given)
    assert isinstance(_lowered(Position(), Within(1.0, 2.0, None)), Given)
    assert _lowered(Position(), Within(1.0, 2.0, 3.0)) == Near(1.0, 2.0, 3.0)


def test_a_connective_that_is_not_written_is_not_read_unless_settled() -> None:
    blocks = tuple(Block((Condition(Attribute(name, "user"), Texts(TextTest.ONE_OF, ("x",))),)) for name in "ab")
    criteria = Criteria(Joined("ALL", (Group(Joined(None, blocks), Joined("ALL", ())),)))
    assert isinstance(lower(criteria, Assumptions(), _source), Given)
    assert isinstance(lower(criteria, Assumptions(Readings({"connective-missing": "ANY"})), _source), Or)
    assert isinstance(lower(criteria, Assumptions(Readings({"connective-missing": "ALL"})), _source), And)


def test_equal_unread_parts_are_one_bit_wherever_they_stand() -> None:
    assert unread(Unknown(("Weather",), {"a": 1, "b": [2]}, ("x", 0))) == unread(Unknown(("Weather",), {"b": [2], "a": 1}, ("y", 7)))
    assert unread(Unknown(("Weather",), {"a": 1})) != unread(Unknown(("Weather",), {"a": 2}))
    assert unread(Unknown((), "x" * 500)) != unread(Unknown((), "x" * 501))
    assert unread(Demographic("x")) != unread(Metric("x"))


def test_an_unread_part_is_named_as_people_write_it() -> None:
    assert unread(Unknown(("Weather",), "Malmö")).name == '{"is": "Unknown", "json": "Malmö", "keys": ["Weather"]}'
    assert unread(Condition(Demographic("DeviceType"), Texts(TextTest.ONE_OF, ("phone",)))).name == 'the device type is "phone"'


@pytest.mark.parametrize("how", [TextTest.LIST_HAS_ANY, TextTest.LIST_HAS_ALL])
def test_a_calculated_attribute_that_is_asked_for_its_elements_holds_a_list(how: TextTest) -> None:
    block = Block((Condition(Calculated("brands"), Texts(how, ("a",))),))
    criteria = Criteria(Joined("ALL", (Group(Joined("ALL", (block,)), Joined("ALL", ())),)))
    held = Field("CalculatedAttributes", "brands", "list")
    assert lower(criteria, Assumptions(), _source) == Some(held, OneOf(frozenset({"a"})))


def test_every_provable_reading_leaves_one_bit() -> None:
    found = {atom.name for seed in range(20) for atom in _open_atoms(Random(seed))}  # noqa: S311
    assert found == {name for name, reading in READINGS.items() if reading.is_provable and name != "number-text"}


def _open_atoms(rng: Random) -> list[Given]:
    found = []
    for _ in range(50):
        predicate = lower(read_criteria(random_definition(rng)), Assumptions(Readings(is_open=True)), _source)
        found += [atom for atom in atoms(predicate, {}) if isinstance(atom, Given) and atom.kind == "reading"]
    return found


def test_a_source_is_what_is_given_for_it() -> None:
    group: Json = {"Type": "ALL", "SourceType": "NONE", "SourceSegments": [{"Ref": "base"}]}
    definition: dict[str, Json] = {"SegmentGroups": {"Include": "ALL", "Groups": [group]}}
    assert lower(read_criteria(definition), Assumptions(), lambda reference: Ref(reference.key or "")) == Not(Ref("base"))


def test_inactive_takes_in_who_never_was_active_unless_read_otherwise() -> None:
    definition: dict[str, Json] = {"Dimensions": {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "INACTIVE"}}}}
    active = NumberIn(Field(LAST_ACTIVE, "", "number"), (Span(None, 168),))
    assert lower(read_criteria(definition), Assumptions(), _source) == Not(active)
    assert not is_in(Person(), lower(read_criteria(definition), Assumptions(Readings({"never-active": "neither"})), _source), {})
