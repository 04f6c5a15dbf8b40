"""One emulated AWS account in one region, as one service sees it: its content, and its sources of ids and dates."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias
from uuid import uuid4

from aws_emulator.core.behaviour import CommonBehaviour
from aws_emulator.core.errors import NotFound
from aws_emulator.core.store import Put, Remove, Row, Store, Write
from aws_emulator.core.types import Body, texts

Clock: TypeAlias = Callable[[], float]
"""Seconds since 1970, as ``time.time`` gives them."""

Ids: TypeAlias = Callable[[int], str]
"""Makes the id (32 hex digits) for the row with this number; numbers count up from 1 and survive restarts."""


def random_ids(_number: int) -> str:
    """Return a new unique id."""
    return uuid4().hex


def seeded_ids(seed: str) -> Ids:
    """Return ids that are the same in each run with the same ``seed`` and order of requests."""
    return lambda number: sha256(f"{seed}:{number}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """State that the accounts of all services in one emulator share."""

    store: Store
    region: str = "us-east-1"
    number: str = "123456789012"
    clock: Clock = time.time
    ids: Ids = random_ids


@dataclass(slots=True)
class Account:
    """The state that operations work on. ``behaviour`` may be replaced at any time; callers hold the emulator's lock.

    ``hidden`` has the rows, by container and id, that lists do not show yet, and how many more listings omit them.
    """

    shared: AccountSettings
    behaviour: CommonBehaviour
    hidden: dict[str, int] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """Return the account's rows."""
        return self.shared.store

    def now(self) -> str:
        """Return the time as an ISO 8601 text, such as 2026-11-23T09:30:00.000Z."""
        return datetime.fromtimestamp(self.shared.clock(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def new_id(self, further: int = 0) -> str:
        """Return the id of the next new row, or of one ``further`` on."""
        return self.shared.ids(self.store.next_number + further)

    def arn(self, service: str, *path: str) -> str:
        """Return the ARN of a resource of ``service`` (its name in ARNs)."""
        return f"arn:aws:{service}:{self.shared.region}:{self.shared.number}:{'/'.join(path)}"

    def find(self, kind: str, container: str, row_id: str) -> Body:
        """Return a stored object, or raise NotFound with the message in AWS's samples."""
        body = self.store.get(kind, container, row_id)
        if body is None:
            raise NotFound("Resource not found")
        return body

    def tags(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource."""
        return texts(self.store.get("tags", "", arn) or {})

    def tag_writes(self, arn: str, tags: dict[str, str]) -> Sequence[Write]:
        """Return the write that sets all tags of a resource to ``tags``."""
        return [Put("tags", "", arn, dict(tags))] if tags else [Remove("tags", "", arn)]

    def forget_lags(self) -> None:
        """Stop hiding rows."""
        self.hidden.clear()

    def hide(self, container: str, row_id: str, listings: int) -> None:
        """Omit a new row from the next ``listings`` listings of its container."""
        if listings:
            self.hidden[f"{container}/{row_id}"] = listings

    def visible(self, kind: str, container: str, *, begins: bool) -> Sequence[Row]:
        """Return the rows that a lagging list shows; a listing that ``begins`` counts for each row that it omits."""
        rows = self.store.rows(kind, container)
        if not self.hidden:
            return rows
        shown = tuple(row for row in rows if f"{container}/{row.id}" not in self.hidden)
        for row in rows if begins else ():
            key = f"{container}/{row.id}"
            if key in self.hidden:
                self.hidden[key] -= 1
                if not self.hidden[key]:
                    del self.hidden[key]
        return shown
