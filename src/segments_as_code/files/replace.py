"""Put new text in the place of a definition file: whole or not at all, and never through a link."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from pathlib import Path

from segments_as_code.files.safe import OpenFolder, RefusedError, read_file

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_MODE = 0o7777


def replace_file(workspace: Path, path: str, before: bytes, after: bytes) -> None:
    """Put ``after`` in the place of the file at ``path`` below ``workspace`` (resolved), which must still hold ``before``.

    The new file is written beside the old one and takes its name when it is on disk: who reads meanwhile, or cuts the
    power, finds the one or the other. It has the old one's permissions, and its owner where that may be given.

    Raises:
        RefusedError: there is a link on the way, the file was changed meanwhile, or it may not be written.
    """
    *folders, name = path.split("/")
    with ExitStack() as stack:
        try:
            handle = os.open(workspace, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            stack.callback(os.close, handle)
            folder = OpenFolder(workspace, (), handle)
            for part in folders:
                folder = folder._replace(parts=(*folder.parts, part), handle=stack.enter_context(folder.opened(part)).handle)
            _replace_in(folder, name, before, after)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise _changed() from error
        except OSError as error:
            message = f"this cannot be written: {error.strerror or error}."
            raise RefusedError("unwritable", message, "give whoever runs this the permission to write it, and room on the disk.") from error


def _replace_in(folder: OpenFolder, name: str, before: bytes, after: bytes) -> None:
    with folder.opened(name) as opened:
        if read_file(opened) != before:
            raise _changed()
    status = opened.status
    if not os.access(name, os.W_OK, dir_fd=folder.handle):
        raise PermissionError(None, "it is read-only")
    beside = f".{name}.{os.getpid()}.new"
    made = os.open(beside, _FLAGS, 0o600, dir_fd=folder.handle)
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


def _changed() -> RefusedError:
    return RefusedError("file-changed", "this file was changed while it was being rewritten; it was left alone.", "run it again.")
