"""Draw up files: a new one for each segment that no file describes, and the old one where it says something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from segments_as_code.model.deployed import DeployedSegment, SegmentKind
from segments_as_code.model.desired import Reference
from segments_as_code.model.places import SourceFile
from segments_as_code.model.plan import Adopt, Replace, Unchanged, Update
from segments_as_code.ownership import OWNER_TAG, has_owner, owned_key
from segments_as_code.ports import Dialect
from segments_as_code.pull.content import changed_content, new_content
from segments_as_code.pull.documents import text_at
from segments_as_code.pull.editing import CannotEditError
from segments_as_code.pull.names import Name, Names
from segments_as_code.pull.trying import is_settled
from segments_as_code.pull.writing import block

Known: TypeAlias = Update | Replace | Adopt | Unchanged
"""A segment that a file describes and that is deployed, and what the file as it is would change about it."""


class Drawing:
    """One drawing up of all files; ``left_out`` says by id what is left out, and why, and is added to."""

    def __init__(
        self,
        deployed: Sequence[DeployedSegment],
        known: Sequence[Known],
        sources: Sequence[SourceFile],
        folder: str,
        owner: str,
        dialect: Dialect,
        left_out: dict[str, str],
    ) -> None:
        self._deployed = deployed
        self._known = {change.deployed.id: change for change in known}
        self._files = {source.path: source for source in sources}
        self._folder = folder
        self._owner = owner
        self._dialect = dialect
        self._left_out = left_out
        self._names = Names((change.desired.key for change in known), (source.stem for source in sources))
        self._keys = {segment_id: change.desired.key for segment_id, change in self._known.items()}

    def draw(self) -> dict[str, SourceFile]:
        """Return, by the id of a segment, the file that describes it, where one is to be written."""
        names = self._named()
        drawn = {segment.id: self._new(segment, names[segment.id]) for segment in self._deployed if segment.id in names}
        return {**drawn, **self._changed()}

    def _named(self) -> dict[str, Name]:
        """Name all segments that need a new file: those that have a key first, so that no other is given it."""
        new = [segment for segment in self._deployed if segment.id not in self._known and self._is_wanted(segment)]
        with_key = [(segment, owned_key(segment.tags, self._owner)) for segment in new]
        names = {segment.id: self._of_key(segment, key) for segment, key in with_key if key is not None}
        names |= {segment.id: self._names.of_name(segment.name, segment.id) for segment, key in with_key if key is None}
        found = {segment_id: name for segment_id, name in names.items() if name is not None}
        self._keys |= {segment_id: name.key for segment_id, name in found.items()}
        return found

    def _is_wanted(self, segment: DeployedSegment) -> bool:
        if segment.kind is SegmentKind.IMPORTED:
            self._left_out.setdefault(segment.id, "it came from an import job, and has no criteria to write down")
        elif has_owner(segment.tags) and owned_key(segment.tags, self._owner) is None:
            self._left_out.setdefault(segment.id, f"it belongs to {segment.tags[OWNER_TAG]}")
        return segment.id not in self._left_out

    def _of_key(self, segment: DeployedSegment, key: str) -> Name | None:
        name = self._names.of_key(key, segment.id)
        if name is None:
            self._left_out[segment.id] = "its tag segments-as-code:key has a key that no definition can have"
        return name

    def _new(self, segment: DeployedSegment, name: Name) -> SourceFile:
        content = new_content(segment, name.key if name.must_say_key else None, self._to_key, self._dialect)
        lines = [f"# yaml-language-server: $schema={self._dialect.schema['$id']}", *block(content)]
        text = "".join(f"{line}\n" for line in lines)
        return SourceFile(
            "/".join(filter(None, [self._folder, f"{name.stem}.yaml"])), name.stem, text.encode("utf-8", errors="backslashreplace")
        )

    def _changed(self) -> dict[str, SourceFile]:
        """Return the files that say something else than is deployed, as changed as they have to be; from the last document to the first."""
        files: dict[str, SourceFile] = {}
        ids: dict[str, str] = {}
        for change in sorted(self._differing(), key=lambda change: change.desired.location, reverse=True):
            place = change.desired.location
            file = files.get(place.path, self._files[place.path])
            try:
                found = text_at(file.content, place.line)
                deployed = replace(change.deployed, definition=self._dialect.rebound(change.deployed.definition, self._to_key))
                content = found.with_content(changed_content(found.content(), deployed, self._dialect))
            except CannotEditError as error:
                self._left_out[change.deployed.id] = f"{place.path} says something else, and was left alone: {error}"
                continue
            files[place.path] = replace(file, content=content)
            ids[change.deployed.id] = place.path
        return {segment_id: files[path] for segment_id, path in ids.items()}

    def _differing(self) -> Iterator[Known]:
        yield from (change for change in self._known.values() if change.deployed.id not in self._left_out and not is_settled(change))

    def _to_key(self, reference: Reference) -> Reference:
        """Name a segment that has a file by its key; a pinned version keeps its id, since keys have no versions."""
        key = self._keys.get(reference.id) if reference.id is not None and reference.version is None else None
        return replace(reference, key=key, id=None) if key is not None else reference
