"""Compare the botocore that is installed with the facts that were committed.

Exit 0: nothing changed; 2: something did, and it is printed as Markdown; with --write: the facts are written anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

import botocore
from botocore.loaders import Loader

from scripts.model_watch.facts import difference, facts

KNOWN = Path(__file__).parent / "pinpoint.txt"
MOST_LINES = 300


def main(arguments: list[str]) -> int:
    """Say what changed."""
    found = facts(Loader().load_service_model("pinpoint", "service-2"))
    if arguments == ["--write"]:
        KNOWN.write_text("\n".join(found) + "\n", encoding="utf-8")
        return 0
    changed = difference(KNOWN.read_text(encoding="utf-8").splitlines(), found)
    if not changed:
        sys.stderr.write(f"botocore {botocore.__version__} says of Pinpoint's segments what we know.\n")
        return 0
    sys.stdout.write(report(changed, botocore.__version__))
    return 2


def report(changed: list[str], version: str) -> str:
    """Return the text of an issue."""
    shown = changed[:MOST_LINES]
    more = [f"… and {len(changed) - len(shown)} more"] if len(changed) > len(shown) else []
    return "\n".join(
        [
            f"botocore {version} describes the operations that we call otherwise than the version we know:",
            "",
            "```diff",
            *shown,
            *more,
            "```",
            "",
            "What to look at: the schema, `providers/pinpoint/`, the embedded Pinpoint (`make test` says where they differ).",
            "When that is done: `make lock UPGRADE=--upgrade`, then `python -m scripts.model_watch --write`, in one commit.",
            "",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
