"""Read definition files: bytes to documents, with the position of each value, and problems.

Scalars follow YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), so ``ON``, ``NO``, ``yes`` and dates
are text. A file that cannot be read does not hide another, and no input raises an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from yaml import YAMLError
from yaml.events import AliasEvent, DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from segments_as_code.definitions.yaml_anchors import MAX_DEPTH, Anchors
from segments_as_code.definitions.yaml_errors import Position, ProblemCollector, shorten
from segments_as_code.definitions.yaml_events import fastest_events, is_a, is_empty_document
from segments_as_code.definitions.yaml_scalars import MERGE_KEY, check_collection_tag, read_scalar
from segments_as_code.definitions.yaml_syntax import explain_syntax_error
from segments_as_code.definitions.yaml_text import decode
from segments_as_code.model.document import Document, DocumentSource
from segments_as_code.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from segments_as_code.definitions.yaml_events import Event, Mark, NextEvent, OpenEvents
    from segments_as_code.model.document import Json, Path, SourceFile

_DROPPED: Final = "\0 the key of a value that is not kept"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file, for messages: ``noun`` names one document, ``like`` describes it, ``write`` shows how one begins.

    With ``is_list`` a document is a list of mappings, and each of them is read as a document of its own.
    """

    noun: str
    like: str
    write: str
    is_list: bool = False


DEFINITIONS: Final = FileKind(
    "segment",
    "a segment is a mapping of members such as Name",
    "write one member a line, with a space after the colon: 'Name: New Customers'.",
)


def read_files(
    files: Iterable[SourceFile], *, open_events: OpenEvents = fastest_events
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Return the documents of all files in their order, and all problems in their texts."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for file in files:
        found, wrong = read_file(file, open_events=open_events)
        documents += found
        problems += wrong
    return tuple(documents), tuple(problems)


def read_file(
    file: SourceFile, kind: FileKind = DEFINITIONS, *, open_events: OpenEvents = fastest_events
) -> tuple[list[Document], list[Problem]]:
    """Return the documents of a file, and all problems in its text, in time linear in its length.

    A document whose content is unknown is left out; the file's other documents are not. A document with only
    comments does not count. If ``kind`` is a list, a document that is a mapping anyway is ``alone``.
    """
    text = decode(file.path, file.content)
    if isinstance(text, Problem):
        return [], [text]
    problems = ProblemCollector(file.path)
    reader = _FileReader(text, open_events, problems, kind)
    if reader.count == 0:
        message, remedy = f"the file has no {kind.noun}.", f"write a {kind.noun} in it, or delete the file."
        problems.add(Position(0, 0), "empty-file", message, remedy)
    alone = reader.count == 1
    return [
        Document(file.stem, alone if is_item is None else not is_item, content, DocumentSource(file.path, positions))
        for content, positions, is_item in reader.documents
    ], problems.found


# ── positions and collections ────────────────────────────────────────────────────────────────────────────────────────


class NodePositions:
    """The position of a mapping or a list and of everything in it: implements ``Positions``.

    ``children`` has for each member or item the mark of its key, that of its value, and the positions inside it. An
    alias has the positions of its anchor inside.
    """

    __slots__ = ("children", "mark")

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.children: dict[str | int, _Child] = {}

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``at``, or of its key; of the nearest parent if there is no such value."""
        mark, inside = self.mark, self
        for length, step in enumerate(at, start=1):
            if step not in inside.children:
                break
            key_mark, value_mark, inner = inside.children[step]
            mark = key_mark if of_key and length == len(at) else value_mark
            if inner is None:
                break
            inside = inner
        return mark.line + 1, mark.column + 1


_Child: TypeAlias = "tuple[Mark, Mark, NodePositions | None]"


class _List:
    """A list that is being read."""

    __slots__ = ("anchor", "content", "positions")

    def __init__(self, event: Event) -> None:
        self.anchor = event.anchor
        self.content: list[Json] = []
        self.positions = NodePositions(event.start_mark)

    def add(self, value: Json, mark: Mark, inside: NodePositions | None, _event: Event, _problems: ProblemCollector) -> None:
        """Take the next item."""
        self.positions.children[len(self.content)] = mark, mark, inside
        self.content.append(value)


class _Mapping:
    """A mapping that is being read. Of two equal keys the first counts, so that its problems are found in the same run."""

    __slots__ = ("anchor", "content", "key", "key_mark", "positions")

    def __init__(self, event: Event) -> None:
        self.anchor = event.anchor
        self.content: dict[str, Json] = {}
        self.positions = NodePositions(event.start_mark)
        self.key: str | None = None
        self.key_mark: Mark = event.start_mark

    def add(self, value: Json, mark: Mark, inside: NodePositions | None, event: Event, problems: ProblemCollector) -> None:
        """Take the next key, or the value of the last one."""
        if self.key is None:
            self.key, self.key_mark = self._read_key(value, mark, event, problems), mark
            return
        if self.key is not _DROPPED:
            self.content[self.key] = value
            self.positions.children[self.key] = self.key_mark, mark, inside
        self.key = None

    def _read_key(self, value: Json, mark: Mark, event: Event, problems: ProblemCollector) -> str:
        is_scalar = is_a(event, ScalarEvent)
        if value == MERGE_KEY and is_scalar and event.implicit[0]:
            message = "the merge key << belongs to YAML 1.1; nothing would be merged here."
            remedy = "write the members out, or repeat a whole value with an alias (*name)."
            problems.reject_document(mark, "merge-key", message, remedy)
            return _DROPPED
        key = value if isinstance(value, str) else _refuse_key(value, event.value if is_scalar else "", mark, problems)
        if key not in self.content:
            return key
        first = self.positions.children[key][0]
        where = f"in column {first.column + 1} of this line" if first.line == mark.line else f"on line {first.line + 1}"
        problems.add(mark, "duplicate-key", f"{shorten(key)} stands here again, and first {where}.", "keep one of the two.", related=first)
        return _DROPPED


def _refuse_key(value: Json, text: str, at: Mark, problems: ProblemCollector) -> str:
    """Add the problem that a key is not text; return the text that was probably intended."""
    if isinstance(value, (dict, list)):
        kind = "a mapping" if isinstance(value, dict) else "a list"
        problems.reject_document(at, "key-not-text", f"a key is text, and this one is {kind}.", "write a word before the colon.")
        return _DROPPED
    if value is None:
        found = f"empty ({text})" if text else "empty"
        remedy = "write a word before the colon" + (", or put this one in quotes." if text else ".")
    else:
        kind = "true or false" if isinstance(value, bool) else "a number"
        found = f"{shorten(text or str(value))}, which YAML reads as {kind}"
        remedy = f'put it in quotes: "{shorten(text or str(value))}".'
    problems.add(at, "key-not-text", f"a key is text, and this one is {found}.", remedy)
    return text


# ── files and documents ──────────────────────────────────────────────────────────────────────────────────────────────


class _StopReadingError(Exception):
    """The rest of the file cannot be read; the problem has been added."""


class _FileReader:
    """One file, read to its end or as far as possible.

    ``documents`` are those that can be used, each with whether it is an item of a list, None if lists are not expected.
    ``count`` also counts those that cannot, and an unread rest as one.
    """

    def __init__(self, text: str, open_events: OpenEvents, problems: ProblemCollector, kind: FileKind) -> None:
        self.documents: list[tuple[dict[str, Json], NodePositions, bool | None]] = []
        self.count = 0
        self._kind = kind
        self._problems = problems
        self._anchors = Anchors(problems)
        try:
            self._read_documents(open_events(text))
        except YAMLError as error:
            explain_syntax_error(error, text, problems)
            self.count += 1
        except _StopReadingError:
            self.count += 1

    def _read_documents(self, next_event: NextEvent) -> None:
        next_event()
        while is_a(next_event(), DocumentStartEvent):
            event = next_event()
            if not is_empty_document(event):
                self._read_document(event, next_event)
                self.count += 1
            else:
                next_event()

    def _read_document(self, event: Event, next_event: NextEvent) -> None:
        self._anchors.begin_document()
        self._problems.document_rejected = False
        content, positions = self._read_node(event, next_event)
        next_event()
        if self._problems.document_rejected:
            return
        if isinstance(content, list) and positions is not None and self._kind.is_list:
            for index, item in enumerate(content):
                _, mark, inside = positions.children[index]
                self._keep(item, inside, mark, is_item=True)
        else:
            self._keep(content, positions, event.start_mark, is_item=False)

    def _keep(self, content: Json, positions: NodePositions | None, mark: Mark, *, is_item: bool) -> None:
        """Keep a document, or an item of a list that is read as one, if it is a mapping."""
        if isinstance(content, dict) and positions is not None:
            self.documents.append((content, positions, is_item if self._kind.is_list else None))
            return
        found = "a list" if isinstance(content, list) else "a single value"
        message = f"{self._kind.like}; this {'item' if is_item else 'document'} is {found}."
        self._problems.add(mark, "not-a-mapping", message, self._kind.write)

    def _read_node(self, event: Event, next_event: NextEvent) -> tuple[Json, NodePositions | None]:
        """Return the value that ``event`` begins, with the positions inside it; take its events and no more."""
        open_collections: list[_List | _Mapping] = []
        value: Json
        while True:
            mark, inside = event.start_mark, None
            kind: object = type(event)
            if kind is ScalarEvent:
                value = read_scalar(event, self._problems)
                self._anchors.close(event.anchor, value)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                ended = open_collections.pop()
                value, inside, mark = ended.content, ended.positions, ended.positions.mark
                self._anchors.close(ended.anchor, value, inside)
            elif kind is AliasEvent:
                value, inside = self._anchors.follow(event.anchor or "", mark, len(open_collections))
            else:
                open_collections.append(self._open_collection(event, len(open_collections)))
                event = next_event()
                continue
            if not open_collections:
                return value, inside
            open_collections[-1].add(value, mark, inside, event, self._problems)
            event = next_event()

    def _open_collection(self, event: Event, depth: int) -> _List | _Mapping:
        if depth == MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} levels deep."
            self._problems.reject_document(event.start_mark, "too-deep", message, "nest less; a segment needs about ten levels.")
            raise _StopReadingError
        is_mapping = is_a(event, MappingStartEvent)
        check_collection_tag(event, "map" if is_mapping else "seq", self._problems)
        self._anchors.open(event.anchor)
        return _Mapping(event) if is_mapping else _List(event)
