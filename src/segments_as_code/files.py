"""The definitions folder: every YAML file below it, without following links.

Implements the ``DefinitionFiles`` and ``EditableFiles`` ports.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem, Severity, sorted_problems
from segments_as_code.safe_files import (
    MOST_BYTES,
    FileRefusedError,
    FolderRefusedError,
    Opened,
    OpenFolder,
    read_file,
    replace_file,
    unreadable,
)

_ENDINGS: Final = (".segment.json", ".yaml", ".yml")
_NAMED_ENDINGS: Final = (*_ENDINGS, ".json")
_MOST_FILES: Final = 20_000
_MOST_NAMES: Final = 10 * _MOST_FILES
_MOST_LEVELS: Final = 64
_MOST_TOTAL: Final = 64 * MOST_BYTES

_NAME_ANOTHER = "name a file of definitions, or the folder of them all."
_CREATE = "create it, or name the folder of your definitions; git keeps no empty folder, so one that should be empty needs a .gitkeep."
_EMPTY = "the workspace is empty: is actions/checkout missing before this step? On a laptop, segments init writes the first files."


class FolderFiles:
    """The definition files below ``folder``, which is relative to ``workspace`` or an absolute path inside it; or one file.

    Files and folders whose names begin with a dot are skipped. No link is followed, and nothing outside is read.
    """

    def __init__(self, workspace: Path, folder: str) -> None:
        self._workspace = workspace
        self._folder = folder

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
        """Return every definition file, in the order of their paths, and a problem for each that cannot be read.

        If the folder as a whole cannot be read, there is one problem and no file.
        """
        here = (printable_path(self._folder) or ".",)
        try:
            workspace = Path(os.path.realpath(self._workspace))
            reading = _Reading(_parts_below(workspace, self._workspace, self._folder))
            reading.begin(workspace)
        except FileRefusedError as refused:
            return (), (_problem(here, refused),)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            missing = FileRefusedError("missing-folder", "this folder does not exist.", _EMPTY if _is_empty(self._workspace) else _CREATE)
            if is_definition(here[0], is_named=True):
                missing = FileRefusedError(
                    "missing-folder", "this file does not exist.", "name a file of definitions, or the folder of them all."
                )
            return (), (_problem(here, missing),)
        except OSError as error:
            return (), (_problem(here, unreadable(error)),)
        if not reading.sources and not reading.problems:
            return (), (_no_definitions(here, is_of_folder=reading.is_of_folder),)
        sources = sorted(reading.sources, key=lambda source: source.path)
        return tuple(sources), sorted_problems(reading.problems)

    def replace(self, source: SourceFile, content: bytes) -> Problem | None:
        """Replace the content of a file that was read, completely or not at all; return the problem if that fails."""
        try:
            replace_file(Path(os.path.realpath(self._workspace)), source.path, source.content, content)
        except FileRefusedError as refused:
            return _problem(tuple(source.path.split("/")), refused)
        return None


class _Reading:
    """One reading of a folder; ``base`` is its path below the workspace."""

    def __init__(self, base: tuple[str, ...]) -> None:
        self.sources: list[SourceFile] = []
        self.problems: list[Problem] = []
        self.is_of_folder = False
        self._base = base
        self._names_left = _MOST_NAMES
        self._bytes_left = _MOST_TOTAL

    def begin(self, workspace: Path) -> None:
        """Open each folder on the path from the workspace, and read the last one, or the file if it is one."""
        with ExitStack() as stack:
            handle = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            stack.callback(os.close, handle)
            folder, opened = OpenFolder(workspace, (), handle), Opened(handle, os.fstat(handle))
            for name in self._base:
                opened = stack.enter_context(folder.opened(name))
                folder = folder.below(name, opened)
            self.is_of_folder = opened.is_folder
            if self.is_of_folder:
                self._read_folder(folder)
            elif is_definition(self._base[-1], is_named=True):
                self._add(folder.parts, self._base[-1:], opened)

    def _read_folder(self, folder: OpenFolder) -> None:
        """Read what is in an open folder, and below it."""
        if len(folder.parts) - len(self._base) > _MOST_LEVELS:
            message = f"folders are nested more than {_MOST_LEVELS} levels deep."
            raise FileRefusedError("folder-too-deep", message, "move the definitions up.")
        for name in folder.names():
            self._count_name()
            if is_hidden(name) or not _is_wanted(folder, name):
                continue
            try:
                self._read_one(folder, name)
            except FolderRefusedError:
                raise
            except FileRefusedError as refused:
                self.problems.append(_problem((*folder.parts, name), refused))
            except (FileNotFoundError, NotADirectoryError):
                continue  # it was removed in the meantime: treat it as missing

    def _read_one(self, folder: OpenFolder, name: str) -> None:
        if not is_fit(name):
            message = "this name is not UTF-8, or has characters that cannot be seen."
            raise FileRefusedError("file-name", message, "rename it with letters, digits, hyphens and underscores.")
        with folder.opened(name) as opened:
            parts = (*folder.parts, name)
            if opened.is_folder:
                self._read_folder(folder.below(name, opened))
            else:
                self._add(parts, parts[len(self._base) :], opened)

    def _add(self, parts: tuple[str, ...], below: tuple[str, ...], opened: Opened) -> None:
        if len(self.sources) == _MOST_FILES:
            message = f"the folder has more than {_MOST_FILES:,} definition files."
            raise FolderRefusedError("too-many-files", message, "name a smaller folder, or put several segments into one file.")
        content = read_file(opened)
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            message = f"the definitions together are larger than {_MOST_TOTAL // MOST_BYTES} MiB."
            raise FolderRefusedError("folder-too-large", message, "name a smaller folder.")
        self.sources.append(SourceFile("/".join(parts), stem_of(below), content))

    def _count_name(self) -> None:
        self._names_left -= 1
        if self._names_left < 0:
            message = f"the folder has more than {_MOST_NAMES:,} files and folders."
            raise FolderRefusedError("too-many-files", message, "name the folder that contains only the definitions.")


def _is_wanted(folder: OpenFolder, name: str) -> bool:
    """Return whether a name is a definition's or a folder's; links to folders are included, to be refused."""
    return is_definition(name) or folder.leads_to_folder(name)


def _parts_below(workspace: Path, given: Path, folder: str) -> tuple[str, ...]:
    """Return the path of the folder below the workspace (resolved, or as ``given``), by its text alone."""
    path = Path(os.path.normpath(workspace / folder))
    for base in (workspace, Path(os.path.normpath(given.absolute()))):
        if path.is_relative_to(base):
            return path.relative_to(base).parts
    message = "this folder is outside the workspace."
    raise FileRefusedError("outside-workspace", message, "name a folder of the repository, by its path from the repository's root.")


def _is_empty(workspace: Path) -> bool:
    try:
        with os.scandir(workspace) as names:
            return next(names, None) is None
    except OSError:
        return False


def _no_definitions(here: tuple[str, ...], *, is_of_folder: bool) -> Problem:
    """Return the problem that there are no definitions: a warning for a folder, which may be empty on purpose."""
    if is_of_folder:
        found, remedy = "no file here ends in .yaml, .yml or .segment.json.", "write a definition, or name another folder."
    else:
        found, remedy = "this file's name does not end in .yaml, .yml or .json.", _NAME_ANOTHER
    severity = Severity.WARNING if is_of_folder else Severity.ERROR
    return replace(_problem(here, FileRefusedError("no-definitions", found, remedy)), severity=severity)


def _problem(parts: tuple[str, ...], refused: FileRefusedError) -> Problem:
    return Problem(location_of(parts), refused.code, refused.message, refused.remedy)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_definition(name: str, *, is_named: bool = False) -> bool:
    """Return whether a file of this name holds definitions; capitals in the ending do not matter.

    A folder may contain other JSON too; a file that the user names may end in ``.json``.
    """
    return name.lower().endswith(_NAMED_ENDINGS if is_named else _ENDINGS)


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is skipped."""
    return name.startswith(".")


def is_fit(name: str) -> bool:
    """Return whether a name can be part of a key and of a message: it is UTF-8 and has no invisible characters."""
    return name.isprintable()


def stem_of(parts: tuple[str, ...]) -> str:
    """Return the path below the folder, without its ending."""
    path = "/".join(parts)
    ending = next((ending for ending in _NAMED_ENDINGS if path.lower().endswith(ending)), "")
    return path[: len(path) - len(ending)]


def location_of(parts: tuple[str, ...]) -> Location:
    """Return the location for a problem with a whole file or folder."""
    return Location(printable_path("/".join(parts)) or ".")


def printable_path(path: str) -> str:
    r"""Return ``path`` with bytes that are not UTF-8, and invisible characters, escaped as ``\xff``."""
    return "".join(character if character.isprintable() else _escaped(character) for character in path)


def _escaped(character: str) -> str:
    """Return a character as its bytes; bytes that are not UTF-8 are surrogates (PEP 383)."""
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", errors="surrogateescape"))
