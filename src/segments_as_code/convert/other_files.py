"""Convert settings, policies and test files as far as the mapping says how; of each other file, say why it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.convert.boxes import number_text
from segments_as_code.convert.mapping import REST, AttributeTarget, FieldMapping, ToCalculated, ToField, ToKey
from segments_as_code.definitions.reserved_files import POLICIES, SETTINGS, TESTS, SortedFiles
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.definitions.yaml_writer import write_document
from segments_as_code.model.document import Document, Json, SourceFile

_COMPARED: Final = ("within", "apart-from", "same-as")
_DEVICES: Final = ("AppVersion", "Make", "Model", "Platform")
_PEOPLE: Final = ("In", "Out")
_AGO: Final = re.compile(r"([0-9]{1,6}) (hour|day|week)s? ago")
_HOURS: Final = {"hour": 1, "day": 24, "week": 168}
_MOST_NAMED: Final = 3


class _CannotConvert(Exception):
    """A file cannot be converted; the argument says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ReservedConversion:
    """Files to write, and by the path of each file that is not converted, or only in part, why: a sentence."""

    files: tuple[SourceFile, ...]
    reasons: Mapping[str, str]


def convert_reserved(
    found: SortedFiles, mapping: FieldMapping, written: Collection[str], days: Collection[int], folder: str, schema: str
) -> ReservedConversion:
    """Return what becomes of the files that are no definitions; ``written`` are the keys of the segments that are converted.

    ``days`` are the spans over which they count activity, ``schema`` is the id of the schema of the target's tests.
    """
    converter = _Converter(mapping, written, days, schema)
    texts: dict[str, tuple[SourceFile, bytes]] = {}
    for files, convert in ((found.settings, converter.settings), (found.policies, converter.policies), (found.tests, converter.tests)):
        for file in files:
            try:
                text = convert(file)
            except _CannotConvert as error:
                converter.reasons[file.path] = str(error)
            else:
                texts |= {file.path: (file, text)} if text else {}
    made = tuple(SourceFile("/".join(filter(None, [folder, f"{file.stem}.yaml"])), file.stem, text) for file, text in texts.values())
    return ReservedConversion(made, converter.reasons)


def people_of_tests(found: SortedFiles) -> list[Json]:
    """Return the people of all test files."""
    documents = (document for file in found.tests for document in read_file(file, TESTS)[0])
    return [person for document in documents for _, person in _people_of(document)]


@dataclass(slots=True)
class _Converter:
    mapping: FieldMapping
    written: Collection[str]
    days: Collection[int]
    schema: str
    reasons: dict[str, str] = field(default_factory=dict)

    def settings(self, file: SourceFile) -> bytes:
        """Return the readings; profiles need neither single nor whole, and a fact is written in criteria of Pinpoint."""
        documents, problems = read_file(file, SETTINGS)
        if problems or len(documents) != 1:
            raise _CannotConvert("it has errors.")
        content = documents[0].content
        if content.get("facts"):
            self.reasons[file.path] = "its facts are written in criteria of Pinpoint. Write them in those of Customer Profiles."
        readings = content.get("readings")
        return write_document({"readings": readings}, "# What AWS leaves open, as settled here.").encode() if readings else b""

    def policies(self, file: SourceFile) -> bytes:
        """Return the file as it is, if all of its policies compare segments by key."""
        documents, problems = read_file(file, POLICIES)
        if problems:
            raise _CannotConvert("it has errors.")
        for document in documents:
            compared = [document.content[name] for name in _COMPARED if name in document.content]
            name = document.content.get("name")
            if any(not isinstance(each, str) for each in compared):
                raise _CannotConvert(f"the policy {name} is written in criteria of Pinpoint. Write it in those of Customer Profiles.")
            if lost := sorted(str(each) for each in compared if each not in self.written):
                raise _CannotConvert(f"the policy {name} is about {lost[0]}, which is left out. Take it out.")
        return file.content

    def tests(self, file: SourceFile) -> bytes:
        """Return the tests, each of whose people has on a profile what the mapping says."""
        documents, problems = read_file(file, TESTS)
        if problems:
            raise _CannotConvert("it has errors.")
        kept = [document for document in documents if document.content.get("Segment") in self.written]
        people = self._people(kept)
        named = [(name, person) for document in kept for name, person in _people_of(document)]
        if lost := [f"“{name}”" for name, _ in named if name not in people]:
            more = f" and {len(lost) - _MOST_NAMED:,} more" if len(lost) > _MOST_NAMED else ""
            names = f"{', '.join(lost[:_MOST_NAMED])}{more}"
            self.reasons[file.path] = f"the mapping does not cover everything about {names}. Write them anew."
        made = [test for document in kept if len(test := _test(document, people)) > 1]
        modeline = f"# yaml-language-server: $schema={self.schema}"
        return "---\n".join(write_document(test, modeline) for test in made).encode()

    def _people(self, documents: Sequence[Document]) -> Mapping[str, Json]:
        """Return by name the people who can be converted, and who are like nobody who cannot."""
        found: dict[str, Json] = {}
        for name, person in (each for document in documents for each in _people_of(document)):
            with suppress(LookupError, TypeError, ValueError):
                found[name] = self._person(person)
        while lost := [name for name, person in found.items() if isinstance(person, dict) and person.get("Like", name) not in found]:
            for name in lost:
                del found[name]
        return found

    def _person(self, person: Json) -> Json:
        found: dict[str, Json] = {}
        for member, value in person.items() if isinstance(person, dict) else ():
            for at, loaded in self._loaded(member, value):
                _put(found, at, loaded)
        return found

    def _loaded(self, member: str, value: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
        """Yield where on a profile a member of a person is, and its value.

        Raises:
            LookupError: the mapping does not say it.
            ValueError: it has no place for it, as for a second value.
        """
        mapping = self.mapping
        match member, value:
            case "Like", _:
                yield ("Like",), value
            case (("Attributes" | "UserAttributes" | "Metrics"), dict()):
                rules: Mapping[str, AttributeTarget] = {
                    "Attributes": mapping.attributes,
                    "UserAttributes": mapping.user_attributes,
                    "Metrics": mapping.metrics,
                }[member]
                for name, held in value.items():
                    yield from _attribute(rules[name] if name in rules else rules[REST], name, held)
            case _ if member in _DEVICES:
                rule = mapping.demographic[member] if member in mapping.demographic else mapping.demographic[REST]
                yield from _attribute(rule, member, value)
            case "Position", [latitude, longitude] if mapping.position is not None:
                yield ("Attributes", mapping.position.latitude), _text(latitude)
                yield ("Attributes", mapping.position.longitude), _text(longitude)
            case _:
                yield from self._loaded_once(member, value)

    def _loaded_once(self, member: str, value: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
        """Yield the same for a member that the mapping has a rule of its own for."""
        mapping = self.mapping
        match member, value:
            case "Country", (str() | None) if mapping.country is not None:
                yield (mapping.country.address, "Country"), mapping.country.values.get(value, value) if value is not None else None
            case "Channel", str():
                yield (mapping.channel[value].fields[0],), mapping.channel[value].value
            case "LastActive", str() if mapping.recency is not None:
                hours = _hours_ago(value)
                for days in sorted(self.days):
                    counted = f"{mapping.recency.name} ({days} to 0 days ago)"
                    yield ("CalculatedAttributes", counted), "1" if hours is not None and hours <= days * _HOURS["day"] else None
            case "InImported", list():
                for mark in (mapping.imported[str(each)] for each in value):
                    yield ("Attributes", mark.key), mark.value
            case _:
                raise LookupError(member)


def _hours_ago(text: str) -> int | None:
    """Return how many hours ago, None for never.

    Raises:
        ValueError: it is a date, which depends on the day of the test.
    """
    found = _AGO.fullmatch(text)
    if found is None and text != "never":
        raise ValueError(text)
    return None if found is None else int(found[1]) * _HOURS[found[2]]


def _people_of(document: Document) -> Iterator[tuple[str, Json]]:
    for member in _PEOPLE:
        people = document.content.get(member)
        yield from people.items() if isinstance(people, dict) else ()


def _test(document: Document, people: Mapping[str, Json]) -> dict[str, Json]:
    """Return a test with those of its people who are converted."""
    made: dict[str, Json] = {"Segment": document.content["Segment"]}
    for member in _PEOPLE:
        given = document.content.get(member)
        if kept := {name: people[name] for name in given if name in people} if isinstance(given, dict) else {}:
            made[member] = kept
    return made


def _attribute(rule: AttributeTarget, name: str, held: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    values = [*held] if isinstance(held, list) else [held]
    match rule:
        case ToCalculated(calculated):
            yield ("CalculatedAttributes", calculated), held if held is None else [_text(each) for each in values]
        case ToKey(_, most) if len(values) <= (most or 1):
            yield from ((("Attributes", key), _text(each)) for key, each in zip(rule.keys(name), values, strict=False))
        case ToField(member) if len(values) == 1:
            yield (member,), _text(values[0])
        case _:
            raise ValueError(name)


def _text(value: Json) -> Json:
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise TypeError
    return number_text(float(value)) if isinstance(value, int | float) else value


def _put(found: dict[str, Json], at: tuple[str, ...], value: Json) -> None:
    *outer, last = at
    inside = found
    for name in outer:
        inner = inside.setdefault(name, {})
        if not isinstance(inner, dict):
            raise TypeError
        inside = inner
    inside[last] = value
