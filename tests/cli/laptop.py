"""A laptop: a folder of definitions, the `segments` command (in this process, in its own, or in a terminal), and an embedded Pinpoint."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aws_emulator.emulator import Emulator
from segments_as_code.cli.command import main
from segments_as_code.model.document import Json

APP, OWNER, REGION = "app-123456", "acme/audiences", "eu-west-1"
SEGMENTS = str(Path(sys.executable).with_name("segments"))
HEARING = [
    sys.executable,
    "-c",
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
]
"""Before a command: it is as where Ctrl-C works, also when a shell that ignores it for what runs in the background runs the tests."""
INTERRUPTIBLE = [*HEARING, SEGMENTS]
PATIENCE_S = 60


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Json]:
        """Standard output, read as JSON."""
        read: dict[str, Json] = json.loads(self.out)
        return read

    @property
    def last_line(self) -> str:
        """The last line of standard output."""
        return self.out.rstrip("\n").rpartition("\n")[2]


@dataclass
class Laptop:
    """Runs ``segments`` in ``folder``."""

    folder: Path
    emulator: Emulator

    def check_out(self, files: Mapping[str, str]) -> None:
        """Put exactly these files into the folder of definitions."""
        segments = self.folder / "segments"
        for old in sorted(segments.rglob("*"), reverse=True):
            old.rmdir() if old.is_dir() else old.unlink()
        for name, text in files.items():
            path = segments / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @property
    def service(self) -> list[str]:
        """The options that lead to the embedded Pinpoint."""
        return ["--endpoint-url", self.emulator.endpoint_url]

    @property
    def given(self) -> list[str]:
        """All that a plan has to be told."""
        return [*self.service, "--application-id", APP, "--owner", OWNER]

    def plan(self, *arguments: str) -> Ended:
        """Run ``segments plan`` with all that it has to be told."""
        return self.run("plan", *self.given, *arguments)

    def apply(self, *arguments: str) -> Ended:
        """Run ``segments apply`` in the same way; nobody is there to say yes."""
        return self.run("apply", *self.given, *arguments)

    def run(self, *arguments: str) -> Ended:
        """Run ``segments`` in this process."""
        out, err = io.StringIO(), io.StringIO()
        code: object = "main did not exit"
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main(list(arguments))
            except SystemExit as ended:
                code = ended.code
        assert isinstance(code, int), code
        return Ended(code, out.getvalue(), err.getvalue())

    def spawn(self, *arguments: str, environ: Mapping[str, str | None] | None = None, stdout: IO[bytes] | int = subprocess.PIPE) -> Ended:
        """Run ``segments`` in a process of its own; a variable that is None in ``environ`` is taken out of it."""
        ended = subprocess.run(
            [SEGMENTS, *arguments],
            cwd=self.folder,
            env=environment(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_S,
            check=False,
        )
        return Ended(ended.returncode, (ended.stdout or b"").decode(), ended.stderr.decode())

    @contextlib.contextmanager
    def terminal(self, *arguments: str, columns: int = 80, environ: Mapping[str, str | None] | None = None) -> Iterator[Terminal]:
        """Run ``segments`` in a terminal."""
        mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        env = environment({"TERM": "xterm-256color", "COLUMNS": None, "NO_COLOR": None, **(environ or {})})
        with started([*INTERRUPTIBLE, *arguments], cwd=self.folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            try:
                yield Terminal(process, mine)
            finally:
                os.close(mine)

    def names(self) -> list[str]:
        """Return the names of the segments that were created."""
        said = [request.body for request in self.emulator.requests if request.operation == "CreateSegment" and request.status == 201]
        return [str(body["Name"]) for body in said if isinstance(body, dict)]

    def operations(self) -> list[str]:
        """Return the calls that Pinpoint has seen."""
        return [request.operation for request in self.emulator.requests]


@dataclass
class Terminal:
    """What somebody at a terminal sees and types."""

    process: subprocess.Popen[bytes]
    handle: int
    seen: str = ""

    def wait_for(self, text: str) -> None:
        """Read until ``text`` is on the screen."""
        until = time.monotonic() + PATIENCE_S
        while text not in self.seen:
            assert time.monotonic() < until, f"{text!r} was not seen in: {self.seen}"
            assert self._read(), f"the command ended without {text!r}: {self.seen}"

    def type(self, text: str) -> None:
        """Type ``text``."""
        os.write(self.handle, text.encode())

    def interrupt(self) -> int:
        """Press Ctrl-C, again where it came just before the question was listened to, and return the exit code."""
        while self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
        return self.end()

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._read():
            pass
        return self.process.wait(timeout=PATIENCE_S)

    def _read(self) -> bool:
        if not select.select([self.handle], [], [], PATIENCE_S)[0]:
            return False
        try:
            read = os.read(self.handle, 65536)
        except OSError:  # Linux's way to say that the other side has closed it
            return False
        self.seen += read.decode(errors="replace").replace("\r\n", "\n")
        return bool(read)


@contextlib.contextmanager
def started(
    command: list[str], *, cwd: Path, env: Mapping[str, str], stdin: int, stdout: int, stderr: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command, and end it whatever happens."""
    with subprocess.Popen(command, cwd=cwd, env=env, stdin=stdin, stdout=stdout, stderr=stderr) as process:
        try:
            yield process
        finally:
            process.kill()


def environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return this process's environment with ``changes``."""
    changed = {**os.environ, **changes}
    return {name: value for name, value in changed.items() if value is not None}
