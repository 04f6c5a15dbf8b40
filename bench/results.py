"""What a whole measurement gives."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.measure import Pairs, Sample

PEOPLE = 1_000_000
"""How many endpoints people are counted on, and ten times as many."""
COUNTED = 50
"""Segments that are counted at once, before and after a change."""


@dataclass(slots=True)
class Results:
    """The pairs, and what these take: writing, a plan in requests, a container around a plan of ten, proof, a domain, a conversion."""

    pairs: list[Pairs] = field(default_factory=list)
    writes: dict[str, Mapping[str, float]] = field(default_factory=dict)
    requests: dict[int, Mapping[str, int]] = field(default_factory=dict)
    container_s: float | None = None
    proof: Mapping[str, Sequence[float]] = field(default_factory=dict)
    profiles: Mapping[str, float] = field(default_factory=dict)
    conversion: Sequence[float] = ()

    def find(self, task: str, size: int, peer: str) -> Pairs | None:
        """Return a pair, where it was measured."""
        return next((pair for pair in self.pairs if (pair.task, pair.size, pair.peer) == (task, size, peer)), None)

    def ours(self, task: str, size: int) -> list[Sample]:
        """Return all of our own samples."""
        return [sample for pair in self.pairs if (pair.task, pair.size) == (task, size) for sample in pair.ours]

    def as_json(self, peers: Path) -> str:
        """Return everything, with the machine and the versions."""
        said = {
            "machine": machine(),
            "versions": versions(peers),
            "pairs": [asdict(pair) for pair in self.pairs],
            "writes": self.writes,
            "requests": self.requests,
            "container_s": self.container_s,
            "proof": self.proof,
            "profiles": self.profiles,
            "conversion": self.conversion,
        }
        return json.dumps(said, indent=1) + "\n"


def machine() -> dict[str, str]:
    """Return what this was measured on."""
    processors = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) // 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return {
        "processor": f"{len(processors)} of {processors[0]}" if processors else platform.machine(),
        "memory": f"{memory[0]} GiB" if memory else "unknown",
        "system": f"{platform.system()} on {platform.machine()}",
        "Python": platform.python_version(),
    }


def versions(peers: Path) -> dict[str, str]:
    """Return the versions of ours and of the peers that were there."""
    found = {
        name: _version(name) for name in ("segments-as-code", "botocore", "jsonschema-rs", "PyYAML", "deepdiff", "z3-solver", "duckdb")
    }
    lock = Path(__file__).parent.parent / "requirements" / "bench.txt"
    wanted = ("check-jsonschema", "cfn-lint", "polars", "chdb")
    if (peers / "ready").exists():
        pins = (line.split(" ")[0].split("==") for line in _lines(str(lock)) if "==" in line)
        found |= {pin[0]: pin[1] for pin in pins if pin[0] in wanted}
    return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def say(text: str) -> None:
    """Tell how it goes."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
