"""What git knows of the repository that the current folder is in; offline, and nothing where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

_USUAL = ("main", "master")


def root_of(folder: Path) -> Path | None:
    """Return the root of the repository that ``folder`` is in, or None where it is in none."""
    found = _ask(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None


def default_branch(folder: Path) -> str:
    """Return the branch that changes are merged into: the remote's, else main or master where there is one, else the current one."""
    remote = _ask(folder, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/")
    if remote:
        return remote
    known = _ask(folder, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/remotes/origin").split()
    usual = [name for name in _USUAL if name in known or f"origin/{name}" in known]
    return usual[0] if usual else _ask(folder, "branch", "--show-current") or _USUAL[0]


def origin_of(folder: Path) -> str:
    """Return the address of the remote, or nothing."""
    return _ask(folder, "remote", "get-url", "origin")


def _ask(folder: Path, *question: str) -> str:
    command = ["git", "-C", str(folder), *question]
    try:
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=10)  # noqa: S603  # git is told a folder, and runs nothing of it
    except (OSError, subprocess.SubprocessError):
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""
