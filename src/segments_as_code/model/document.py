"""JSON values, definition files, and positions in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""Plain dicts and lists at run time (jsonschema accepts no others); read-only for the type checker."""

Definition: TypeAlias = Mapping[str, Json]
"""One segment's name and criteria, in its provider's own spelling; opaque to the core."""

Path: TypeAlias = tuple[str | int, ...]
"""The path to a value inside a document or a definition: member names and list positions (from 0)."""


_AS_WRITTEN: Final[Mapping[Path, Path]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A position in a file: path relative to the workspace with forward slashes (empty: no file), line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Positions(Protocol):
    """The positions at which the values of one document begin."""

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``at``, or of its key; of the nearest parent if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One definition file: its path relative to the workspace, its key stem (path below the folder, no ending), its bytes."""

    path: str
    stem: str
    content: bytes

    @property
    def is_json(self) -> bool:
        """Return whether the file is JSON and must stay JSON."""
        return self.path.lower().endswith(".json")


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """The source of one document: the path of its file, and the positions of its values.

    ``origins`` maps paths in the document's content back to the author's, if a spelling was normalized.
    """

    path: str
    positions: Positions
    origins: Mapping[Path, Path] = field(default_factory=lambda: _AS_WRITTEN)

    def location(self, at: Path = (), *, of_key: bool = False) -> Location:
        """Return the location of the value at ``at`` (of its key with ``of_key``)."""
        line, column = self.positions.position(self.origin(at), of_key=of_key)
        return Location(self.path, line, column)

    def origin(self, at: Path) -> Path:
        """Return the path under which the author wrote the value at ``at``."""
        for length in range(len(at), -1, -1):
            origin = self.origins.get(at[:length])
            if origin is not None:
                return (*origin, *at[length:])
        return at


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document: its content and its source; ``alone`` is false if its file has several documents."""

    stem: str
    alone: bool
    content: Mapping[str, Json]
    source: DocumentSource

    def location(self, at: Path = (), *, of_key: bool = False) -> Location:
        """Return the location of the value at ``at`` (of its key with ``of_key``)."""
        return self.source.location(at, of_key=of_key)
