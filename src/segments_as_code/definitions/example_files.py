"""Read test files: example people and the segments that they are to be in, or out of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from segments_as_code.definitions.reserved_files import TESTS
from segments_as_code.definitions.validator import SchemaValidator, locate
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import Document, Json, Path, SourceFile
from segments_as_code.model.example import Example
from segments_as_code.model.instants import midnight, normal_instant
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.model.wording import value_text

_SIDES: Final = (("In", True), ("Out", False))


class ExampleReader:
    """Reads test files by the schema of one provider; ``keys`` are those of the segments that there are."""

    def __init__(self, schema: Mapping[str, Json], keys: Collection[str]) -> None:
        self._schema = SchemaValidator(schema, "this test")
        self._keys = keys

    def read(self, sources: Sequence[SourceFile]) -> tuple[list[Example], list[Problem]]:
        """Return everybody who can be read, in the order of the files, and everything that is wrong with the files.

        A person with an error, or who is like one with an error, is left out; the others of the file are not.
        """
        examples: list[Example] = []
        problems: list[Problem] = []
        for source in sources:
            documents, wrong = read_file(source, TESTS)
            problems += wrong
            people = [person for document in documents for person in self._people(document, problems)]
            for person in people:
                says = _resolve(person, people, problems)
                if says is not None and not person.is_broken:
                    examples.append(_example(person, says))
        return examples, problems

    def _people(self, document: Document, problems: list[Problem]) -> list[_Person]:
        """Return the people of one test, those with errors too, and add what is wrong with it."""
        found = self._schema.explain(document.content)
        problems += (locate(each, document) for each in found)
        refused = {each.at[:2] for each in found if each.severity is Severity.ERROR and len(each.at) > 1}
        wrong = list(self._find_problems(document))
        problems += wrong
        key = document.content.get("Segment")
        is_broken = bool(wrong) or not isinstance(key, str) or key not in self._keys
        people = [
            _Person(document, (side, name), is_in, own if isinstance(own, dict) else {}, is_broken or (side, name) in refused)
            for side, is_in in _SIDES
            for name, own in _mapping(document.content.get(side)).items()
        ]
        problems += _find_twins(people)
        if not people and not found:
            message = "this test names no person, so it tests nothing."
            problems.append(Problem(document.location(), "missing-member", message, "add In, Out or both, each with a person."))
        return people

    def _find_problems(self, document: Document) -> Iterator[Problem]:
        key, as_of = document.content.get("Segment"), document.content.get("AsOf")
        if isinstance(key, str) and key and key not in self._keys:
            close = get_close_matches(key, sorted(self._keys), n=1)
            remedy = f"did you mean {close[0]}?" if close else "write the key of a segment in this folder."
            message = f"Segment is {value_text(key)}, and no document here has that key."
            yield Problem(document.location(("Segment",)), "no-such-segment", message, remedy)
        if isinstance(as_of, str) and self._schema.accepts(document.content) and not (midnight(as_of) or normal_instant(as_of)):
            message = f"AsOf is {value_text(as_of)}, a date that does not exist."
            yield Problem(document.location(("AsOf",)), "no-such-date", message, "write a date that exists.")


@dataclass(slots=True)
class _Person:
    """One person as a document has them; ``is_broken`` once something is wrong with what is said of them."""

    document: Document
    at: Path
    is_in: bool
    own: Mapping[str, Json]
    is_broken: bool

    @property
    def name(self) -> str:
        return str(self.at[1])

    def problem(self, code: str, message: str, remedy: str, *at: str) -> Problem:
        return Problem(self.document.location((*self.at, *at), of_key=not at), code, message, remedy)


def _find_twins(people: Sequence[_Person]) -> Iterator[Problem]:
    """Yield a problem for each person of a test who has the name of an earlier one."""
    names: set[str] = set()
    for person in people:
        if person.name in names:
            person.is_broken = True
            message = f"{value_text(person.name)} is the name of two people, one in and one out."
            yield person.problem("person-twice", message, "give one of them another name.")
        names.add(person.name)


def _resolve(person: _Person, people: Sequence[_Person], problems: list[Problem]) -> Mapping[str, Json] | None:
    """Return all that is said of a person, with what they share with others; None if that is not known."""
    chain = [person]
    while isinstance(like := chain[-1].own.get("Like"), str):
        base = _find_person(like, chain[-1], people)
        if base is None:
            if chain[-1] is person:
                problems.append(_no_such_person(person, like, people))
            return None
        if base in chain:
            if base is person and person is min(chain, key=people.index):
                names = " -> ".join(value_text(each.name) for each in (*chain, base))
                message = f"these people are like each other in a circle: {names}."
                problems.append(person.problem("like-circle", message, "say of one of them what they have, without Like.", "Like"))
            return None
        chain.append(base)
    if any(each.is_broken for each in chain):
        return None
    says: dict[str, Json] = {}
    for each in reversed(chain):
        says = _merge(says, each.own)
    return says


def _find_person(name: str, like: _Person, people: Sequence[_Person]) -> _Person | None:
    """Return the person of this name: of the same test if there is one, else the first of the file."""
    named = [person for person in people if person.name == name]
    return next((person for person in named if person.document is like.document), named[0] if named else None)


def _no_such_person(person: _Person, like: str, people: Sequence[_Person]) -> Problem:
    close = get_close_matches(like, [each.name for each in people if each is not person], n=1)
    remedy = f"did you mean {value_text(close[0])}?" if close else "write the name of another person of this file."
    return person.problem("no-such-person", f"Like is {value_text(like)}, but no person in this file has that name.", remedy, "Like")


def _merge(base: Mapping[str, Json], own: Mapping[str, Json]) -> dict[str, Json]:
    """Return what is said of a person who is like another: by member, and in a mapping by name."""
    merged = {**base, **{member: value for member, value in own.items() if member != "Like"}}
    for member, value in own.items():
        before = base.get(member)
        if isinstance(value, dict) and isinstance(before, dict):
            merged[member] = {**before, **value}
    return merged


def _example(person: _Person, says: Mapping[str, Json]) -> Example:
    content = person.document.content
    as_of = content.get("AsOf")
    return Example(
        str(content["Segment"]),
        person.name,
        person.is_in,
        says,
        person.own,
        person.document.source,
        person.at,
        as_of if isinstance(as_of, str) else None,
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
