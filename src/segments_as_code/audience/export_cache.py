"""Keep an export as one Parquet file without ids and addresses, so that it is read faster the next time.

The file's name is made of hashes: of the place of the export, and of the names, sizes and times (or ETags) of its files. A change of any
of these makes another name. Each place has one file at most.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from segments_as_code.model.problem import SegmentsError

_LAYOUT: Final = "1"
"""To be raised with each change of what is kept."""
_ABANDONED_AFTER_S: Final = 3600
"""How long after its last change a file that is not finished is taken to be a killed run's."""
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

    def forget(self, name: str) -> None:
        """Remove the file that is kept under a name, because it cannot be read."""
        for file in self.folder.glob(f"{name}-*.parquet"):
            file.unlink(missing_ok=True)

    def unfinished(self, name: str) -> Path:
        """Return the file to write to before it is kept, empty and for this user alone; those that killed runs left are removed."""
        for left in self.folder.glob("*.part"):
            with suppress(OSError):  # such as: another run removed it
                if time.time() - left.stat().st_mtime > _ABANDONED_AFTER_S:
                    left.unlink()
        file = self.folder / f"{name}.{os.getpid()}.part"
        file.touch(mode=0o600)
        return file

    def keep(self, written: Path, name: str, unreadable: int) -> Kept:
        """Keep what was ``written`` under a name, instead of what was kept of the same place."""
        kept = self.folder / f"{name}-{unreadable}.parquet"
        written.replace(kept)
        for older in self.folder.glob(f"{name.partition('-')[0]}-*.parquet"):
            if older != kept:
                older.unlink(missing_ok=True)
        return Kept(kept, unreadable)


def _hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
