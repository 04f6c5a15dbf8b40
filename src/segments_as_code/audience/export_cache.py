"""Keep an export as one Parquet file without ids and addresses, so that it is read faster the next time.

The file's name is made of hashes: of the place of the export, and of the names, sizes and times (or ETags) of its files. A change of any
of these makes another name. Each place has one file at most.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from segments_as_code.model.problem import SegmentsError

_LAYOUT: Final = "1"
"""To be raised with each change of what is kept."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept export, and how many lines of it could not be read."""

    file: Path
    unreadable: int


class ExportCache:
    """A folder that only this user can read."""

    def __init__(self, folder: Path) -> None:
        """Open ``folder``, and make it if it is not there.

        Raises:
            SegmentsError: it cannot be made, or other people can read it.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = folder.stat()
        except OSError as error:
            message = f"the folder {folder} cannot be made: {error.strerror}."
            raise SegmentsError("unwritable", message, "name a folder that you may write to.") from error
        if found.st_mode & _OTHERS or found.st_uid != os.geteuid():
            message = f"other people can read {folder}, and what is kept is about people."
            raise SegmentsError("unwritable", message, f"run chmod 700 {folder}, or name a folder of your own.")
        self.folder = folder.resolve()

    def name(self, place: str, files: Iterable[tuple[str, int, str]]) -> str:
        """Return what an export is kept under: by its place, and its files with name, size, and time or ETag."""
        content = repr((_LAYOUT, sorted(files)))
        return f"{_hashed(place)}-{_hashed(content)}"

    def find(self, name: str) -> Kept | None:
        """Return the file that is kept under a name; None if there is none."""
        for file in self.folder.glob(f"{name}-*.parquet"):
            unreadable = file.stem.rpartition("-")[2]
            if unreadable.isdecimal():
                return Kept(file, int(unreadable))
        return None

    def unfinished(self, name: str) -> Path:
        """Return the file to write to, before it is kept."""
        return self.folder / f"{name}.{os.getpid()}.part"

    def keep(self, name: str, unreadable: int) -> Kept:
        """Keep what was written under a name, instead of what was kept of the same place."""
        written, kept = self.unfinished(name), self.folder / f"{name}-{unreadable}.parquet"
        written.chmod(0o600)
        written.replace(kept)
        for older in self.folder.glob(f"{name.partition('-')[0]}-*.parquet"):
            if older != kept:
                older.unlink(missing_ok=True)
        return Kept(kept, unreadable)


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
