"""Find the definitions on a laptop, in any folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from segments_as_code.definitions.reserved_files import POLICIES, kind_of
from segments_as_code.files import FolderFiles
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.ports import DefinitionFiles, EditableFiles


def definitions_at(path: str) -> EditableFiles:
    """Return the definitions in a folder, or in one file; their paths are relative to the current folder.

    Below the current folder no link is followed, as in the action. The path to a folder elsewhere may contain links, but
    none is followed below it.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody removed the current folder
        return FolderFiles(Path(), path)
    named = Path(os.path.normpath(here / path))
    if named.is_relative_to(here):
        return FolderFiles(here, str(named.relative_to(here)))
    folder = named.resolve()
    prefix = str(folder.parent) if Path(path).is_absolute() else os.path.relpath(folder.parent, here)
    return _FilesElsewhere(FolderFiles(folder.parent, folder.name), prefix)


def with_policies(files: DefinitionFiles, path: str) -> DefinitionFiles:
    """Return ``files`` with the policies of the file at ``path`` in place of their own."""
    return _OtherPolicies(files, definitions_at(path))


@dataclass(frozen=True, slots=True)
class _OtherPolicies:
    """Definitions with policies from elsewhere."""

    files: DefinitionFiles
    policies: DefinitionFiles

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        sources, problems = self.files.read()
        others, wrong = self.policies.read()
        kept = [source for source in sources if kind_of(source.stem, source.path) is not POLICIES]
        return (*kept, *(replace(source, stem="policies") for source in others)), (*problems, *wrong)


def standard_input() -> DefinitionFiles:
    """Return the definitions from standard input, as one file called ``stdin``."""
    return _FilesInMemory((SourceFile("stdin", "stdin", sys.stdin.buffer.read()),))


@dataclass(frozen=True, slots=True)
class _FilesInMemory:
    """Files in memory."""

    sources: tuple[SourceFile, ...]

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        return self.sources, ()


def folder_at(path: str) -> str:
    """Return the path of the folder ``path`` as ``definitions_at`` writes it in locations; empty for the current folder."""
    here = Path.cwd()
    named = Path(os.path.normpath(here / path))
    if named.is_relative_to(here):
        return "" if named == here else named.relative_to(here).as_posix()
    folder = named.resolve()
    return str(folder) if Path(path).is_absolute() else os.path.relpath(folder, here)


@dataclass(frozen=True, slots=True)
class _FilesElsewhere:
    """Definitions outside the current folder; ``prefix`` is the path from there to the folder that their paths start in."""

    files: EditableFiles
    prefix: str

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        sources, problems = self.files.read()
        return (
            tuple(replace(source, path=self._path(source.path)) for source in sources),
            tuple(
                replace(problem, location=self._locate(problem.location), related=tuple(map(self._locate, problem.related)))
                for problem in problems
            ),
        )

    def replace(self, source: SourceFile, content: bytes) -> Problem | None:
        below = source.path.removeprefix(self._path(""))
        problem = self.files.replace(replace(source, path=below), content)
        return problem and replace(problem, location=self._locate(problem.location))

    def _locate(self, location: Location) -> Location:
        return replace(location, path=self._path(location.path))

    def _path(self, path: str) -> str:
        return os.path.join(self.prefix, path)  # noqa: PTH118  # text as the user reads it, not a file that is opened
