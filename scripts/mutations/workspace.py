"""A copy of the repository in which a mistake is made and tests run, each run in a fork of this process.

This process imports what tests need from others and nothing of ours, so that a run takes no longer than its tests.
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.mutations.operators import Mutation

ROOT = Path(__file__).parents[2]
_MOST_S = 900
"""A run of tests that takes longer has seen the mistake: it never ends."""

_USED_BY_TESTS = (
    "boto3",
    "botocore.client",
    "click",
    "deepdiff",
    "hypothesis",
    "hypothesis",
    "jsonschema",
    "rich.console",
    "urllib3",
    "werkzeug",
    "yaml",
)


class Workspace:
    """The copy; its tests are started with its own packages first on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607  # git is found by its name
        for name in filter(None, tracked.split("\0")):
            if (ROOT / name).exists():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
        for name in _USED_BY_TESTS:
            importlib.import_module(name)
        gc.freeze()

    def passes(self, tests: Sequence[str], *, keeps_bytecode: bool = False) -> bool:
        """Return whether these tests pass here; only a run without a mistake keeps what Python compiled."""
        child = os.fork()
        if child == 0:
            self._run(tests, keeps_bytecode=keeps_bytecode)
        end = time.monotonic() + _MOST_S
        while time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status) == 0
            time.sleep(0.05)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return False

    def sees(self, mutation: Mutation, tests: Sequence[Sequence[str]]) -> bool:
        """Return whether a test goes red with this mistake in the code; the second group runs if the first sees nothing."""
        file = self.folder / mutation.file
        before, status = file.read_bytes(), file.stat()
        file.write_bytes(mutation.apply_to(before))
        try:
            return not all(self.passes(group) for group in tests)
        finally:
            file.write_bytes(before)
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    def _run(self, tests: Sequence[str], *, keeps_bytecode: bool) -> None:
        """Run tests in this process, which is a fork, and end it."""
        code = 3
        try:
            os.setsid()
            silence = os.open(os.devnull, os.O_RDWR)
            for handle in (0, 1, 2):
                os.dup2(silence, handle)
            os.chdir(self.folder)
            ours = [str(self.folder / "src"), str(self.folder)]
            sys.path[:] = [*ours, *(path for path in sys.path if not path.startswith(str(ROOT)) or "site-packages" in path)]
            os.environ.update({"PYTHONPATH": os.pathsep.join(ours), "HYPOTHESIS_PROFILE": "brief"})
            sys.dont_write_bytecode = not keeps_bytecode
            for name in [name for name in sys.modules if name.partition(".")[0] == "scripts"]:
                del sys.modules[name]
            code = int(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--assert=plain", *tests]))
        finally:
            os._exit(code)
