"""What the container adds to a plan of ten: the image as a runner starts it, and the same entry point as a bare process, in turns.

Both write a comment on the fake GitHub and read the embedded Pinpoint. Nothing is measured where there is no container tool.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.definitions import as_text, definitions
from tests.containers.events import PULL, PULL_REQUEST_FACTS, pull_request_payload
from tests.containers.runner import CONTAINERS, ROOT, Runner
from tests.containers.servers import servers

_TAG = "localhost/segments-as-code:bench"
_SEGMENTS = 10


@dataclass(slots=True)
class Bare(Runner):
    """The entry point without a container: the runner's folders are where they are on this machine."""

    def start(self, environment: Mapping[str, str], options: tuple[str, ...] = (), arguments: tuple[str, ...] = ()) -> tuple[str, int]:
        """Run the entry point in a process of its own, and return its log and exit code."""
        del options
        here = {
            name: value.replace("/github/", f"{self.folder}/", 1) if value.startswith("/github/") else value
            for name, value in environment.items()
        }
        command = [sys.executable, "-I", str(ROOT / "entrypoint.py"), *arguments]
        ended = subprocess.run(
            command, cwd=self.workspace, env={"PATH": os.environ["PATH"], **here}, capture_output=True, text=True, check=False, timeout=180
        )
        return ended.stdout + ended.stderr, ended.returncode


def container_costs_s(rounds: int) -> float | None:
    """Return how many seconds more a plan of ten takes in the container, the median of ``rounds`` pairs; None where there is no tool."""
    if subprocess.run([CONTAINERS, "which"], capture_output=True, check=False).returncode != 0:
        return None
    subprocess.run([CONTAINERS, "build", _TAG, str(ROOT)], capture_output=True, check=True)
    files = {f"segments/{key}.yaml": as_text(content) for key, content in definitions(_SEGMENTS)}
    with TemporaryDirectory(prefix="segments-bench-") as scratch, servers(Path(scratch), PULL) as others:
        runners = [kind(Path(scratch) / kind.__name__, _TAG, others.environment, others.inputs) for kind in (Runner, Bare)]
        for runner in runners:
            runner.check_out(files)
            _plan(runner)
        took = [[_plan(runner) for runner in runners] for _ in range(rounds)]
    return median(inside - bare for inside, bare in took)


def _plan(runner: Runner) -> float:
    begun = time.monotonic()
    ended = runner.step("pull_request", pull_request_payload(), facts=PULL_REQUEST_FACTS)
    seconds = time.monotonic() - begun
    if ended.code != 0 or ended.outputs.get("has-changes") != "true":
        raise RuntimeError(f"a plan of {_SEGMENTS} in {type(runner).__name__} ended with {ended.code}:\n{ended.log}")
    return seconds
