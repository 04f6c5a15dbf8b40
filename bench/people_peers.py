"""Counts of people by polars and chdb, and the floor of reading lines: run by the Python of the peers' environment, without ours.

``python people_peers.py polars|chdb FOLDER HOW_MANY`` counts on the Parquet files; ``… floor FOLDER`` unpacks and parses the lines.
"""

from __future__ import annotations

import json
import sys
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

Tree = list[Any]


def floor(folder: Path) -> None:
    """Unpack every line with isal, and parse it with orjson."""
    import orjson  # noqa: PLC0415  # each program loads only what it needs
    from isal import igzip  # noqa: PLC0415

    for file in sorted((folder / "lines").iterdir()):
        with igzip.open(file) as stream:
            for line in stream:
                orjson.loads(line)


def count_by_polars(folder: Path, trees: list[list[Tree]]) -> list[list[int]]:
    """Return the counts; each attribute is taken out of its map once."""
    import polars as pl  # noqa: PLC0415

    fetched: dict[tuple[str, str], Any] = {}

    def entry(section: str, name: str) -> Any:
        fetched.setdefault((section, name), pl.col(section).map.get(name).alias(f"{section}.{name}"))
        return pl.col(f"{section}.{name}")

    def condition(tree: Tree) -> Any:  # noqa: PLR0911  # one return a kind of tree
        match tree:
            case ["and", *parts]:
                return reduce(and_, map(condition, parts))
            case ["or", *parts]:
                return reduce(or_, map(condition, parts))
            case ["not", part]:
                return ~condition(part)
            case ["in", section, name, texts]:
                return reduce(or_, (entry(section, name).list.contains(text).fill_null(value=False) for text in texts))
            case ["has", section, name, part]:
                return entry(section, name).list.join("\x1f").str.contains(part, literal=True).fill_null(value=False)
            case ["from", name, number]:
                return (entry("Metrics", name) >= number).fill_null(value=False)
            case ["country", texts]:
                return pl.col("Country").is_in(texts).fill_null(value=False)
        raise ValueError(tree)

    sides = [[condition(side) for side in segment] for segment in trees]
    columns = {f"s{index}.{at}": side for index, each in enumerate(sides) for at, side in enumerate(each)}
    sums = [
        numbers
        for index in range(len(sides))
        for numbers in (
            pl.col(f"s{index}.0").sum().alias(f"b{index}"),
            pl.col(f"s{index}.1").sum().alias(f"a{index}"),
            (pl.col(f"s{index}.0") & pl.col(f"s{index}.1")).sum().alias(f"ab{index}"),
        )
    ]
    frame = pl.scan_parquet(str(folder / "parquet" / "*.parquet")).with_columns(*fetched.values()).select(**columns).select(*sums)
    row = [int(number) for number in frame.collect(engine="streaming").row(0)]
    return [row[at : at + 3] for at in range(0, len(row), 3)]


def count_by_chdb(folder: Path, trees: list[list[Tree]]) -> list[list[int]]:
    """Return the counts; ClickHouse works each equal expression out once by itself."""
    import chdb  # noqa: PLC0415

    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def condition(tree: Tree) -> str:  # noqa: PLR0911  # one return a kind of tree
        match tree:
            case ["and", *parts]:
                return f"({' AND '.join(map(condition, parts))})"
            case ["or", *parts]:
                return f"({' OR '.join(map(condition, parts))})"
            case ["not", part]:
                return f"(NOT {condition(part)})"
            case ["in", section, name, texts]:
                return f"hasAny({section}[{quoted(name)}], [{', '.join(map(quoted, texts))}])"
            case ["has", section, name, part]:
                return f"(position(arrayStringConcat({section}[{quoted(name)}], '\x1f'), {quoted(part)}) > 0)"
            case ["from", name, number]:
                return f"(mapContains(Metrics, {quoted(name)}) AND ifNull(Metrics[{quoted(name)}] >= {number}, 0))"
            case ["country", texts]:
                return f"ifNull(Country IN ({', '.join(map(quoted, texts))}), 0)"
        raise ValueError(tree)

    columns = [f"{condition(side)} AS s{index}_{at}" for index, each in enumerate(trees) for at, side in enumerate(each)]
    sums = [f"countIf(s{index}_0), countIf(s{index}_1), countIf(s{index}_0 AND s{index}_1)" for index in range(len(trees))]
    sql = f"SELECT {', '.join(sums)} FROM (SELECT {', '.join(columns)} FROM file('{folder}/parquet/*.parquet', Parquet))"  # noqa: S608
    row = [int(number) for number in str(chdb.query(sql, "CSV")).strip().split(",")]
    return [row[at : at + 3] for at in range(0, len(row), 3)]


def main() -> None:
    """Run one peer."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "floor":
        floor(folder)
        return
    trees = json.loads((folder / "trees.json").read_text())[: int(sys.argv[3])]
    found = {"polars": count_by_polars, "chdb": count_by_chdb}[what](folder, trees)
    (folder / f"{what}-parquet-{sys.argv[3]}.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
