"""Small universes: random predicates, and every person that can tell them apart, listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from random import Random

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person, nanoseconds
from segments_as_code.meaning.predicate import (
    Amount,
    And,
    AnyText,
    Atom,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    Given,
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
    Spans,
    TextTest,
)

DAYS = ("2023-01-01T00:00:00Z", "2023-06-01T12:00:00Z", "2024-01-01T00:00:00Z")
TEXTS = (
    *("a", "b", "ab", "aXb", "xay", "A", "ski", "skiing", "something else", "x"),
    *(*DAYS, "2023-01-01T00:00:00.0Z", "2022-05-05T00:00:00Z", "2023-03-03T00:00:00Z", "2023-10-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    *("5", "5.0", "7", "-3", "6"),
)
"""Texts that a field can hold; among them more spellings than any predicate mentions."""
NUMBERS: tuple[Amount, ...] = (-3, -1, 0, 0.5, 1, 2, 2.5, 3, 5, 5.5, 6)
ENDS: tuple[Amount, ...] = (0, 1, 2, 2.5, 5)

TAG = Field("Attributes", "tag", "list")
ONE = Field("Location", "Country", "one")
ORDERS = Field("Metrics", "orders", "number")
WHOLE = Field("Metrics", "visits", "whole")
LISTS = (Given("list", "fair"), Given("list", "shop"))


@dataclass(frozen=True)
class Universe:
    """The fields of one universe."""

    fields: tuple[Field, ...]
    imported: bool = False

    def atom(self, random: Random) -> Atom:
        """Return a random atom over these fields."""
        if self.imported and random.random() < 0.2:
            return random.choice(LISTS)
        field = random.choice(self.fields)
        if field.shape in {"number", "whole"}:
            return NumberIn(field, _spans(random))
        return Some(field, _test(random))

    def predicate(self, random: Random, depth: int, keys: tuple[str, ...] = ()) -> Predicate:
        """Return a random predicate that may refer to ``keys``."""
        if depth == 0 or random.random() < 0.2:
            if keys and random.random() < 0.4:
                return Ref(random.choice(keys))
            return self.atom(random)
        if random.random() < 1 / 3:
            return Not(self.predicate(random, depth - 1, keys))
        parts = tuple(self.predicate(random, depth - 1, keys) for _ in range(random.randint(1, 3)))
        return And(parts) if random.random() < 0.5 else Or(parts)

    def meaning(self, random: Random, depth: int = 3) -> Meaning:
        """Return a random meaning that builds on up to two segments, the second perhaps on the first."""
        first = self.predicate(random, 2)
        environment = {"first": first, "second": self.predicate(random, 2, ("first",))}
        return Meaning(self.predicate(random, depth, ("first", "second")), environment)

    def people(self) -> Iterator[Person]:
        """Yield everybody: each set of up to two texts of a list, each text or none of another field, each number or none."""
        choices: list[list[object]] = []
        for field in self.fields:
            if field.shape == "list":
                choices.append([()] + [held for size in (1, 2) for held in combinations(TEXTS, size)])
            elif field.shape == "one":
                choices.append([None, *((text,) for text in TEXTS)])
            else:
                choices.append([None, *(n for n in NUMBERS if field.shape == "number" or n == int(n))])
        givens = [frozenset(each) for size in range(3) for each in combinations(LISTS, size)] if self.imported else [frozenset[Given]()]
        for values in product(*choices):
            held = {f: v for f, v in zip(self.fields, values, strict=True) if v is not None and v != ()}
            texts = {f: tuple(map(str, v)) for f, v in held.items() if isinstance(v, tuple)}
            numbers = {f: v for f, v in held.items() if isinstance(v, int | float)}
            for given in givens:
                yield Person(texts, numbers, given=given)


UNIVERSES = (
    Universe((TAG,), imported=True),
    Universe((ONE,)),
    Universe((ORDERS, WHOLE)),
    Universe((ONE, ORDERS), imported=True),
    Universe((TAG, WHOLE)),
)


def _test(random: Random) -> TextTest:
    texts = frozenset(random.sample(TEXTS[:14], random.randint(1, 3)))
    parts = frozenset(random.sample(("a", "ski", "b", "2023", "00Z", "X", "5"), random.randint(1, 2)))
    ends = Dated(_dates(random)) if random.random() < 0.7 else Numeric(_spans(random))
    return random.choice((OneOf(texts), OneOf(texts), NoneOf(texts), Contains(parts), BeginsWith(parts), EndsWith(parts), ends, AnyText()))


def _dates(random: Random) -> Spans:
    low, high = sorted(nanoseconds(day) or 0 for day in random.choices(DAYS, k=2))
    return (
        random.choice((Span(low, high), Span(None, high, high_in=random.random() < 0.5), Span(low, None, low_in=random.random() < 0.5))),
    )


def _spans(random: Random) -> Spans:
    low, high = sorted(random.choices(ENDS, k=2))
    return (_span(random, low, high),)


def _span(random: Random, low: Amount, high: Amount) -> Span:
    low_in, high_in = random.random() < 0.5, random.random() < 0.5
    return random.choice((Span(low, high, low_in, high_in), Span(None, high, high_in=high_in), Span(low, None, low_in=low_in)))
