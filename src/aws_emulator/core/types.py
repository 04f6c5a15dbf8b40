"""The words of the emulator: JSON values, a call to the service, and the service's way to say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Body: TypeAlias = "dict[str, Json]"
"""A JSON object. Once stored it is never changed in place, so that answers can share its parts."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the service: its operation, its path and query parameters by the model's names, and its body.

    ``tag_keys`` are the repeated ``tagKeys`` of UntagResource. ``body`` is None where the request had none.
    """

    operation: str
    parameters: Mapping[str, str]
    body: Json = None
    tag_keys: tuple[str, ...] = ()

    @property
    def content(self) -> Body:
        """Return the body as the object that the operation's model made sure it is."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: an HTTP status, a JSON body (None for none), and the error class where it is one.

    ``raw`` replaces the JSON text, for a fault that answers nonsense.
    """

    status: int
    body: Json = None
    error: str = ""
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiError(Exception):
    """A refusal as the service words it: the class of the error, its status, and a sentence."""

    code = "InternalServerErrorException"
    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(ApiError):
    """The request is malformed, or breaks a rule."""

    code = "BadRequestException"
    status = 400


class Forbidden(ApiError):
    """The caller may not do this."""

    code = "ForbiddenException"
    status = 403


class NotFound(ApiError):
    """What the request names is not there."""

    code = "NotFoundException"
    status = 404


class MethodNotAllowed(ApiError):
    """The path knows no such method."""

    code = "MethodNotAllowedException"
    status = 405


class Conflict(ApiError):
    """The resource is in a state that does not allow this (UpdateJourney alone models it)."""

    code = "ConflictException"
    status = 409


class Gone(ApiError):
    """The operation is no longer offered; no class of the model says this."""

    code = "GoneException"
    status = 410


class PayloadTooLarge(ApiError):
    """The request is over the documented 7 MB."""

    code = "PayloadTooLargeException"
    status = 413


class TooManyRequests(ApiError):
    """The request is over the documented rate."""

    code = "TooManyRequestsException"
    status = 429


class NotEmulated(ApiError):
    """The model has this operation and the emulator does not; a real service never says this."""

    code = "NotImplementedException"
    status = 501


def members(value: Json, *names: str) -> Body:
    """Return the object reached from ``value`` through ``names``; an empty one where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Json, *names: str) -> list[Json]:
    """Return the list reached from ``value`` through ``names``; an empty one where there is none."""
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
