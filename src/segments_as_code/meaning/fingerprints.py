"""Which of many people are in which of many segments, as one number a segment with a bit for each person.

It only says which pairs are worth a proof: of segments that hold different people among these, nothing has to be proven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from segments_as_code.meaning.evaluate import Person, meets
from segments_as_code.meaning.predicate import And, Atom, Environment, Field, Not, NumberIn, Or, Predicate, Ref, Some, keys_in_order


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
        self._holders: Mapping[Field, dict[object, tuple[Person, int]]] = defaultdict(dict)
        for i, person in enumerate(people):
            for field in (*person.texts, *person.numbers):
                held = person.texts.get(field, person.numbers.get(field))
                first, bits = self._holders[field].get(held, (person, 0))
                self._holders[field][held] = first, bits | 1 << i

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
        if isinstance(atom, Some | NumberIn):
            for person, holders in self._holders.get(atom.field, {}).values():
                bits |= holders if meets(person, atom) else 0
            return bits
        for i, person in enumerate(self._people):
            bits |= meets(person, atom) << i
        return bits
