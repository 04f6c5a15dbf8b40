"""Hold example people to the definitions: in or out as they are to be, not, or not told by AWS."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from segments_as_code.meaning.because import Reason, find_reasons
from segments_as_code.meaning.evaluate import Person, is_surely_in
from segments_as_code.meaning.folder_meaning import FolderMeaning
from segments_as_code.meaning.predicate import Given, Ref, atoms
from segments_as_code.meaning.readings import READINGS
from segments_as_code.model.example import Example


class Outcome(StrEnum):
    """What came of an example: as expected whatever AWS does, not as expected, as expected if AWS does as we read it, or not readable."""

    PASS = "pass"  # noqa: S105  # no password
    FAIL = "fail"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one example, and why. ``depends_on`` says in words what AWS does not document, or what could not be read."""

    example: Example
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    depends_on: tuple[str, ...] = ()


def judge_example(example: Example, person: Person, folder: FolderMeaning) -> Result:
    """Return whether ``person`` is in the segment of ``example`` as expected: surely, or only as AWS's words are read by default.

    What is not as expected under the default readings fails. What is, but would not be if AWS behaved as another reading says, or if a
    part that cannot be read held something else, is open.
    """
    segment = Ref(example.segment)
    found = is_surely_in(person, segment, folder.opened)
    if found is not None and found is not example.is_in:
        other = _deciding_readings(example, person, folder)
        return Result(example, Outcome.FAIL, find_reasons(person, example.segment, folder.settled), other)
    if found is None:
        unread = sorted({each.name for each in _givens(example.segment, folder, "unread")})
        return Result(example, Outcome.OPEN, (), tuple(f"it depends on {name}, which cannot be read" for name in unread))
    if (bits := find_deviation(person, example, folder)) is None:
        return Result(example, Outcome.PASS)
    return Result(example, Outcome.OPEN, (), tuple(READINGS[bit.name].otherwise for bit in bits))


def find_deviation(person: Person, example: Example, folder: FolderMeaning) -> tuple[Given, ...] | None:
    """Return readings whose other values make the person not surely as expected, as few as are found at once; None if none do."""
    segment, readings = Ref(example.segment), _givens(example.segment, folder, "reading")
    if is_surely_in(person, segment, folder.opened, readings) is example.is_in:
        return None
    for bit in readings:
        if is_surely_in(_with(person, [bit]), segment, folder.opened) is not example.is_in:
            return (bit,)
    return _search(person, example, folder, (), readings)


def _search(
    person: Person, example: Example, folder: FolderMeaning, chosen: tuple[Given, ...], left: Sequence[Given]
) -> tuple[Given, ...] | None:
    """Return readings, ``chosen`` and some that are ``left``, whose other values make the person not as expected; None if none do."""
    found = is_surely_in(_with(person, chosen), Ref(example.segment), folder.opened, left)
    if found is example.is_in:
        return None
    if found is not None or not left:
        return chosen
    first, *rest = left
    deviating = _search(person, example, folder, chosen, rest)
    return deviating if deviating is not None else _search(person, example, folder, (*chosen, first), rest)


def _deciding_readings(example: Example, person: Person, folder: FolderMeaning) -> tuple[str, ...]:
    """Return in words the readings of which one alone would make a failing example come out as expected."""
    segment = Ref(example.segment)
    return tuple(
        READINGS[bit.name].otherwise
        for bit in _givens(example.segment, folder, "reading")
        if is_surely_in(_with(person, [bit]), segment, folder.opened) is example.is_in
    )


def _with(person: Person, bits: Collection[Given]) -> Person:
    return Person(person.texts, person.numbers, person.position, person.given | frozenset(bits))


def _givens(key: str, folder: FolderMeaning, kind: str) -> list[Given]:
    found = {atom for atom in atoms(Ref(key), folder.opened) if isinstance(atom, Given) and atom.kind == kind}
    return sorted(found)
