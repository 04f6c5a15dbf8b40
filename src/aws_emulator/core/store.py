"""The rows of the emulated account: in memory, and the same rows in one SQLite file if one is named.

A row is a JSON object under a kind, a container and an id; rows of one kind and container are kept in the order of their
creation. Callers hold the account's lock. The file is written before memory, with one transaction for each write, so that what was
answered is still there after a kill -9 (not after a power cut: ``synchronous`` is off).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from aws_emulator.core.types import Body

_FORMAT = 1

_TABLES = (
    """CREATE TABLE IF NOT EXISTS row (
         kind TEXT NOT NULL, container TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
         PRIMARY KEY (kind, container, id)
       ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS last (one INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A stored object and its number; numbers count up over all rows."""

    id: str
    number: int
    body: Body


@dataclass(frozen=True, slots=True)
class Put:
    """Create a row, or replace its body; it keeps its number."""

    kind: str
    container: str
    id: str
    body: Body


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a row; it is not an error if it does not exist."""

    kind: str
    container: str
    id: str


Write: TypeAlias = Put | Remove


class Store:
    """The rows. ``path`` is the SQLite file, created if it does not exist; None keeps everything in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._rows: dict[tuple[str, str], dict[str, Row]] = {}
        self._last = 0
        self._file = _open(path) if path else None
        if self._file:
            self._load(self._file)

    @property
    def next_number(self) -> int:
        """Return the number that the next new row will have."""
        return self._last + 1

    def get(self, kind: str, container: str, row_id: str) -> Body | None:
        """Return the body of a row, or None if there is none."""
        row = self._rows.get((kind, container), {}).get(row_id)
        return row.body if row else None

    def rows(self, kind: str, container: str) -> Sequence[Row]:
        """Return the rows of one kind and container, oldest first."""
        return tuple(self._rows.get((kind, container), {}).values())

    def write(self, writes: Iterable[Write]) -> None:
        """Do all of ``writes``, or none."""
        writes = tuple(writes)
        numbered = self._numbered(writes)
        last = max([self._last, *numbered])
        if self._file:
            _save(self._file, zip(writes, numbered, strict=True), last)
        for write, number in zip(writes, numbered, strict=True):
            rows = self._rows.setdefault((write.kind, write.container), {})
            if isinstance(write, Put):
                rows[write.id] = Row(write.id, number, write.body)
            else:
                rows.pop(write.id, None)
        self._last = last

    def clear(self) -> None:
        """Delete all rows; numbers start again."""
        if self._file:
            with self._file:
                self._file.execute("DELETE FROM row")
                self._file.execute("DELETE FROM last")
        self._rows.clear()
        self._last = 0

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        if self._file:
            self._file.close()

    def _numbered(self, writes: Sequence[Write]) -> list[int]:
        """Return the number of each written row: its own if it exists, else a new one; 0 for deleted rows."""
        numbers: list[int] = []
        last = self._last
        for write in writes:
            known = self._rows.get((write.kind, write.container), {}).get(write.id)
            last += isinstance(write, Put) and known is None
            numbers.append(0 if isinstance(write, Remove) else known.number if known else last)
        return numbers

    def _load(self, file: sqlite3.Connection) -> None:
        for kind, container, row_id, number, body in file.execute("SELECT kind, container, id, number, body FROM row ORDER BY number"):
            self._rows.setdefault((kind, container), {})[row_id] = Row(row_id, number, json.loads(body))
        self._last = next((number for (number,) in file.execute("SELECT number FROM last")), 0)


def _open(path: Path) -> sqlite3.Connection:
    """Open the file exclusively; raise OSError if it is not ours or another process has it."""
    try:
        file = sqlite3.connect(path, timeout=0.5, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        _prepare(file)
    except sqlite3.Error as error:
        file.close()
        raise _unusable(path, error) from error
    return file


def _unusable(path: Path, error: sqlite3.Error) -> OSError:
    return OSError(f"{path} cannot be used as a state file: {error}.")


def _prepare(file: sqlite3.Connection) -> None:
    """Lock the file and create its tables; raise DatabaseError if it is something else."""
    file.execute("PRAGMA locking_mode = EXCLUSIVE")
    file.execute("PRAGMA synchronous = OFF")
    file.execute("BEGIN EXCLUSIVE")
    (version,) = file.execute("PRAGMA user_version").fetchone()
    (tables,) = file.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version != _FORMAT and tables:
        raise sqlite3.DatabaseError(f"it has format {version}, and this emulator reads format {_FORMAT}")
    for table in _TABLES:
        file.execute(table)
    file.execute(f"PRAGMA user_version = {_FORMAT}")
    file.commit()


def _save(file: sqlite3.Connection, writes: Iterable[tuple[Write, int]], last: int) -> None:
    with file:
        file.execute("REPLACE INTO last (one, number) VALUES (1, ?)", (last,))
        for write, number in writes:
            key = (write.kind, write.container, write.id)
            if isinstance(write, Put):
                body = json.dumps(write.body, separators=(",", ":"))
                file.execute("REPLACE INTO row (kind, container, id, number, body) VALUES (?, ?, ?, ?, ?)", (*key, number, body))
            else:
                file.execute("DELETE FROM row WHERE kind = ? AND container = ? AND id = ?", key)
