"""Find the definitions on a laptop, where they may lie anywhere."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from segments_as_code.files import FolderFiles
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.ports import DefinitionFiles, EditableFiles


def definitions_at(path: str) -> EditableFiles:
    """Return the definitions in a folder, or in one file; their places are paths as seen from the current folder.

    Below the current folder it is as in the action: no link is followed. A folder elsewhere is entered by whatever way it
    was named, and from there on nothing leads out of it.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody removed the current folder
        return FolderFiles(Path(), path)
    named = Path(os.path.normpath(here / path))
    if named.is_relative_to(here):
        return FolderFiles(here, str(named.relative_to(here)))
    folder = named.resolve()
    seen_as = str(folder.parent) if Path(path).is_absolute() else os.path.relpath(folder.parent, here)
    return _Elsewhere(FolderFiles(folder.parent, folder.name), seen_as)


def standard_input() -> DefinitionFiles:
    """Return the definitions that standard input holds, as one file called ``stdin``."""
    return _Given((SourceFile("stdin", "stdin", sys.stdin.buffer.read()),))


class _Given(NamedTuple):
    """Files that are in hand already."""

    sources: tuple[SourceFile, ...]

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        return self.sources, ()


def folder_at(path: str) -> str:
    """Return how the folder ``path`` is called in the places of what ``definitions_at`` finds there; empty for the current folder."""
    here = Path.cwd()
    named = Path(os.path.normpath(here / path))
    if named.is_relative_to(here):
        return "" if named == here else named.relative_to(here).as_posix()
    folder = named.resolve()
    return str(folder) if Path(path).is_absolute() else os.path.relpath(folder, here)


class _Elsewhere(NamedTuple):
    """Definitions whose paths lack ``seen_as``, the way from the current folder to where they begin."""

    files: EditableFiles
    seen_as: str

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        sources, problems = self.files.read()
        return (
            tuple(replace(source, path=self._path(source.path)) for source in sources),
            tuple(
                replace(problem, location=self._place(problem.location), related=tuple(map(self._place, problem.related)))
                for problem in problems
            ),
        )

    def replace(self, source: SourceFile, content: bytes) -> Problem | None:
        below = source.path.removeprefix(self._path(""))
        problem = self.files.replace(replace(source, path=below), content)
        return problem and replace(problem, location=self._place(problem.location))

    def _place(self, place: Location) -> Location:
        return replace(place, path=self._path(place.path))

    def _path(self, path: str) -> str:
        return os.path.join(self.seen_as, path)  # noqa: PTH118  # text as the user reads it, not a file that is opened
