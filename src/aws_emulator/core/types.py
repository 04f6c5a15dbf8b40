"""Value types that every embedded service shares: JSON, a call, an answer. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Body: TypeAlias = "dict[str, Json]"
"""A JSON object. Once stored it is never changed in place, so answers can share its parts."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service, by the model's names: operation, path and query parameters, body.

    ``tag_keys`` are the repeated ``tagKeys`` of UntagResource. ``body`` is None if the request had none. ``service`` is
    botocore's name of the API.
    """

    operation: str
    parameters: Mapping[str, str]
    body: Json = None
    tag_keys: tuple[str, ...] = ()
    service: str = ""

    @property
    def content(self) -> Body:
        """Return the body as an object."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: an HTTP status, a JSON body (None: no body), and the class of an error.

    ``raw`` replaces the JSON text, for a fault with a broken answer. With ``has_request_id`` the body gets a RequestID.
    """

    status: int
    body: Json = None
    error: str = ""
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    has_request_id: bool = False


def members(value: Json, *names: str) -> Body:
    """Return the object at the path ``names`` in ``value``, or an empty one."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Json, *names: str) -> list[Json]:
    """Return the list at the path ``names`` in ``value``, or an empty one."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def text(value: Json, name: str) -> str:
    """Return the string member ``name`` of ``value``, or an empty one."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def number(value: Json, name: str, default: int = 0) -> int:
    """Return the integer member ``name`` of ``value``, or ``default``."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, int) else default


def texts(value: Json) -> dict[str, str]:
    """Return the members of ``value`` that are strings, as tags are."""
    return {name: member for name, member in value.items() if isinstance(member, str)} if isinstance(value, dict) else {}
