"""The comments that we keep on pull requests, and the issues that we keep open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a comment is had without the words for plans
    from segments_as_code.model.plan import Fingerprints


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a pull request, as the forge holds it; ``updated_at`` is when it was last edited (2026-11-26T09:00:00Z)."""

    id: int
    url: str
    author: str
    body: str
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """A label that was put on a pull request, or taken off it: by whom (empty if the account is gone), and when."""

    label: str
    by: str
    at: str
    is_added: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, as the forge holds it."""

    number: int
    url: str
    author: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a comment of ours says of itself in its hidden first line; ``head`` is a commit id.

    ``kind`` is plan, record, findings, snapshot (a plan that was made against one, which approves nothing) or drift.
    ``is_intact`` is false if the line or the text below it was edited by hand, so that the checksum does not fit.
    """

    target: str
    head: str
    digest: str
    kind: str = "plan"
    version: int = 2
    fingerprints: Fingerprints | None = None
    is_intact: bool = True
