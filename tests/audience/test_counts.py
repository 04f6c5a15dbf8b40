"""Counts are those of an independent evaluator, endpoint by endpoint, over hostile data and at the edge of every criterion.

AUDIENCE_WORLDS sets how many folders are tried; see CONTRIBUTING.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import mkdtemp

import pytest

from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sources import Export
from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.folder_meaning import read_folder
from segments_as_code.meaning.predicate import Environment
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.audience.worlds import AS_OF, Content, endpoints_of, line, membership, random_folder
from tests.builders import desired
from tests.pinpoint_semantics import Reading

WORLDS = int(os.environ.get("AUDIENCE_WORLDS", "4"))
SEGMENTS, ENDPOINTS = 16, 150


def meaning_of(folder: Mapping[str, Content]) -> Environment:
    """Return what a folder means, with open readings."""
    return read_folder([desired(key, content) for key, content in folder.items()], read_criteria, Declarations()).opened


@dataclass(frozen=True)
class World:
    """A folder of segments, an export, and by user where the evaluator has each endpoint."""

    folder: Mapping[str, Content]
    files: Sequence[Path]
    expected: Mapping[str, Mapping[str, bool]]

    def mistakes(self) -> list[tuple[str, str]]:
        """Return the users who are counted elsewhere than the evaluator has them, each with the segment."""
        found = DuckDbPopulation(Export(self.files, "lines")).count_by_user(ask(self.folder, {}, meaning_of(self.folder)), AS_OF)
        return [
            (user, counted.key)
            for user, members in self.expected.items()
            for counted in found[user].segments
            if (counted.after == 1) is not members[counted.key]
        ]


@cache
def world(seed: int) -> World:
    """Return a world with two files, in shapes that are not documented if ``seed`` is odd."""
    rng = Random(seed)  # noqa: S311  # the same world each time
    folder = random_folder(rng, SEGMENTS)
    endpoints = endpoints_of(folder, rng, ENDPOINTS)
    lines = [line(endpoint, index, odd=rng if seed % 2 else None) for index, endpoint in enumerate(endpoints)]
    place = Path(mkdtemp())
    for index, part in enumerate((lines[::2], lines[1::2])):
        (place / f"part-{index}").write_text("".join(f"{each}\n" for each in part))
    atexit.register(rmtree, place, ignore_errors=True)
    expected = {f"user-{index}": membership(folder, endpoint, Reading()) for index, endpoint in enumerate(endpoints)}
    return World(folder, sorted(place.iterdir()), expected)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_endpoint_is_where_the_evaluator_has_it(seed: int) -> None:
    assert world(seed).mistakes() == []


def test_worlds_are_neither_empty_nor_full() -> None:
    """Otherwise the test above would say little."""
    sizes = [sum(each[key] for each in world(seed).expected.values()) for seed in range(WORLDS) for key in world(seed).folder]
    assert sum(0 < size < ENDPOINTS for size in sizes) > len(sizes) / 2
