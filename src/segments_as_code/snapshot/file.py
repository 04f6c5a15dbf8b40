"""Read a snapshot from its file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from segments_as_code.problems import SegmentsError
from segments_as_code.snapshot.document import REMEDY, Snapshot, read_snapshot

_MOST_BYTES: Final = 256 * 2**20


def load_snapshot(path: Path, *, shown: str = "") -> Snapshot:
    """Return the snapshot in a file, which is ``shown`` by another name where messages should not have the whole path.

    Raises:
        SegmentsError: it cannot be read, or holds no snapshot of this version (``snapshot-unreadable``).
    """
    name = f"the snapshot {shown or path}"
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}."
        raise SegmentsError("snapshot-unreadable", message, f"name the file that it is in, or {REMEDY}") from error
    except ValueError as error:  # a name with a null character
        raise SegmentsError("snapshot-unreadable", "the snapshot's name is none that a file can have.", "name its file.") from error
    if len(content) > _MOST_BYTES:
        message = f"{name} cannot be read: it has more than {_MOST_BYTES // 2**20} MiB."
        raise SegmentsError("snapshot-unreadable", message, REMEDY)
    try:
        return read_snapshot(content.decode("utf-8"), called=name)
    except UnicodeDecodeError as error:
        raise SegmentsError("snapshot-unreadable", f"{name} cannot be read: it is not UTF-8.", REMEDY) from error
