"""What the README says to play with, as it stands there: the embedded Pinpoint, an apply that asks, a plan with nothing to do."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from tests.cli.laptop import INTERRUPTIBLE, Laptop, environment, started

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTIVATE = [".", ".venv-runtime/bin/activate"]


def lines(after: str) -> list[list[str]]:
    """Return the words of each line of the first shell block after a sentence."""
    block = re.search(r"```sh\n(.*?)```", README.partition(after)[2], re.DOTALL)
    assert block is not None
    return [shlex.split(line, comments=True) for line in block[1].splitlines()]


def test_playing_on_goes_as_the_readme_says(laptop: Laptop) -> None:
    first, serving = lines("To play on:")
    again, exported, *commands = lines("and in a second terminal:")
    assert first == again == ACTIVATE
    assert (serving[:2], exported[0]) == (["segments", "emulator"], "export")
    environ = dict(word.split("=", 1) for word in exported[1:])
    shutil.copytree(ROOT / "examples" / "segments", laptop.folder / "examples" / "segments")
    with started(
        [*INTERRUPTIBLE, *serving[1:], "--port", "0"],
        cwd=laptop.folder,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as emulator:
        assert emulator.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", emulator.stdout.readline().decode())
        assert address is not None
        assert environ["AWS_ENDPOINT_URL_PINPOINT"] == "http://127.0.0.1:4610"
        mine = {**environ, "AWS_ENDPOINT_URL_PINPOINT": address[0]}
        apply, plan = commands
        with laptop.terminal(*apply[1:], environ=mine) as terminal:
            terminal.wait_for("[y/N]: ")
            terminal.type("y\n")
            assert terminal.end() == 0
        planned = laptop.spawn(*plan[1:], "--detailed-exitcode", environ=mine)
    assert "Segments: 10 applied" in terminal.seen
    assert planned.code == 0
    assert "10 unchanged" in planned.last_line
