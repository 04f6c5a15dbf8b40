"""Print what tells of each person in an export whether they are in a segment, and in what it was converted to, as SQL of DuckDB.

A person is all endpoints of one user. The segment as it is asks each endpoint, and one is enough. What it was converted to asks the one
profile that the endpoints are merged into: of a single value the one of the endpoint that was updated last, of a list all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.audience.layout import ENDPOINTS, Holding, Layout
from segments_as_code.audience.leaves import select
from segments_as_code.audience.questions import Counted
from segments_as_code.audience.sql import print_segments
from segments_as_code.audience.sql_dialects import DuckDb
from segments_as_code.meaning.predicate import Field
from segments_as_code.model.audience import Counts, hide_few
from segments_as_code.model.conversion import LoadedField

_SQL: Final = DuckDb()
_NUMBERS: Final = 5
"""Numbers of each segment: in both, before alone, after alone, not known, and on one side alone although nothing is assumed of them."""
_USER: Final = "nullif(UserId, '')"
_NUMBERS_OF: Final = ("Latitude", "Longitude", "Metrics")
_LISTS: Final = ("Attributes", "UserAttributes")
_OF: Final[Mapping[str, str]] = {"Channel": "ChannelType"}


@dataclass(frozen=True, slots=True)
class _Profiles(Layout):
    """Profiles with a column for each field that is loaded; every other field is unknown for everybody."""

    loaded: Mapping[tuple[str, str], tuple[str, Holding]] = field(default_factory=dict)

    def holding(self, wanted: Field) -> Holding | None:
        found = self.loaded.get((wanted.member, wanted.name))
        return None if found is None else found[1]

    def column(self, wanted: Field) -> tuple[str, str | None]:
        return self.loaded[wanted.member, wanted.name][0], None


def print_comparison(before: Sequence[Counted], after: Sequence[Counted], loaded: Sequence[LoadedField], table: str, as_of: int) -> str:
    """Return a statement that counts, for each segment, the users who are in it ``before`` and ``after`` the conversion.

    Its first numbers are those of all users, and of all their endpoints.
    """
    asked, columns = print_segments(before, _SQL, ENDPOINTS, table, as_of=as_of, kept=[f"{_USER} AS user_id"])
    found = [f"{_any(column)} AS before_{index}" for index, column in enumerate(columns)]
    users = f"{select(['user_id', *found], f'({asked})')} WHERE user_id IS NOT NULL GROUP BY user_id"
    layout, profiles = _profiles(loaded, table)
    kept = ["user_id", "endpoints", "is_plain"]
    asked, columns = print_segments(after, _SQL, layout, f"({profiles})", as_of=as_of, kept=kept)
    merged = select([*kept, *(f"{column} AS after_{index}" for index, column in enumerate(columns))], f"({asked})")
    numbers = [_SQL.count_if(condition) for index in range(len(before)) for condition in _conditions(f"before_{index}", f"after_{index}")]
    counted = ["count(*)", "coalesce(sum(endpoints), 0)", *numbers]
    return f"SELECT {', '.join(counted)}\nFROM ({users}) AS u JOIN ({merged}) AS p USING (user_id)\n"


def print_without_user(before: Sequence[Counted], table: str, as_of: int) -> str:
    """Return a statement that counts the endpoints without a user: all, and those in each segment."""
    asked, columns = print_segments(before, _SQL, ENDPOINTS, table, as_of=as_of, kept=[f"{_USER} AS user_id"])
    return f"{select(['count(*)', *map(_SQL.count_if, columns)], f'({asked})')} WHERE user_id IS NULL\n"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of both statements by the keys of the segments, few people hidden; in those called ``wrong`` somebody is on one side alone.

    ``endpoints`` are those without a user.
    """

    users: int
    endpoints: int
    segments: Mapping[str, Counts]
    without_user: Mapping[str, Counts]
    wrong: frozenset[str]


def read_comparison(keys: Sequence[str], users: Sequence[int], others: Sequence[int]) -> Comparison:
    """Return what the rows of ``print_comparison`` and ``print_without_user`` say."""
    found: dict[str, Counts] = {}
    wrong: set[str] = set()
    for key, at in zip(keys, range(2, len(users), _NUMBERS), strict=True):
        both, lost, gained, unknown, contradicting = users[at : at + _NUMBERS]
        counts = Counts(before=both + lost, after=both + gained, both=both, gained=gained, lost=lost, unknown=unknown)
        found[key] = hide_few(counts, users[0])
        wrong |= {key} if contradicting else set()
    without = {key: hide_few(Counts(after=number), others[0]) for key, number in zip(keys, others[1:], strict=True)}
    return Comparison(users[0], others[0], found, without, frozenset(wrong))


def _conditions(before: str, after: str) -> Sequence[str]:
    """Return a condition for each number of a segment; the last is about people of one endpoint, with one value where one is loaded."""
    return (
        f"{before} AND {after}",
        f"{before} AND NOT {after}",
        f"{after} AND NOT {before}",
        f"({before} IS NULL OR {after} IS NULL)",
        f"is_plain AND {before} <> {after}",
    )


def _any(column: str) -> str:
    """Return whether any endpoint of a user is in; NULL if none surely is, and of one it cannot be known."""
    return f"CASE WHEN bool_or({column}) THEN true WHEN bool_or({column} IS NULL) THEN NULL ELSE false END"


def _profiles(loaded: Sequence[LoadedField], table: str) -> tuple[Layout, str]:
    """Return the layout of the profiles that endpoints are merged into, and the statement that merges them."""
    places: dict[tuple[str, str], tuple[str, Holding]] = {}
    values, merged, plain = [], [], ["true"]
    for number, each in enumerate(loaded):
        name, is_list = f"v{number}", each.position == 0
        places[each.member, each.name] = (f"l{number}", "list" if is_list else "text")
        values.append(f"{_value(each)} AS {name}")
        newest = f"arg_max({name}, coalesce(EffectiveDate, '') || ' ' || {name})"
        everything = f"list_distinct(flatten(list({name}) FILTER ({name} IS NOT NULL)))"
        merged.append(f"{everything if is_list else newest} AS l{number}")
        plain += _plain(each)
    of_endpoints = select([f"{_USER} AS user_id", "EffectiveDate", f"({' AND '.join(plain)}) AS plain", *values], table)
    counted = ["user_id", "count(*) AS endpoints", "(count(*) = 1 AND bool_and(plain)) AS is_plain"]
    return _Profiles(loaded=places), f"{select([*counted, *merged], f'({of_endpoints})')} WHERE user_id IS NOT NULL GROUP BY user_id"


def _value(loaded: LoadedField) -> str:
    """Return what is loaded of one endpoint, NULL if there is nothing."""
    if loaded.of in _LISTS:
        held = _list(loaded)
        return held if loaded.position == 0 else f"{held}[{loaded.position}]"
    column = _SQL.name(_OF.get(loaded.of, loaded.of))
    if loaded.of in _NUMBERS_OF:
        number = _SQL.entry(column, loaded.of_name) if loaded.of == "Metrics" else column
        return f"CASE WHEN {_SQL.is_finite(number)} THEN CAST({number} AS VARCHAR) END"
    if not loaded.spelled:
        return "CAST(NULL AS VARCHAR)" if loaded.is_spelled_only else column
    spelled = " ".join(f"WHEN {_SQL.text(value)} THEN {_SQL.text(spelling)}" for value, spelling in loaded.spelled.items())
    return f"CASE {column} {spelled} {'' if loaded.is_spelled_only else f'ELSE {column} '}END"


def _list(loaded: LoadedField) -> str:
    return f"texts_of({_SQL.entry(_SQL.name(loaded.of), loaded.of_name)})"


def _plain(loaded: LoadedField) -> Sequence[str]:
    """Return what has to hold so that a load changes nothing: one value where one is loaded, and no value that another is spelled as."""
    if loaded.of in _LISTS and loaded.position:
        return [f"coalesce(len({_list(loaded)}), 0) < 2"]
    taken = sorted({*loaded.spelled.values()} - loaded.spelled.keys())
    if taken and not loaded.is_spelled_only:
        return [f"coalesce({_SQL.name(loaded.of)} NOT IN ({', '.join(map(_SQL.text, taken))}), true)"]
    return []
