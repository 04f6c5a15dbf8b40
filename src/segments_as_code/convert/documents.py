"""Write converted segments as files: one for each file of the source, with its comments, and one for each helper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from segments_as_code.convert.condition_rules import ConditionRules
from segments_as_code.convert.converter import SourceSegment, is_tag_name, undecided_member
from segments_as_code.convert.mapping import FieldMapping
from segments_as_code.definitions.comment_mover import write_with_comments
from segments_as_code.definitions.formatter import schema_order
from segments_as_code.definitions.tree_editor import Edit
from segments_as_code.definitions.yaml_editor import write_json
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.definitions.yaml_writer import write_document
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.conversion import UNDECIDED, Conversion, ConvertedSegment, HelperSegment
from segments_as_code.model.criteria import Condition, Texts, conditions
from segments_as_code.model.document import Json, Path, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect


@dataclass(frozen=True, slots=True)
class FileWriter:
    """Writes the files of one conversion below ``folder``."""

    conversion: Conversion
    sources: Mapping[str, SourceSegment]
    mapping: FieldMapping
    source: Dialect
    target: Dialect
    rules: ConditionRules
    folder: str

    def write(self, files: Sequence[SourceFile]) -> list[SourceFile]:
        """Return a file for each of ``files`` that has a converted segment, then one for each helper."""
        by_path: dict[str, list[ConvertedSegment]] = {}
        for segment in self.conversion.segments:
            by_path.setdefault(segment.location.path, []).append(segment)
        found = [self._file(file, by_path[file.path]) for file in files if file.path in by_path]
        made = [file for file in found if file is not None]
        taken = {file.stem.casefold() for file in made}
        return [*made, *(self._helper_file(helper, taken) for helper in self.conversion.helpers)]

    def content(self, segment: ConvertedSegment) -> dict[str, Json]:
        """Return the document of a converted segment."""
        said, definition = self.sources[segment.key].document.content, segment.definition or {}
        content: dict[str, Json] = {"Key": segment.key} if "Key" in said else {}
        content |= {self.target.scope_member: self.mapping.domain} if self.mapping.domain else {}
        content |= self.target.simplify(definition)
        if tags := {name: value for name, value in _mapping(said.get("Tags")).items() if is_tag_name(name)}:
            content["Tags"] = tags
        if lifecycle := self._lifecycle(segment, content):
            content["Lifecycle"] = lifecycle
        if segment.is_undecided:
            content[UNDECIDED] = undecided_member(segment)
        return {name: content[name] for name in schema_order(self.target.schema)((), [*content])}

    def _lifecycle(self, segment: ConvertedSegment, content: Mapping[str, Json]) -> dict[str, Json]:
        """Return what of a segment's lifecycle is true of its successor too: not the id that it adopts."""
        lifecycle = self.sources[segment.key].segment.lifecycle
        found = {problem.code for problem in Linter(self.target).find_problems(content)} if lifecycle.ignore else set()
        ignored: list[Json] = [code for code in lifecycle.ignore if code in found]
        limits: dict[str, Json] = {name: number for name, number in (("Most", lifecycle.most), ("Least", lifecycle.least)) if number}
        members: dict[str, Json] = {"Protected": lifecycle.protected, "Ignore": ignored, "Audience": limits}
        return {name: value for name, value in members.items() if value}

    def _file(self, file: SourceFile, segments: Sequence[ConvertedSegment]) -> SourceFile | None:
        kept = [segment for segment in sorted(segments, key=lambda each: each.location) if segment.definition is not None]
        if not kept:
            return None
        text = self._edited(file, kept) if len(kept) == len(segments) else None
        return SourceFile(self._path(file), file.stem, (text or self._written_anew(file, kept)).encode())

    def _edited(self, file: SourceFile, segments: Sequence[ConvertedSegment]) -> str | None:
        """Return the text of a source file with the content of its converted segments, and all comments; None if it cannot be edited."""
        documents, _ = read_file(file)
        if len(documents) != len(segments):
            return None
        contents = [self.content(segment) for segment in segments]
        try:
            if file.is_json:
                return write_json(file.content.decode(), [Edit(documents[0].content, contents[0])])
            text = write_with_comments(file.content.decode(), contents, [self._places(segment) for segment in segments])
        except CannotEditError:
            return None
        return text.replace(f"$schema={self.source.schema['$id']}", f"$schema={self.target.schema['$id']}")

    def _places(self, segment: ConvertedSegment) -> dict[Path, Path]:
        """Return, by the paths in the author's document, those of what they became."""
        given = self.sources[segment.key]
        targets: dict[Condition, list[Path]] = {}
        for condition in conditions(self.target.read_criteria(self.content(segment))):
            targets.setdefault(_in_order(condition), []).append(condition.path)
        found: dict[Path, Path] = {(self.source.name_member,): (self.target.name_member,)}
        before, after = self.source.read_criteria(given.document.content).path, self.target.read_criteria(segment.definition or {}).path
        found |= {given.document.source.origin(before): after} if before else {}
        for condition in conditions(self.source.read_criteria(given.document.content)):
            clause = self.rules.convert(condition).clause
            for each in clause.conditions if clause is not None else ():
                if left := targets.get(_in_order(each)):
                    found.setdefault(given.document.source.origin(condition.path), left.pop(0))
        return found

    def _written_anew(self, file: SourceFile, segments: Sequence[ConvertedSegment]) -> str:
        comment = f"# yaml-language-server: $schema={self.target.schema['$id']}"
        contents = [{"Key": segment.key, **self.content(segment)} if len(segments) > 1 else self.content(segment) for segment in segments]
        if file.is_json:
            return write_json("{}", [Edit({}, contents[0])])
        return "---\n".join(write_document(content, comment) for content in contents)

    def _helper_file(self, helper: HelperSegment, taken: set[str]) -> SourceFile:
        stem = next(stem for stem in (helper.key, *(f"{helper.key}-{n}" for n in range(2, len(taken) + 3))) if stem.casefold() not in taken)
        taken.add(stem.casefold())
        content: dict[str, Json] = {"Key": helper.key}
        content |= {self.target.scope_member: self.mapping.domain} if self.mapping.domain else {}
        content |= {"Description": f"Helper made by segments convert: {helper.purpose}.", **self.target.simplify(helper.definition)}
        comment = f"# yaml-language-server: $schema={self.target.schema['$id']}\n# A helper of segments convert: {helper.purpose}."
        order = schema_order(self.target.schema)((), [*content])
        text = write_document({name: content[name] for name in order}, comment)
        return SourceFile("/".join(filter(None, [self.folder, f"{stem}.yaml"])), stem, text.encode())

    def _path(self, file: SourceFile) -> str:
        ending = file.path.removesuffix("/").rpartition("/")[2].removeprefix(file.stem.rpartition("/")[2])
        return "/".join(filter(None, [self.folder, f"{file.stem}{ending}"]))


def find_same_names(conversion: Conversion, target: Dialect) -> Iterator[Problem]:
    """Yield a problem for each segment whose name in the target, whatever its capitals, is that of another."""
    places = {segment.key: segment.location for segment in conversion.segments if segment.definition is not None}
    names = {key: (target.id_of(key, {}) or key).casefold() for key in (*places, *(helper.key for helper in conversion.helpers))}
    counted = Counter(names.values())
    first: dict[str, str] = {}
    for key in sorted(names):
        earlier = first.setdefault(names[key], key)
        if counted[names[key]] > 1 and earlier != key and key in places:
            message = f"{key} is to be deployed as {target.id_of(key, {})}, and so is {earlier}."
            yield Problem(places[key], "same-name", message, "give one of the two another Key.")


def _in_order(condition: Condition) -> Condition:
    """Return a condition with its alternatives in order, as a canonical definition has them."""
    match condition.test:
        case Texts(how, values):
            return Condition(condition.subject, Texts(how, tuple(sorted(values))))
        case _:
            return condition


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
