"""Find the parts of a segment that change nothing: without them, the same people are in it, whatever is open and whatever the data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import is_
from typing import Literal as OneOfThese
from typing import TypeVar

from segments_as_code.meaning.cells import TooMuch
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.independent_parts import Conjuncts, IndependentParts, independent_parts, join_people
from segments_as_code.meaning.predicate import TRUE, Environment, Field, Predicate
from segments_as_code.meaning.relation import Result
from segments_as_code.meaning.solver import Literal, OutOfSteps, Solver, Steps
from segments_as_code.meaning.variations import KnownPeople
from segments_as_code.model.criteria import Block, Condition, Criteria, Group, InSegment, Joined, Texts, Unknown
from segments_as_code.model.document import Path

Kind = OneOfThese["group", "block", "source", "criterion", "value"]
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of criteria that could be taken out, and where it stands."""

    kind: Kind
    path: Path


@dataclass(frozen=True, slots=True)
class Examined:
    """Whether a segment is nobody or everybody for certain, its needless parts, and people at its edges: each in it or just out of it.

    ``is_complete`` is false if the budget of steps ended the search.
    """

    result: Result
    needless: tuple[Part, ...] = ()
    people: tuple[Person, ...] = ()
    is_complete: bool = True


def examine(
    criteria: Criteria,
    lower: Callable[[Criteria], Predicate],
    environment: Environment,
    *,
    facts: Predicate = TRUE,
    steps: Steps,
    parts: IndependentParts | None = None,
) -> Examined:
    """Look at every part of ``criteria``, the largest and the last first; parts that are found needless can be taken out together.

    ``parts`` knows what other segments had in common.
    """
    search = _Search(lower, environment, facts, steps)
    try:
        return search.examine_by_parts(criteria, parts or IndependentParts()) or search.examine(criteria)
    except (TooMuch, OutOfSteps):
        return Examined(search.result, tuple(search.needless), tuple(search.people), is_complete=False)


class _Search:
    def __init__(self, lower: Callable[[Criteria], Predicate], environment: Environment, facts: Predicate, steps: Steps) -> None:
        self._lower = lower
        self._environment = environment
        self._facts = Meaning(facts, {})
        self._steps = steps
        self.result: Result = "unknown"
        self.needless: list[Part] = []
        self.people: list[Person] = []

    def examine_by_parts(self, criteria: Criteria, parts: IndependentParts) -> Examined | None:
        """Examine criteria that consist of parts that are ordinary and independent of each other and of facts; None if they do not."""
        if self._facts.predicate != TRUE:
            return None
        whole = parts.conjuncts(self._meaning(criteria))
        independent = independent_parts(whole, TRUE)
        found = [parts.look_at(part, self._steps) for part in independent]
        if any(part.is_nobody for part in found):
            self.result = "nobody"
            return Examined("nobody")
        people = [part.person for part in found if part.person is not None]
        if not people or len(people) < len(found) or sum(map(len, independent)) < len(whole):
            return None
        comparer = _PartComparer(parts, whole, join_people(people), self._steps)
        self.result, self.people = "some", comparer.people
        left, looked_at, waiting = criteria, set[Part](), [*_parts(criteria)]
        while waiting:
            part = waiting.pop(0)
            looked_at.add(part)
            shorter = without(left, {part.path})
            is_same = comparer.is_same(parts.conjuncts(self._meaning(shorter)))
            if is_same is None:
                return None
            if is_same:
                self.needless.append(part)
                left = shorter
                waiting = [each for each in _parts(left) if each not in looked_at]
        return Examined(self.result, tuple(self.needless), tuple(self.people))

    def examine(self, criteria: Criteria) -> Examined:
        self.needless, self.people = [], []
        whole, variants = self._meaning(criteria), self._variants(criteria, ())
        known = self._known_people([whole, *variants.values()])
        self.result = self._whole_result(known, known.encoding.literal(whole), known.encoding.literal(self._facts))
        left, looked_at, part = criteria, set[Part](), next(iter(variants), None)
        while part is not None and self.result == "some":
            looked_at.add(part)
            meaning = variants[part] if left is criteria else self._meaning(without(left, {part.path}))
            if not known.encoding.knows(meaning):
                known = self._known_people([whole, meaning, *self._variants(left, looked_at).values()])
            if self._is_needless(known, whole, meaning):
                self.needless.append(part)
                left = without(left, {part.path})
            part = next((each for each in _parts(left) if each not in looked_at), None)
        return Examined(self.result, tuple(self.needless), tuple(self.people))

    def _meaning(self, criteria: Criteria) -> Meaning:
        return Meaning(self._lower(criteria), self._environment)

    def _variants(self, criteria: Criteria, looked_at: Collection[Part]) -> dict[Part, Meaning]:
        """Return what ``criteria`` mean without each part that was not ``looked_at``."""
        return {part: self._meaning(without(criteria, {part.path})) for part in _parts(criteria) if part not in looked_at}

    def _known_people(self, meanings: Sequence[Meaning]) -> KnownPeople:
        return KnownPeople(Encoding([*meanings, self._facts], Solver(self._steps)))

    def _is_needless(self, known: KnownPeople, whole: Meaning, other: Meaning) -> bool:
        """Return whether nobody is in the one and not in the other."""
        one, another, facts = (known.encoding.literal(each) for each in (whole, other, self._facts))
        ways = ([facts, one, another ^ 1], [facts, one ^ 1, another])
        return not any(self._is_known(known, way) for way in ways) and not any(self._is_somebody(known, way) for way in ways)

    def _whole_result(self, known: KnownPeople, inside: Literal, facts: Literal) -> Result:
        if not self._is_somebody(known, [inside, facts]):
            return "nobody"
        return "some" if self._is_known(known, [inside ^ 1, facts]) or self._is_somebody(known, [inside ^ 1, facts]) else "everybody"

    def _is_known(self, known: KnownPeople, wanted: Sequence[Literal]) -> bool:
        """Return whether somebody known is what is ``wanted``, and keep that person."""
        person = known.find([*wanted, known.encoding.real])
        self.people += [] if person is None else [person]
        return person is not None

    def _is_somebody(self, known: KnownPeople, wanted: Sequence[Literal]) -> bool:
        """Return whether anybody may be what is ``wanted``, and keep such a person if there is one for certain."""
        if not known.search(wanted):
            return False
        if not self._is_known(known, wanted) and known.search([*wanted, known.encoding.real]):
            self._is_known(known, wanted)
        return True


class _PartComparer:
    """Compares segments with one that consists of ordinary, independent parts, of which ``person`` meets all.

    ``people`` are that person, and others who are in one of two segments and not in the other.
    """

    def __init__(self, parts: IndependentParts, whole: Conjuncts, person: Person, steps: Steps) -> None:
        self._parts = parts
        self._whole = whole
        self._person = person
        self._steps = steps
        self.people = [person]

    def is_same(self, other: Conjuncts) -> bool | None:
        """Return whether exactly the same people are in a segment, whatever is open; None if that was not found.

        Raises:
            OutOfSteps: the budget was used up.
        """
        changed = _connected({**self._whole, **other}, self._whole.keys() ^ other.keys())
        parts = independent_parts(changed, TRUE)
        is_same = True if sum(map(len, parts)) == len(changed) else None
        for part in parts:
            one, another = part.intersection(self._whole), part.intersection(other)
            if one != another:
                found = self._parts.compare(one, another, self._steps)
                self.people += (self._with(each, found.fields) for each in found.people[:1])
                if found.is_same is False:
                    return False
                is_same = found.is_same and is_same
        return is_same

    def _with(self, person: Person, fields: Iterable[Field]) -> Person:
        """Return the person who meets the whole, with what ``person`` has of some fields instead."""
        texts, numbers = {**self._person.texts}, {**self._person.numbers}
        for field in fields:
            texts.pop(field, None)
            numbers.pop(field, None)
        position = self._person.position if person.position is None else person.position
        return Person(texts | dict(person.texts), numbers | dict(person.numbers), position, self._person.given | person.given)


def _connected(found: Conjuncts, numbers: Collection[int]) -> Conjuncts:
    """Return the predicates with these ``numbers``, and all that share something with them, directly or through others."""
    subjects = {subject for number in numbers for subject in found[number]}
    size = 0
    while size < len(subjects):
        size = len(subjects)
        subjects.update(*(each for each in found.values() if not subjects.isdisjoint(each)))
    return {number: each for number, each in found.items() if number in numbers or not subjects.isdisjoint(each)}


# ── parts, and criteria without them ─────────────────────────────────────────────────────────────────────────────────


def _parts(criteria: Criteria) -> Iterator[Part]:
    """Yield the parts that could be taken out and leave something, the last first and what holds others before those."""
    groups = [group for group in reversed(criteria.groups.parts) if isinstance(group, Group)]
    if len(criteria.groups.parts) > 1:
        yield from (Part("group", group.path) for group in groups)
    for group in groups:
        count = len(group.blocks.parts) + len(group.sources.parts)
        blocks = [block for block in reversed(group.blocks.parts) if isinstance(block, Block)]
        if count > 1:
            yield from (_block_part(block) for block in blocks)
            yield from (Part("source", source.path) for source in reversed(group.sources.parts) if isinstance(source, InSegment))
        yield from (part for block in blocks for part in _inner_parts(block))


def _block_part(block: Block) -> Part:
    """Return a block as a part; one that holds a single criterion is that criterion to its author."""
    only = block.conditions[0] if len(block.conditions) == 1 else None
    return Part("criterion", only.path) if isinstance(only, Condition) else Part("block", block.path)


def _inner_parts(block: Block) -> Iterator[Part]:
    conditions = [condition for condition in reversed(block.conditions) if isinstance(condition, Condition)]
    if len(block.conditions) > 1:
        yield from (Part("criterion", condition.path) for condition in conditions)
    for condition in conditions:
        if isinstance(condition.test, Texts) and len(condition.test.values) > 1:
            yield from (Part("value", condition.value_path(index)) for index in reversed(range(len(condition.test.values))))


def without(criteria: Criteria, removed: Collection[Path]) -> Criteria:
    """Return ``criteria`` without the parts at the paths ``removed``, and without blocks that have nothing left."""
    groups = _join(criteria.groups, removed, lambda group: _group_without(group, removed))
    return criteria if groups is criteria.groups else replace(criteria, groups=groups)


def _group_without(group: Group, removed: Collection[Path]) -> Group:
    blocks = _join(group.blocks, removed, lambda block: _block_without(block, removed))
    sources = _join(group.sources, removed, lambda source: source)
    if blocks is group.blocks and sources is group.sources:
        return group
    emptied = [block for block in blocks.parts if isinstance(block, Block) and not block.conditions]
    kept = tuple(block for block in blocks.parts if block not in emptied) if emptied else blocks.parts
    return replace(group, blocks=replace(blocks, parts=kept), sources=sources)


def _block_without(block: Block, removed: Collection[Path]) -> Block:
    kept = (each for each in block.conditions if isinstance(each, Unknown) or each.path not in removed)
    conditions = tuple(_condition_without(each, removed) for each in kept)
    return block if _is_identical(conditions, block.conditions) else replace(block, conditions=conditions)


def _condition_without(condition: Condition | Unknown, removed: Collection[Path]) -> Condition | Unknown:
    if isinstance(condition, Unknown) or not isinstance(condition.test, Texts):
        return condition
    if not any(path[: len(condition.path)] == condition.path for path in removed):
        return condition
    values = tuple(value for index, value in enumerate(condition.test.values) if condition.value_path(index) not in removed)
    return condition if values == condition.test.values else replace(condition, test=replace(condition.test, values=values))


def _join(joined: Joined[_Part], removed: Collection[Path], shorten: Callable[[_Part], _Part]) -> Joined[_Part]:
    kept = (each for each in joined.parts if getattr(each, "path", ()) not in removed)
    parts = tuple(each if isinstance(each, Unknown) else shorten(each) for each in kept)
    return joined if _is_identical(parts, joined.parts) else replace(joined, parts=parts)


def _is_identical(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))
