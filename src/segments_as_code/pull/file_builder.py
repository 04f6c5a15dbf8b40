"""Build files: a new one for each segment without a file, and a changed one if a file differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from segments_as_code.definitions.tree_editor import Edit
from segments_as_code.definitions.yaml_editor import change_text, write_json
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.definitions.yaml_writer import write_document
from segments_as_code.model.document import Document, Json, SourceFile
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Recreate, Replace, Unchanged, Update
from segments_as_code.model.segment import DeployedSegment, Reference, SegmentKind
from segments_as_code.ownership import OUR_TAGS, OWNER_TAG, has_owner, owned_key
from segments_as_code.ports import Dialect
from segments_as_code.pull.content import changed_content, new_content
from segments_as_code.pull.file_names import FileName, FileNames

Known: TypeAlias = Update | Replace | Recreate | Adopt | Unchanged
"""A deployed segment that a file describes, and what the unchanged file would change about it."""


def is_settled(change: Change) -> bool:
    """Return whether a change alters only ownership tags, or nothing, and the file names the segment as it is deployed."""
    if not isinstance(change, Create | Delete) and change.desired.names_its_id and change.desired.id != change.deployed.id:
        return False
    match change:
        case Unchanged():
            return True
        case Adopt(_, _, fields, tags) | Update(_, _, fields, tags):
            return not fields and {*tags.put, *tags.removed} <= OUR_TAGS
        case _:
            return False


class FileBuilder:
    """Builds all files once; adds the reasons for skipped segments, by id, to ``skipped``."""

    def __init__(
        self,
        deployed: Sequence[DeployedSegment],
        known: Sequence[Known],
        sources: Sequence[SourceFile],
        folder: str,
        owner: str,
        dialect: Dialect,
        skipped: dict[str, str],
    ) -> None:
        self._deployed = deployed
        self._known = {change.deployed.id: change for change in known}
        self._files = {source.path: source for source in sources}
        self._folder = folder
        self._owner = owner
        self._dialect = dialect
        self._skipped = skipped
        self._names = FileNames((change.desired.key for change in known), (source.stem for source in sources))
        self._keys = {segment_id: change.desired.key for segment_id, change in self._known.items()}

    def build(self) -> dict[str, SourceFile]:
        """Return, by segment id, the file that describes it, if one must be written."""
        names = self._name_new_files()
        built = {segment.id: self._new_file(segment, names[segment.id]) for segment in self._deployed if segment.id in names}
        return {**built, **self._change_files()}

    def _name_new_files(self) -> dict[str, FileName]:
        """Name all segments that need a new file, beginning with those that have a key, so that no other gets it."""
        new = [segment for segment in self._deployed if segment.id not in self._known and self._is_wanted(segment)]
        with_key = [(segment, owned_key(segment.tags, self._owner)) for segment in new]
        names = {segment.id: self._name_of_key(segment, key) for segment, key in with_key if key is not None}
        names |= {segment.id: self._names.of_name(segment.name, segment.id) for segment, key in with_key if key is None}
        found = {segment_id: name for segment_id, name in names.items() if name is not None}
        self._keys |= {segment_id: name.key for segment_id, name in found.items()}
        return found

    def _is_wanted(self, segment: DeployedSegment) -> bool:
        if segment.kind is SegmentKind.IMPORTED:
            self._skipped.setdefault(segment.id, "it came from an import job, and has no criteria to write down")
        elif has_owner(segment.tags) and owned_key(segment.tags, self._owner) is None:
            self._skipped.setdefault(segment.id, f"it belongs to {segment.tags[OWNER_TAG]}")
        return segment.id not in self._skipped

    def _name_of_key(self, segment: DeployedSegment, key: str) -> FileName | None:
        name = self._names.of_key(key, segment.id)
        if name is None:
            self._skipped[segment.id] = "its tag segments-as-code:key has a key that no definition can have"
        return name

    def _new_file(self, segment: DeployedSegment, name: FileName) -> SourceFile:
        content = new_content(segment, name.key, self._to_key, self._dialect, must_say_key=name.must_say_key)
        text = write_document(content, f"# yaml-language-server: $schema={self._dialect.schema['$id']}")
        path = "/".join(filter(None, [self._folder, f"{name.stem}.yaml"]))
        return SourceFile(path, name.stem, text.encode("utf-8", errors="backslashreplace"))

    def _change_files(self) -> dict[str, SourceFile]:
        """Return the files that differ from what is deployed, changed from their last document to the first."""
        files: dict[str, SourceFile] = {}
        paths: dict[str, str] = {}
        for change in sorted(self._differing(), key=lambda change: change.desired.location, reverse=True):
            location = change.desired.location
            file = files.get(location.path, self._files[location.path])
            deployed = replace(change.deployed, definition=self._dialect.replace_references(change.deployed.definition, self._to_key))
            try:
                files[location.path] = self._change_file(file, location.line, deployed)
            except CannotEditError as error:
                self._skipped[deployed.id] = f"{location.path} says something else, and was left alone: {error}"
                continue
            paths[deployed.id] = location.path
        return {segment_id: files[path] for segment_id, path in paths.items()}

    def _change_file(self, file: SourceFile, line: int, deployed: DeployedSegment) -> SourceFile:
        """Return ``file`` with the document that begins on ``line`` changed to what is deployed."""
        documents, _ = read_file(file)
        edits = [Edit(document.content, self._wanted(document, line, deployed)) for document in documents]
        write = write_json if file.is_json else change_text
        return replace(file, content=write(file.content.decode(), edits).encode())

    def _wanted(self, document: Document, line: int, deployed: DeployedSegment) -> Mapping[str, Json]:
        is_meant = document.location().line == line
        return changed_content(document.content, deployed, self._dialect) if is_meant else document.content

    def _differing(self) -> Iterator[Known]:
        yield from (change for change in self._known.values() if change.deployed.id not in self._skipped and not is_settled(change))

    def _to_key(self, reference: Reference) -> Reference:
        """Name a segment that has a file by its key; one with a pinned version keeps its id, because keys have no versions."""
        key = self._keys.get(reference.id) if reference.id is not None and reference.version is None else None
        return replace(reference, key=key, id=None) if key is not None else reference
