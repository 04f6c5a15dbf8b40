"""Write what all programs are measured on: ``python -m bench.inputs ROOT SIZE…``.

A process of its own, so that the one that measures stays small.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.definitions import APP, Json, definitions, write_folder

MIXED = 300
"""So many each are created, updated and deleted."""

_TEMPLATE = 100
"""Segments in one CloudFormation template, which may hold 500."""


def main() -> None:
    """Write the inputs of every size."""
    root = Path(sys.argv[1])
    for size in map(int, sys.argv[2:]):
        here = root / str(size)
        write_folder(here / "segments", size)
        write_folder(here / "many", size, per_file=100)
        _write_templates(here / "templates", size)
    write_folder(root / "mixed", 2 * MIXED, changed="half", first=MIXED)


def _write_templates(folder: Path, size: int) -> None:
    """Write the segments as CloudFormation resources."""
    folder.mkdir(parents=True)
    resources: dict[str, Json] = {}
    for number, (_, content) in enumerate(definitions(size, first=0), start=1):
        properties = json.loads(json.dumps(content).replace('{"Ref": "', '{"Id": "'))
        resources[f"Segment{number}"] = {"Type": "AWS::Pinpoint::Segment", "Properties": {"ApplicationId": APP, **properties}}
        if number % _TEMPLATE == 0 or number == size:
            template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
            (folder / f"segments-{number:05}.json").write_text(json.dumps(template, indent=1), encoding="utf-8")
            resources = {}


if __name__ == "__main__":
    main()
