"""Processes that apply and can be killed: one that has loaded everything, and forks for each run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import IO

from aws_emulator.core.types import Call
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.promises.estate import APP, DIALECT, apply_all


@dataclass
class Runner:
    """Starts runs, one at a time; ``pids`` gets the process id of each as it begins."""

    orders: IO[str]
    news: IO[str]
    pids: Queue[int] = field(default_factory=Queue)

    def run(self) -> int:
        """Return the exit code of one apply in a process of its own, negative where a signal ended it."""
        self.orders.write("\n")
        self.orders.flush()
        self.pids.put(int(self.news.readline()))
        code = int(self.news.readline())
        while not self.pids.empty():
            self.pids.get()
        return code

    def killer(self, nth: int) -> Callable[[Call], bool]:
        """Return a question for a fault that kills the process at the ``nth`` call it is asked about."""
        asked = 0

        def kill(_: Call) -> bool:
            nonlocal asked
            asked += 1
            if asked == nth:
                os.kill(self.pids.get(timeout=30), signal.SIGKILL)
            return asked == nth

        return kill


@contextmanager
def runner(endpoint_url: str) -> Iterator[Runner]:
    """Start the process that forks."""
    command = [sys.executable, "-m", "tests.promises.killing", endpoint_url]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Runner(process.stdin, process.stdout)
        process.stdin.close()


def _serve(endpoint_url: str) -> None:
    connection = Connection(APP, "eu-west-1", endpoint_url)
    reader, writer = PinpointReader(connection, DIALECT, sleep=lambda _: None), PinpointWriter(connection, sleep=lambda _: None)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            apply_all(reader, writer)
            os._exit(0)
        _say(pid)
        _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
