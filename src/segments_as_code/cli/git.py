"""Ask git about the repository that a folder is in; offline."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from segments_as_code.model.problem import SegmentsError

_HOST = r"(?:(?:https?|ssh|git|git\+ssh)://(?:[^/@]*@)*[^/@]+/|(?:[^/@:]+@)?[^/@:]+:(?!//))"
_NAME = r"[A-Za-z0-9_.-]+"
_REMOTE = re.compile(rf"{_HOST}(?:[^?#\s]*/)?(?P<owner>{_NAME})/(?P<name>{_NAME}?)(?:\.git)?/?")
_NOTHING_THERE = ("not a git repository", "No such remote")
_USUAL_BRANCHES = ("main", "master")


def find_owner(given: str | None, path: str) -> str:
    """Return the ``given`` owner, or the one in the git remote ``origin`` of the repository that ``path`` is in.

    Raises:
        SegmentsError: there is no owner (``no-owner``).
    """
    if given:
        return given
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    remote, failure = _ask(folder, "remote", "get-url", "origin")
    owner = owner_of(remote)
    if owner is None:
        why = failure or f"{path} is in no git repository with a remote named origin that has an owner and a name."
        remedy = "pass --owner, for example --owner my-company/my-repository."
        raise SegmentsError("no-owner", f"it is not known whose segments these are: {why}", remedy)
    return owner


def owner_of(remote: str) -> str | None:
    """Return ``owner/name`` from the address of a git remote, or None if it does not end like that."""
    found = _REMOTE.fullmatch(remote.strip())
    return f"{found['owner']}/{found['name']}" if found else None


def root_of(folder: Path) -> Path | None:
    """Return the root of the repository that ``folder`` is in, or None."""
    found, _ = _ask(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None


def default_branch(folder: Path) -> str:
    """Return the branch that changes are merged into: the remote's, else main or master if it exists, else the current one."""
    remote = remote_branch(folder)
    if remote:
        return remote
    known = _ask(folder, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/remotes/origin")[0].split()
    usual = [name for name in _USUAL_BRANCHES if name in known or f"origin/{name}" in known]
    return usual[0] if usual else _ask(folder, "branch", "--show-current")[0] or _USUAL_BRANCHES[0]


def remote_branch(folder: Path) -> str:
    """Return the default branch of the remote ``origin``, or an empty text if git does not know it."""
    remote, _ = _ask(folder, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    return remote.removeprefix("origin/")


def origin_of(folder: Path) -> str:
    """Return the address of the remote ``origin``, or of the only one, or an empty text."""
    found = _ask(folder, "remote", "get-url", "origin")[0]
    names = [] if found else _ask(folder, "remote")[0].split()
    return _ask(folder, "remote", "get-url", names[0])[0] if len(names) == 1 else found


def commit_of(path: str) -> str:
    """Return the newest commit of the files at ``path``, with its date and whether they differ from it; empty outside of a repository."""
    folder = path if Path(path).is_dir() else str(Path(path).parent)
    commit, _ = _ask(Path(folder), "log", "-1", "--format=commit %h of %cs", "--", str(Path(path).absolute()))
    changed, _ = _ask(Path(folder), "status", "--porcelain", "--", str(Path(path).absolute()))
    return f"{commit}, and changes since" if commit and changed else commit


def _ask(folder: Path, *question: str) -> tuple[str, str]:
    """Return git's answer, and the error if it is not just that nothing was found."""
    command = ["git", "-C", str(folder), *question]
    try:
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=10)  # noqa: S603  # git is told a folder, and runs nothing of it
    except FileNotFoundError:
        return "", "git is not installed."
    except (OSError, subprocess.SubprocessError) as error:
        return "", f"git could not be asked ({type(error).__name__})."
    if ended.returncode == 0:
        return ended.stdout.strip(), ""
    said = ended.stderr.strip().split("\n")[0]
    return "", f"git says: {said}" if said and not any(words in said for words in _NOTHING_THERE) else ""
