"""Open files and folders by name below an open folder, following no link and waiting for no pipe."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

MOST_BYTES: Final = 2**20
"""A file may have this many; it is not read beyond that."""

_CHUNK: Final = 2**16
"""Bytes that are read at once of what says that it has none. To ask for more than there is costs more than the reading."""
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class RefusedError(Exception):
    """A file or folder that is not read: a code, what was found, how to fix it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code, self.message, self.remedy = code, message, remedy


class RefusedWholeError(RefusedError):
    """A reason not to read the folder as a whole."""


class Opened(NamedTuple):
    """A file or folder that is open, and what the system says of it."""

    handle: int
    status: os.stat_result

    @property
    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return stat.S_ISDIR(self.status.st_mode)


class OpenFolder(NamedTuple):
    """A folder that is open: what is opened below it is below it, whatever happens to the names above meanwhile.

    ``workspace`` is resolved; ``parts`` lead from there to here.
    """

    workspace: Path
    parts: tuple[str, ...]
    handle: int

    def names(self) -> Iterator[str]:
        """Yield the names in the folder, in no order; those that are no UTF-8 have surrogates."""
        try:
            with os.scandir(self.handle) as entries:
                yield from (entry.name for entry in entries)
        except OSError as error:
            raise unreadable(error) from error

    def leads_to_folder(self, name: str) -> bool:
        """Return whether ``name`` is a folder, or a link that leads to one."""
        try:
            return stat.S_ISDIR(os.stat(name, dir_fd=self.handle).st_mode)
        except OSError:
            return False

    @contextmanager
    def opened(self, name: str) -> Iterator[Opened]:
        """Open a regular file or a folder, never anything else.

        It is looked at before it is opened, as opening alone can wake a device, and once more when it is open, as it may
        have been exchanged in between.

        Raises:
            RefusedError: it is a link or something special, or may not be read.
            FileNotFoundError: there is nothing of that name.
        """
        try:
            self._check_kind(name, os.stat(name, dir_fd=self.handle, follow_symlinks=False).st_mode)
            handle = os.open(name, _FLAGS, dir_fd=self.handle)
        except (FileNotFoundError, NotADirectoryError):
            raise
        except OSError as error:
            raise unreadable(error) from error
        try:
            status = os.fstat(handle)
            self._check_kind(name, status.st_mode)
            yield Opened(handle, status)
        finally:
            os.close(handle)

    def _check_kind(self, name: str, mode: int) -> None:
        if stat.S_ISLNK(mode):
            raise self._refused_link(name)
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            message = "this is no ordinary file, but a pipe, a socket or a device."
            raise RefusedError("not-a-file", message, "put an ordinary file here, or take this one away.")

    def _refused_link(self, name: str) -> RefusedError:
        target = Path(os.path.realpath(self.workspace.joinpath(*self.parts, name)))
        remedy = "put the file or folder itself in its place."
        if target.is_relative_to(self.workspace):
            return RefusedError("symlink", "this is a symbolic link, and links are not followed.", remedy)
        return RefusedError("outside-workspace", "this is a symbolic link that leads out of the workspace.", remedy)


def read_file(file: Opened) -> bytes:
    """Return what an open file holds; raise RefusedError where it is too large, without reading it to its end."""
    content, size = b"", file.status.st_size
    try:
        while size <= MOST_BYTES and (chunk := os.read(file.handle, size or _CHUNK)):
            content += chunk
            if len(content) == size:  # as it is of all that does not grow meanwhile
                break
            size = max(size, len(content))
    except OSError as error:
        raise unreadable(error) from error
    if size > MOST_BYTES:
        message = f"the file has {size / MOST_BYTES:,.1f} MiB, and a definition has at most 1 MiB."
        raise RefusedError("file-too-large", message, "split it; if it holds no segments, move it out of the folder.")
    return content


def unreadable(error: OSError) -> RefusedError:
    """Return what the system said, as a reason."""
    message = f"this cannot be read: {error.strerror or error}."
    return RefusedError("unreadable", message, "give whoever runs this the permission to read it.")
