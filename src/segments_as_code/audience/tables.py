"""SQL, in DuckDB's words, of a table of people in a flat layout (``layout``), from each form in which they are exported."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.audience.layout import ADDRESS_PARTS, ENDPOINTS, PROFILE_ADDRESSES, PROFILES, Layout
from segments_as_code.audience.leaves import select
from segments_as_code.audience.sql_dialects import DuckDb

_LISTS: Final = "MAP(VARCHAR, VARCHAR[])"
_NUMBERS: Final = "MAP(VARCHAR, DOUBLE)"
_TEXTS: Final = "MAP(VARCHAR, VARCHAR)"


@dataclass(frozen=True, slots=True)
class People:
    """A kind of people: their layout, and their table in it.

    ``types`` are the columns, and ``nested`` says which of them JSON and CSV have within another member, and under which name.
    They are called ``noun``. ``identified_by`` are members that are never read, save to tell an empty line from others, and one kind of
    people from another. ``private`` columns are never kept.
    """

    noun: str
    layout: Layout
    types: Mapping[str, str]
    nested: Mapping[str, tuple[str, str]]
    identified_by: tuple[str, ...]
    private: frozenset[str]

    @property
    def members(self) -> frozenset[str]:
        """Return the members that a line of JSON has at its top, of those that are known."""
        return frozenset((*self.identified_by, *map(self.outer, self.types)))

    def outer(self, column: str) -> str:
        """Return the member at the top of a line that a column is in."""
        return self.nested.get(column, (column, ""))[0]

    def member(self, column: str) -> str:
        """Return a column's member with dots, as the header of a CSV file has it."""
        return ".".join(self.nested.get(column, (column,)))


ENDPOINT_PEOPLE: Final = People(
    "endpoints",
    ENDPOINTS,
    {
        "Attributes": _LISTS,
        "UserAttributes": _LISTS,
        "Metrics": _NUMBERS,
        "ChannelType": "VARCHAR",
        "EffectiveDate": "VARCHAR",
        "EndpointStatus": "VARCHAR",
        "OptOut": "VARCHAR",
        "AppVersion": "VARCHAR",
        "Make": "VARCHAR",
        "Model": "VARCHAR",
        "Platform": "VARCHAR",
        "Country": "VARCHAR",
        "Latitude": "DOUBLE",
        "Longitude": "DOUBLE",
        "UserId": "VARCHAR",
    },
    {
        **{name: ("User", name) for name in ("UserAttributes", "UserId")},
        **{name: ("Demographic", name) for name in ("AppVersion", "Make", "Model", "Platform")},
        **{name: ("Location", name) for name in ("Country", "Latitude", "Longitude")},
    },
    ("Id", "Address"),
    frozenset({"UserId"}),
)
"""Endpoints of Pinpoint (EndpointResponse of botocore's model). Their addresses and ids are no columns: they are never read."""

PROFILE_PEOPLE: Final = People(
    "profiles",
    PROFILES,
    {"Attributes": _TEXTS, **dict.fromkeys(PROFILES.columns.values(), "VARCHAR")},
    {f"{address}{part}": (address, part) for address in PROFILE_ADDRESSES for part in ADDRESS_PARTS},
    ("ProfileId",),
    frozenset(PROFILES.columns.values()) - {"BirthDate", "GenderString", "ProfileType", "PartyTypeString", "AddressCountry"},
)
"""Profiles of Customer Profiles (Profile of botocore's model), with names and addresses, because criteria ask about them."""

MACROS: Final = """
CREATE MACRO texts_of(l) AS list_filter(l, lambda v: v IS NOT NULL);
CREATE MACRO list_of(x) AS CASE json_type(x) WHEN 'ARRAY' THEN TRY_CAST(x AS VARCHAR[]) WHEN 'NULL' THEN NULL ELSE [x ->> '$'] END;
CREATE MACRO lists_of(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'k': e.key, 'v': list_of(e.value)}));
CREATE MACRO texts_in(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'k': e.key, 'v': e.value ->> '$'}));
CREATE MACRO numbers_of(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'k': e.key, 'v': TRY_CAST(e.value AS DOUBLE)}));
CREATE MACRO is_no_map(j) AS coalesce(json_type(j), 'NULL') <> 'NULL' AND TRY_CAST(j AS MAP(VARCHAR, JSON)) IS NULL;
"""
"""What the tables need."""

_LONGEST_LINE: Final = 4 * 2**20
_MADE_BY: Final[Mapping[str, str]] = {_LISTS: "lists_of", _NUMBERS: "numbers_of", _TEXTS: "texts_in"}
"""The macro that makes each kind of map of JSON."""


def strict_lines(files: Sequence[str], people: People) -> str:
    """Return the people in files of one JSON object a line; reading them fails at the first line that has not the documented shape."""
    members = {name: type_ for name, type_ in people.types.items() if name not in people.nested}
    for outer in dict.fromkeys(outer for outer, _ in people.nested.values()):
        inner = ", ".join(f"{of[1]} {people.types[name]}" for name, of in people.nested.items() if of[0] == outer)
        members[outer] = f"STRUCT({inner})"
    columns = [f'"{people.nested[name][0]}".{people.nested[name][1]} AS {name}' if name in people.nested else name for name in people.types]
    return f"({select(columns, _lines(files, members))})"


def lines_with(files: Sequence[str], members: Collection[str]) -> str:
    """Return a statement that gives a row if any line has one of ``members``; it reads no further than the first that does."""
    names = sorted(members)
    is_any = " OR ".join(f'"{name}" IS NOT NULL' for name in names)
    return f"{select(['1'], _lines(files, dict.fromkeys(names, 'JSON'), more=', ignore_errors = true'))} WHERE {is_any} LIMIT 1"


def lines_with_members(files: Sequence[str]) -> str:
    """Return a statement that gives a row if any line has a member at all."""
    options = f"format = 'newline_delimited', maximum_object_size = {_LONGEST_LINE}, ignore_errors = true"
    return f"{select(['1'], f'read_json_objects({_listed(files)}, {options})')} WHERE len(json_keys(json)) > 0 LIMIT 1"


def lenient_lines(files: Sequence[str], people: People) -> tuple[str, str]:
    """Return the people in such files whatever shapes they have, and a statement that counts all lines and the unreadable ones.

    A text where a list is documented is a list of one. A line that is cut, and one with a name twice, cannot be read.
    """
    names = [*people.identified_by, *dict.fromkeys(map(people.outer, people.types))]
    lines = _lines(files, dict.fromkeys(names, "JSON"), more=", ignore_errors = true")
    empty = " AND ".join(f'"{name}" IS NULL' for name in names)
    maps = [_json_of(name, people) for name, type_ in people.types.items() if type_.startswith("MAP")]
    unreadable = " OR ".join([f"({empty})", *(f"is_no_map({each})" for each in maps)])
    table = f"({select([_lenient_column(name, people) for name in people.types], lines)} WHERE NOT ({unreadable}))"
    return table, select(["count(*)", DuckDb().count_if(unreadable)], lines)


def _json_of(name: str, people: People) -> str:
    return f"(\"{people.nested[name][0]}\" -> '$.{people.nested[name][1]}')" if name in people.nested else f'"{name}"'


def _lenient_column(name: str, people: People) -> str:
    member = _json_of(name, people)
    match people.types[name]:
        case "VARCHAR":
            return f"{member} ->> '$' AS {name}"
        case "DOUBLE":
            return f"TRY_CAST({member} AS DOUBLE) AS {name}"
        case type_:
            return f"{_MADE_BY[type_]}(TRY_CAST({member} AS MAP(VARCHAR, JSON))) AS {name}"


def _lines(files: Sequence[str], columns: Mapping[str, str], more: str = "") -> str:
    typed = ", ".join(f"\"{name}\": '{type_}'" for name, type_ in columns.items())
    options = f"format = 'newline_delimited', records = 'true', maximum_object_size = {_LONGEST_LINE}{more}"
    return f"read_json({_listed(files)}, {options}, columns = {{{typed}}})"


def parquet(files: Sequence[str], there: Collection[str], people: People) -> str:
    """Return the people in Parquet files in the flat layout; a column that is not ``there`` is empty."""
    found = {name.casefold() for name in there}
    columns = [f"CAST({name if name.casefold() in found else 'NULL'} AS {type_}) AS {name}" for name, type_ in people.types.items()]
    return f"({select(columns, f'read_parquet({_listed(files)}, union_by_name = true)')})"


def parquet_columns(files: Sequence[str]) -> str:
    """Return a statement that gives the names of the columns of Parquet files."""
    return f"DESCRIBE {select(['*'], f'read_parquet({_listed(files)}, union_by_name = true)')}"


def csv_rows(file: str, header: Sequence[str], people: People) -> str:
    """Return the people in a CSV file for an import; a name that ``header`` has several times is a list of several values.

    Names are read as they stand in the header, with dots between members, and values as texts.
    """
    columns = {f"c{index}": name for index, name in enumerate(header)}
    names = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    form = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false"
    read = f"read_csv({_file_name(file)}, {form}, columns = {{{names}}})"
    return f"({select([_csv_column(name, columns, people) for name in people.types], read)})"


def _csv_column(name: str, columns: Mapping[str, str], people: People) -> str:
    member, type_ = people.member(name), people.types[name]
    if not type_.startswith("MAP"):
        of = next((column for column, header in columns.items() if header == member), None)
        value = "NULL" if of is None else f"nullif({of}, '')"
        return f"TRY_CAST({value} AS {type_}) AS {name}"
    held: dict[str, list[str]] = {}
    for column, header in columns.items():
        if header.startswith(f"{member}."):
            held.setdefault(header.removeprefix(f"{member}."), []).append(f"nullif({column}, '')")
    keys = ", ".join(DuckDb().text(each) for each in held)
    made = {
        _NUMBERS: lambda of: f"TRY_CAST({of[0]} AS DOUBLE)",
        _TEXTS: lambda of: of[0],
        _LISTS: lambda of: f"texts_of([{', '.join(of)}])",
    }
    return f"CAST(MAP([{keys}], [{', '.join(map(made[type_], held.values()))}]) AS {type_}) AS {name}"


def _listed(files: Sequence[str]) -> str:
    return f"[{', '.join(map(_file_name, files))}]"


def _file_name(file: str) -> str:
    return DuckDb().text(literal_path(file))


def literal_path(path: str) -> str:
    """Return a pattern that only ``path`` fits: DuckDB reads every path as a pattern."""
    return re.sub(r"[*?\[]", r"[\g<0>]", path)
