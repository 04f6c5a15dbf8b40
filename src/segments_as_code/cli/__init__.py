"""The ``segments`` command: on a laptop what the action is on GitHub."""

from __future__ import annotations

import sys

from segments_as_code.garbage import no_last_collection, rare_collection

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (``sys.argv`` where none is given) and exit with its code."""
    no_last_collection()
    with rare_collection():
        from segments_as_code.cli.command import run  # noqa: PLC0415  # imported here, where Python rarely looks for garbage

        code = run(arguments)
    sys.exit(code)
