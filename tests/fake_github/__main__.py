"""Run the fake GitHub by itself: ``python -m tests.fake_github --port 0 --seed file.json``.

The first line printed is the address of its REST API. What it has seen is below ``/_admin`` of the same host and port (see
``admin.py``). It listens on loopback only, and ends with status 1 if an exchange broke GitHub's description.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.fake_github.openapi.cut import EDITIONS
from tests.fake_github.seed import read_seed
from tests.fake_github.server import serve


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_github", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=Path)
    parser.add_argument("--edition", choices=EDITIONS, default=EDITIONS[0])
    options = parser.parse_args(arguments)
    world = read_seed(options.seed.read_text(encoding="utf-8") if options.seed else "{}")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serve(world, edition=options.edition, port=options.port, strict=False) as fake:
        sys.stdout.write(f"{fake.api_url}\n")
        sys.stdout.flush()
        stopped.wait()
    sys.stderr.writelines(f"{violation}\n" for violation in fake.violations)
    return 1 if fake.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
