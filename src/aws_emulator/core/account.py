"""One emulated AWS account in one region: what it holds, how it behaves, and where ids and dates come from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias
from uuid import uuid4

from aws_emulator.core.store import Put, Remove, Store, Write
from aws_emulator.core.types import Body, NotFound, text, texts
from aws_emulator.pinpoint.behaviour import Behaviour

Clock: TypeAlias = Callable[[], float]
"""Seconds since 1970, as ``time.time`` gives them."""

Ids: TypeAlias = Callable[[int], str]
"""Makes the id (32 hex digits) of the thing that will have this number; numbers count up from 1 and survive restarts."""


def random_ids(_number: int) -> str:
    """Return an id that nobody has had before."""
    return uuid4().hex


def seeded_ids(seed: str) -> Ids:
    """Return ids that are the same in each run with this ``seed`` and this order of requests."""
    return lambda number: sha256(f"{seed}:{number}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class Account:
    """What operations work on. ``behaviour`` may be exchanged at any time; callers hold the emulator's lock."""

    store: Store = field(default_factory=Store)
    behaviour: Behaviour = field(default_factory=Behaviour)
    region: str = "us-east-1"
    number: str = "123456789012"
    clock: Clock = time.time
    ids: Ids = random_ids
    hidden: dict[str, int] = field(default_factory=dict)

    def now(self) -> str:
        """Return the time as the API writes it, such as 2026-11-23T09:30:00.000Z."""
        return datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def new_id(self) -> str:
        """Return the id of the thing that the next write makes."""
        return self.ids(self.store.next_number)

    def arn(self, *path: str) -> str:
        """Return the ARN of ``apps/…``; D-iam of the developer guide has the form."""
        return f"arn:aws:mobiletargeting:{self.region}:{self.number}:{'/'.join(path)}"

    def application(self, application_id: str) -> Body:
        """Return an application, or raise NotFound."""
        return self.found("application", "", application_id)

    def found(self, kind: str, container: str, row_id: str) -> Body:
        """Return a stored object, or raise NotFound in the words that AWS's samples show."""
        body = self.store.get(kind, container, row_id)
        if body is None:
            raise NotFound("Resource not found")
        return body

    def tags(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource."""
        return texts(self.store.get("tags", "", arn) or {})

    def tag_writes(self, arn: str, tags: dict[str, str]) -> Sequence[Write]:
        """Return what makes ``tags`` all the tags of a resource."""
        return [Put("tags", "", arn, dict(tags))] if tags else [Remove("tags", "", arn)]

    def newest_version(self, application_id: str, segment_id: str) -> int | None:
        """Return the newest version of a segment, or None where there is no such segment."""
        segment = self.store.get("segment", application_id, segment_id)
        version = segment.get("Version") if segment else None
        return version if isinstance(version, int) else None


def id_of(body: Body) -> str:
    """Return the id of a stored object."""
    return text(body, "Id")
