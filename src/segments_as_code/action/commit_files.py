"""The files of the definitions folder at another commit of the repository, by the rules by which a folder is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segments_as_code.action.run import Run
from segments_as_code.files import FolderFiles, is_definition, is_fit, is_hidden, printable_path, stem_of
from segments_as_code.github.contents import Entry, RepositoryContents, blob_id
from segments_as_code.model.document import Location, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.safe_files import MOST_BYTES

_MOST_READ = 300
"""Limit for the differing files to read: each costs one of the token's thousand requests an hour."""


def path_in_repository(run: Run) -> str:
    """Return the path of the definitions from the root of the repository, which may be checked out below the workspace."""
    folder = (run.workspace / run.inputs.path).resolve()
    within = [parent for parent in (folder, *folder.parents) if parent.is_relative_to(run.workspace)]
    root = next((parent for parent in within if (parent / ".git").exists()), run.workspace)
    path = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else run.inputs.path
    return "" if path == "." else path


def contents_here(run: Run) -> dict[str, bytes]:
    """Return the definitions of this run by git's ids: equal ones at the head need not be read again."""
    sources, _ = FolderFiles(run.workspace, run.inputs.path).read()
    return {blob_id(source.content): source.content for source in sources}


@dataclass(frozen=True, slots=True)
class CommitFiles:
    """The definitions in a commit, read by the rules for a folder; ``path`` is a folder, or one file."""

    contents: RepositoryContents
    commit: str
    path: str
    known: dict[str, bytes]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        """Return every definition file, in the order of their paths, and a problem for each that cannot be read."""
        base = self.contents.find(self.commit, self.path)
        if base is None:
            return (), (Problem(Location(self.path or "."), "missing-folder", "this folder does not exist.", "bring it back."),)
        entries = [base] if base.kind == "blob" else sorted(self._below(base), key=lambda entry: entry.path)
        above = self.path.rpartition("/")[0] if base.kind == "blob" else self.path
        paths = {entry: "/".join(filter(None, (above, entry.path))) for entry in entries}
        missing = [entry for entry in entries if entry.sha not in self.known]
        problems = [*filter(None, (_problem(entry, paths[entry]) for entry in entries))]
        if len(missing) > _MOST_READ:
            message = f"{len(missing)} definition files differ from those of this run, and at most {_MOST_READ} are compared."
            problems.append(Problem(Location(self.path or "."), "too-many-files", message, "run the job of the newest commit."))
        if problems:
            return (), problems
        content = {**self.known, **{entry.sha: self.contents.read(entry) for entry in missing}}
        return [SourceFile(paths[entry], stem_of(tuple(entry.path.split("/"))), content[entry.sha]) for entry in entries], ()

    def _below(self, base: Entry) -> Iterator[Entry]:
        for entry in self.contents.files_below(base):
            if not any(map(is_hidden, entry.path.split("/"))) and (entry.kind == "commit" or is_definition(entry.path)):
                yield entry


def _problem(entry: Entry, path: str) -> Problem | None:
    if entry.kind == "commit":
        return Problem(Location(path), "not-a-file", "it is a submodule, whose files are not read here.", "put the files themselves here.")
    if entry.is_link:
        return Problem(
            Location(path), "symlink", "this is a symbolic link, and links are not followed.", "put the file itself in its place."
        )
    if entry.size > MOST_BYTES or not is_fit(path):
        return Problem(
            Location(printable_path(path)), "unreadable", "the file is too large, or its name cannot be shown.", "split or rename it."
        )
    return None
