"""How three engines write what the SQL of a count needs; everything else of it is the same for all of them.

Values reach the text through ``text`` and ``number`` alone.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

_TIME: Final = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER: Final = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"


class SqlDialect(ABC):
    """The SQL of one engine. Arguments that are called ``text``, ``values`` or ``numbers`` are SQL expressions."""

    @abstractmethod
    def text(self, value: str) -> str:
        """Return a literal of any text that has no lone surrogate."""

    def number(self, value: float) -> str:
        """Return a literal of a finite double, to its last bit."""
        return f"CAST('{value!r}' AS DOUBLE)"

    def name(self, identifier: str) -> str:
        """Return a quoted identifier."""
        return '"' + identifier.replace('"', '""') + '"'

    @abstractmethod
    def entry(self, column: str, name: str) -> str:
        """Return the value of a map under a literal's ``name``; NULL if it has none."""

    @abstractmethod
    def some(self, values: str, variable: str, condition: str) -> str:
        """Return whether a list has an element that meets ``condition``, which calls it ``variable``; it may return NULL for no."""

    @abstractmethod
    def each(self, values: str, variable: str, result: str) -> str:
        """Return a list of ``result`` for each element, which it calls ``variable``."""

    @abstractmethod
    def holds(self, values: str, wanted: Sequence[str]) -> str:
        """Return whether a list of texts holds one of the ``wanted`` literals; it may return NULL for no."""

    @abstractmethod
    def contains(self, text: str, part: str) -> str:
        """Return whether a text contains a part, by code points."""

    @abstractmethod
    def begins(self, text: str, part: str) -> str:
        """Return whether a text begins with a part."""

    @abstractmethod
    def ends(self, text: str, part: str) -> str:
        """Return whether a text ends with a part."""

    @abstractmethod
    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text matches a regular expression that has neither quotes nor a letter after a backslash."""

    @abstractmethod
    def is_finite(self, number: str) -> str:
        """Return whether a double is neither NaN nor infinite."""

    def lower(self, text: str) -> str:
        """Return a text in small letters."""
        return f"lower({text})"

    def count_if(self, condition: str) -> str:
        """Return how many rows meet a condition; 0 if it is NULL in all of them, for which DuckDB's count_if is NULL."""
        return f"coalesce(count_if({condition}), 0)"

    def as_instant(self, text: str, *, bare_days: bool) -> str:
        """Return an ISO instant in UTC as 29 characters whose text order is the order in time; NULL if ``text`` is no real instant.

        Engines' own types lose nanoseconds, or years outside of 1677 to 2262.
        """
        padded = f"rpad(substr({text}, 1, 19) || '.' || replace(substr({text}, 21), 'Z', ''), 29, '0')"
        exists = f"TRY_CAST(substr({text}, 1, 10) AS DATE) IS NOT NULL AND substr({text}, 1, 4) <> '0000'"
        found = f"WHEN {self.matches(text, _DAY + _TIME)} AND {exists} THEN {padded}"
        if bare_days:
            found += f" WHEN {self.matches(text, _DAY)} AND {exists} THEN {text} || 'T00:00:00.000000000'"
        return f"CASE {found} END"

    def as_number(self, text: str) -> str:
        """Return the number that a text is written as; NULL for anything else."""
        number = f"TRY_CAST({text} AS DOUBLE)"
        return f"CASE WHEN {self.matches(text, _NUMBER)} AND {self.is_finite(number)} THEN {number} END"


class DuckDb(SqlDialect):
    """DuckDB from version 2.0, whose lambdas begin with that word."""

    _MOST_COMPARED: Final = 8  # above it one comparison of lists costs less

    def text(self, value: str) -> str:
        """Return a literal; the binding ends a statement at U+0000, so that one is made by chr."""
        parts = ["'" + part.replace("'", "''") + "'" for part in value.split("\0")]
        return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"

    def entry(self, column: str, name: str) -> str:
        return f"{column}[{self.text(name)}]"

    def some(self, values: str, variable: str, condition: str) -> str:
        return f"list_bool_or(list_transform({values}, lambda {variable}: {condition}))"

    def each(self, values: str, variable: str, result: str) -> str:
        return f"list_transform({values}, lambda {variable}: {result})"

    def holds(self, values: str, wanted: Sequence[str]) -> str:
        if len(wanted) > self._MOST_COMPARED:
            return f"list_has_any({values}, [{', '.join(wanted)}])"
        return " OR ".join(f"coalesce(list_contains({values}, {each}), false)" for each in wanted)

    def contains(self, text: str, part: str) -> str:
        return f"contains({text}, {part})"

    def begins(self, text: str, part: str) -> str:
        return f"starts_with({text}, {part})"

    def ends(self, text: str, part: str) -> str:
        return f"ends_with({text}, {part})"

    def matches(self, text: str, pattern: str) -> str:
        return f"regexp_full_match({text}, '{pattern}')"

    def is_finite(self, number: str) -> str:
        return f"isfinite({number})"


class Trino(SqlDialect):
    """Trino, and version 3 of Athena's engine. Its output is parsed in the tests, and was never run."""

    def text(self, value: str) -> str:
        parts = ["'" + part.replace("'", "''") + "'" for part in value.split("\0")]
        return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"

    def entry(self, column: str, name: str) -> str:
        """Return element_at, for ``m['k']`` fails if there is no such key."""
        return f"element_at({column}, {self.text(name)})"

    def some(self, values: str, variable: str, condition: str) -> str:
        return f"any_match({values}, {variable} -> {condition})"

    def each(self, values: str, variable: str, result: str) -> str:
        return f"transform({values}, {variable} -> {result})"

    def holds(self, values: str, wanted: Sequence[str]) -> str:
        return f"arrays_overlap({values}, ARRAY[{', '.join(wanted)}])"

    def contains(self, text: str, part: str) -> str:
        return f"(strpos({text}, {part}) > 0)"

    def begins(self, text: str, part: str) -> str:
        return f"starts_with({text}, {part})"

    def ends(self, text: str, part: str) -> str:
        return f"starts_with(reverse({text}), reverse({part}))"

    def matches(self, text: str, pattern: str) -> str:
        """Return a match to the very end, for Java's ``$`` also matches before a last line break."""
        return rf"regexp_like({text}, '\A({pattern})\z')"

    def is_finite(self, number: str) -> str:
        return f"is_finite({number})"


class Spark(SqlDialect):
    """Spark 4, in which a backslash in a literal is an escape."""

    _ESCAPED: Final = re.compile(r"[\\'\x00-\x1f\x7f]")

    def text(self, value: str) -> str:
        """Return a literal with quotes, backslashes and control characters escaped."""
        return "'" + self._ESCAPED.sub(lambda found: rf"\u{ord(found[0]):04x}", value) + "'"

    def name(self, identifier: str) -> str:
        return "`" + identifier.replace("`", "``") + "`"

    def entry(self, column: str, name: str) -> str:
        return f"try_element_at({column}, {self.text(name)})"

    def some(self, values: str, variable: str, condition: str) -> str:
        return f"exists({values}, {variable} -> {condition})"

    def each(self, values: str, variable: str, result: str) -> str:
        return f"transform({values}, {variable} -> {result})"

    def holds(self, values: str, wanted: Sequence[str]) -> str:
        return f"arrays_overlap({values}, array({', '.join(wanted)}))"

    def contains(self, text: str, part: str) -> str:
        return f"contains({text}, {part})"

    def begins(self, text: str, part: str) -> str:
        return f"startswith({text}, {part})"

    def ends(self, text: str, part: str) -> str:
        return f"endswith({text}, {part})"

    def matches(self, text: str, pattern: str) -> str:
        whole = self.text(rf"\A({pattern})\z")
        return f"({text} RLIKE {whole})"

    def is_finite(self, number: str) -> str:
        return f"(NOT isnan({number}) AND abs({number}) < CAST('Infinity' AS DOUBLE))"
