"""Divide the values of a field into finitely many cells, exactly as fine as the given atoms can distinguish.

Atoms can only distinguish the texts, numbers and instants that they mention. So the values of a field are divided into cells: all
values of one cell pass the same tests. A cell is a *signature*, one bit for each atom of its field, and a sample value. This is exact
except in two cases, in which a cell without a sample (a *phantom*) may be empty: it can only turn an answer into "not proven".

* Dates or numbers written as text, together with a CONTAINS, BEGINS_WITH or ENDS_WITH of digits on the same field.
* Several circles (``circles``): only cells with a sample among the tried points are real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Final, TypeAlias, TypeVar

from segments_as_code.meaning.evaluate import passes
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    Amount,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    NoneOf,
    NumberIn,
    Numeric,
    OneOf,
    Some,
    TextTest,
)
from segments_as_code.meaning.solver import Steps
from segments_as_code.meaning.stretches import Stretch, date_stretches, hours_ago, number_stretches, numbers

MOST_PARTS: Final = 10
"""Limit for parts of one-valued texts of which every subset is tried."""
MOST_CELLS: Final = 20_000

_SEPARATORS: Final = ("·", "¦", "∙", "•", "¤")
_FRESH: Final = ("something else", "another text", "other")

Sample: TypeAlias = str | Amount
_Item = TypeVar("_Item")


class TooMuch(Exception):
    """The values of a field cannot be divided exactly within the limits."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what


@dataclass(frozen=True, slots=True)
class Cell:
    """Values that pass the same atoms: bit ``i`` of ``signature`` is atom ``i`` of the field. A sample of None marks a phantom."""

    signature: int
    sample: Sample | None


def cut_texts(field: Field, atoms: Sequence[Some], steps: Steps) -> tuple[Cell, ...]:
    """Return the cells of a field with texts; every text is in one of them, a missing value in none.

    For a field with a list, cells are complete up to union: what a text passes, some set of cells passes.

    Raises:
        TooMuch: too many parts or cells, or texts compared both with and without their case.
        OutOfSteps: the budget was used up; each test of a text is a step.
    """
    return _TextCutter(field, [atom.test for atom in atoms], steps).cells()


def cut_numbers(field: Field, atoms: Sequence[NumberIn], steps: Steps) -> tuple[Cell, ...]:
    """Return the cells of a field with a number. The time since the last activity is never below zero."""
    spans = [span for atom in atoms for span in atom.spans]
    cells = _Cells(steps, cost=len(atoms))
    for sample in hours_ago(spans) if field.member == LAST_ACTIVE else numbers(spans, whole=field.shape == "whole"):
        cells.add(sum(1 << i for i, atom in enumerate(atoms) if any(sample in span for span in atom.spans)), sample)
    return cells.sorted()


class _Cells:
    """Cells by signature; the first sample of each is kept, so give the simplest first."""

    def __init__(self, steps: Steps, cost: int) -> None:
        self._samples: dict[int, Sample | None] = {}
        self._steps = steps
        self._cost = cost

    def add(self, signature: int, sample: Sample | None) -> None:
        self._steps.spend(self._cost)
        if self._samples.get(signature) is None:
            self._samples[signature] = sample
        if len(self._samples) > MOST_CELLS:
            raise TooMuch("out-of-steps", "too many cells")

    def sorted(self) -> tuple[Cell, ...]:
        return tuple(Cell(signature, sample) for signature, sample in sorted(self._samples.items()))


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class _TextCutter:
    def __init__(self, field: Field, tests: Sequence[TextTest], steps: Steps) -> None:
        self._field = field
        self._tests = tests
        self._literals = sorted({text for test in tests if isinstance(test, OneOf | NoneOf) for text in test.texts})
        self._begins = sorted({part for test in tests if isinstance(test, BeginsWith) for part in test.parts})
        self._ends = sorted({part for test in tests if isinstance(test, EndsWith) for part in test.parts})
        self._contained = sorted({part for test in tests if isinstance(test, Contains) for part in test.parts})
        folds = {test.fold for test in tests if isinstance(test, OneOf | NoneOf | Contains | BeginsWith | EndsWith)}
        if len(folds) > 1:
            raise TooMuch("mixed-case", field.name)
        self._folds = folds == {True}
        self._searching = [(i, test) for i, test in enumerate(tests) if self._folds or not isinstance(test, OneOf)]
        self._equal: dict[str, int] = {}
        for i, test in enumerate(tests):
            for text in test.texts if isinstance(test, OneOf) and not self._folds else ():
                self._equal[text] = self._equal.get(text, 0) | 1 << i
        self._taken = {text.casefold() if self._folds else text for text in self._literals}
        mentioned = "".join([*self._literals, *self._begins, *self._ends, *self._contained])
        self._separator = _separator(mentioned + mentioned.casefold())
        dates = [span for test in tests if isinstance(test, Dated) for span in test.spans]
        bare_days = any(isinstance(test, Dated) and test.bare_days for test in tests)
        numbers = [span for test in tests if isinstance(test, Numeric) for span in test.spans]
        self._tells_spellings = bool(mentioned or numbers)
        stretches = date_stretches(dates, bare_days=bare_days, several=self._tells_spellings)
        self._stretches = [*stretches, *number_stretches(numbers)]
        self._found = _Cells(steps, cost=1 + len(self._searching))

    def cells(self) -> tuple[Cell, ...]:
        """Return every cell; a real sample of a signature wins over a phantom."""
        for text in self._texts():
            self._found.add(self._signature(text), text)
        for stretch in self._stretches:
            if not stretch.is_complete:
                self._add_phantoms(stretch)
        return self._found.sorted()

    def _signature(self, text: str) -> int:
        """Return one bit for each test that the text passes; equality, the commonest, is looked up."""
        return self._equal.get(text, 0) + sum(1 << i for i, test in self._searching if passes(test, text))

    def _texts(self) -> Iterator[str]:
        """Yield a text of every cell that has one, simplest first."""
        yield from self._literals
        if self._folds:
            yield from (change(text) for text in self._literals for change in (str.lower, str.upper))
        for stretch in self._stretches:
            for spellings in stretch.spellings:
                yield from self._unmentioned(spellings, every=stretch.is_complete)
        yield from self._fresh_texts()

    def _unmentioned(self, spellings: Sequence[str], *, every: bool) -> Iterator[str]:
        """Yield the first of ``spellings`` that is not a literal of any test, or every such one that a test can tell from the others."""
        for text in spellings if self._tells_spellings else spellings[:2]:  # a bare day, and an instant
            if (text.casefold() if self._folds else text) not in self._taken:
                yield text
                if not every:
                    return

    def _fresh_texts(self) -> Iterator[str]:
        """Yield texts made of mentioned parts and a separator that occurs in none of them, or of nothing mentioned."""
        mark = self._separator
        yield from (text for text in _FRESH if not self._touches(text))
        yield mark
        if self._field.shape == "list":
            yield from (part + mark for part in self._begins)
            yield from (mark + part for part in self._ends)
            yield from (mark + part + mark for part in self._contained)
            return
        if len(self._begins) + len(self._ends) + len(self._contained) > MOST_PARTS:
            raise TooMuch("too-many-parts", self._field.name)
        for begin, end in product(["", *self._begins], ["", *self._ends]):
            for parts in _subsets(self._contained):
                yield mark.join([begin, *parts, end])

    def _touches(self, text: str) -> bool:
        """Return whether a text passes a test that asks for something mentioned."""
        return text in self._equal or any(passes(test, text) for _, test in self._searching if not isinstance(test, NoneOf | AnyText))

    def _add_phantoms(self, stretch: Stretch) -> None:
        """Add what a text of the stretch may also pass: any parts that it could contain, and always those of its common beginning."""
        bits = [1 << i for i, test in enumerate(self._tests) if _can_hold(test, stretch.alphabet)]
        forced = sum(1 << i for i, test in enumerate(self._tests) if _is_forced(test, stretch.beginning))
        free = [bit for bit in bits if not bit & forced]
        if not free:
            return
        if self._field.shape != "list" and len(free) > MOST_PARTS:
            raise TooMuch("too-many-parts", self._field.name)
        for spellings in stretch.spellings:
            for text in self._unmentioned(spellings, every=False):
                base = self._signature(text) & ~sum(free)
                for subset in [()] if self._field.shape == "list" else _subsets(free):
                    self._found.add(base | sum(subset), None)


def _can_hold(test: TextTest, alphabet: re.Pattern[str]) -> bool:
    return isinstance(test, Contains | BeginsWith | EndsWith) and any(alphabet.fullmatch(part) for part in test.parts)


def _is_forced(test: TextTest, beginning: str) -> bool:
    """Return whether every text with that beginning passes a test."""
    return isinstance(test, Contains | BeginsWith) and passes(test, beginning)


def _subsets(items: Sequence[_Item]) -> Iterator[tuple[_Item, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def _separator(taken: str) -> str:
    """Return a character that occurs in no mentioned text, in any case."""
    return next(mark for mark in chain(_SEPARATORS, map(chr, range(0xE000, 0xF8FF))) if mark not in taken)
