"""The door that ``entrypoint.py`` opens: one step of a GitHub Actions job."""

from __future__ import annotations

import os
import sys
import time

from segments_as_code.garbage import no_last_collection, rare_collection

__all__ = ["main"]


def main() -> int:
    """Run the step in this process's environment and return its exit code."""
    no_last_collection()
    with rare_collection():
        from segments_as_code.action.step import run_action  # noqa: PLC0415  # imported here, where Python rarely looks for garbage

        return run_action(os.environ, write=_print, sleep=time.sleep)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
