"""Read a mapping file, with every problem on its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from segments_as_code.convert.mapping import BY_NAME, REST, FieldMapping, fill_in, read_mapping, written_targets
from segments_as_code.convert.mapping_schema import mapping_schema
from segments_as_code.convert.presets import PRESETS
from segments_as_code.definitions.validator import SchemaValidator, locate
from segments_as_code.definitions.yaml_reader import FileKind, read_file
from segments_as_code.model.conversion import Conversion
from segments_as_code.model.countries import meant_country
from segments_as_code.model.criteria import Attribute, Condition, Criteria, Demographic, InSegment, Metric, Texts, walk
from segments_as_code.model.document import Document, Json, SourceFile
from segments_as_code.model.problem import Problem, Severity, has_errors

MAPPING: Final = FileKind("mapping", "a mapping file is a mapping of members such as Attributes", "write one member a line: 'Attributes:'.")


CODES: Final[Mapping[str, str]] = {
    "needless-accept": "Accept names a code and a key for which nothing is to accept.",
    "needless-entry": "A mapping names something that no definition uses, such as an attribute that nothing compares.",
    "shared-target": "Two entries of a mapping load different values into one place.",
}
"""Problems of a mapping file that its schema does not find."""


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A mapping, the document that it comes from (None for a preset, which ``preset`` names, or without any), and every problem in it."""

    mapping: FieldMapping
    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    preset: str = ""


def preset_mapping(name: str) -> MappingFile:
    """Return a preset as it is."""
    return MappingFile(read_mapping(PRESETS[name]), preset=name)


def read_mapping_file(source: SourceFile) -> MappingFile:
    """Return the mapping in ``source``, which is empty if there are errors."""
    documents, problems = read_file(source, MAPPING)
    found = [*problems]
    schema = SchemaValidator(mapping_schema(), "this mapping")
    for document in documents[:1]:
        found += [locate(problem, document) for problem in schema.explain(document.content)]
    for document in documents[1:]:
        message = "a mapping file has one document, and this is another one."
        found.append(Problem(document.location(), "misplaced-file", message, "write everything into the first document."))
    if found or not documents:
        return MappingFile(FieldMapping(), documents[0] if documents else None, tuple(found))
    (document,) = documents
    found += [*_find_shared_targets(document), *_find_shared_spellings(document)]
    content = fill_in(document.content, _preset(document.content))
    mapping = FieldMapping() if has_errors(found, strict=False) else read_mapping(content)
    return MappingFile(mapping, document, tuple(found))


def _preset(content: Mapping[str, Json]) -> Mapping[str, Json]:
    name = content.get("Preset")
    return PRESETS[name] if isinstance(name, str) else {}


def _find_shared_targets(document: Document) -> Iterator[Problem]:
    """Yield a problem for each target that two entries of a mapping name: one value would replace the other."""
    first: dict[str, tuple[str | int, ...]] = {}
    for each in written_targets(document.content):
        earlier = first.setdefault(each.target, each.at)
        if earlier != each.at:
            message = f"{'.'.join(map(str, earlier[:-1]))} is loaded into {each.target} already, and one value would replace the other."
            remedy = "give one of them another Key."
            yield Problem(document.location(each.at), "shared-target", message, remedy, related=(document.location(earlier),))


def _find_shared_spellings(document: Document) -> Iterator[Problem]:
    """Yield a problem for each country that is loaded as another one is: who selects one would get both."""
    country = document.content.get("Country")
    values = country.get("Values") if isinstance(country, dict) else None
    spelt = {code: str(spelling) for code, spelling in values.items()} if isinstance(values, dict) else {}
    first: dict[str, str] = {}
    for code, spelling in spelt.items():
        if spelling not in spelt and _is_another_country(code, spelling):
            message = f"{spelling} is loaded as {spelling} too, since Values does not name it; who selects one of the two would get both."
            remedy = f"say how {spelling} is loaded, or give {code} a spelling of its own."
            yield Problem(document.location(("Country", "Values", code)), "shared-target", message, remedy)
        earlier = first.setdefault(spelling, code)
        if earlier != code:
            message = f"{earlier} is loaded as {spelling} already, and who selects one of the two would get both."
            location, related = (document.location(("Country", "Values", each)) for each in (code, earlier))
            yield Problem(location, "shared-target", message, "give each country a spelling of its own.", related=(related,))


def _is_another_country(code: str, spelling: str) -> bool:
    """Return whether a spelling is itself a code, and that of another country: what may be in the data under its own name."""
    one, other = meant_country(code), meant_country(spelling)
    return one is not None and other is not None and one != other


def find_needless(document: Document, conversion: Conversion) -> Iterator[Problem]:
    """Yield a warning for each entry of ``Accept`` that accepts nothing."""
    accept = document.content.get("Accept")
    for code, patterns in accept.items() if isinstance(accept, dict) else ():
        keys = {segment.key for segment in conversion.segments if any(rule.code == code for rule in segment.rules)}
        for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
            if not any(fnmatchcase(key, str(pattern)) for key in keys):
                message = f"no segment that {pattern} stands for has {code}, so that this accepts nothing."
                location = document.location(("Accept", code, index))
                yield Problem(location, "needless-accept", message, "take it out.", Severity.WARNING)


def find_unused(document: Document, criteria: Iterable[Criteria], people: Iterable[Json]) -> Iterator[Problem]:
    """Yield a warning for each entry that neither ``criteria`` nor the ``people`` of test files have something for."""
    used = {*_named_by(criteria), *_held_by(people)}
    for member in BY_NAME:
        entries = document.content.get(member)
        names = [*entries] if isinstance(entries, dict) else []
        unmapped = [name for section, name in used if section == member and name not in names]
        for name in names:
            if name != REST and (member, name) not in used:
                close = get_close_matches(name, unmapped, 1)
                message = f"nothing in this folder uses {member}.{name}, so that this entry has no effect."
                remedy = f"did you mean {close[0]}?" if close else "take it out, or correct its name."
                yield Problem(document.location((member, name), of_key=True), "needless-entry", message, remedy, Severity.WARNING)


def _named_by(criteria: Iterable[Criteria]) -> Iterator[tuple[str, str]]:
    """Yield the members of a mapping and the names in them that ``criteria`` need."""
    for node in (node for each in criteria for node in walk(each)):
        match node:
            case Condition(Attribute(name, level), _):
                yield "UserAttributes" if level == "user" else "Attributes", name
            case Condition(Metric(name), _):
                yield "Metrics", name
            case Condition(Demographic("Channel"), Texts(_, values)):
                yield from (("Channel", value) for value in values)
            case Condition(Demographic(name), _):
                yield "Demographic", name
            case InSegment(reference) if reference.id is not None:
                yield "Imported", reference.id
            case _:
                pass


def _held_by(people: Iterable[Json]) -> Iterator[tuple[str, str]]:
    """Yield the same for the people of test files."""
    for member, held in (each for person in people if isinstance(person, dict) for each in person.items()):
        match member, held:
            case "InImported", list():
                yield from (("Imported", str(each)) for each in held)
            case _, dict():
                yield from ((member, name) for name in held)
            case _:
                yield "Demographic", member
