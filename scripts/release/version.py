"""A version and the tags that go with it; whether the places that name a version agree."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.release.changelog import notes_for

_BASE = re.compile(r"(?P<tagged>[a-z0-9.-]+(?:/[a-z0-9._-]+)+:[\w.-]+)@sha256:[0-9a-f]{64}")
_TAG = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A released version: three numbers, nothing behind them."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def tag(self) -> str:
        """Return the tag of this version alone."""
        return f"v{self}"

    @property
    def lines(self) -> tuple[str, str]:
        """Return the tags that move from version to version: ``v1`` and ``v1.2``."""
        return f"v{self.major}", f"v{self.major}.{self.minor}"


def read_tag(tag: str) -> Version:
    """Return the version that ``tag`` names.

    Raises:
        ValueError: it is no tag of a version.
    """
    found = _TAG.fullmatch(tag)
    if found is None:
        raise ValueError(f"{tag!r} is no tag of a version: write it as v1.2.3.")
    return Version(*map(int, found.groups()))


def moving_tags(version: Version, existing: Iterable[str]) -> tuple[str, ...]:
    """Return the line tags that move to ``version``: those of which it is the newest. A fix of an old line moves no newer one back."""
    others = [read_tag(tag) for tag in existing if _TAG.fullmatch(tag)]
    whole = all(other <= version for other in others if other.major == version.major)
    minor = all(other <= version for other in others if (other.major, other.minor) == (version.major, version.minor))
    return tuple(line for line, newest in zip(version.lines, (whole, minor), strict=True) if newest)


def base_image(root: Path) -> str:
    """Return the base image that a release is built on, by digest: that of the Dockerfile, as Dependabot last pinned it.

    Raises:
        ValueError: no digest is pinned, or it is pinned for another image than the Dockerfile names.
    """
    pinned = re.findall(r"^FROM (\S+)$", (root / ".github/base-image/Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    found = _BASE.fullmatch(pinned[0]) if len(pinned) == 1 else None
    if found is None:
        raise ValueError(".github/base-image/Dockerfile must have one line FROM host/name:tag@sha256: and 64 hex digits.")
    if f"ARG BASE={found['tagged']}\n" not in (root / "Dockerfile").read_text(encoding="utf-8"):
        raise ValueError(f"the Dockerfile does not say 'ARG BASE={found['tagged']}', for which .github/base-image pins a digest.")
    return str(pinned[0])


def disagreements(root: Path, version: Version) -> Iterator[str]:
    """Yield what keeps the files below ``root`` from being released as ``version``."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if project != str(version):
        yield f"pyproject.toml says version {project}, the tag says {version}."
    module = (root / "src" / "segments_as_code" / "__init__.py").read_text(encoding="utf-8")
    if f'__version__ = "{version}"' not in module:
        yield f"segments_as_code.__version__ is not {version}."
    if notes_for((root / "CHANGELOG.md").read_text(encoding="utf-8"), str(version)) is None:
        yield f"CHANGELOG.md has nothing below a heading '## {version}'."
    try:
        base_image(root)
    except ValueError as error:
        yield str(error)
    if "  image: Dockerfile\n" not in (root / "action.yml").read_text(encoding="utf-8"):
        yield "action.yml does not say 'image: Dockerfile', so there is nothing to rewrite."
