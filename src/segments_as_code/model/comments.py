"""The comments that we keep on pull requests, and the issues that we keep open."""

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
class Issue:
    """An issue, as the forge holds it."""

    number: int
    url: str
    author: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """A plan in a few hashes (12 hex digits), so that a later plan can say what became different; they approve nothing.

    ``desired`` stands for the target and all that the files say, ``changes`` for each change by its segment's key; None
    where there were too many to carry along.
    """

    desired: str
    changes: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True)
class Header:
    """What a comment of ours says of itself in its hidden first line; ``head`` is a commit id.

    ``kind`` is plan, record, findings, snapshot (a plan that was made against one, which approves nothing) or drift.
    ``is_intact`` is false where the line was edited by hand and its checksum no longer fits.
    """

    target: str
    head: str
    digest: str
    kind: str = "plan"
    version: int = 1
    fingerprints: Fingerprints | None = None
    is_intact: bool = True
