"""Find out whose segments a laptop plans: the repository that the folder belongs to."""

from __future__ import annotations

import re
import subprocess

from segments_as_code.problems import SegmentsError

_REMOTE = re.compile(r"(?:[a-z+]+://(?:[^/@]*@)?[^/]+/|[^/@:]*@?[^/@:]+:)(?:.*/)?(?P<owner>[^/:]+)/(?P<name>[^/]+?)(?:\.git)?/?")


def owner_of(remote: str) -> str | None:
    """Return ``owner/name`` in the address of a git remote, or None where it has no such ending."""
    found = _REMOTE.fullmatch(remote.strip())
    return f"{found['owner']}/{found['name']}" if found else None


def find_owner(given: str | None) -> str:
    """Return the owner that was ``given``, else that of the git remote ``origin`` of the current folder.

    Raises:
        SegmentsError: there is neither (``no-owner``).
    """
    if given:
        return given
    owner = owner_of(_origin())
    if owner is None:
        message = "it is not known whose segments these are: this folder has no git remote named origin with an owner and a name."
        raise SegmentsError("no-owner", message, "give --owner, for example --owner my-company/my-repository.")
    return owner


def _origin() -> str:
    command = ["git", "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout  # noqa: S603  # nothing of the user's in it
    except (OSError, subprocess.SubprocessError):
        return ""
