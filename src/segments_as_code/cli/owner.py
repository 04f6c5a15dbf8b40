"""Find out whose segments a laptop plans: the repository that the definitions belong to."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from segments_as_code.model.problem import SegmentsError

_HOST = r"(?:(?:https?|ssh|git|git\+ssh)://(?:[^/@]*@)*[^/@]+/|(?:[^/@:]+@)?[^/@:]+:(?!//))"
_NAME = r"[A-Za-z0-9_.-]+"
_REMOTE = re.compile(rf"{_HOST}(?:[^?#\s]*/)?(?P<owner>{_NAME})/(?P<name>{_NAME}?)(?:\.git)?/?")
_NONE_OF_THAT = ("not a git repository", "No such remote")


def owner_of(remote: str) -> str | None:
    """Return ``owner/name`` in the address of a git remote, or None where it has no such ending."""
    found = _REMOTE.fullmatch(remote.strip())
    return f"{found['owner']}/{found['name']}" if found else None


def find_owner(given: str | None, path: str) -> str:
    """Return the owner that was ``given``, else that of the git remote ``origin`` of the repository that ``path`` is in.

    Raises:
        SegmentsError: there is neither (``no-owner``).
    """
    if given:
        return given
    remote, trouble = _origin(Path(path))
    owner = owner_of(remote)
    if owner is None:
        why = trouble or f"{path} is in no git repository with a remote named origin that has an owner and a name."
        remedy = "give --owner, for example --owner my-company/my-repository."
        raise SegmentsError("no-owner", f"it is not known whose segments these are: {why}", remedy)
    return owner


def _origin(path: Path) -> tuple[str, str]:
    """Return the address of the remote, and what git had to say if it is something else than that there is none."""
    command = ["git", "-C", str(path if path.is_dir() else path.parent), "remote", "get-url", "origin"]
    try:
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=10)  # noqa: S603  # git is told a folder, and runs nothing of it
    except FileNotFoundError:
        return "", "git is not installed."
    except (OSError, subprocess.SubprocessError) as error:
        return "", f"git could not be asked ({type(error).__name__})."
    said = ended.stderr.strip().split("\n")[0]
    if ended.returncode == 0 or not said or any(words in said for words in _NONE_OF_THAT):
        return ended.stdout, ""
    return "", f"git says: {said}"
