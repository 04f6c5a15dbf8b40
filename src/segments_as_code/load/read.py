"""Read files quickly where nothing is unusual, carefully where something is or somebody asks where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from segments_as_code.load.decode import decode
from segments_as_code.load.events import OpenEvents, fastest_events
from segments_as_code.load.positions import line_and_column
from segments_as_code.load.quick import read_quickly
from segments_as_code.model.places import Document, DocumentSource, SourceFile
from segments_as_code.problems import Problem

if TYPE_CHECKING:
    from segments_as_code.load.careful import CarefulReading
    from segments_as_code.load.positions import NodePositions
    from segments_as_code.load.trouble import Troubles
    from segments_as_code.model.values import Json, Path

Loaded: TypeAlias = tuple[SourceFile, Sequence[Document], Sequence[Problem]]
"""A file, its documents in their order, and what is wrong with its text."""


def load(files: Iterable[SourceFile], *, open_events: OpenEvents = fastest_events) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Return the documents of all files in their order, and all that is wrong with the text of any.

    A document is left out where what it means is not known; its file's other documents are not. Files and documents
    without anything but comments are no documents. Takes time linear in the length of the files.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    for _, found, troubles in load_each(files, open_events=open_events):
        documents += found
        problems += troubles
    return tuple(documents), tuple(problems)


def load_each(files: Iterable[SourceFile], *, open_events: OpenEvents = fastest_events) -> Iterator[Loaded]:
    """Yield what ``load`` returns file by file, so that one need not be held until the last is read."""
    names: dict[str, str] = {}
    for file in files:
        text = decode(file.path, file.content)
        if isinstance(text, Problem):
            yield file, (), (text,)
            continue
        quick = read_quickly(text, open_events, names)
        if quick is None:
            yield file, *_load_carefully(file, text, open_events)
        else:
            yield file, _documents(file, quick, open_events), ()


def _documents(file: SourceFile, quick: Sequence[tuple[dict[str, Json], int]], open_events: OpenEvents) -> list[Document]:
    reread = _Reread(file, open_events)
    return [
        Document(file.stem, len(quick) == 1, content, DocumentSource(file.path, _MarksOnDemand(at, reread, index)))
        for index, (content, at) in enumerate(quick)
    ]


def _load_carefully(file: SourceFile, text: str, open_events: OpenEvents) -> tuple[list[Document], list[Problem]]:
    reading, troubles = _read_carefully(file.path, text, open_events)
    if reading.count == 0:
        troubles.add(0, "empty-file", "the file holds no segment.", "write a segment in it, or delete the file.")
    is_alone = reading.count == 1
    return [
        Document(file.stem, is_alone, content, DocumentSource(file.path, marks)) for content, marks in reading.documents
    ], troubles.found


def _read_carefully(path: str, text: str, open_events: OpenEvents) -> tuple[CarefulReading, Troubles]:
    """Read one file carefully; what that takes is imported for the first that is unusual, and most folders have none."""
    from segments_as_code.load.careful import CarefulReading  # noqa: PLC0415  # with all that explains mistakes
    from segments_as_code.load.trouble import Troubles  # noqa: PLC0415

    troubles = Troubles(path)
    return CarefulReading(text, open_events, troubles), troubles


class _Reread:
    """A file that was read quickly, read carefully once somebody asks where something stands in it."""

    __slots__ = ("_file", "_open_events", "_positions")

    def __init__(self, file: SourceFile, open_events: OpenEvents) -> None:
        self._file = file
        self._open_events = open_events
        self._positions: tuple[NodePositions, ...] = ()

    def positions(self, index: int) -> NodePositions:
        """Return the positions of one of its documents."""
        if not self._positions:
            text = decode(self._file.path, self._file.content)  # not kept: of ten thousand files hardly one is asked about
            assert isinstance(text, str)  # noqa: S101  # it could be decoded before
            reading, _ = _read_carefully("", text, self._open_events)
            self._positions = tuple(positions for _, positions in reading.documents)
        return self._positions[index]


class _MarksOnDemand:
    """The places of a quickly read document; where it begins is known without reading again."""

    __slots__ = ("_index", "_reread", "_root_position")

    def __init__(self, root_position: int, reread: _Reread, index: int) -> None:
        self._root_position = root_position
        self._reread = reread
        self._index = index

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``at``, or of its key; of the nearest parent where there is none."""
        if not at:
            return line_and_column(self._root_position)
        return self._reread.positions(self._index).position(at, of_key=of_key)
