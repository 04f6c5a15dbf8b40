"""Where things stand: files, documents, places in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from segments_as_code.model.values import Json, Path

_AS_WRITTEN: Final[Mapping[Path, Path]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path relative to the workspace with forward slashes (empty: in no file), line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Marks(Protocol):
    """Where the values of one document begin."""

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``at``, or of its key; of the nearest parent where there is none."""
        ...


class SourceFile(NamedTuple):
    """One definition file: its path relative to the workspace, its key stem (path below the folder, no ending), its bytes."""

    path: str
    stem: str
    content: bytes


class Writing(NamedTuple):
    """Where one document is written: the path of its file, and where in it the values begin.

    ``origins`` maps paths in the document's content back to where the author wrote them, where a spelling was read for
    what it means.
    """

    path: str
    marks: Marks
    origins: Mapping[Path, Path] = _AS_WRITTEN

    def place(self, at: Path = (), *, of_key: bool = False) -> Place:
        """Return the place of the value at ``at`` (of its key with ``of_key``)."""
        for length in range(len(at), -1, -1):
            origin = self.origins.get(at[:length])
            if origin is not None:
                at = (*origin, *at[length:])
                break
        line, column = self.marks.position(at, of_key=of_key)
        return Place(self.path, line, column)


class Document(NamedTuple):
    """One YAML document: what it says, and where it says it; ``alone`` is false where its file holds several."""

    stem: str
    alone: bool
    content: Mapping[str, Json]
    writing: Writing

    def place(self, at: Path = (), *, of_key: bool = False) -> Place:
        """Return the place of the value at ``at`` (of its key with ``of_key``)."""
        return self.writing.place(at, of_key=of_key)
