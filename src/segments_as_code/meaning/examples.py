"""Hold example people to the definitions: in or out as they are to be, not, or not told by AWS."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from segments_as_code.meaning.because import Reason, find_reasons
from segments_as_code.meaning.evaluate import Person, is_surely_in
from segments_as_code.meaning.example_person import read_person
from segments_as_code.meaning.folder_meaning import FolderMeaning, find_mentioned
from segments_as_code.meaning.person_text import quoted
from segments_as_code.meaning.predicate import Given, Ref, atoms
from segments_as_code.meaning.readings import READINGS
from segments_as_code.model.document import Json, Path
from segments_as_code.model.example import Example
from segments_as_code.model.problem import DocumentProblem, Problem, Severity
from segments_as_code.model.wording import value_text

if TYPE_CHECKING:
    from segments_as_code.meaning.coverage import Coverage

_MOST_SAID: Final = 3
"""Reasons in the message of a problem; the result has them all."""
_OF_THE_TEST: Final = frozenset({"as-of-missing", "in-the-future"})
"""Codes of what may be right in the test of the person that somebody is like, and wrong in their own."""


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
    person: Person
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedExamples:
    """What came of the people of a folder's test files, all that is wrong with the files, and, if it was asked for, what they cover."""

    results: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: tuple[Coverage, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many people have an outcome; of wrong ones how many errors the files have."""
        if outcome is Outcome.WRONG:
            return sum(problem.severity is Severity.ERROR for problem in self.problems)
        return sum(result.outcome is outcome for result in self.results)

    def passes(self, *, strict: bool) -> bool:
        """Return whether nothing fails and nothing is wrong; with ``strict`` nothing is open, and there is no warning."""
        if strict and (self.problems or self.count(Outcome.OPEN)):
            return False
        return not self.count(Outcome.FAIL) and not self.count(Outcome.WRONG)


def try_examples(examples: Iterable[Example], folder: FolderMeaning) -> tuple[list[Result], list[Problem]]:
    """Return what came of each of ``examples`` whose values can be read, and what is wrong with those of the others."""
    mentioned = find_mentioned(folder)
    results: list[Result] = []
    problems: list[Problem] = []
    for example in examples:
        person, findings = read_person(example.says, mentioned, example.as_of)
        problems += (_locate(each, example) for each in findings if _is_own(each, example))
        problems += _find_impossible(example, person, folder)
        if all(each.severity is Severity.WARNING for each in findings):
            results.append(judge_example(example, person, folder))
    return results, problems


def find_failures(results: Iterable[Result], *, strict: bool) -> Iterator[Problem]:
    """Yield a problem for each example that fails, at the person's name; with ``strict`` for each that is open too."""
    for result in results:
        example = result.example
        where = f"{value_text(example.name)} should be {'in' if example.is_in else 'out of'} {example.segment}"
        if result.outcome is Outcome.FAIL:
            because = "; and ".join(reason.text for reason in result.reasons[:_MOST_SAID])
            more = f"; and {len(result.reasons) - _MOST_SAID} more" if len(result.reasons) > _MOST_SAID else ""
            message = f"{where}, but is {'not' if example.is_in else 'in it'}, because {because}{more}."
            yield Problem(example.location, "example-fails", message, "correct the definition, or what the example says.")
        elif strict and result.outcome is Outcome.OPEN:
            message = f"{where}; whether this is so depends on what is not known: {'; '.join(result.depends_on)}."
            yield Problem(example.location, "example-open", message, "settle it in segments-settings.yaml, or take the example out.")


def _find_impossible(example: Example, person: Person, folder: FolderMeaning) -> Iterator[Problem]:
    """Warn of a person who does not meet what the project declares of everybody."""
    for name, fact in folder.facts.items():
        if is_surely_in(person, fact, {}) is False:
            message = f"nobody can be like this: segments-settings.yaml declares {value_text(name)}."
            remedy = "correct what the example says, or the declaration."
            yield Problem(example.location, "impossible-person", message, remedy, Severity.WARNING)


def _locate(finding: DocumentProblem, example: Example) -> Problem:
    at = finding.at if _says(example.own, finding.at) else ("Like",)
    location = example.source.location((*example.at, *at), of_key=finding.of_key and at == finding.at)
    return Problem(location, finding.code, finding.message, finding.remedy, finding.severity)


def _is_own(finding: DocumentProblem, example: Example) -> bool:
    """Return whether the person's own lines say what is wrong, or their test makes it wrong; else it is reported where it is said."""
    return finding.code in _OF_THE_TEST or _says(example.own, finding.at)


def _says(own: Mapping[str, Json], at: Path) -> bool:
    """Return whether ``own`` itself has the member, and in a mapping the name, that ``at`` leads to."""
    inside = own.get(str(at[0]))
    return str(at[0]) in own and (len(at) == 1 or not isinstance(inside, dict) or at[1] in inside)


def judge_example(example: Example, person: Person, folder: FolderMeaning) -> Result:
    """Return whether ``person`` is in the segment of ``example`` as expected: surely, or only as AWS's words are read by default.

    What is not as expected under the default readings fails. What is, but would not be if AWS behaved as another reading says, or if a
    part that cannot be read held something else, is open.
    """
    segment = Ref(example.segment)
    found = is_surely_in(person, segment, folder.opened)
    if found is not None and found is not example.is_in:
        other = _deciding_readings(example, person, folder)
        return Result(example, person, Outcome.FAIL, find_reasons(person, example.segment, folder.settled), other)
    if found is None:
        unread = {each.name for each in atoms(segment, folder.opened) if isinstance(each, Given) and each.kind == "unread"}
        return Result(example, person, Outcome.OPEN, (), tuple(f"{quoted(name)} cannot be read" for name in sorted(unread)))
    if (bits := find_deviation(person, example, folder)) is None:
        return Result(example, person, Outcome.PASS)
    return Result(example, person, Outcome.OPEN, (), tuple(READINGS[bit.name].otherwise for bit in bits))


def find_deviation(person: Person, example: Example, folder: FolderMeaning) -> tuple[Given, ...] | None:
    """Return readings whose other values make the person not surely as expected, as few as are found at once; None if none do."""
    segment, readings = Ref(example.segment), folder.readings(example.segment)
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
        for bit in folder.readings(example.segment)
        if is_surely_in(_with(person, [bit]), segment, folder.opened) is example.is_in
    )


def _with(person: Person, bits: Collection[Given]) -> Person:
    return Person(person.texts, person.numbers, person.position, person.given | frozenset(bits))
