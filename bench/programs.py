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

    def write(self, folder: Path, url: str) -> list[str]:
        """Return the command that applies ``folder`` and says how long the writing took."""
        return [sys.executable, "-m", "bench.writing", str(folder), url]

    def loopback(self, count: int, *options: str) -> list[str]:
        """Return the command that serves ``count`` deployed segments."""
        return [sys.executable, "-m", "bench.loopback", "--count", str(count), *options]

    def _ours(self, size: int, *arguments: str) -> Program:
        return Program("ours", [str(Path(sys.executable).with_name("segments")), *arguments], self.root / str(size))
