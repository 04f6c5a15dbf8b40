"""Run programs side by side and keep what each took."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Literal

Quantity = Literal["wall", "cpu"]


@dataclass(frozen=True, slots=True)
class Program:
    """A program to run: its arguments, the folder it starts in, and the exit codes that mean that it did its work."""

    name: str
    command: Sequence[str]
    folder: Path
    codes: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took, in seconds (CPU: of all its processes) and MiB at its peak."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, the smallest and the largest."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two programs that were run in turns, first the one, then the other, as often as there are samples."""

    task: str
    size: int
    ours: Sequence[Sample]
    theirs: Sequence[Sample]
    peer: str

    def ratio(self, quantity: Quantity) -> Spread:
        """Return what ours took over what theirs took, pair by pair."""
        return spread([getattr(one, quantity) / getattr(other, quantity) for one, other in zip(self.ours, self.theirs, strict=True)])


def spread(values: Sequence[float]) -> Spread:
    """Return the median of ``values`` with what is around it."""
    return Spread(median(values), min(values), max(values))


def run(program: Program, environ: Mapping[str, str]) -> Sample:
    """Run a program to its end; raise RuntimeError with what it said where it ends otherwise than it should.

    The peak is the kernel's for the child, and never less than what this process had when it started it: so this process
    makes nothing large itself.
    """
    with TemporaryFile() as said:
        begun = time.monotonic()
        process = subprocess.Popen(program.command, cwd=program.folder, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in program.codes:
            said.seek(0)
            text = said.read()[-2000:].decode(errors="replace")
            raise RuntimeError(f"{program.name} ended with {process.returncode}:\n{text}")
    return Sample(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def alternate(task: str, size: int, ours: Program, theirs: Program, rounds: int, environ: Mapping[str, str]) -> Pairs:
    """Run the two in turns, each once before it counts."""
    for program in (ours, theirs):
        if rounds > 1:
            run(program, environ)
    samples = [(run(ours, environ), run(theirs, environ)) for _ in range(rounds)]
    return Pairs(task, size, [one for one, _ in samples], [other for _, other in samples], theirs.name)


@contextmanager
def serving(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Start a server that prints its address, give that, and end it."""
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # told to the type checker
        address = process.stdout.readline().strip()
        if not address:
            raise RuntimeError(f"{command} does not serve")
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=10)


Tell = Callable[[str], None]
