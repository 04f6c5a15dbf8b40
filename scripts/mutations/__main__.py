"""Make the mistakes of ``areas.toml`` one at a time, and list those that no test sees: ``python -m scripts.mutations [AREA …]``.

For each mistake only the tests of its area run, in a copy of the repository, at low priority: first those of the module, then, if
these see nothing, those of the promise. A mistake that no test can see, because what the code does stays the same, is listed in
``areas.toml`` with the reason. Exits with 1 if any other survives.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.mutations.operators import Mutation, find_mutations
from scripts.mutations.workspace import ROOT, Workspace


@dataclass(frozen=True, slots=True)
class Area:
    """Code that a promise rests on, and the tests that must see every mistake in it."""

    name: str
    files: Sequence[str]
    tests: Sequence[str]
    promises: Sequence[str]
    count: int
    equivalent: Mapping[str, str]

    def mutations(self, count: int | None) -> list[Mutation]:
        """Return some of all mistakes that can be made here: the same ones as long as the code stays the same."""
        found = [mutation for file in self.files for mutation in find_mutations(file, (ROOT / file).read_bytes())]
        if count == 0:
            return found
        share = (self.count if count is None else count) / len(found)
        return [mutation for number, mutation in enumerate(found) if int(number * share) != int((number + 1) * share)]


def read_areas() -> list[Area]:
    """Return the areas of ``areas.toml``."""
    said = tomllib.loads((Path(__file__).parent / "areas.toml").read_text(encoding="utf-8"))
    return [
        Area(name, area["files"], area["tests"], area["promises"], area["count"], area.get("equivalent", {})) for name, area in said.items()
    ]


def check_area(area: Area, mutations: Sequence[Mutation], workspace: Workspace, given: argparse.Namespace) -> tuple[int, int]:
    """Print what survives in one area; return how many mistakes do so with a reason, and without."""
    tests = [area.tests] if given.quick else [area.tests, area.promises]
    if not all(workspace.passes(group, keeps_bytecode=True) for group in tests):
        raise SystemExit(f"{area.name}: its tests fail without any mistake.")
    known = unknown = 0
    for mutation in mutations:
        is_seen = workspace.sees(mutation, tests)
        sys.stderr.write("." if is_seen else "!")
        sys.stderr.flush()
        if is_seen:
            continue
        if mutation.name in area.equivalent:
            known += 1
        else:
            unknown += 1
            _say(f"SURVIVED {area.name} {mutation.file}\n    {mutation.name}")
    _say(f"{area.name}: {len(mutations)} mistakes, {known} survived and are equivalent, {unknown} survived")
    return known, unknown


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help="only these areas")
    parser.add_argument("--count", type=int, help="so many mistakes in each area instead of the number in areas.toml; 0 is all")
    parser.add_argument("--only", default="", help="only mistakes whose name contains this text")
    parser.add_argument("--quick", action="store_true", help="only the tests of the module, not those of the promise")
    parser.add_argument("--list", action="store_true", help="list the mistakes and make none")
    given = parser.parse_args()
    os.nice(10)
    chosen = [area for area in read_areas() if not given.areas or area.name in given.areas]
    work = [(area, [mutation for mutation in area.mutations(given.count) if given.only in mutation.name]) for area in chosen]
    if given.list:
        _say("\n".join(f"{area.name}  {mutation.name}" for area, mutations in work for mutation in mutations))
        return 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        workspace = Workspace(Path(folder))
        counts = [check_area(area, mutations, workspace, given) for area, mutations in work if mutations]
    total = sum(len(mutations) for _, mutations in work)
    unknown = sum(count for _, count in counts)
    _say(f"{total} mistakes, {total - sum(map(sum, counts))} seen, {sum(count for count, _ in counts)} equivalent, {unknown} survived")
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main())
