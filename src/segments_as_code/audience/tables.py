"""SQL, in DuckDB's words, of a table of endpoints in the flat layout (``layout.ENDPOINTS``), from each form in which people have them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from segments_as_code.audience.leaves import select
from segments_as_code.audience.sql_dialects import DuckDb

TYPES: Final[Mapping[str, str]] = {
    "Attributes": "MAP(VARCHAR, VARCHAR[])",
    "UserAttributes": "MAP(VARCHAR, VARCHAR[])",
    "Metrics": "MAP(VARCHAR, DOUBLE)",
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
}
"""The columns of the flat layout. Addresses and endpoints' ids are not among them: they are never read."""

MACROS: Final = """
CREATE MACRO texts_of(l) AS list_filter(l, lambda v: v IS NOT NULL);
CREATE MACRO list_of(x) AS CASE json_type(x) WHEN 'ARRAY' THEN TRY_CAST(x AS VARCHAR[]) WHEN 'NULL' THEN NULL ELSE [x ->> '$'] END;
CREATE MACRO lists_of(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'k': e.key, 'v': list_of(e.value)}));
CREATE MACRO numbers_of(m) AS map_from_entries(list_transform(map_entries(m), lambda e: {'k': e.key, 'v': TRY_CAST(e.value AS DOUBLE)}));
CREATE MACRO is_no_map(j) AS coalesce(json_type(j), 'NULL') <> 'NULL' AND TRY_CAST(j AS MAP(VARCHAR, JSON)) IS NULL;
"""
"""What the tables need."""

_NESTED: Final[Mapping[str, str]] = {
    "UserAttributes": "User",
    "UserId": "User",
    "AppVersion": "Demographic",
    "Make": "Demographic",
    "Model": "Demographic",
    "Platform": "Demographic",
    "Country": "Location",
    "Latitude": "Location",
    "Longitude": "Location",
}
"""The columns that an export has within another member (EndpointResponse of botocore's model)."""
_LONGEST_LINE: Final = 4 * 2**20
_MAPS: Final = ("Attributes", "Metrics", "(\"User\" -> '$.UserAttributes')")


def strict_lines(files: Sequence[str]) -> str:
    """Return the endpoints of files of one JSON object a line; reading them fails at the first line that has not the documented shape."""
    members = {name: type_ for name, type_ in TYPES.items() if name not in _NESTED}
    for outer in dict.fromkeys(_NESTED.values()):
        inner = ", ".join(f"{name} {TYPES[name]}" for name, of in _NESTED.items() if of == outer)
        members[outer] = f"STRUCT({inner})"
    columns = [f'"{_NESTED[name]}".{name} AS {name}' if name in _NESTED else name for name in TYPES]
    return f"({select(columns, _lines(files, members))})"


def lenient_lines(files: Sequence[str]) -> tuple[str, str]:
    """Return the endpoints of such files whatever shapes they have, and a statement that counts all lines and the unreadable ones.

    A text where a list is documented is a list of one. A line that is cut, and one with a name twice, cannot be read.
    """
    names = ["Id", "Address", *dict.fromkeys(_NESTED.get(name, name) for name in TYPES)]  # only to tell an empty line from others
    lines = _lines(files, dict.fromkeys(names, "JSON"), more=", ignore_errors = true")
    empty = " AND ".join(f'"{name}" IS NULL' for name in names)
    unreadable = " OR ".join([f"({empty})", *(f"is_no_map({each})" for each in _MAPS)])
    table = f"({select([_lenient_column(name) for name in TYPES], lines)} WHERE NOT ({unreadable}))"
    return table, select(["count(*)", DuckDb().count_if(unreadable)], lines)


def _lenient_column(name: str) -> str:
    outer = f'"{_NESTED.get(name, name)}"'
    member = f"({outer} -> '$.{name}')" if name in _NESTED else outer
    match TYPES[name]:
        case "VARCHAR":
            return f"{member} ->> '$' AS {name}"
        case "DOUBLE":
            return f"TRY_CAST({member} AS DOUBLE) AS {name}"
        case type_:
            made = "numbers_of" if "DOUBLE" in type_ else "lists_of"
            return f"{made}(TRY_CAST({member} AS MAP(VARCHAR, JSON))) AS {name}"


def _lines(files: Sequence[str], columns: Mapping[str, str], more: str = "") -> str:
    typed = ", ".join(f"\"{name}\": '{type_}'" for name, type_ in columns.items())
    options = f"format = 'newline_delimited', records = 'true', maximum_object_size = {_LONGEST_LINE}{more}"
    return f"read_json({_listed(files)}, {options}, columns = {{{typed}}})"


def parquet(files: Sequence[str], there: Collection[str]) -> str:
    """Return the endpoints of Parquet files in the flat layout; a column that is not ``there`` is empty."""
    found = {name.casefold() for name in there}
    columns = [f"CAST({name if name.casefold() in found else 'NULL'} AS {type_}) AS {name}" for name, type_ in TYPES.items()]
    return f"({select(columns, f'read_parquet({_listed(files)}, union_by_name = true)')})"


def parquet_columns(files: Sequence[str]) -> str:
    """Return a statement that gives the names of the columns of Parquet files."""
    return f"DESCRIBE {select(['*'], f'read_parquet({_listed(files)}, union_by_name = true)')}"


def csv_rows(file: str, header: Sequence[str]) -> str:
    """Return the endpoints of a CSV file for Pinpoint's import; a name that ``header`` has several times is a list of several values.

    Names are read as they stand in the header, with dots between members, and values as texts.
    """
    columns = {f"c{index}": name for index, name in enumerate(header)}
    names = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    form = "header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false"
    return f"({select([_csv_column(name, columns) for name in TYPES], f'read_csv({DuckDb().text(file)}, {form}, columns = {{{names}}})')})"


def _csv_column(name: str, columns: Mapping[str, str]) -> str:
    member = f"{_NESTED[name]}.{name}" if name in _NESTED else name
    if TYPES[name] in {"VARCHAR", "DOUBLE"}:
        of = next((column for column, header in columns.items() if header == member), None)
        value = "NULL" if of is None else f"nullif({of}, '')"
        return f"TRY_CAST({value} AS {TYPES[name]}) AS {name}"
    held: dict[str, list[str]] = {}
    for column, header in columns.items():
        if header.startswith(f"{member}."):
            held.setdefault(header.removeprefix(f"{member}."), []).append(f"nullif({column}, '')")
    keys = ", ".join(DuckDb().text(each) for each in held)
    made = [f"TRY_CAST({of[0]} AS DOUBLE)" if name == "Metrics" else f"texts_of([{', '.join(of)}])" for of in held.values()]
    return f"CAST(MAP([{keys}], [{', '.join(made)}]) AS {TYPES[name]}) AS {name}"


def _listed(files: Sequence[str]) -> str:
    return f"[{', '.join(map(DuckDb().text, files))}]"
