"""Measure, and write docs/performance.json and docs/performance.md: ``python -m bench``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.container import container_costs_s
from bench.inputs import MIXED
from bench.measure import Program, Spread, alternate, serving
from bench.page import write_page
from bench.programs import HERE, Programs
from bench.results import COUNTED, PEOPLE, Results, say

_AWS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
_SLOW = 10_000
_SLOW_PEERS = ("cfn-lint", "check-jsonschema")
"""From so many on these take a minute and more: they are run a third as often."""


class Bench:
    """One measurement of everything."""

    def __init__(self, programs: Programs, *, rounds: int) -> None:
        self.results = Results()
        self.root = programs.root
        self._programs = programs
        self._rounds = rounds
        self._environ = {"PATH": os.environ["PATH"], "HOME": str(programs.root), "LANG": "C.UTF-8", **_AWS}
        self._here = {**self._environ, "PYTHONPATH": str(HERE.parent)}

    def validate(self, size: int) -> None:
        """Validate ``size`` segments, against the floor and each peer."""
        self._pair("validate", size, self._programs.validate(size), self._programs.floor(size, "parse"))
        for peer in self._programs.validating_peers(size):
            is_slow = size >= _SLOW and peer.name in _SLOW_PEERS
            self._pair("validate", size, self._programs.validate(size), peer, rounds=self._rounds // 3 if is_slow else None)
        many = Program("100 a file", self._programs.validate(size, "many").command, self._programs.validate(size).folder)
        self._pair("validate", size, self._programs.validate(size), many)

    def plan(self, size: int) -> None:
        """Plan ``size`` segments of which none is changed, against the floor."""
        with serving(self._programs.loopback(size), self._here) as url:
            ours = self._programs.plan(size, url)
            self._pair("plan", size, ours, self._programs.floor(size, "plan", url))
            before = _counts(url)
            alternate("count", size, ours, ours, 1, self._here)
            now = _counts(url)
            self.results.requests[size] = {name: (now[name] - before.get(name, 0)) // 2 for name in now if name != "segments"}

    def changed(self, size: int) -> None:
        """Plan where a tenth, and where all is changed, against where nothing is."""
        with serving(self._programs.loopback(size), self._here) as url:
            unchanged = self._programs.plan(size, url)
            for changed in ("tenth", "all"):
                with serving(self._programs.loopback(size, "--changed", changed), self._here) as other:
                    same = Program("unchanged", unchanged.command, unchanged.folder)
                    self._pair(f"plan {changed}", size, self._programs.plan(size, other), same)

    def write(self, name: str, folder: Path, deployed: int) -> None:
        """Apply ``folder`` where the service refuses more than 25 writes a second."""
        say(f"writing: {name}")
        with serving(self._programs.loopback(deployed, "--throttle"), self._here) as url:
            command = self._programs.write(folder, url)
            said = json.loads(subprocess.run(command, env=self._here, capture_output=True, text=True, check=True).stdout)
            self.results.writes[name] = {**said, "refused": _counts(url).get("429", 0)}

    def container(self) -> None:
        """Plan by the action, in the image and as a bare process."""
        say("the container")
        self.results.container_s = container_costs_s(3 * self._rounds)

    def people(self) -> None:
        """Count people: one segment on lines against the floor, fifty on Parquet against the peers and on ten times as many."""
        folder = self.root / "people"
        folder.mkdir()
        subprocess.run([sys.executable, "-m", "bench.people", "make", str(folder)], env=self._here, check=True, cwd=HERE.parent)
        self._pair("count 1 segment, lines", PEOPLE, self._programs.count("lines", 1), self._programs.counting_peer("floor"))
        ours = self._programs.count("parquet", COUNTED)
        for peer in ("polars", "chdb"):
            self._pair(f"count {COUNTED} segments", PEOPLE, ours, self._programs.counting_peer(peer, str(COUNTED)))
            theirs = (folder / f"{peer}-parquet-{COUNTED}.json").read_text(encoding="utf-8")
            if json.loads(theirs) != json.loads((folder / f"ours-parquet-{COUNTED}.json").read_text(encoding="utf-8")):
                raise RuntimeError(f"{peer} counts other people")
        less = Program("a tenth of them", ours.command, ours.folder)
        self._pair(f"count {COUNTED} segments", 10 * PEOPLE, self._programs.count("parquet-10", COUNTED), less, rounds=1)

    def proof(self) -> None:
        """Relate changed segments, also by z3, and plan with and without proof."""
        say("proof")
        command = [sys.executable, "-m", "bench.proof"]
        self.results.proof = json.loads(subprocess.run(command, env=self._here, capture_output=True, text=True, check=True).stdout)

    def profiles(self) -> None:
        """Plan 1,000 unchanged segments of Customer Profiles."""
        say("Customer Profiles")
        command = [sys.executable, "-m", "bench.profiles"]
        self.results.profiles = json.loads(subprocess.run(command, env=self._here, capture_output=True, text=True, check=True).stdout)

    def conversion(self) -> None:
        """Convert 1,000 definitions, against validating them."""
        say("conversion")
        command = [sys.executable, "-m", "bench.conversion"]
        self.results.conversion = json.loads(subprocess.run(command, env=self._here, capture_output=True, text=True, check=True).stdout)

    def _pair(self, task: str, size: int, ours: Program, theirs: Program, *, rounds: int | None = None) -> None:
        pairs = alternate(task, size, ours, theirs, rounds or self._rounds, self._here)
        self.results.pairs.append(pairs)
        say(f"{task} {size:,} against {theirs.name}: wall {_shown(pairs.ratio('wall'))}, CPU {_shown(pairs.ratio('cpu'))}")


def _shown(spread: Spread) -> str:
    return f"{spread.median:.3f} ({spread.least:.3f} to {spread.most:.3f})"


def _counts(url: str) -> Mapping[str, int]:
    with urllib.request.urlopen(f"{url}/_bench/counts", timeout=10) as answer:  # noqa: S310  # a loopback address
        counts: Mapping[str, int] = json.loads(answer.read())
    return counts


def _measure(bench: Bench, sizes: Sequence[int]) -> Results:
    """Measure everything once."""
    for size in sizes:
        bench.validate(size)
        bench.plan(size)
    if 1_000 in sizes:
        bench.changed(1_000)
        bench.write("creates", bench.root / "1000" / "segments", 0)
        bench.write("mixed", bench.root / "mixed", 2 * MIXED)
    bench.proof()
    bench.profiles()
    bench.conversion()
    bench.people()
    bench.container()
    return bench.results


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=Path(".venv-bench"), help="the environment of the peers")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3, help="pairs that count")
    parser.add_argument("--runs", type=int, default=1, help="how often all of it is done, one after the other")
    parser.add_argument("--full", action="store_true", help="nine rounds")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the folder for performance.json and performance.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="segments-bench-") as folder:
        sizes = [str(size) for size in given.sizes]
        subprocess.run([sys.executable, "-m", "bench.inputs", folder, *sizes], check=True, cwd=HERE.parent)
        programs = Programs(Path(folder), given.peers.resolve())
        runs = [_measure(Bench(programs, rounds=9 if given.full else given.rounds), given.sizes) for _ in range(given.runs)]
        told = "[\n" + ",\n".join(results.as_json(given.peers) for results in runs) + "]\n"
        (given.out / "performance.json").write_text(told, encoding="utf-8")
        page = write_page(runs, given.peers)
        (given.out / "performance.md").write_text(page, encoding="utf-8")
        sys.stdout.write(page)


if __name__ == "__main__":
    main()
