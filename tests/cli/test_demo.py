"""`segments demo` tells its story in a minute's reading, says if a step went wrong, and leaves nothing behind."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from segments_demo import command
from tests.cli.laptop import Laptop

_MOST_LINES, _COLUMNS = 60, 80


def test_the_story_ends_well_and_fits_a_screen_or_two_of_80_columns(laptop: Laptop) -> None:
    before = sorted(laptop.folder.rglob("*"))
    with laptop.terminal("demo", environ={"AWS_PROFILE": "somebody-elses", "AWS_REGION": "us-east-1"}) as terminal:
        assert terminal.end() == 0
    lines = re.sub(r"\x1b\[[0-9;]*m", "", terminal.seen).splitlines()
    assert (len(lines) <= _MOST_LINES, [line for line in lines if len(line) > _COLUMNS]) == (True, [])
    assert sorted(laptop.folder.rglob("*")) == before
    told = " ".join(" ".join(lines).split())
    for part in (
        "Segments: 4 applied",
        "more people. Newly in, for example: Channel “EMAIL”, consent “yes”, spentEuro 300.",
        "Of 8 made-up people: 2 today, 4 with the change. In: Ada, Ben. Out: nobody.",
        "refused: big-spenders would be deleted, and the campaign Winter sale (scheduled) uses it.",
        "Segments: no changes",
        "Name: New customers Dimensions: {Attributes: {kind:",
        "1 of 1 rule (100 %) with the same people",
        "Next: segments init.",
    ):
        assert part in told


def test_a_step_that_ends_otherwise_fails_it_and_the_surroundings_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "BIG_SPENDERS", command.BIG_SPENDERS.replace("Dimensions", "Dimensoins"))
    monkeypatch.setenv("AWS_PROFILE", "mine")
    before = (dict(os.environ), Path.cwd())
    ended = CliRunner().invoke(command.demo)
    assert (ended.exit_code, ended.stderr) == (1, "Error: segments apply ended with 1, and was to end with 0.\n")
    assert (dict(os.environ), Path.cwd()) == before
