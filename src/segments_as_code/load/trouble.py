"""The problems of one file, collected while it is read."""

from __future__ import annotations

from segments_as_code.load.positions import line_and_column
from segments_as_code.model.places import Location
from segments_as_code.problems import Problem


class Troubles:
    """The problems of one file, by packed position; ``spoilt`` where the document being read cannot be used for them."""

    __slots__ = ("_path", "found", "spoilt")

    def __init__(self, path: str) -> None:
        self._path = path
        self.found: list[Problem] = []
        self.spoilt = False

    def add(self, at: int, code: str, message: str, remedy: str, *, related: int | None = None) -> None:
        """Note a problem; ``related`` is another place that it is about."""
        others = () if related is None else (self._place(related),)
        self.found.append(Problem(self._place(at), code, message, remedy, related=others))

    def spoil(self, at: int, code: str, message: str, remedy: str) -> None:
        """Note a problem after which nothing more can be said of the document: what it means is not known."""
        self.add(at, code, message, remedy)
        self.spoilt = True

    def explain_stop(self, position: int, *, is_new_document: bool) -> bool:
        """Return whether the last trouble says already why the parser stopped: it is on the same line, or ended a document too early."""
        last = self.found[-1] if self.found else None
        return last is not None and (last.location.line == self._place(position).line or (is_new_document and last.code == "not-a-mapping"))

    def _place(self, position: int) -> Location:
        return Location(self._path, *line_and_column(position))
