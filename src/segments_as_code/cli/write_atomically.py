"""Write a file completely or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from segments_as_code.model.problem import SegmentsError


def write_atomically(text: str, path: Path) -> None:
    """Write ``text`` to ``path`` as UTF-8; the old content stays until all of it is written.

    Raises:
        SegmentsError: it cannot be written there (``cannot-write``).
    """
    try:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and not target.is_file():  # a pipe, or /dev/stdout
            target.write_text(text, encoding="utf-8")
            return
        _replace(target, text)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise SegmentsError("cannot-write", message, "choose another place, or make room there.") from error


def _replace(target: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        written.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
