"""Convert a checked folder: read its documents again, convert, prove, and write the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.convert.condition_rules import ConditionRules
from segments_as_code.convert.conversion_proof import prove_conversion
from segments_as_code.convert.converter import SourceSegment, convert_segments, shared_keys
from segments_as_code.convert.documents import FileWriter, find_same_names
from segments_as_code.convert.mapping import FieldMapping
from segments_as_code.convert.mapping_file import MappingFile, find_needless, find_unused
from segments_as_code.convert.other_files import convert_reserved, people_of_tests
from segments_as_code.convert.presets import PRESETS
from segments_as_code.definitions.reserved_files import sort_files
from segments_as_code.definitions.resolver import find_key
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.conversion import Conversion
from segments_as_code.model.criteria import Active, Condition, conditions
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem, has_errors
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.model.settings import Settings
from segments_as_code.ports import Dialect


@dataclass(frozen=True, slots=True)
class FolderConversion:
    """What a folder becomes: verdicts, the files to write, and problems, with none of which anything is written if they are errors."""

    conversion: Conversion
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    places: Mapping[str, Location] = field(default_factory=dict)
    """By the path of a written file: where its first segment is described in the source."""
    sources: Mapping[str, SourceSegment] = field(default_factory=dict)
    reserved: tuple[SourceFile, ...] = ()
    """Settings, policies and tests, which are written where there are none yet."""


def convert_folder(
    files: Sequence[SourceFile],
    segments: Sequence[DesiredSegment],
    mapping: MappingFile,
    settings: Settings,
    dialects: tuple[Dialect, Dialect],
    *,
    folder: str,
) -> FolderConversion:
    """Return what ``segments``, which the definitions in ``files`` describe without errors, become below ``folder``."""
    source, target = dialects
    sources = read_sources(files, segments, source)
    conversion = convert_segments([*sources.values()], mapping.mapping, source, target)
    conversion = prove_conversion(conversion, sources, mapping.mapping, settings, dialects)
    sorted_files = sort_files(files)
    keys = {segment.key for segment in conversion.segments if segment.definition is not None}
    days = {each.test.hours // 24 for each in _conditions(sources, source) if isinstance(each.test, Active)}
    reserved = convert_reserved(sorted_files, mapping.mapping, keys, days=days, folder=folder, schema=str(target.test_schema["$id"]))
    conversion = replace(_with_mapping(conversion, mapping), not_converted=reserved.reasons)
    problems = [*find_same_names(conversion, target)]
    if mapping.document is not None:
        criteria = [source.read_criteria(each.document.content) for each in sources.values()]
        problems += [*find_needless(mapping.document, conversion), *find_unused(mapping.document, criteria, people_of_tests(sorted_files))]
    writer = FileWriter(conversion, sources, mapping.mapping, source, target, _rules(sources, mapping.mapping, dialects), folder)
    written = () if has_errors(problems, strict=False) else tuple(writer.write(sorted_files.definitions))
    stems = {file.path: file.stem for file in files}
    first = {stems[segment.location.path]: segment.location for segment in reversed(conversion.segments)}
    places = {file.path: first[file.stem] for file in written if file.stem in first}
    return FolderConversion(conversion, written, tuple(problems), places, sources, reserved.files if written else ())


def _with_mapping(conversion: Conversion, mapping: MappingFile) -> Conversion:
    """Return ``conversion`` with where its mapping comes from."""
    if mapping.document is not None:
        return conversion
    return replace(conversion, mapping="preset" if mapping.preset else "none", presets=(mapping.preset,) if mapping.preset else (*PRESETS,))


def _conditions(sources: Mapping[str, SourceSegment], source: Dialect) -> Iterator[Condition]:
    for each in sources.values():
        yield from conditions(source.read_criteria(each.document.content))


def _rules(sources: Mapping[str, SourceSegment], mapping: FieldMapping, dialects: tuple[Dialect, Dialect]) -> ConditionRules:
    source, target = dialects
    criteria = [source.read_criteria(each.document.content) for each in sources.values()]
    return ConditionRules(mapping, target, shared_keys(criteria, mapping))


def read_sources(files: Sequence[SourceFile], segments: Sequence[DesiredSegment], dialect: Dialect) -> Mapping[str, SourceSegment]:
    """Return the segments with their documents in canonical spelling, by key."""
    validator = DocumentValidator(dialect, Linter(dialect))
    documents = (document for file in sort_files(files).definitions for document in read_file(file)[0])
    found = {find_key(document): validator.validate(document)[0] for document in documents}
    return {segment.key: SourceSegment(segment, found[segment.key]) for segment in segments}
