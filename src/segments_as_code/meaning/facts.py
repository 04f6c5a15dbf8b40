"""Short statements that are true of everyone who comes in, or goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from segments_as_code.meaning.encoding import Encoding
from segments_as_code.meaning.person_text import either, name_of, phrases, quoted, span_words
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    AnyText,
    Field,
    NoneOf,
    NumberIn,
    OneOf,
    Some,
    Span,
    TextTest,
)
from segments_as_code.meaning.solver import Literal
from segments_as_code.meaning.stretches import strata
from segments_as_code.meaning.variations import KnownPeople

MOST_CELLS: Final = 60
"""Limit for the cells of a field to ask about."""

_MOST_NAMED = 5


class _People:
    """The people who meet some literals."""

    def __init__(self, known: KnownPeople, literals: Sequence[Literal]) -> None:
        self._known = known
        self._literals = literals
        self._among: list[int] = []

    @cached_property
    def _all_have(self) -> frozenset[Literal]:
        return self._known.encoding.solver.implied(self._literals)

    def may_have(self, *literals: Literal) -> bool:
        """Return whether somebody among them may meet all of ``literals``, too."""
        found = self._known.found
        self._among += [variations.who(self._literals) for variations in found[len(self._among) :]]
        if any(variations.who(literals, among) for variations, among in zip(found, self._among, strict=True) if among):
            return True
        wanted = [*self._literals, *literals]
        return not any(literal ^ 1 in self._all_have for literal in literals) and self._known.search(wanted)


def shared_facts(known: KnownPeople, side: Sequence[Literal], contexts: Sequence[Sequence[Literal]]) -> tuple[str, ...]:
    """Return what is true of all who meet the literals ``side`` and not already of all who meet those of one of ``contexts``.

    Raises:
        OutOfSteps: the budget was used up.
    """
    return _facts(known.encoding, _People(known, side), [_People(known, each) for each in contexts])


def _facts(encoding: Encoding, side: _People, contexts: Sequence[_People]) -> tuple[str, ...]:
    found: list[str] = []
    for field in encoding.fields:
        if len(encoding.cells[field]) <= MOST_CELLS:
            found += _facts_of_field(encoding, field, side, contexts)
    for given in encoding.givens:
        if given.kind == "list":
            found += _bit_fact(
                encoding.atom(given),
                side,
                contexts,
                f"is in the imported list {quoted(given.label or given.name)}",
                f"is not in the imported list {quoted(given.label or given.name)}",
            )
    return tuple(dict.fromkeys(found))


def is_told_by_tests(field: Field, atoms: Sequence[Some | NumberIn]) -> bool:
    """Return whether to describe what all people share in a field by its tests, instead of by the values that remain."""
    return field.shape == "list" or not all(isinstance(atom, NumberIn) or isinstance(atom.test, OneOf | NoneOf | AnyText) for atom in atoms)


def _facts_of_field(encoding: Encoding, field: Field, side: _People, contexts: Sequence[_People]) -> Iterable[str]:
    atoms = encoding.fields[field]
    if is_told_by_tests(field, atoms):
        yield from _list_facts(encoding, field, side, contexts)
        return
    possible = _possible_cells(encoding, field, side)
    if not possible or not _is_telling(encoding, field, possible, contexts):
        return
    numbers = [atom for atom in atoms if isinstance(atom, NumberIn)]
    text = (
        _number_fact(field, numbers, possible)
        if numbers
        else _text_fact(field, [atom for atom in atoms if isinstance(atom, Some)], possible)
    )
    if text:
        yield text


def _list_facts(encoding: Encoding, field: Field, side: _People, contexts: Sequence[_People]) -> Iterable[str]:
    """Say which tests are always passed, without the texts that nobody on this side holds, and which never."""
    atoms = [atom for atom in encoding.fields[field] if isinstance(atom, Some)]
    never = [atom for atom in atoms if not side.may_have(encoding.atom(atom))]
    unheld = frozenset[str]().union(*(atom.test.texts for atom in never if isinstance(atom.test, OneOf)))
    name = name_of(field)
    held = [atom for atom in atoms if atom not in never and not side.may_have(encoding.atom(atom) ^ 1)]
    for atom in atoms:
        if isinstance(atom.test, AnyText) and len(held) > 1:
            continue  # that there is a text follows from what it is
        left = replace(atom.test, texts=atom.test.texts - unheld) if isinstance(atom.test, OneOf) else atom.test
        is_, is_not = phrases(left if left != OneOf(frozenset()) else atom.test)
        if atom in held and left != atom.test:
            yield f"{name} {is_}"
        else:
            yield from _bit_fact(encoding.atom(atom), side, contexts, f"{name} {is_}", f"{name} {is_not}")


def _bit_fact(literal: Literal, side: _People, contexts: Sequence[_People], holds: str, fails: str) -> Iterable[str]:
    """Yield ``holds`` or ``fails`` if the literal is always true or always false on this side, and not so in every context."""
    for always, text in ((literal, holds), (literal ^ 1, fails)):
        if not side.may_have(always ^ 1):
            if any(context.may_have(always ^ 1) for context in contexts):
                yield text
            return


def _possible_cells(encoding: Encoding, field: Field, side: _People) -> frozenset[int]:
    """Return the signatures that a value of the field can have; 0 stands for lacking, or for a value that passes nothing."""
    found = {cell.signature for literal, cell in encoding.cells[field] if side.may_have(literal)}
    nothing = [literal ^ 1 for literal, _ in encoding.cells[field]]
    return frozenset({*found, 0} if side.may_have(*nothing) else found)


def _is_telling(encoding: Encoding, field: Field, possible: frozenset[int], contexts: Sequence[_People]) -> bool:
    """Return whether something that is not ``possible`` on this side is possible in a context: only then is that worth saying."""
    nothing = [literal ^ 1 for literal, _ in encoding.cells[field]]
    others = [[literal] for literal, cell in encoding.cells[field] if cell.signature not in possible]
    others += [] if 0 in possible else [nothing]
    return any(context.may_have(*other) for other in others for context in contexts)


def _text_fact(field: Field, atoms: Sequence[Some], possible: frozenset[int]) -> str:
    literals = sorted({text for atom in atoms if isinstance(atom.test, OneOf | NoneOf) for text in atom.test.texts})
    cells: dict[str, int] = {}
    for text in literals:
        cells[text] = sum(1 << i for i, atom in enumerate(atoms) if _is_passed(atom.test, text))
    inside = [text for text in literals if cells[text] in possible]
    outside = [text for text in literals if cells[text] not in possible]
    name = name_of(field)
    if inside and possible <= {cells[text] for text in inside}:
        return f"{name} is {either(inside)}"
    there = "" if 0 in possible else " is there and"
    return f"{name}{there} is not {either(outside)}" if outside else f"{name} is there" if there else ""


def _is_passed(test: TextTest, text: str) -> bool:
    match test:
        case OneOf(texts, fold):
            return (text.casefold() if fold else text) in ({each.casefold() for each in texts} if fold else texts)
        case NoneOf(texts, fold):
            return (text.casefold() if fold else text) not in ({each.casefold() for each in texts} if fold else texts)
        case _:
            return True


def _number_fact(field: Field, atoms: Sequence[NumberIn], possible: frozenset[int]) -> str:
    """Return the spans that the number can be in; outside of them it is missing, or passes nothing."""
    spans: list[Span] = []
    for span in strata([span for atom in atoms for span in atom.spans]):
        signature = sum(1 << i for i, atom in enumerate(atoms) if _covers(atom, span))
        if signature in possible:
            spans = [*spans[:-1], _joined(spans[-1], span)] if spans and _touch(spans[-1], span) else [*spans, span]
    if spans == [Span(None, None, low_in=False, high_in=False)] or not spans:
        return f"{name_of(field)} is there" if 0 not in possible and spans else ""
    words = " or ".join(span_words(span, field) for span in spans[:_MOST_NAMED])
    if field.member == LAST_ACTIVE:
        return f"last active {words}" + (" or never" if 0 in possible else "")
    return f"{name_of(field)} is {words}" + (" or missing" if 0 in possible else "")


def _covers(atom: NumberIn, span: Span) -> bool:
    """Return whether a stratum, a point or an open stretch between neighbouring points, lies in any span of an atom."""
    if span.low is not None and span.low == span.high:
        return any(span.low in each for each in atom.spans)
    return any(
        (each.low is None or (span.low is not None and each.low <= span.low))
        and (each.high is None or (span.high is not None and span.high <= each.high))
        for each in atom.spans
    )


def _touch(one: Span, other: Span) -> bool:
    return one.high is not None and one.high == other.low and (one.high_in or other.low_in)


def _joined(one: Span, other: Span) -> Span:
    return Span(one.low, other.high, low_in=one.low_in, high_in=other.high_in)
