"""Print each criterion of the questions once, as a column that is true or false, and what these fetch from a row once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Final

from segments_as_code.audience.layout import Layout
from segments_as_code.audience.sql_dialects import SqlDialect
from segments_as_code.meaning.evaluate import EARTH_RADIUS_KM
from segments_as_code.meaning.predicate import (
    Amount,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    EndsWith,
    Field,
    Near,
    NoneOf,
    NumberIn,
    Numeric,
    OneOf,
    Some,
    Span,
    Spans,
    TextTest,
)

UNKNOWN: Final = "CAST(NULL AS BOOLEAN)"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_NS: Final = 3_600 * 10**9
_SECOND_NS: Final = 10**9


@dataclass(slots=True)
class Leaves:
    """The criteria that were printed so far. ``as_of`` is in nanoseconds since 1970."""

    dialect: SqlDialect
    layout: Layout
    as_of: int
    _columns: dict[str, str] = field(default_factory=dict)
    _fetched: dict[str, str] = field(default_factory=dict)
    _derived: dict[str, str] = field(default_factory=dict)

    def column(self, atom: Some | NumberIn | Near) -> str:
        """Return the column of a criterion."""
        return self._columns.setdefault(self._condition(atom), f"p{len(self._columns)}")

    def given(self, condition: str | None) -> str:
        """Return the column of a condition that somebody else printed; that of what cannot be known, for None."""
        return self._columns.setdefault(UNKNOWN if condition is None else _never_null(condition), f"p{len(self._columns)}")

    def reachable(self) -> str:
        """Return whether somebody can be reached: not opted out, and not inactive; what is missing is fine."""
        opted_out, status = self.dialect.name("OptOut"), self.dialect.name("EndpointStatus")
        return f"(coalesce({opted_out} <> 'ALL', true) AND coalesce({status} <> 'INACTIVE', true))"

    def select(self, table: str, more: Iterable[str]) -> str:
        """Return the statement that gives every column of a criterion, and ``more``, from ``table``."""
        inner = select(["*", *_named(self._fetched)], table)
        if self._derived:
            inner = select(["*", *_named(self._derived)], f"({inner})")
        return select([*more, *_named(self._columns)], f"({inner})")

    # ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _condition(self, atom: Some | NumberIn | Near) -> str:
        """Return an atom as SQL that is true or false, or NULL for everybody if the table has no such column."""
        match atom:
            case Some(held, test):
                return self._some(held, test)
            case NumberIn(held, spans):
                return self._number_in(held, spans)
            case Near(latitude, longitude, kilometers):
                return self._near(latitude, longitude, kilometers)

    def _some(self, held: Field, test: TextTest) -> str:
        holding = self.layout.holding(held)
        if holding is None:
            return UNKNOWN
        column, name = self.layout.column(held)
        quoted = self.dialect.name(column)
        fetched = quoted if name is None else self._fetch(self.dialect.entry(quoted, name))
        if holding == "text":
            return _never_null(self._passes(test, fetched))
        return _never_null(self._some_in_list(fetched, test))

    def _some_in_list(self, values: str, test: TextTest) -> str:
        match test:
            case OneOf(texts, fold=False):
                known = self._literals(texts)
                return self.dialect.holds(values, known) if known else "false"
            case Dated() | Numeric():
                read = self._derive(self.dialect.each(values, "v", self._read(test, "v")))
                return self.dialect.some(read, "v", self._in_spans(test, "v"))
            case _:
                return self.dialect.some(values, "v", self._passes(test, "v"))

    def _passes(self, test: TextTest, text: str) -> str:
        """Return whether one text passes a test."""
        match test:
            case AnyText():
                return f"({text} IS NOT NULL)"
            case OneOf(texts, fold) | NoneOf(texts, fold):
                known = self._literals(texts, fold=fold)
                is_one = f"{self._folded(text, fold=fold)} IN ({', '.join(known)})" if known else "false"
                return f"({is_one})" if isinstance(test, OneOf) else f"({text} IS NOT NULL AND NOT ({is_one}))"
            case Contains(parts, fold):
                return self._either(self.dialect.contains, text, parts, fold=fold)
            case BeginsWith(parts, fold):
                return self._either(self.dialect.begins, text, parts, fold=fold)
            case EndsWith(parts, fold):
                return self._either(self.dialect.ends, text, parts, fold=fold)
            case Dated() | Numeric():
                return self._in_spans(test, self._derive(self._read(test, text)))

    def _read(self, test: Dated | Numeric, text: str) -> str:
        """Return the instant or the number that a text says."""
        return self.dialect.as_instant(text, bare_days=test.bare_days) if isinstance(test, Dated) else self.dialect.as_number(text)

    def _in_spans(self, test: Dated | Numeric, read: str) -> str:
        """Return whether an instant or a number that was read is in any of a test's spans."""
        is_dated = isinstance(test, Dated)
        return (
            _in_spans(read, test.spans, _instant_low, _instant_high) if is_dated else _in_spans(read, test.spans, self._bound, self._bound)
        )

    def _either(self, compare: Callable[[str, str], str], text: str, parts: Iterable[str], *, fold: bool) -> str:
        literals = self._literals(parts, fold=fold)
        return f"({' OR '.join(compare(self._folded(text, fold=fold), part) for part in literals)})" if literals else "false"

    def _number_in(self, held: Field, spans: Spans) -> str:
        if held.member == "LastActive" and self.layout.last_active is not None:
            column = self.dialect.name(self.layout.last_active)
            instant = self._fetch(self.dialect.as_instant(column, bare_days=False))
            return _never_null(_in_spans(instant, [self._since(span) for span in spans], _instant_low, _instant_high))
        if held.member == "Metrics" and self.layout.metrics is not None:
            number = self._fetch(self.dialect.entry(self.dialect.name(self.layout.metrics), held.name))
            return _never_null(f"({self.dialect.is_finite(number)} AND {_in_spans(number, spans, self._bound, self._bound)})")
        return UNKNOWN

    def _since(self, hours: Span) -> Span:
        """Return the instants that lie so many hours before ``as_of``."""
        low = None if hours.high is None else ceil(self.as_of - Fraction(hours.high) * _HOUR_NS)
        high = None if hours.low is None else floor(self.as_of - Fraction(hours.low) * _HOUR_NS)
        return Span(low, high, hours.high_in, hours.low_in)

    def _near(self, latitude: float, longitude: float, kilometers: float) -> str:
        """Return a distance by the haversine formula, with the evaluator's radius; at antipodes the sine can be above 1."""
        if self.layout.position is None:
            return UNKNOWN
        number = self.dialect.number
        here, there = (self.dialect.name(column) for column in self.layout.position)
        arc = (
            f"(pow(sin(radians({here} - {number(latitude)}) / 2), 2)"
            f" + cos(radians({here})) * cos(radians({number(latitude)})) * pow(sin(radians({there} - {number(longitude)}) / 2), 2))"
        )
        distance = f"{number(2 * EARTH_RADIUS_KM)} * asin(sqrt(least({number(1.0)}, {arc})))"
        known = f"{self.dialect.is_finite(here)} AND {self.dialect.is_finite(there)}"
        return _never_null(f"CASE WHEN {known} THEN {distance} <= {number(kilometers)} END")

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _literals(self, values: Iterable[str], *, fold: bool = False) -> list[str]:
        """Return texts as literals, in order; a lone surrogate is in no export, so its text is none."""
        found = sorted({value.lower() if fold else value for value in values if value.isascii() or is_encodable(value)})
        return [self.dialect.text(value) for value in found]

    def _folded(self, text: str, *, fold: bool) -> str:
        return self.dialect.lower(text) if fold else text

    def _bound(self, number: Amount) -> str:
        return self.dialect.number(float(number))

    def _fetch(self, expression: str) -> str:
        return self._fetched.setdefault(expression, f"f{len(self._fetched)}")

    def _derive(self, expression: str) -> str:
        return self._derived.setdefault(expression, f"d{len(self._derived)}")


def select(columns: Iterable[str], table: str) -> str:
    """Return a statement that gives ``columns`` of ``table``, which is SQL."""
    return f"SELECT {', '.join(columns)}\nFROM {table} AS t"


def _named(columns: Mapping[str, str]) -> list[str]:
    return [f"{expression} AS {name}" for expression, name in columns.items()]


def _never_null(condition: str) -> str:
    return f"coalesce({condition}, false)"


def is_encodable(value: str) -> bool:
    """Return whether a text has no lone surrogate, which no export can hold."""
    return not any("\ud800" <= each <= "\udfff" for each in value)


def _in_spans(value: str, spans: Iterable[Span], low: Callable[[Amount], str | None], high: Callable[[Amount], str | None]) -> str:
    printed = []
    for span in spans:
        bounds = [f"{value} IS NOT NULL"]
        if span.low is not None and (least := low(span.low)) is not None:
            bounds.append(f"{value} {'>=' if span.low_in else '>'} {least}")
        if span.high is not None and (most := high(span.high)) is not None:
            bounds.append(f"{value} {'<=' if span.high_in else '<'} {most}")
        printed.append(f"({' AND '.join(bounds)})")
    return f"({' OR '.join(printed)})" if printed else "false"


def _instant_low(moment: Amount) -> str | None:
    return _instant(int(moment), before_all=None, after_all="'~'")


def _instant_high(moment: Amount) -> str | None:
    return _instant(int(moment), before_all="''", after_all=None)


def _instant(moment: int, *, before_all: str | None, after_all: str | None) -> str | None:
    """Return an instant as ``SqlDialect.as_instant`` has it; instants outside of the years 1 to 9999 are before or after all others."""
    try:
        second = _EPOCH + timedelta(seconds=moment // _SECOND_NS)
    except OverflowError:
        return before_all if moment < 0 else after_all
    return f"'{second.replace(tzinfo=None).isoformat()}.{moment % _SECOND_NS:09d}'"
