"""Comments on pull requests, and issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the types of a plan are not needed to handle comments
    from segments_as_code.model.plan import Fingerprints


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a pull request, as GitHub has it; ``updated_at`` is the time of its last edit (2026-11-26T09:00:00Z)."""

    id: int
    url: str
    author: str
    body: str
    updated_at: str = ""


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """A label that was added to a pull request or removed: by whom (empty if the account is gone), and when."""

    label: str
    by: str
    at: str
    is_added: bool


@dataclass(frozen=True, slots=True)
class PutOn:
    """A label that is on a pull request now, and who added it last; ``fault`` says why it does not count, if it does not."""

    label: str
    by: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, as GitHub has it."""

    number: int
    url: str
    author: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Header:
    """The hidden first line of a comment that this action wrote; ``head`` is a commit id.

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
    policies: str = ""
    base: str = ""
