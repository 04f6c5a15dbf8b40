"""The git commands that put a release on its tags. They change no branch: the commit that names the image is reached from tags alone."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from scripts.release.action_file import pin_image
from scripts.release.version import Version, moving_tags

REMOTE = "origin"
AUTHOR = ("-c", "user.name=github-actions[bot]", "-c", "user.email=41898282+github-actions[bot]@users.noreply.github.com")


def commands(version: Version, tags: Sequence[str], tagged: str) -> list[list[str]]:
    """Return the commands that come after action.yml was rewritten in a checkout of the tag.

    Args:
        version: what is released.
        tags: the line tags to move with it.
        tagged: what the version's tag was when it was checked out; where the remote has another by now, nothing is pushed.
    """
    moved = [version.tag, *tags]
    leases = [f"--force-with-lease=refs/tags/{version.tag}:{tagged}"]
    return [
        ["git", "add", "action.yml"],
        ["git", *AUTHOR, "commit", "--quiet", "--message", f"Release {version.tag}: the action is the published image"],
        *(["git", *AUTHOR, "tag", "--force", "--annotate", tag, "--message", f"Segments as Code {version}"] for tag in moved),
        ["git", "push", "--atomic", *leases, REMOTE, *(f"{_plus(tag, version)}refs/tags/{tag}" for tag in moved)],
    ]


def _plus(tag: str, version: Version) -> str:
    """Force the lines, which move; the version's own tag is held by its lease."""
    return "" if tag == version.tag else "+"


def planned(root: Path, version: Version) -> list[list[str]]:
    """Return the commands for the checkout at ``root``, as its tags stand."""
    existing = _git(root, "tag", "--list", "v*").split()
    tagged = _git(root, "rev-parse", f"refs/tags/{version.tag}").strip() if version.tag in existing else ""
    return commands(version, moving_tags(version, existing), tagged)


def release(root: Path, version: Version, image: str, digest: str) -> None:
    """Rewrite action.yml in the checkout at ``root``, commit that, and push the tags. A second run does it anew.

    Raises:
        ValueError: action.yml cannot be rewritten, or the tag is not of the commit that is checked out.
        CalledProcessError: git refused; what it said is on standard error.
    """
    head, tagged = _git(root, "rev-parse", "HEAD"), _git(root, "rev-list", "--max-count=2", f"refs/tags/{version.tag}")
    if head.strip() not in tagged.split():  # the second of the two is there after a run that came this far
        raise ValueError(f"{version.tag} is no longer on the commit that was checked and built: {head.strip()}.")
    action = root / "action.yml"
    action.write_text(pin_image(action.read_text(encoding="utf-8"), image, digest), encoding="utf-8")
    for command in planned(root, version):
        subprocess.run(command, cwd=root, check=True)  # noqa: S603 # the words above


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607 # git
