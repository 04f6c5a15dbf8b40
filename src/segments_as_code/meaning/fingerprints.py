"""Which of many people are in which of many segments, as one number a segment with a bit for each person.

It only says which pairs are worth a proof: of segments that hold different people among these, nothing has to be proven.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from operator import or_

from segments_as_code.meaning.evaluate import Person, meets, passes
from segments_as_code.meaning.predicate import (
    Amount,
    And,
    Atom,
    Environment,
    Field,
    Not,
    NumberIn,
    OneOf,
    Or,
    Predicate,
    Ref,
    Some,
    Span,
    keys_in_order,
)


def fingerprints(environment: Environment, people: Sequence[Person]) -> dict[str, int]:
    """Return, by key, a number whose bit ``i`` says whether person ``i`` is in the segment; unread parts hold for nobody."""
    found = _Fingerprints(people)
    for key in keys_in_order(And(tuple(Ref(key) for key in sorted(environment))), environment):
        found.by_key[key] = found.of(environment[key])
    return found.by_key


class _Fingerprints:
    """People by what they hold of each field, so that a test is made once for each value and not for each person."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.by_key: dict[str, int] = {}
        self._people = people
        self._everybody = (1 << len(people)) - 1
        self._atoms: dict[Atom, int] = {}
        self._holders: Mapping[Field, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        amounts: Mapping[Field, dict[Amount, int]] = defaultdict(lambda: defaultdict(int))
        for i, person in enumerate(people):
            for field, held in person.texts.items():
                for text in held:
                    self._holders[field][text] |= 1 << i
            for field, number in person.numbers.items():
                amounts[field][number] |= 1 << i
        self._numbers = {field: _Numbers(found) for field, found in amounts.items()}

    def of(self, predicate: Predicate) -> int:
        match predicate:
            case And(parts):
                bits = self._everybody
                for part in parts:
                    bits &= self.of(part)
                return bits
            case Or(parts):
                bits = 0
                for part in parts:
                    bits |= self.of(part)
                return bits
            case Not(part):
                return self._everybody & ~self.of(part)
            case Ref(key):
                return self.by_key[key]
            case atom:
                if atom not in self._atoms:
                    self._atoms[atom] = self._of_atom(atom)
                return self._atoms[atom]

    def _of_atom(self, atom: Atom) -> int:
        bits = 0
        match atom:
            case Some(field, test):
                holders = self._holders.get(field, {})
                texts = test.texts if isinstance(test, OneOf) and not test.fold else [text for text in holders if passes(test, text)]
                for text in texts:
                    bits |= holders.get(text, 0)
            case NumberIn(field, spans):
                for span in spans if field in self._numbers else ():
                    bits |= self._numbers[field].within(span)
            case _:
                for i, person in enumerate(self._people):
                    bits |= meets(person, atom) << i
        return bits


class _Numbers:
    """Who holds which number: ``_below[i]`` are those who hold one of the ``i`` least."""

    def __init__(self, holders: Mapping[Amount, int]) -> None:
        self._amounts = sorted(holders)
        self._below = [0, *accumulate((holders[amount] for amount in self._amounts), or_)]

    def within(self, span: Span) -> int:
        """Return who holds a number in ``span``."""
        first = 0 if span.low is None else (bisect_left if span.low_in else bisect_right)(self._amounts, span.low)
        end = len(self._amounts) if span.high is None else (bisect_right if span.high_in else bisect_left)(self._amounts, span.high)
        return self._below[end] & ~self._below[first] if first < end else 0
