"""Write example people for a segment: somebody who is in it, and for each criterion somebody who is out, or in, by it alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.meaning.coverage import Witness, find_witness, is_small
from segments_as_code.meaning.encoding import Meaning
from segments_as_code.meaning.evaluate import Person
from segments_as_code.meaning.folder_meaning import FolderMeaning, settle
from segments_as_code.meaning.person_text import person_json
from segments_as_code.meaning.predicate import Predicate, Ref
from segments_as_code.meaning.question import find_person
from segments_as_code.meaning.relation import Undecided
from segments_as_code.meaning.single_criteria import find_criteria
from segments_as_code.model.document import Json
from segments_as_code.model.phrases import Phrase

_LONGEST_NAME: Final = 100


@dataclass(slots=True)
class Witnesses:
    """People for a test of one segment, by their names, and what no person could be found for."""

    inside: dict[str, Person] = field(default_factory=dict)
    outside: dict[str, Person] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, person: Person, *, is_in: bool) -> None:
        """Take in a person under a name that nobody has yet."""
        number, free = 1, name[:_LONGEST_NAME]
        while free in self.inside or free in self.outside:
            number += 1
            free = f"{name[:_LONGEST_NAME]} ({number})"
        (self.inside if is_in else self.outside)[free] = person

    def test(self, key: str) -> dict[str, Json]:
        """Return the test as a test file has it."""
        found: dict[str, Json] = {"Segment": key}
        for member, people in (("In", self.inside), ("Out", self.outside)):
            if people:
                found[member] = {name: person_json(person) for name, person in people.items()}
        return found


def find_witnesses(key: str, folder: FolderMeaning) -> Witnesses:
    """Return people who show each criterion of the segment ``key``; their places do not hang on a single reading, if that can be."""
    found, facts = Witnesses(), folder.all_facts
    somebody = find_person(_meanings(key, folder), [], facts=facts)
    if not isinstance(somebody, Person):
        somebody = find_person(_meanings(key, folder, ()), [], facts=facts)
    if isinstance(somebody, Person):
        found.add("somebody who is in it", somebody, is_in=True)
    elif somebody is None:
        found.remarks.append("Nobody can be in this segment.")
    else:
        found.remarks.append(f"Nobody was found who is in it: {_why(somebody)}.")
    if not is_small(key, folder):
        found.remarks.append("With what it builds on, this segment has too many criteria to look for somebody who shows each of them.")
        return found
    for criterion in find_criteria(folder.criteria[key]):
        without, said = folder.replace(key, criterion.without), _text(criterion.phrase)
        readings = {each.name for each in (*folder.readings(key), *without.readings(key))}
        witness = find_witness(_meanings(key, folder, readings), _meanings(key, without, readings), facts)
        if not isinstance(witness, Witness):
            witness = find_witness(_meanings(key, folder, ()), _meanings(key, without, ()), facts)
        if isinstance(witness, Witness):
            found.add(f"{'in' if witness.is_in else 'out'} only by: {said}", witness.person, is_in=witness.is_in)
        elif witness is None:
            found.remarks.append(f"Without this criterion the same people are in the segment: {said}.")
        else:
            found.remarks.append(f"Nobody was found who shows this criterion: {said} ({_why(witness)}).")
    return found


def _meanings(key: str, folder: FolderMeaning, readings: Collection[str] | None = None) -> list[Meaning]:
    """Return what the segment means under the default readings, and with each of ``readings`` (None: all it depends on) turned alone."""
    names = sorted(readings if readings is not None else (each.name for each in folder.readings(key)))
    predicates = {each: folder.opened[each] for each in folder.reach(key)}
    return [Meaning(Ref(key), _settled(predicates, flipped)) for flipped in ((), *((name,) for name in names))]


def _settled(predicates: Mapping[str, Predicate], flipped: Collection[str]) -> dict[str, Predicate]:
    return {key: settle(each, flipped) for key, each in predicates.items()}


def _why(undecided: Undecided) -> str:
    return "a part of the definition cannot be read" if undecided.code == "not-read" else undecided.what


def _text(phrase: Phrase) -> str:
    return "".join(part.text for part in phrase)
