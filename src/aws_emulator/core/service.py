"""The interface of an emulated service: its APIs, operations, options, rates and its part of a seed file."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from aws_emulator.core.account import Account, AccountSettings
from aws_emulator.core.api import Api, load_api
from aws_emulator.core.behaviour import CommonBehaviour
from aws_emulator.core.options import options_of
from aws_emulator.core.types import Body, Call, Json

AccountKind = TypeVar("AccountKind", bound=Account)


class Service(ABC, Generic[AccountKind]):
    """One emulated service. To add one, write a package with a subclass of this and name it in ``aws_emulator.emulator``.

    ``name``: what ``--service`` calls it. ``title``: its name in prose. ``api_names``: botocore's names of the APIs it answers for.
    ``operations``: for each API, the functions for its operations, by the model's names. Each is called with the
    account and a checked call, and returns the answer's body (None for none), or raises ApiError.
    ``behaviour_class``: its options. ``seed_members``: its lists at the top of a seed file. ``container``: what it calls a
    project, in seed files and on the command line. ``largest_payload``: bytes.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    api_names: ClassVar[tuple[str, ...]]
    behaviour_class: ClassVar[type[CommonBehaviour]]
    seed_members: ClassVar[tuple[str, ...]]
    largest_payload: ClassVar[int] = 7 * 1024 * 1024
    operations: Mapping[str, Mapping[str, Callable[[AccountKind, Call], Json]]]

    def __init__(self, account: AccountKind) -> None:
        self.account = account
        self.apis: Mapping[str, Api] = {name: load_api(name) for name in self.api_names}

    @classmethod
    @abstractmethod
    def open(cls, shared: AccountSettings) -> Service[AccountKind]:
        """Return the service over an empty or stored account."""

    @abstractmethod
    def rate(self, call: Call) -> float:
        """Return how many requests a second the call's operation admits while requests are throttled."""

    @abstractmethod
    def make_container(self, container_id: str) -> None:
        """Make an empty application or domain, unless it is there."""

    @abstractmethod
    def check_seed(self, seed: Body) -> None:
        """Raise ValueError if the service's part of a seed is malformed."""

    @abstractmethod
    def load_seed(self, seed: Body, *, into_existing: bool) -> None:
        """Make what ``seed`` names: in containers that are new, or with ``into_existing`` in all."""

    def refuse(self, call: Call) -> None:
        """Raise ApiError if the service refuses such calls, whatever their content."""

    def more_enum_values(self) -> Mapping[str, frozenset[str]]:
        """Return values that requests may have and the model lacks, by the name of the enum's shape."""
        return {}


def check_seed_members(value: Body, what: str, known: Iterable[str], lists: Iterable[str]) -> None:
    """Raise ValueError for a member of a seed that is not ``known``, and for one of ``lists`` that is not a list."""
    for name, member in value.items():
        if name not in known:
            raise ValueError(f"{name} is not a member of {what}; there are {', '.join(known)}.")
        if name in lists and not isinstance(member, list):
            raise ValueError(f"{name} in {what} is a list.")


def settings_by_service(services: Iterable[Service[Any]], settings: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Return ``settings`` of options sorted by service, by the services' names.

    A setting is ``option``, for every service that has it, ``service.option``, or the name of a service with an object of
    its options. Raise ValueError for one that no service has.
    """
    sorted_by: dict[str, dict[str, object]] = {service.name: {} for service in services}
    options = {service.name: {option.name for option in options_of(service.behaviour_class)} for service in services}
    for name, value in settings.items():
        service, dot, option = name.rpartition(".")
        if name in sorted_by and isinstance(value, Mapping):
            sorted_by[name].update(value)
        elif dot and service in sorted_by:
            sorted_by[service][option] = value
        else:
            takers = [known for known, names in options.items() if name in names]
            if not takers:
                raise ValueError(f"{name} is not an option of the emulator; `segments emulator --list-behaviours` lists them.")
            for taker in takers:
                sorted_by[taker][name] = value
    return sorted_by
