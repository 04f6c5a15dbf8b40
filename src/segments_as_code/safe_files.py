"""Open, read and replace files by name below an open folder, without following links or waiting for pipes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 2**20
"""Size limit of a file in bytes; no more is read."""

_CHUNK: Final = 2**16
"""Bytes to read at once from a file whose reported size is 0."""
_READ_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class FileRefusedError(Exception):
    """A file or folder that is not read: a code, what was found, how to fix it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.code, self.message, self.remedy = code, message, remedy


class FolderRefusedError(FileRefusedError):
    """A reason not to read the folder as a whole."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file or folder, and its status."""

    handle: int
    status: os.stat_result

    @property
    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return stat.S_ISDIR(self.status.st_mode)


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """An open folder: what is opened below it stays below it, even if the names above change in the meantime.

    ``workspace`` is resolved; ``parts`` lead from there to here.
    """

    workspace: Path
    parts: tuple[str, ...]
    handle: int

    def below(self, name: str, opened: Opened) -> OpenFolder:
        """Return the opened folder below this one."""
        return OpenFolder(self.workspace, (*self.parts, name), opened.handle)

    def names(self) -> Iterator[str]:
        """Yield the names in the folder, in no order; those that are not UTF-8 have surrogates."""
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

        It is checked before it is opened, because opening can have an effect on a device, and again when it is open, because it may
        have been replaced in between.

        Raises:
            FileRefusedError: it is a link or a special file, or cannot be read.
            FileNotFoundError: it does not exist.
        """
        try:
            self._check_kind(name, os.stat(name, dir_fd=self.handle, follow_symlinks=False).st_mode)
            handle = os.open(name, _READ_FLAGS, dir_fd=self.handle)
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
            message = "this is not an ordinary file, but a pipe, a socket or a device."
            raise FileRefusedError("not-a-file", message, "put an ordinary file here, or take this one away.")

    def _refused_link(self, name: str) -> FileRefusedError:
        target = Path(os.path.realpath(self.workspace.joinpath(*self.parts, name)))
        remedy = "put the file or folder itself in its place."
        if target.is_relative_to(self.workspace):
            return FileRefusedError("symlink", "this is a symbolic link, and links are not followed.", remedy)
        return FileRefusedError("outside-workspace", "this is a symbolic link that leads out of the workspace.", remedy)


def read_file(file: Opened) -> bytes:
    """Return the content of an open file; raise FileRefusedError if it is too large, without reading all of it."""
    content, size = b"", file.status.st_size
    try:
        while size <= MOST_BYTES and (chunk := os.read(file.handle, size or _CHUNK)):
            content += chunk
            if len(content) == size:  # the file did not grow in the meantime
                break
            size = max(size, len(content))
    except OSError as error:
        raise unreadable(error) from error
    if size > MOST_BYTES:
        message = f"the file has {size / MOST_BYTES:,.1f} MiB, and a definition has at most 1 MiB."
        raise FileRefusedError("file-too-large", message, "split it; if it has no segments, move it out of the folder.")
    return content


def unreadable(error: OSError) -> FileRefusedError:
    """Return the system's error as a refusal."""
    message = f"this cannot be read: {error.strerror or error}."
    return FileRefusedError("unreadable", message, "give the user who runs this permission to read it.")


_WRITE_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_MODE: Final = 0o7777


def replace_file(workspace: Path, path: str, before: bytes, after: bytes) -> None:
    """Replace the file at ``path`` below ``workspace`` (resolved), which must still contain ``before``, by ``after``.

    The new file is written next to the old one and renamed when it is on disk: readers see the old or the new one at
    any time, even after a power cut. It has the old one's permissions, and its owner if that is allowed.

    Raises:
        FileRefusedError: there is a link in the path, the file was changed in the meantime, or it cannot be written.
    """
    *folders, name = path.split("/")
    with ExitStack() as stack:
        try:
            handle = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            stack.callback(os.close, handle)
            folder = OpenFolder(workspace, (), handle)
            for part in folders:
                folder = folder.below(part, stack.enter_context(folder.opened(part)))
            _replace_in(folder, name, before, after)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _changed() from error
        except OSError as error:
            message = f"this cannot be written: {error.strerror or error}."
            raise FileRefusedError(
                "unwritable", message, "give the user who runs this permission to write it, and free disk space."
            ) from error


def _replace_in(folder: OpenFolder, name: str, before: bytes, after: bytes) -> None:
    with folder.opened(name) as opened:
        if read_file(opened) != before:
            raise _changed()
    status = opened.status
    if not os.access(name, os.W_OK, dir_fd=folder.handle):
        raise PermissionError(None, "it is read-only")
    beside = f".{name}.{os.getpid()}.new"
    made = os.open(beside, _WRITE_FLAGS, 0o600, dir_fd=folder.handle)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(after)
            with suppress(PermissionError):  # only root may give files away
                os.fchown(made, status.st_uid, status.st_gid)
            os.fchmod(made, status.st_mode & _MODE)
            file.flush()
            os.fsync(made)
        os.replace(beside, name, src_dir_fd=folder.handle, dst_dir_fd=folder.handle)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside, dir_fd=folder.handle)
        raise


def _changed() -> FileRefusedError:
    return FileRefusedError("file-changed", "this file was changed while it was being rewritten; it was left alone.", "run it again.")
