"""Say what is in the image: files, bytes and compressed bytes of what each layer brings, and the slowest imports.

Runs inside the image, on nothing but its Python: ``make image-report``. With ``--json``, for the test that keeps the goals.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

OURS = "segments_as_code"
SITE = Path(sysconfig.get_path("purelib"))
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
ENTRY_POINT = Path("/opt/segments-as-code")
IMPORTED = f"{OURS}.action", "boto3.session", "deepdiff"
"""What a run imports: at its start, where it talks to Pinpoint, and where something differs."""

SHOWN = 12
WRITABLE = 0o222
UNCHECKED_HASH = 1  # of a compiled module's flags (PEP 552): it is never compared with its source


@dataclass(frozen=True, slots=True)
class Part:
    """What one layer of the image brings. ``uncompiled``: modules without a compiled one that is taken as it is."""

    name: str
    files: int
    bytes: int
    compressed: int
    uncompiled: tuple[str, ...]
    writable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """A module, and the microseconds that importing it took without what it imports."""

    name: str
    microseconds: int


def parts() -> list[Part]:
    """Measure the layers that the Dockerfile adds to its base."""
    site = sorted(SITE.iterdir())
    ours = [path for path in site if path.name.startswith(OURS)]
    compiled = [path for path in STANDARD_LIBRARY.rglob("*.pyc") if SITE not in path.parents]
    return [
        measure("dependencies", (path for path in site if path not in ours)),
        measure("our code", [*ours, ENTRY_POINT]),
        measure("standard library, compiled", compiled),
    ]


def measure(name: str, roots: Iterable[Path]) -> Part:
    """Measure the files below ``roots``, compressed as a registry would keep them."""
    files = sorted(file for root in roots for file in ([root] if root.is_file() else root.rglob("*")) if file.is_file())
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=6) as tar:
        for file in files:
            tar.add(file)
    return Part(
        name,
        len(files),
        sum(file.stat().st_size for file in files),
        len(archive.getvalue()),
        tuple(str(file) for file in files if file.suffix == ".py" and file.parent != ENTRY_POINT and not _is_compiled(file)),
        tuple(str(file) for file in files if file.stat().st_mode & WRITABLE),
    )


def _is_compiled(module: Path) -> bool:
    compiled = module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"
    if not compiled.exists():
        return False
    return int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED_HASH


def slowest_imports(modules: Iterable[str] = IMPORTED) -> list[Imported]:
    """Import ``modules`` in a Python of its own, and return the slowest of all that came with them."""
    command = [sys.executable, "-I", "-X", "importtime", "-c", f"import {', '.join(modules)}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr  # noqa: S603 # our own words
    found = [Imported(name, int(own)) for own, name in re.findall(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", told)]
    return sorted(found, key=lambda one: -one.microseconds)[:SHOWN]


def report(measured: Iterable[Part], imports: Iterable[Imported]) -> str:
    """Return the report as text."""
    lines = [f"{'layer':<28}{'files':>7}{'bytes':>12}{'compressed':>12}"]
    lines += [f"{part.name:<28}{part.files:>7}{part.bytes:>12,}{part.compressed:>12,}" for part in measured]
    lines += ["", "slowest imports of a run that plans changes (ms, each without what it imports)"]
    lines += [f"{one.microseconds / 1000:8.1f}  {one.name}" for one in imports]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps([asdict(part) for part in parts()]))
    else:
        sys.stdout.write(report(parts(), slowest_imports()))
