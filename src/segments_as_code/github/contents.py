"""The files of a repository at a commit, read from git's trees and blobs (docs.github.com, "Git database").

Needs only `contents: read`.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from urllib.parse import quote

from segments_as_code.github.connection import Connection
from segments_as_code.github.members import is_true, items, text, whole_number
from segments_as_code.github.response_errors import unreadable_error
from segments_as_code.github.retry import Request
from segments_as_code.model.document import Json


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a tree: ``kind`` is blob (a file or a symbolic link), tree or commit (a submodule); ``mode`` is git's."""

    path: str
    kind: str
    mode: str
    sha: str
    size: int = 0

    @property
    def is_link(self) -> bool:
        """Whether this is a symbolic link."""
        return self.mode == "120000"


class RepositoryContents:
    """The branches of one repository, and the files at its commits. Each tree is read once."""

    def __init__(self, connection: Connection, repository: str) -> None:
        self._connection = connection
        self._git = f"{connection.api_url}/repos/{repository}/git"
        self._repository = repository
        self._trees: dict[str, Sequence[Entry]] = {}

    def head_of(self, branch: str) -> str:
        """Return the commit that a branch points to."""
        request = Request("GET", f"{self._git}/ref/{quote(f'heads/{branch}', safe='')}", f"read the head of {branch} of {self._repository}")
        sha = text(self._connection.send(request).content, "object", "sha")
        if not sha:
            raise unreadable_error(request, "it names no commit")
        return sha

    def parents_of(self, commit: str) -> Sequence[str]:
        """Return the commits that ``commit`` was put upon: for a merge, first the branch before it. None for the first of a repository."""
        request = Request("GET", f"{self._git}/commits/{commit}", f"read the commit {commit[:7]} of {self._repository}")
        content = self._connection.send(request).content
        if not isinstance(content, dict) or not isinstance(content.get("parents"), list):
            raise unreadable_error(request, "it does not say what it was put upon")
        parents = [text(parent, "sha") for parent in items(content, "parents")]
        if not all(parents):
            raise unreadable_error(request, "it names a commit without its id")
        return parents

    def find(self, commit: str, path: str) -> Entry | None:
        """Return the entry at ``path`` in a commit, the commit's own tree for an empty path, or None."""
        found = Entry("", "tree", "040000", commit)
        for name in filter(None, path.split("/")):
            if found.kind != "tree":
                return None
            here = {entry.path: entry for entry in self._tree(found.sha)}
            if name not in here:
                return None
            found = here[name]
        return found

    def names_in(self, folder: Entry) -> Sequence[str]:
        """Return the names of everything that stands directly in a folder."""
        return [entry.path for entry in self._tree(folder.sha)]

    def files_below(self, folder: Entry) -> Iterator[Entry]:
        """Yield everything below a folder except folders, with paths relative to it."""
        whole = self._read_tree(folder.sha, recursive=True)
        if whole is not None:
            yield from (entry for entry in whole if entry.kind != "tree")
            return
        for entry in self._tree(folder.sha):
            if entry.kind == "tree":
                yield from (_moved(inside, entry.path) for inside in self.files_below(entry))
            else:
                yield entry

    def read(self, entry: Entry) -> bytes:
        """Return the content of a file."""
        request = Request("GET", f"{self._git}/blobs/{entry.sha}", f"read {entry.path} of {self._repository}")
        content = self._connection.send(request).content
        try:
            found = binascii.a2b_base64(text(content, "content"))
        except ValueError:
            found = b""
        if blob_id(found) != entry.sha:
            raise unreadable_error(request, "its content is not the requested file")
        return found

    def _tree(self, sha: str) -> Sequence[Entry]:
        if sha not in self._trees:
            self._trees[sha] = self._read_tree(sha, recursive=False) or ()
        return self._trees[sha]

    def _read_tree(self, sha: str, *, recursive: bool) -> Sequence[Entry] | None:
        """Return the entries of a tree; None if it is too large for GitHub to list recursively."""
        request = Request("GET", f"{self._git}/trees/{sha}{'?recursive=1' if recursive else ''}", f"read the files of {self._repository}")
        content = self._connection.send(request).content
        if is_true(content, "truncated"):
            if recursive:
                return None
            raise unreadable_error(request, "it lacks a part of a folder")
        found = [_entry(item) for item in items(content, "tree")]
        if not isinstance(content, dict) or not isinstance(content.get("tree"), list) or None in found:
            raise unreadable_error(request, "it has no tree")
        return [entry for entry in found if entry is not None]


def blob_id(content: bytes) -> str:
    """Return the id that git gives to a file with this content."""
    return sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def _entry(content: Json) -> Entry | None:
    path, kind, mode, sha = (text(content, name) for name in ("path", "type", "mode", "sha"))
    return Entry(path, kind, mode, sha, whole_number(content, "size") or 0) if path and kind and mode and sha else None


def _moved(entry: Entry, folder: str) -> Entry:
    return Entry(f"{folder}/{entry.path}", entry.kind, entry.mode, entry.sha, entry.size)
