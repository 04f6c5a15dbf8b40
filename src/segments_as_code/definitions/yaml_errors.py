"""Codes for problems in a file's text, and the collector of one file's problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem

if TYPE_CHECKING:
    from segments_as_code.definitions.yaml_events import Mark


_LONG: Final = 60


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A line and a column of a text, counted from 0; ordered as the text is."""

    line: int
    column: int


class ProblemCollector:
    """The problems of one file, in the order in which they are found.

    ``document_rejected`` is true once the content of the current document is unknown.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.found: list[Problem] = []
        self.document_rejected = False

    def add(self, at: Mark | Position, code: str, message: str, remedy: str, *, related: Mark | Position | None = None) -> None:
        """Add a problem; ``related`` is another position that it is about."""
        others = () if related is None else (self._location(related),)
        self.found.append(Problem(self._location(at), code, message, remedy, related=others))

    def reject_document(self, at: Mark, code: str, message: str, remedy: str) -> None:
        """Add a problem that leaves the content of the document unknown."""
        self.add(at, code, message, remedy)
        self.document_rejected = True

    def explains_stop(self, at: Position, *, is_new_document: bool) -> bool:
        """Return whether the last problem already explains why the parser stopped: it is on that line, or ended a document too early."""
        last = self.found[-1] if self.found else None
        return last is not None and (last.location.line == at.line + 1 or (is_new_document and last.code == "not-a-mapping"))

    def _location(self, at: Mark | Position) -> Location:
        return Location(self._path, at.line + 1, at.column + 1)


def shorten(text: str, most: int = _LONG) -> str:
    """Return ``text``, or its beginning if it is long."""
    return text if len(text) <= most else text[: most - 1] + "…"
