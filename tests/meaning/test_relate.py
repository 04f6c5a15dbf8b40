"""What the prover says of real changes: the word, the person, what all of them share, and what stopped it."""

from __future__ import annotations

import pytest

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    And,
    Contains,
    Dated,
    Environment,
    Field,
    Near,
    Not,
    NumberIn,
    OneOf,
    Or,
    Predicate,
    Some,
    Span,
)
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Relation, Side

TYPE, TAG, TIER, CONSENT = (Field("Attributes", name, "list") for name in ("customerType", "tag", "tier", "consent"))
BOUGHT = Field("Attributes", "lastPurchase", "list")
COUNTRY, CHANNEL = Field("Location", "Country", "one"), Field("Demographic", "Channel", "one")
ORDERS, WHOLE_ORDERS = Field("Metrics", "orders", "number"), Field("Metrics", "orders", "whole")
SPENT, AGO = Field("Metrics", "spentEuro", "number"), Field(LAST_ACTIVE, "", "number")
WEEK, FORTNIGHT, MONTH = 168, 336, 720


def one(field: Field, *texts: str) -> Some:
    return Some(field, OneOf(frozenset(texts)))


def at_least(field: Field, number: float) -> NumberIn:
    return NumberIn(field, (Span(number),))


def active(hours: int) -> NumberIn:
    return NumberIn(AGO, (Span(None, hours),))


def between(first: str, last: str) -> Some:
    return Some(BOUGHT, Dated((Span(nanoseconds(f"{first}T00:00:00Z"), nanoseconds(f"{last}T00:00:00Z")),)))


def compare(old: Predicate, new: Predicate, before: Environment | None = None, after: Environment | None = None) -> Relation:
    before = before or {}
    return relate(Meaning(old, before), Meaning(new, before if after is None else after))


def shown(side: Side | None) -> tuple[dict[str, object], tuple[str, ...]] | None:
    """Return a side's example, by field, and what all share."""
    if side is None:
        return None
    person = side.example
    held: dict[str, object] = {field.name: texts[0] if len(texts) == 1 else texts for field, texts in person.texts.items()}
    held |= {field.name or field.member: number for field, number in person.numbers.items()}
    if person.position:
        held["position"] = person.position
    return held, side.everyone


EMAIL = one(CHANNEL, "EMAIL")
CASES: list[tuple[str, Predicate, Predicate, str, str, object, object]] = [
    (
        "a value more",
        And((one(TYPE, "vip"), at_least(ORDERS, 3))),
        And((one(TYPE, "vip", "gold"), at_least(ORDERS, 3))),
        *("wider", "some", ({"customerType": "gold", "orders": 3}, ("customerType is “gold”", "customerType is not “vip”")), None),
    ),
    (
        "an excluded value less",
        And((EMAIL, Not(one(COUNTRY, "SE", "NO")))),
        And((EMAIL, Not(one(COUNTRY, "SE")))),
        *("wider", "some", ({"Channel": "EMAIL", "Country": "NO"}, ("Country is “NO”",)), None),
    ),
    (
        "all to any",
        And((active(WEEK), one(CHANNEL, "APNS"))),
        Or((active(WEEK), one(CHANNEL, "APNS"))),
        "wider",
        "some",
        ({"LastActive": 24}, ()),
        None,
    ),
    (
        "two blocks to one",
        Or((active(WEEK), one(CHANNEL, "APNS"))),
        active(WEEK),
        *("narrower", "some", None, ({"Channel": "APNS"}, ("Channel is “APNS”", "last active more than 7 days ago or never"))),
    ),
    (
        "a part that says nothing new",
        Some(TAG, Contains(frozenset({"ski"}))),
        Or((Some(TAG, Contains(frozenset({"ski", "skiing"}))),)),
        *("same", "some", None, None),
    ),
    (
        "above 4 to at least 5",
        NumberIn(ORDERS, (Span(4, low_in=False),)),
        at_least(ORDERS, 5),
        *("narrower", "some", None, ({"orders": 4.1}, ("orders is more than 4 and less than 5",))),
    ),
    ("the same of whole numbers", NumberIn(WHOLE_ORDERS, (Span(4, low_in=False),)), at_least(WHOLE_ORDERS, 5), "same", "some", None, None),
    (
        "exclusive to inclusive",
        Not(one(TYPE, "loyal")),
        one(TYPE, "loyal"),
        *("disjoint", "some", ({"customerType": "loyal"}, ("customerType is “loyal”",)), ({}, ("customerType is not “loyal”",))),
    ),
    ("exclusive to none of", Not(one(TYPE, "staff")), Not(Or((one(TYPE, "staff"),))), "same", "some", None, None),
    (
        "two countries at once",
        one(COUNTRY, "SE"),
        And((one(COUNTRY, "SE"), one(COUNTRY, "NO"))),
        "narrower",
        "nobody",
        None,
        ({"Country": "SE"}, ()),
    ),
    (
        "active or inactive",
        active(WEEK),
        Or((active(WEEK), Not(active(WEEK)))),
        *("wider", "everybody", ({}, ("last active more than 7 days ago or never",)), None),
    ),
    (
        "a season later",
        between("2025-12-01", "2026-03-01"),
        between("2026-01-01", "2026-04-01"),
        "overlapping",
        "some",
        (
            {"lastPurchase": "2026-03-02T00:00:00Z"},
            ("lastPurchase is not from 2025-12-01 to 2026-03-01", "lastPurchase is from 2026-01-01 to 2026-04-01"),
        ),
        (
            {"lastPurchase": "2025-12-02T00:00:00Z"},
            ("lastPurchase is from 2025-12-01 to 2026-03-01", "lastPurchase is not from 2026-01-01 to 2026-04-01"),
        ),
    ),
    ("a larger circle", Near(55.68, 12.57, 25), Near(55.68, 12.57, 50), "wider", "some", ({"position": (55.7, 13.0)}, ()), None),
    ("both tags instead of any", one(TAG, "a", "b"), And((one(TAG, "a"), one(TAG, "b"))), "narrower", "some", None, ({"tag": "a"}, ())),
]


@pytest.mark.parametrize(("_name", "old", "new", "word", "result", "entering", "leaving"), CASES, ids=[case[0] for case in CASES])
def test_a_change_as_a_marketer_would_judge_it(  # a row of the table
    _name: str, old: Predicate, new: Predicate, word: str, result: str, entering: object, leaving: object
) -> None:
    found = compare(old, new)
    assert (found.relation, found.result) == (word, result)
    assert (shown(found.entering), shown(found.leaving)) == (entering, leaving)
    assert (found.undecided, found.otherwise) == ((), ())


def test_a_moved_circle_takes_some_in_and_lets_some_go() -> None:
    found = compare(Near(55.68, 12.57, 25), Near(55.8, 12.57, 25))
    assert found.relation == "overlapping"


def test_circles_that_may_cover_another_are_not_proven_to() -> None:
    around = Or(tuple(Near(55.68 + north, 12.57 + east, 26) for north, east in ((0.1, 0), (-0.1, 0), (0, 0.17), (0, -0.17))))
    found = compare(Near(55.68, 12.57, 25), around)
    assert found.enters is True
    assert found.leaves in {None, True}
    if found.leaves is None:
        assert [each.code for each in found.undecided] == ["circles-or-dates"]
