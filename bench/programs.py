"""Every program that is run: ours, the floors and the peers, on the same definitions."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bench.definitions import APP, OWNER
from bench.measure import Program

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "schemas" / "pinpoint-segment.schema.json"


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs on inputs below ``root``; ``peers`` is the environment in which the Python peers are."""

    root: Path
    peers: Path

    def validate(self, size: int, folder: str = "segments") -> Program:
        """Return ours, offline."""
        return self._ours(size, "validate", folder, "--application-id", APP)

    def plan(self, size: int, url: str) -> Program:
        """Return ours, against what is deployed at ``url``."""
        return self._ours(
            size, "plan", "segments", "--application-id", APP, "--owner", OWNER, "--region", "eu-west-1", "--endpoint-url", url
        )

    def floor(self, size: int, *what: str) -> Program:
        """Return what nobody can do without."""
        command = [sys.executable, "-m", "bench.floor", what[0], str(self.root / str(size) / "segments"), *what[1:]]
        return Program("floor", command, HERE.parent)

    def validating_peers(self, size: int) -> list[Program]:
        """Return those that check the same segments against a schema."""
        folder = self.root / str(size)
        files = [str(path.relative_to(folder)) for path in sorted((folder / "segments").rglob("*.yaml"))]
        templates = [str(path.relative_to(folder)) for path in sorted((folder / "templates").glob("*.json"))]
        check = [str(self.peers / "bin" / "check-jsonschema"), "--schemafile", str(SCHEMA), *files]
        lint = [str(self.peers / "bin" / "cfn-lint"), "--regions", "eu-west-1", "--ignore-checks", "W3696", "--", *templates]
        return [Program("check-jsonschema", check, folder), Program("cfn-lint", lint, folder)]

    def count(self, data: str, how_many: int) -> Program:
        """Return ours, counting segments before and after on the endpoints called ``data``."""
        return Program("ours", [sys.executable, "-m", "bench.people", "count", str(self.root / "people"), data, str(how_many)], HERE.parent)

    def counting_peer(self, name: str, *how_many: str) -> Program:
        """Return a peer that counts on Parquet, or the floor of reading lines; it runs on the Python of the peers."""
        command = [str(self.peers / "bin" / "python"), str(HERE / "people_peers.py"), name, str(self.root / "people"), *how_many]
        return Program("igzip and orjson" if name == "floor" else name, command, HERE.parent)

    def write(self, folder: Path, url: str) -> list[str]:
        """Return the command that applies ``folder`` and says how long the writing took."""
        return [sys.executable, "-m", "bench.writing", str(folder), url]

    def loopback(self, count: int, *options: str) -> list[str]:
        """Return the command that serves ``count`` deployed segments."""
        return [sys.executable, "-m", "bench.loopback", "--count", str(count), *options]

    def _ours(self, size: int, *arguments: str) -> Program:
        return Program("ours", [str(Path(sys.executable).with_name("segments")), *arguments], self.root / str(size))
