"""`segments demo` tells its story in a minute's reading, says if a step went wrong, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from segments_demo import command

_MOST_LINES = 60


def test_the_story_ends_well_and_fits_a_screen_or_two(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "AWS_PROFILE": "somebody-elses", "AWS_REGION": "us-east-1"}
    ended = subprocess.run(
        [sys.executable, "-m", "segments_as_code", "demo"], check=False, capture_output=True, text=True, cwd=tmp_path, env=environ
    )
    assert (ended.returncode, ended.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert len(ended.stdout.splitlines()) <= _MOST_LINES
    for part in (
        "Segments: 2 applied",
        "more people. Newly in, for example: Channel “EMAIL”, consent “yes”, spentEuro 300.",
        "refused: big-spenders would be deleted, and the campaign Winter sale (SCHEDULED) uses it.",
        "Segments: no changes",
    ):
        assert part in ended.stdout


def test_a_step_that_ends_otherwise_fails_it_and_the_surroundings_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "BIG_SPENDERS", command.BIG_SPENDERS.replace("Dimensions", "Dimensoins"))
    monkeypatch.setenv("AWS_PROFILE", "mine")
    before = (dict(os.environ), Path.cwd())
    ended = CliRunner().invoke(command.demo)
    assert (ended.exit_code, ended.stderr) == (1, "Error: segments apply ended with 1, and was to end with 0.\n")
    assert (dict(os.environ), Path.cwd()) == before
