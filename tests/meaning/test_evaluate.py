"""The plain semantics of predicates, one atom and one connective at a time."""

from __future__ import annotations

import pytest

from segments_as_code.meaning.evaluate import Person, is_in, kilometers_between, nanoseconds, passes, read_number
from segments_as_code.meaning.predicate import (
    FALSE,
    TRUE,
    And,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    Given,
    Near,
    NoneOf,
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
    keys_in_order,
)

TAG = Field("Attributes", "tag", "list")
ORDERS = Field("Metrics", "orders", "number")
VIP = Some(TAG, OneOf(frozenset({"vip"})))
MANY = NumberIn(ORDERS, (Span(3),))


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        (TRUE, True),
        (FALSE, False),
        (VIP, True),
        (Not(VIP), False),
        (And((VIP, MANY)), False),
        (Or((VIP, MANY)), True),
        (Ref("vips"), True),
        (Not(Ref("not-vips")), True),
        (Given("list", "fair"), True),
        (Given("list", "other"), False),
    ],
)
def test_connectives_and_references(predicate: Predicate, *, expected: bool) -> None:
    person = Person(texts={TAG: ("vip", "gold")}, numbers={ORDERS: 2}, given=frozenset({Given("list", "fair")}))
    assert is_in(person, predicate, {"vips": VIP, "not-vips": Not(Ref("vips"))}) is expected


def test_a_lacking_value_passes_nothing() -> None:
    assert not is_in(Person(), Or((VIP, MANY, Near(0, 0, 20_038))), {})
    assert not is_in(Person(texts={TAG: ()}), Some(TAG, NoneOf(frozenset({"vip"}))), {})


def test_an_end_belongs_to_a_span_only_if_it_says_so() -> None:
    assert 3 in Span(3, 5)
    assert 5 not in Span(3, 5, high_in=False)
    assert 3 not in Span(3, 5, low_in=False)
    assert 10**18 + 1 in Span(10**18, low_in=False)


def test_texts_are_compared_with_their_case_unless_folded() -> None:
    assert not passes(OneOf(frozenset({"Yes"})), "yes")
    assert passes(OneOf(frozenset({"Yes"}), fold=True), "YES")
    assert passes(Contains(frozenset({"SKI"}), fold=True), "Waterski")
    assert passes(BeginsWith(frozenset({"ski"})), "skiing")
    assert not passes(EndsWith(frozenset({"ski"})), "skiing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.5Z", 500_000_000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1969-12-31T23:59:59Z", -(10**9)),
        ("2023-02-30T00:00:00Z", None),
        ("1970-01-01", None),
        ("1970-01-01T00:00:00+00:00", None),
        ("١٩٧٠-01-01T00:00:00Z", None),
    ],
)
def test_instants(text: str, expected: int | None) -> None:
    assert nanoseconds(text) == expected


def test_a_bare_day_is_midnight_only_if_the_reading_says_so() -> None:
    test = Dated((Span(0, 0),), bare_days=True)
    assert passes(test, "1970-01-01")
    assert not passes(Dated((Span(0, 0),)), "1970-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5", 5.0), ("-1.5e3", -1500.0), (".5", 0.5), ("nan", None), ("1_000", None), ("1e999", None), (" 5", None), ("", None)],
)
def test_numbers_written_as_text(text: str, expected: float | None) -> None:
    assert read_number(text) == expected
    assert passes(Numeric((Span(),)), text) is (expected is not None)


def test_a_quarter_of_the_equator() -> None:
    assert kilometers_between((0, 0), (0, 90)) == pytest.approx(10_007.557, abs=0.001)


def test_what_several_parts_refer_to_is_walked_once() -> None:
    environment: dict[str, Predicate] = {"a": VIP, "b": And((Ref("a"), MANY))}
    predicate = And((Ref("a"), Ref("b"), Not(Ref("a"))))
    assert list(atoms(predicate, environment)) == [MANY, VIP] or list(atoms(predicate, environment)) == [VIP, MANY]
    assert keys_in_order(predicate, environment) == ("a", "b")
    assert keys_in_order(Ref("b"), environment) == ("a", "b")
