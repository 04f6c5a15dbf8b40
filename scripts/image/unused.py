"""Remove from an installed folder what the action never runs.

``tests/test_image_cut.py`` holds this list to the truth: each line matches something, no module that stays imports one that went (but
for the few named there), and licences and package metadata stay.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

UNUSED: Mapping[str, str] = {
    "bin": "commands: the image has one entry point",
    "*.dist-info/RECORD": "for uninstalling",
    "*.dist-info/INSTALLER": "for uninstalling",
    "*.dist-info/REQUESTED": "for uninstalling",
    "*.dist-info/WHEEL": "for installing",
    "*.dist-info/entry_points.txt": "of commands and plug-ins",
    "*.dist-info/top_level.txt": "for installing",
    "*.dist-info/zip-safe": "for installing",
    "**/*.pyi": "for type checkers",
    "**/py.typed": "for type checkers",
    "**/tests": "tests of the packages themselves",
    "botocore/crt/auth.py": "needs a library that is not here",
    "dateutil/easter.py": "no dates by rule",
    "dateutil/rrule.py": "no dates by rule",
    "dateutil/tz/win.py": "for Windows",
    "dateutil/tzwin.py": "for Windows",
    "dateutil/utils.py": "of no use to botocore",
    "dateutil/zoneinfo": "a second copy of the time zones",
    "deepdiff/commands.py": "its own command",
    "deepdiff/docstrings": "documentation; it does without",
    "jsonschema/__main__.py": "its own command",
    "jsonschema/benchmarks": "measurements of the package itself",
    "jsonschema/cli.py": "its own command",
    "urllib3/contrib/emscripten": "for browsers",
    "urllib3/contrib/pyopenssl.py": "needs a library that is not here",
    "urllib3/contrib/socks.py": "needs a library that is not here",
}
"""Patterns below the folder, each with why nothing needs it."""


def remove_unused(site: Path) -> None:
    """Remove every file and folder below ``site`` that ``UNUSED`` names. A pattern that matches nothing is a mistake.

    Raises:
        LookupError: a pattern matches nothing: the packages have changed, and the list must be looked at again.
    """
    found = {pattern: sorted(site.glob(pattern)) for pattern in UNUSED}
    if idle := [pattern for pattern, paths in found.items() if not paths and not _may_be_absent(pattern)]:
        raise LookupError(f"nothing below {site} matches {', '.join(idle)}")
    for path in _all(found):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _all(found: Mapping[str, list[Path]]) -> Iterator[Path]:
    """Yield each path once its parents are known to stand: a file in a folder that went is gone with it."""
    for paths in found.values():
        yield from (path for path in paths if path.exists())


def _may_be_absent(pattern: str) -> bool:
    """Say whether a pattern depends on how pip installed, and not on what."""
    return pattern == "bin" or ".dist-info/" in pattern
