"""Count an export with DuckDB, on this machine: nothing is downloaded, and no text of a person gets into a message."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb

from segments_as_code.audience import tables
from segments_as_code.audience.conversion_sql import print_comparison, print_without_user
from segments_as_code.audience.leaves import is_encodable, select
from segments_as_code.audience.population import Counts, read_counts
from segments_as_code.audience.questions import Counted, Question
from segments_as_code.audience.sources import DamagedExportError, Export, check_whole
from segments_as_code.audience.sql import Measures, print_counts
from segments_as_code.audience.sql_dialects import DuckDb
from segments_as_code.audience.tables import ENDPOINT_PEOPLE, PROFILE_PEOPLE, People
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.model.conversion import LoadedField
from segments_as_code.model.problem import SegmentsError

MOST_UNREADABLE: Final = 0.001
"""The share of an export's lines that may be unreadable; above it nothing is counted."""
MEMORY: Final = "1GB"
MOST_THREADS: Final = 4
"""Each reads lines of up to 4 MiB (``tables``); more of them need more memory and count little faster."""

Members: TypeAlias = Mapping[str, Sequence[str]]
"""By the name of an imported segment, the ids of the users in it."""


class DuckDbPopulation:
    """The people of an export."""

    def __init__(self, export: Export, people: People = ENDPOINT_PEOPLE, *, kept_in: Path | None = None) -> None:
        """Open ``export``; ``kept_in`` is a folder that ``keep`` may write to."""
        self._people = people
        self._files = [str(file.resolve()) for file in export.files]
        self._export = export
        folders = {str(Path(file).parent) for file in self._files} | ({str(kept_in)} if kept_in is not None else set())
        self._connection = _connect(sorted(folders))
        self._unreadable = export.unreadable
        self._table = self._open()

    def newest(self, before: str) -> str | None:
        """Return the latest EffectiveDate that is an instant and lies before another one; None if there is none, or no such column."""
        if self._people.layout.last_active is None:
            return None
        column = DuckDb().as_instant(self._people.layout.last_active, bare_days=False)
        past = select([f"{column} AS moment"], self._table)
        found = self._rows(f"{select(['max(moment)'], f'({past})')} WHERE moment < {DuckDb().text(before)}")[0][0]
        return None if found is None else f"{found}Z"

    def keep(self, file: Path) -> int:
        """Write the people to a Parquet file, without the columns that are private; return how many lines could not be read.

        Raises:
            SegmentsError: as for ``count``, or the file cannot be written.
        """
        columns = [name for name in self._people.types if name not in self._people.private]
        form = "(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"  # so that the file keeps its mode
        rows = self._rows(f"COPY ({select(columns, self._table)}) TO {DuckDb().text(str(file))} {form}")
        check_whole(self._export, int(rows[0][0]) + self._unreadable)
        return self._unreadable

    def count(self, questions: Sequence[Question], as_of: datetime, members: Members | None = None) -> Counts:
        """Return how many people are in each segment, looked at as of an instant; the export is read once.

        ``members`` are, by the name of an imported segment, the ids of the users in it.

        Raises:
            SegmentsError: too many lines are unreadable, some are missing, or (DamagedExportError) the files cannot be read.
        """
        printed, rows = self._answer(questions, as_of, members or {}, None)
        found = self._counts(questions, printed, rows[0])
        check_whole(self._export, found.population + found.unreadable)
        return found

    def count_by_user(self, questions: Sequence[Question], as_of: datetime, members: Members | None = None) -> Mapping[str | None, Counts]:
        """Return what ``count`` does for each user's endpoints, by the user's id; None for endpoints without one."""
        printed, rows = self._answer(questions, as_of, members or {}, self._people.layout.user)
        return {row[-1]: self._counts(questions, printed, row[:-1]) for row in rows}

    def compare(
        self, before: Sequence[Counted], after: Sequence[Counted], loaded: Sequence[LoadedField], as_of: datetime
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Return the numbers of ``print_comparison`` and of ``print_without_user``.

        Raises:
            SegmentsError: as for ``count``.
        """
        moment = _moment(as_of)
        users = self._rows(print_comparison(before, after, loaded, self._table, moment))[0]
        others = self._rows(print_without_user(before, self._table, moment))[0]
        found = [int(number) for number in users], [int(number) for number in others]
        check_whole(self._export, found[0][1] + found[1][0] + self._unreadable)
        return found

    def _answer(
        self, questions: Sequence[Question], as_of: datetime, members: Members, by: str | None
    ) -> tuple[Measures, Sequence[tuple[Any, ...]]]:
        moment = _moment(as_of)
        lists = {name: self._list(index, ids) for index, (name, ids) in enumerate(sorted(members.items()))}
        printed = print_counts(questions, DuckDb(), self._people.layout, self._table, as_of=moment, members=lists, by=by)
        return printed, self._rows(printed.sql)

    def _counts(self, questions: Sequence[Question], printed: Measures, row: Sequence[Any]) -> Counts:
        keys = (question.key for question in questions)
        columns = list(zip(keys, printed.columns, strict=True))
        return read_counts([int(number) for number in row], columns, unreadable=self._unreadable)

    def _open(self) -> str:
        """Return SQL of the table of endpoints."""
        match self._export.form:
            case "lines":
                self._refuse_other_kind(lambda people: people.members, self._is_in_a_line)
                return tables.strict_lines(self._files, self._people)
            case "csv":
                headers = {name.partition(".")[0] for header in self._export.headers for name in header}
                self._refuse_other_kind(lambda people: people.members, lambda names: bool(headers & names if names else headers))
                parts = [
                    tables.csv_rows(file, header, self._people) for file, header in zip(self._files, self._export.headers, strict=True)
                ]
                return f"({' UNION ALL '.join(select(['*'], part) for part in parts)})"
            case "parquet":
                there = [str(row[0]) for row in self._rows(tables.parquet_columns(self._files))]
                known = {name.casefold() for name in there}
                self._refuse_other_kind(
                    lambda people: frozenset(people.types), lambda names: not names or any(each.casefold() in known for each in names)
                )
                return tables.parquet(self._files, there, self._people)

    def _refuse_other_kind(self, names: Callable[[People], frozenset[str]], is_found: Callable[[frozenset[str]], bool]) -> None:
        """Refuse an export that has other people, or nothing that is known: it would be counted as people who meet no criterion.

        ``is_found`` says whether any of some names is in the export; without names, whether there is any name at all.
        """
        (other,) = (each for each in (ENDPOINT_PEOPLE, PROFILE_PEOPLE) if each.noun != self._people.noun)
        own, others, noun = names(self._people), names(other), self._people.noun
        if is_found(own - others):
            return
        if is_found(others - own):
            raise SegmentsError("export-missing", f"the export has {other.noun}, and {noun} are counted.", f"name an export of {noun}.")
        if not is_found(own) and is_found(frozenset()):
            message = f"the export has no {noun}: no member that is known, such as Attributes, is in it."
            raise SegmentsError("export-missing", message, f"name an export of {noun}, with the names of AWS's API.")

    def _is_in_a_line(self, names: frozenset[str]) -> bool:
        """Return whether any line has one of these members, or any at all without names; damage is found when people are counted."""
        sql = tables.lines_with(self._files, names) if names else tables.lines_with_members(self._files)
        with suppress(duckdb.Error):
            return self._connection.execute(sql).fetchone() is not None
        return True

    def _refuse_unreadable(self, counting: str) -> None:
        lines, self._unreadable = self._rows(counting)[0]
        if self._unreadable > lines * MOST_UNREADABLE:
            message = f"{self._unreadable} of {lines} lines of the export cannot be read."
            raise SegmentsError("export-unreadable", message, "download the export again: a file was probably cut short.")

    def _list(self, index: int, ids: Sequence[str]) -> str:
        name = f"members_{index}"
        known = [each for each in ids if each.isascii() or is_encodable(each)]
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT unnest($1::VARCHAR[]) AS id", [known])
        return f"({self._people.layout.user} IN ({select(['id'], name)}))"

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement; one over strictly read lines is run again over leniently read ones if that fails."""
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.InvalidInputException:
            strict = tables.strict_lines(self._files, self._people)
            if strict not in sql:
                raise _unreadable_files() from None
            self._table, counting = tables.lenient_lines(self._files, self._people)
            self._refuse_unreadable(counting)
            return self._rows(sql.replace(strict, self._table))
        except duckdb.OutOfMemoryException:
            message = f"counting needs more than {MEMORY} of memory."
            raise SegmentsError("export-unreadable", message, "count fewer segments at a time, with --key.") from None
        except duckdb.Error:
            raise _unreadable_files() from None


def _moment(as_of: datetime) -> int:
    """Return an instant in nanoseconds since 1970."""
    return nanoseconds(as_of.astimezone(UTC).isoformat().replace("+00:00", "Z")) or 0


def _connect(folders: Sequence[str]) -> duckdb.DuckDBPyConnection:
    """Return a connection that reads these folders, and can neither write, load nor download anything."""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": min(MOST_THREADS, os.cpu_count() or 1)})
    connection.execute(tables.MACROS)
    allowed = sorted({*folders, *map(tables.literal_path, folders)})  # a pattern is checked as it is written, and then what it finds
    listed = ", ".join(map(DuckDb().text, allowed))
    for setting in (
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        f"allowed_directories = [{listed}]",
        "temp_directory = ''",
        "enable_external_access = false",
        "TimeZone = 'UTC'",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection


def _unreadable_files() -> DamagedExportError:
    """Return an error without the engine's words, which quote the data of people."""
    message = "the export cannot be read: a file is damaged, or is none of an export."
    return DamagedExportError("export-unreadable", message, "check the files, and download the export again.")
