"""Coverage by proof: would an example person notice if a criterion were removed, and if none does, who would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person, decide, decide_sources, is_surely_in
from segments_as_code.meaning.folder_meaning import FolderMeaning
from segments_as_code.meaning.predicate import TRUE, Predicate, Ref, atoms
from segments_as_code.meaning.question import BUDGET, find_person
from segments_as_code.meaning.relation import Undecided
from segments_as_code.meaning.single_criteria import find_criteria
from segments_as_code.meaning.solver import Steps
from segments_as_code.model.example import Example
from segments_as_code.model.phrases import Phrase

_PROOF_BUDGET: Final = BUDGET // 10
"""Budget of steps to find a person who would notice, about a fifth of a second."""
_MOST_PROOFS: Final = 200
_MOST_ATOMS: Final = 300
"""Different criteria of a segment, and of all that it builds on, up to which it is asked who would notice one of them."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A person who is in a segment, or out, only because of one criterion."""

    person: Person
    is_in: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the criterion of a segment is tested: ``tested_by`` are the examples that fail without it.

    If there are none, ``witness`` is a person who would notice; ``is_needless`` is true if it is proven that no person would.
    """

    key: str
    criterion: Phrase
    tested_by: tuple[Example, ...] = ()
    witness: Witness | None = None
    is_needless: bool = False


def find_coverage(folder: FolderMeaning, examples: Sequence[tuple[Example, Person]]) -> tuple[Coverage, ...]:
    """Return the coverage of each criterion of each segment by ``examples`` (only those that pass).

    An example of a segment also tests what that segment builds on. A person who would notice is only searched for in segments with
    examples.
    """
    reached = {example.segment: {example.segment, *folder.reach(example.segment)} for example, _ in examples}
    tried = [(example, person, decide_sources(person, Ref(example.segment), folder.opened)) for example, person in examples]
    found: list[Coverage] = []
    proofs = 0
    for key, criteria in folder.criteria.items():
        near = [each for each in tried if key in reached[each[0].segment]]
        is_asked = key in reached and is_small(key, folder)
        for criterion in find_criteria(criteria):
            without = folder.replace(key, criterion.without)
            moved = [(example, person) for example, person, truths in near if _moves(person, key, truths, without)]
            testing = tuple(example for example, person in moved if _fails(example, person, without))
            if testing or not is_asked or proofs >= _MOST_PROOFS:
                found.append(Coverage(key, criterion.phrase, testing))
                continue
            proofs += 1
            both = [Meaning(Ref(key), folder.settled)], [Meaning(Ref(key), without.settled)]
            witness = find_witness(*both, folder.all_facts, steps=Steps(_PROOF_BUDGET))
            found.append(Coverage(key, criterion.phrase, (), witness if isinstance(witness, Witness) else None, witness is None))
    return tuple(found)


def find_witness(
    before: Sequence[Meaning], without: Sequence[Meaning], facts: Predicate = TRUE, *, steps: Steps | None = None
) -> Witness | Undecided | None:
    """Return a person who comes in, or goes out, if the criterion is removed from all of ``before``; None if there is none."""
    undecided, steps = None, steps or Steps(BUDGET)
    for is_in, inside, outside in ((False, without, before), (True, before, without)):
        person = find_person(inside, outside, facts=facts, steps=steps)
        if isinstance(person, Person):
            return Witness(person, is_in)
        undecided = person or undecided
    return undecided


def is_small(key: str, folder: FolderMeaning) -> bool:
    """Return whether a segment, with all that it builds on, is small enough for a question about each of its criteria."""
    return len(set(atoms(Ref(key), folder.opened))) <= _MOST_ATOMS


def _moves(person: Person, key: str, truths: Mapping[str, bool | None], without: FolderMeaning) -> bool:
    """Return whether another definition of the segment ``key`` alone takes ``person`` in or out of it."""
    return decide(person, without.opened[key], truths) is not truths[key]


def _fails(example: Example, person: Person, folder: FolderMeaning) -> bool:
    return is_surely_in(person, Ref(example.segment), folder.opened) is (not example.is_in)
