"""Predicates as clauses over cells, and people from the models of those clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as member
from functools import cached_property
from itertools import permutations, product
from typing import Final, TypeAlias

from segments_as_code.meaning.cells import Cell, TooMuch, cut_numbers, cut_texts
from segments_as_code.meaning.circles import MOST_CIRCLES, is_apart, is_inside, patterns
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.predicate import (
    Amount,
    And,
    Atom,
    Environment,
    Field,
    Given,
    Near,
    Not,
    NumberIn,
    Or,
    Predicate,
    Ref,
    Some,
    atoms,
    flat,
    keys_in_order,
    references,
    sort_key,
)
from segments_as_code.meaning.solver import Literal, Solver

MOST_ATOMS: Final = 2_000
"""Limit for the atoms of one comparison."""

Mode: TypeAlias = bool | None
"""How to treat an unread part: as a free bit (None), or so that the predicate is harder to meet (True) or to fail (False)."""


@dataclass(frozen=True, eq=False)
class Meaning:
    """A predicate and the segments that it may refer to, by key. It equals itself alone, so that it is a cheap key."""

    predicate: Predicate
    environment: Environment

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Return the keys of all that it builds on, each after those that it builds on itself."""
        return keys_in_order(self.predicate, self.environment)


@dataclass(frozen=True, eq=False, slots=True)
class _Gated:
    """The literals of sources, by key, and of parts of predicates, by identity, which many meanings share; ``parts`` keeps them."""

    environment: Environment
    sources: dict[tuple[str, Mode], Literal] = member(default_factory=dict)
    parts: dict[tuple[int, Mode], tuple[Predicate, Literal]] = member(default_factory=dict)


class Encoding:
    """The clauses of meanings that are compared with each other.

    ``real`` is true in models that certainly are a person: without phantoms, at a position that was tried.

    Raises:
        TooMuch: the values cannot be divided into cells within the limits.
        OutOfSteps: the solver's budget was used up.
    """

    def __init__(self, meanings: Sequence[Meaning], solver: Solver) -> None:
        self.solver = solver
        self.true = self.solver.new_variable()
        self.solver.add([self.true])
        self.real = self.solver.new_variable()
        self.free: list[Literal] = [self.real]
        self.definitions: list[tuple[Literal, tuple[Literal, ...]]] = []
        self._gates: dict[frozenset[Literal], Literal] = {}
        self._atoms: dict[Atom, Literal] = {}
        self._literals: dict[tuple[Meaning, Mode], Literal] = {}
        self._gated: dict[int, _Gated] = {}  # by the identity of the environment
        self.cells: dict[Field, list[tuple[Literal, Cell]]] = {}
        self.fields: dict[Field, tuple[Some | NumberIn, ...]] = {}
        self.points: dict[Literal, tuple[Literal, ...]] = {}
        self.positions: dict[Literal, tuple[float, float]] = {}
        self._circles: Sequence[Near] = ()
        self.givens: tuple[Given, ...] = ()
        self._has_unread = False
        self.phantoms: list[Literal] = []
        self.has_phantoms = False
        self.has_circles = False
        self._encode_atoms(dict.fromkeys(_atoms_of(meanings)))

    def literal(self, meaning: Meaning, *, mode: Mode = None) -> Literal:
        """Return a literal that is true exactly if ``meaning`` holds, with unread parts treated by ``mode``."""
        if not self._has_unread:
            mode = None
        if (meaning, mode) not in self._literals:
            self._literals[meaning, mode] = self._encode(meaning, mode)
        return self._literals[meaning, mode]

    def knows(self, meaning: Meaning) -> bool:
        """Return whether every atom of ``meaning`` itself, without what it builds on, was among those of the encoded meanings."""
        return all(atom in self._atoms for atom in atoms(meaning.predicate, {}, enter=False))

    def _encode(self, meaning: Meaning, mode: Mode) -> Literal:
        found = self._gated.setdefault(id(meaning.environment), _Gated(meaning.environment))
        if any((key, mode) not in found.sources for key in references(meaning.predicate)):
            modes: tuple[Mode, ...] = (None,) if mode is None else (True, False)
            for key, each in product(meaning.order, modes):
                if (key, each) not in found.sources:
                    found.sources[key, each] = self._gate(meaning.environment[key], found, each)
        return self._gate(meaning.predicate, found, mode)

    def conjunction(self, literals: Iterable[Literal]) -> Literal:
        """Return a literal that is true exactly if all ``literals`` are; equal sets share one."""
        wanted = frozenset(literals) - {self.true}
        if self.true ^ 1 in wanted or any(literal ^ 1 in wanted for literal in wanted):
            return self.true ^ 1
        if not wanted:
            return self.true
        if len(wanted) == 1:
            return next(iter(wanted))
        if wanted not in self._gates:
            gate = self._gates[wanted] = self.solver.new_variable()
            ordered = sorted(wanted)
            for literal in ordered:
                self.solver.add([gate ^ 1, literal])
            self.solver.add([gate, *(literal ^ 1 for literal in ordered)])
            self.definitions.append((gate, tuple(ordered)))
        return self._gates[wanted]

    def atom(self, atom: Atom) -> Literal:
        """Return the literal of an atom that some meaning has."""
        return self._atoms[atom]

    @property
    def places(self) -> tuple[Literal, ...]:
        """Return the free literals that say where a person is."""
        return (*self.points, *(self._atoms[circle] for circle in self._circles))

    def person(self, is_true: Callable[[Literal], bool] | None = None) -> Person:
        """Return a person by what is true of them: of the model that the solver has just found with ``real`` true, if not given."""
        is_true = is_true or self.solver.is_true
        texts: dict[Field, tuple[str, ...]] = {}
        numbers: dict[Field, Amount] = {}
        for field, cells in self.cells.items():
            held = [cell.sample for literal, cell in cells if cell.sample is not None and is_true(literal)]
            if not held:
                continue
            if field.shape == "list":
                texts[field] = tuple(str(each) for each in held)
            elif isinstance(held[0], str):
                texts[field] = (held[0],)
            else:
                numbers[field] = held[0]
        position = next((point for literal, point in self.positions.items() if is_true(literal)), None)
        given = frozenset(given for given in self.givens if given.kind != "unread" and is_true(self._atoms[given]))
        return Person(texts, numbers, position, given)

    # ── predicates ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _gate(self, predicate: Predicate, found: _Gated, mode: Mode) -> Literal:
        match predicate:
            case And() | Or() | Not():
                at = id(predicate), mode
                if at not in found.parts:
                    found.parts[at] = predicate, self._gate_of_parts(predicate, found, mode)
                return found.parts[at][1]
            case Ref(key):
                return found.sources[key, mode]
            case Given("unread") if mode is not None:
                return self.true ^ 1 if mode else self.true
            case atom:
                return self._atoms[atom]

    def _gate_of_parts(self, predicate: And | Or | Not, found: _Gated, mode: Mode) -> Literal:
        match predicate:
            case And():
                return self.conjunction(self._gate(part, found, mode) for part in flat(predicate))
            case Or():
                return self.conjunction(self._gate(part, found, mode) ^ 1 for part in flat(predicate)) ^ 1
            case Not(part):
                return self._gate(part, found, None if mode is None else not mode) ^ 1

    # ── atoms ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _encode_atoms(self, found: Iterable[Atom]) -> None:
        by_field: dict[Field, list[Some | NumberIn]] = defaultdict(list)
        circles: list[Near] = []
        givens: list[Given] = []
        for count, atom in enumerate(found):
            if count == MOST_ATOMS:
                raise TooMuch("out-of-steps", "too many criteria")
            match atom:
                case Some(of) | NumberIn(of):
                    by_field[of].append(atom)
                case Near():
                    circles.append(atom)
                case Given():
                    givens.append(atom)
        for each in sorted(by_field):
            self._encode_field(each, sorted(by_field[each], key=sort_key))
        self._encode_circles(sorted(circles, key=sort_key))
        self.givens = tuple(sorted(givens))
        self._has_unread = any(given.kind == "unread" for given in givens)
        for given in self.givens:
            self._atoms[given] = self.solver.new_variable()
        self.free += [*self.places, *(self._atoms[given] for given in self.givens)]

    def _encode_field(self, field: Field, found: Sequence[Some | NumberIn]) -> None:
        texts = [atom for atom in found if isinstance(atom, Some)]
        numbers = [atom for atom in found if isinstance(atom, NumberIn)]
        steps = self.solver.steps
        cut = cut_texts(field, texts, steps) if texts else cut_numbers(field, numbers, steps)
        cells = [(self.solver.new_variable(), cell) for cell in cut if cell.signature]
        for literal, cell in cells:
            if cell.sample is None:
                self.has_phantoms = True
                self.phantoms.append(literal)
                self.solver.add([self.real ^ 1, literal ^ 1])
        self.free += [literal for literal, _ in cells]
        literals = self._column_literals(cells, len(found))
        for atom, literal in zip(found, literals, strict=True):
            self._atoms[atom] = literal
        if field.shape != "list":  # then two cells exclude each other; no cell is a missing value, or one that passes nothing
            for cell_literal, cell in cells:
                for i, literal in enumerate(literals):
                    if not cell.signature >> i & 1:
                        self.solver.add([cell_literal ^ 1, literal ^ 1])
        self.cells[field] = cells
        self.fields[field] = tuple(found)

    def _column_literals(self, cells: Sequence[tuple[Literal, Cell]], count: int) -> list[Literal]:
        """Return the literal of each atom; atoms with the same cells share one, and one without cells is false."""
        shared: dict[tuple[Literal, ...], Literal] = {(): self.true ^ 1}
        literals = []
        for i in range(count):
            column = tuple(literal for literal, cell in cells if cell.signature >> i & 1)
            if column not in shared:
                atom = shared[column] = self.solver.new_variable()
                self.solver.add([atom ^ 1, *column])
                for literal in column:
                    self.solver.add([literal ^ 1, atom])
                self.definitions.append((atom ^ 1, tuple(literal ^ 1 for literal in column)))
            literals.append(shared[column])
        return literals

    def _encode_circles(self, circles: Sequence[Near]) -> None:
        if len(circles) > MOST_CIRCLES:
            raise TooMuch("circles", "too many circles")
        for circle in circles:
            self._atoms[circle] = self.solver.new_variable()
        self._circles = circles
        for one, other in permutations(circles, 2):
            if is_inside(one, other):
                self.solver.add([self._atoms[one] ^ 1, self._atoms[other]])
            elif is_apart(one, other):
                self.solver.add([self._atoms[one] ^ 1, self._atoms[other] ^ 1])
        if circles:
            self._encode_points(circles)

    def _encode_points(self, circles: Sequence[Near]) -> None:
        self.has_circles = len(circles) > 1
        self.has_phantoms = self.has_phantoms or self.has_circles
        nowhere = self.solver.new_variable()
        for pattern, point in sorted({0: (0.0, 0.0), **patterns(circles)}.items()):
            literal = self.solver.new_variable() if pattern else nowhere
            for i, circle in enumerate(circles):
                self.solver.add([literal ^ 1, self._atoms[circle] ^ (0 if pattern >> i & 1 else 1)])
            if pattern:
                self.positions[literal] = point
                self.points[literal] = (literal, *(self._atoms[circle] for i, circle in enumerate(circles) if pattern >> i & 1))
        self.solver.add([self.real ^ 1, nowhere, *self.positions])


def _atoms_of(meanings: Sequence[Meaning]) -> Iterator[Atom]:
    """Yield every atom of ``meanings``; what several of them build on is entered once."""
    together: dict[int, tuple[Environment, list[Predicate]]] = {}
    for each in meanings:
        together.setdefault(id(each.environment), (each.environment, []))[1].append(each.predicate)
    for environment, predicates in together.values():
        yield from atoms(And(tuple(predicates)), environment)
