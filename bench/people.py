"""Counts of people, ours: ``python -m bench.people make FOLDER`` writes an export, ``… count FOLDER DATA HOW_MANY`` counts segments on it.

The segments are trees that the peers (``bench/people_peers.py``) count too; each has a state before and one after a change.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final, TypeAlias

from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.invented import write_invented
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sources import JOB_FILE, find_export
from segments_as_code.meaning.predicate import And, Contains, Environment, Field, Not, NumberIn, OneOf, Or, Predicate, Some, Span

Tree: TypeAlias = list[Any]
"""``["and", …]``, ``["or", …]``, ``["not", TREE]``, ``["in", MAP, NAME, TEXTS]``, ``["has", MAP, NAME, PART]``, ``["from", NAME, NUMBER]``
or ``["country", TEXTS]``."""
_AS_OF: Final = datetime(2026, 10, 28, tzinfo=UTC)
_PART: Final = 100_000
_SEGMENTS: Final = 50
_MAPS: Final = {"Attributes": [f"a{index}" for index in range(10)], "UserAttributes": ["tier", "plan"]}


def trees() -> list[list[Tree]]:
    """Return the segments, before and after."""
    rng = Random(7)  # noqa: S311  # the same segments each time
    return [[_tree(rng), _tree(rng)] for _ in range(_SEGMENTS)]


def _tree(rng: Random) -> Tree:
    leaves = [_leaf(rng) for _ in range(rng.randint(3, 6))]
    return ["and", ["or", *leaves[:2]], *(["not", leaf] if rng.random() < 0.3 else leaf for leaf in leaves[2:])]


def _leaf(rng: Random) -> Tree:
    section = rng.choice(["Attributes", "Attributes", "UserAttributes"])
    match rng.randrange(10):
        case 0 | 1:
            return ["from", "score", rng.choice([5.0, 10.0, 20.0])]
        case 2:
            return ["country", rng.sample(["AT", "DE", "SE", "NO"], 2)]
        case 3 | 4:
            return ["has", section, rng.choice(_MAPS[section]), rng.choice(["lu", "ue-1", "3"])]
        case _:
            return [
                "in",
                section,
                rng.choice(_MAPS[section]),
                sorted(rng.sample([f"value-{index}" for index in range(8)], rng.randint(1, 3))),
            ]


def predicate_of(tree: Tree) -> Predicate:  # noqa: PLR0911  # one return a kind of tree
    """Return what a tree means."""
    match tree:
        case ["and", *parts]:
            return And(tuple(map(predicate_of, parts)))
        case ["or", *parts]:
            return Or(tuple(map(predicate_of, parts)))
        case ["not", part]:
            return Not(predicate_of(part))
        case ["in", section, name, texts]:
            return Some(Field(section, name, "list"), OneOf(frozenset(texts)))
        case ["has", section, name, part]:
            return Some(Field(section, name, "list"), Contains(frozenset({part})))
        case ["from", name, number]:
            return NumberIn(Field("Metrics", name, "number"), (Span(number, None),))
        case ["country", texts]:
            return Some(Field("Country", "", "one"), OneOf(frozenset(texts)))
    raise ValueError(tree)


def environments(how_many: int) -> tuple[Environment, Environment]:
    """Return the first segments before and after."""
    found = trees()[:how_many]
    sides: list[Mapping[str, Predicate]] = [{f"s{index}": predicate_of(each[side]) for index, each in enumerate(found)} for side in (0, 1)]
    return sides[0], sides[1]


def make(folder: Path) -> None:
    """Write a million endpoints as lines and as Parquet, and ten million as Parquet: one part, with links to it."""
    before, after = environments(_SEGMENTS)
    both = {**before, **{f"{key}-after": predicate for key, predicate in after.items()}}
    write_invented(folder / "made", both, _PART, _AS_OF)
    (folder / "made" / JOB_FILE).unlink()
    (part,) = (folder / "made").iterdir()
    DuckDbPopulation(find_export(part), kept_in=folder).keep(folder / "part.parquet")
    for name, source, parts in (
        ("lines", part, 10),
        ("parquet", folder / "part.parquet", 10),
        ("parquet-10", folder / "part.parquet", 100),
    ):
        (folder / name).mkdir()
        for index in range(parts):
            os.link(source, folder / name / f"{index:03}{source.suffix}")
    shutil.rmtree(folder / "made")
    (folder / "trees.json").write_text(json.dumps(trees()))


def count(folder: Path, data: str, how_many: int) -> Sequence[Sequence[int | None]]:
    """Return for each segment how many are in it before, after and both."""
    before, after = environments(how_many)
    counts = DuckDbPopulation(find_export(folder / data)).count(ask(sorted(before, key=lambda key: int(key[1:])), before, after), _AS_OF)
    return [[each.before, each.after, each.both] for each in counts.segments]


def main() -> None:
    """Do what the command line asks for; a count is written to a file named after it."""
    what, folder, *rest = sys.argv[1:]
    if what == "make":
        make(Path(folder))
        return
    found = count(Path(folder), rest[0], int(rest[1]))
    (Path(folder) / f"ours-{rest[0]}-{rest[1]}.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
