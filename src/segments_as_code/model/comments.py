"""The comments that we keep on pull requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a pull request, as the forge holds it."""

    id: int
    url: str
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a comment of ours says of itself in its hidden first line; ``kind`` is plan or record, ``head`` a commit id."""

    target: str
    head: str
    digest: str
    kind: str = "plan"
    version: int = 1
