"""Parts of a segment that ask about different fields: each can be looked at alone.

A segment is mostly a conjunction: this country, and that plan, and active. If a part asks about fields that nothing else asks about, it
says nothing about the rest: people who meet it may meet the rest or not. So if both sides of a comparison have the part, and some people
meet it and some do not, the rest decides. An example person for the rest then also gets values that meet the part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from segments_as_code.meaning.cells import TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.facts import is_told_by_tests
from segments_as_code.meaning.predicate import (
    TRUE,
    And,
    Atom,
    Field,
    Given,
    Near,
    NumberIn,
    OneOf,
    Predicate,
    Ref,
    Some,
    atoms,
    references,
    sort_key,
)
from segments_as_code.meaning.question import Question
from segments_as_code.meaning.solver import OutOfSteps, Solver, Steps
from segments_as_code.meaning.variations import KnownPeople

PART_BUDGET: Final = 20_000
"""Steps of the solver for one part; a part that needs more is not looked at alone."""

Part: TypeAlias = frozenset[int]
"""The numbers of predicates that share fields, or are connected by others that do; who meets all of them meets the part."""
Conjuncts: TypeAlias = Mapping[int, frozenset[str]]
"""Predicates by number, each with what it asks about: fields, readings, lists, and ``_MORE``."""
_MORE: Final = "other segments, or what cannot be read"
_NOTHING: Final = Meaning(TRUE, {})


@dataclass(frozen=True, slots=True)
class Alone:
    """What is known of a part that was looked at alone, and the steps that this took.

    ``person`` is the smallest one who meets it under the default readings, if the part is *ordinary*: whatever AWS does where it
    documents nothing, somebody meets it and somebody does not. ``is_nobody``: nobody meets it, whatever AWS does.
    """

    person: Person | None
    is_nobody: bool
    steps: int


@dataclass(frozen=True, slots=True)
class Separated:
    """What is left of two meanings without their ``common`` parts, for each of which there is a person who meets it.

    ``is_nobody``: nobody meets either of the two, since nobody meets a part that both have.
    """

    old: Meaning
    new: Meaning
    common: tuple[Person, ...] = ()
    is_nobody: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Whether the same people meet two parts, None if that was not found, and the steps that this took.

    ``people`` meet one of the two only; ``fields`` are those that either asks about.
    """

    is_same: bool | None
    people: tuple[Person, ...]
    fields: tuple[Field, ...]
    steps: int


class IndependentParts:
    """Separates meanings into parts. A part that many segments have is looked at once, and costs each of them the same steps."""

    def __init__(self) -> None:
        self._alone: dict[Part, Alone] = {}
        self._differences: dict[tuple[Part, Part], Difference] = {}
        self._numbers: dict[Predicate, int] = {}
        self._seen: dict[int, tuple[Predicate, int]] = {}  # by identity
        self._predicates: list[Predicate] = []
        self._subjects: list[frozenset[str]] = []

    def separate(self, old: Meaning, new: Meaning, facts: Predicate, steps: Steps) -> Separated:
        """Return two meanings without the ordinary parts that both have and that ``facts`` do not ask about.

        A part stays if there may be several smallest people who meet it, or if something would be told of all of them.

        Raises:
            OutOfSteps: the budget was used up.
        """
        before, after = self.conjuncts(old), self.conjuncts(new)
        common: list[Person] = []
        left_out: set[int] = set()
        for part in independent_parts({**before, **after}, facts):
            if part <= before.keys() and part <= after.keys() and not _has_choice(self._predicates_of(part)):
                found = self.look_at(part, steps)
                if found.is_nobody:
                    return Separated(old, new, is_nobody=True)
                if found.person is not None:
                    common.append(found.person)
                    left_out |= part
        if not common:
            return Separated(old, new)
        sides = ((before, old.environment), (after, new.environment))
        rest = [
            Meaning(And(tuple(self._predicates[each] for each in side if each not in left_out)), environment) for side, environment in sides
        ]
        return Separated(rest[0], rest[1], tuple(common))

    def conjuncts(self, meaning: Meaning) -> Conjuncts:
        """Return the predicates that all who meet ``meaning`` meet, those of its sources too, each with what it asks about."""
        found: dict[int, frozenset[str]] = {}
        entered: set[str] = set()
        waiting = [meaning.predicate]
        while waiting:
            match waiting.pop():
                case And(parts):
                    waiting += reversed(parts)
                case Ref(key):
                    waiting += [] if key in entered else [meaning.environment[key]]
                    entered.add(key)
                case predicate:
                    number = self._number(predicate)
                    found[number] = self._subjects[number]
                    if _MORE in found[number]:
                        found[number] |= frozenset(map(_subject, atoms(predicate, meaning.environment)))
        return found

    def _number(self, predicate: Predicate) -> int:
        """Return the number of a predicate; of one that was seen before, without looking into it."""
        if id(predicate) not in self._seen:
            self._seen[id(predicate)] = predicate, self._number_by_value(predicate)
        return self._seen[id(predicate)][1]

    def _number_by_value(self, predicate: Predicate) -> int:
        number = self._numbers.setdefault(predicate, len(self._predicates))
        if number == len(self._predicates):
            own = frozenset(map(_subject, atoms(predicate, {}, enter=False)))
            self._predicates.append(predicate)
            self._subjects.append(own | {_MORE} if not own or references(predicate) else own)
        return number

    def _predicates_of(self, part: Part) -> list[Predicate]:
        """Return the predicates of a part in an order that does not depend on what was numbered first."""
        return sorted((self._predicates[each] for each in part), key=lambda each: [sort_key(atom) for atom in atoms(each, {})])

    def meaning(self, part: Part) -> Meaning:
        """Return what it means to meet a part."""
        return Meaning(And(tuple(self._predicates_of(part))), {})

    def look_at(self, part: Part, steps: Steps) -> Alone:
        """Return what is known of a part; the ``steps`` that this took are spent, whether it was looked at before or not."""
        if part not in self._alone:
            self._alone[part] = _look_at(self.meaning(part))
        steps.spend(self._alone[part].steps)
        return self._alone[part]

    def compare(self, one: Part, other: Part, steps: Steps) -> Difference:
        """Return whether the same people meet two parts whatever is open; ``steps`` are spent as ``look_at`` does it."""
        if (one, other) not in self._differences:
            self._differences[one, other] = _compare(self.meaning(one), self.meaning(other))
        steps.spend(self._differences[one, other].steps)
        return self._differences[one, other]


def independent_parts(found: Conjuncts, facts: Predicate) -> list[Part]:
    """Return predicates in parts that share nothing that they ask about; without those that cannot be looked at alone."""
    groups: list[tuple[frozenset[str], list[int]]] = [(frozenset((_MORE, *map(_subject, atoms(facts, {})))), [])]
    for number, subjects in found.items():
        touched = [group for group in groups if not group[0].isdisjoint(subjects)]
        groups = [group for group in groups if group[0].isdisjoint(subjects)]
        together = [each for _, numbers in touched for each in numbers]
        groups.append((subjects.union(*(group[0] for group in touched)), [*together, number]))
    return [frozenset(numbers) for subjects, numbers in groups if _MORE not in subjects]


def join_people(people: Iterable[Person]) -> Person:
    """Return one person of whom everything is true that is true of ``people``, each of whom has other fields."""
    found = tuple(people)
    texts = {field: held for each in found for field, held in each.texts.items()}
    numbers = {field: held for each in found for field, held in each.numbers.items()}
    position = next((each.position for each in found if each.position is not None), None)
    given = frozenset[Given]().union(*(each.given for each in found))
    return Person(dict(sorted(texts.items())), dict(sorted(numbers.items())), position, given)


def _subject(atom: Atom) -> str:
    match atom:
        case Some(field) | NumberIn(field):
            return repr(field)
        case Near():
            return "position"
        case Given(kind, name):
            return _MORE if kind == "unread" else f"{kind} {name}"


def _has_choice(part: Sequence[Predicate]) -> bool:
    """Return whether several values of one list can meet a part together, or what people share may be more than its tests say."""
    by_field: dict[Field, list[Some]] = defaultdict(list)
    for atom in atoms(And(tuple(part)), {}):
        if isinstance(atom, Some):
            by_field[atom.field].append(atom)
    if len(part) > 1 and any(field.shape == "list" for field in by_field):
        return True
    return any(
        is_told_by_tests(field, found) and len({atom.test for atom in found if isinstance(atom.test, OneOf)}) > 1
        for field, found in by_field.items()
    )


def _look_at(meaning: Meaning) -> Alone:
    steps = Steps(PART_BUDGET)
    try:
        known = KnownPeople(Encoding([meaning], Solver(steps)))
        is_nobody = not known.search([known.encoding.literal(meaning)])
        person = None if is_nobody else _find_ordinary_person(meaning, known)
    except (TooMuch, OutOfSteps):
        return Alone(None, is_nobody=False, steps=PART_BUDGET - max(0, steps.left))
    return Alone(person, is_nobody, PART_BUDGET - steps.left)


def _find_ordinary_person(meaning: Meaning, known: KnownPeople) -> Person | None:
    """Return the smallest person who meets a part under the default readings; None if under some readings all or none do."""
    inside, outside = Question((meaning,), (), _NOTHING), Question((), (meaning,), _NOTHING)
    readings = [known.encoding.atom(given) for given in known.encoding.givens if given.kind == "reading"]
    defaults = [reading ^ 1 for reading in readings]
    person = inside.ask(known, defaults)[1]
    others = [[*defaults[:i], reading, *defaults[i + 1 :]] for i, reading in enumerate(readings)]
    ways = [(outside, defaults), *((question, other) for other in others for question in (inside, outside))]
    is_ordinary = person is not None and all(question.ask(known, way, with_smallest=False)[0] for question, way in ways)
    return person if is_ordinary else None


def _compare(one: Meaning, other: Meaning) -> Difference:
    steps = Steps(PART_BUDGET)
    people: list[Person] = []
    try:
        known = KnownPeople(Encoding([one, other], Solver(steps)))
        first, second = known.encoding.literal(one), known.encoding.literal(other)
        is_same = True
        for way in ([first, second ^ 1], [first ^ 1, second]):
            if known.search(way):
                is_same = False
                somebody = known.find([*way, known.encoding.real])
                people += [] if somebody is None else [somebody]
    except (TooMuch, OutOfSteps):
        return Difference(None, (), (), PART_BUDGET - max(0, steps.left))
    return Difference(is_same, tuple(people), tuple(known.encoding.fields), PART_BUDGET - steps.left)
