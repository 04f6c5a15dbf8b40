"""The inputs of the action: read once, checked, and typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar, get_args

from segments_as_code.model.problem import SegmentsError
from segments_as_code.service_choice import Containers

Command: TypeAlias = Literal["auto", "validate", "plan", "apply", "drift"]
Commenting: TypeAlias = Literal["always", "changes", "never"]
Deleting: TypeAlias = Literal["owned", "never"]

_COMMANDS: tuple[Command, ...] = get_args(Command)
_COMMENTING: tuple[Commenting, ...] = get_args(Commenting)
_DELETING: tuple[Deleting, ...] = get_args(Deleting)
_Word = TypeVar("_Word", bound=str)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a run; None if one is left to the environment or to the definitions."""

    command: Command = "auto"
    path: str = "segments"
    application_id: str | None = None
    domain_name: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    token: str | None = field(default=None, repr=False)
    target: str | None = None
    owner: str | None = None
    delete: Deleting = "owned"
    allow_deletes: int | None = None
    require_approved_plan: bool = True
    approved_plan: str | None = None
    comment: Commenting = "always"
    strict: bool = False
    snapshot: str | None = None
    audience: str | None = None

    @property
    def containers(self) -> Containers:
        """The inputs that name a container of segments; one run is about one."""
        return Containers({"application-id": self.application_id, "domain-name": self.domain_name})

    @property
    def scope(self) -> str | None:
        """The container that this run names, if it does."""
        return self.application_id or self.domain_name


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Return the action's inputs (``INPUT_*``, with hyphens, as the runner passes them); an empty input is treated as missing.

    Raises:
        SegmentsError: an input has an invalid value (``invalid-input``).
    """
    return Inputs(
        command=_one_of("command", _input(environ, "command") or "auto", _COMMANDS),
        path=_input(environ, "path") or "segments",
        application_id=_input(environ, "application-id"),
        domain_name=_input(environ, "domain-name"),
        region=_input(environ, "aws-region"),
        endpoint_url=_input(environ, "endpoint-url"),
        token=_input(environ, "github-token"),
        target=_input(environ, "target"),
        owner=_input(environ, "owner"),
        delete=_one_of("delete", _input(environ, "delete") or "owned", _DELETING),
        allow_deletes=_number("allow-deletes", _input(environ, "allow-deletes")),
        require_approved_plan=_boolean("require-approved-plan", _input(environ, "require-approved-plan") or "true"),
        approved_plan=_digest("approved-plan", _input(environ, "approved-plan")),
        comment=_one_of("comment", _input(environ, "comment") or "always", _COMMENTING),
        strict=_boolean("strict", _input(environ, "strict") or "false"),
        snapshot=_input(environ, "snapshot"),
        audience=_input(environ, "audience"),
    )


def _input(environ: Mapping[str, str], name: str) -> str | None:
    return environ.get(f"INPUT_{name.upper()}", "").strip() or None


def _one_of(name: str, value: str, allowed: tuple[_Word, ...]) -> _Word:
    for word in allowed:
        if word == value:
            return word
    raise _invalid(name, value, "write one of " + ", ".join(allowed) + ".")


def _boolean(name: str, value: str) -> bool:
    """Read a boolean by YAML 1.2's core rules, as the Actions toolkit does."""
    if value in {"true", "True", "TRUE"}:
        return True
    if value in {"false", "False", "FALSE"}:
        return False
    raise _invalid(name, value, "write true or false.")


def _number(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise _invalid(name, value, "write the exact number of deletions, for example 7.")
    return int(value)


def _digest(name: str, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[0-9a-f]{64}", value):
        raise _invalid(name, value, "write all 64 hexadecimal digits of the plan's digest.")
    return value


def _invalid(name: str, value: str, remedy: str) -> SegmentsError:
    return SegmentsError("invalid-input", f"the input {name} is {value!r}.", remedy)
