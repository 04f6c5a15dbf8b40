"""Short ways to write and read definitions folders in tests."""

from __future__ import annotations

from pathlib import Path

from segments_as_code.error_codes import FILES as CODES
from segments_as_code.files import FolderFiles


def write(path: Path, content: bytes = b"Name: A\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(workspace: Path, folder: str = "segments") -> tuple[list[str], list[tuple[str, str]]]:
    """Return the paths that were read, and path and code of each problem."""
    sources, problems = FolderFiles(workspace, folder).read()
    assert {problem.code for problem in problems} <= set(CODES)
    return [source.path for source in sources], [(problem.location.path, problem.code) for problem in problems]
