"""Emulated AWS services on one loopback port, over one emulated account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Self

from aws_emulator.core.account import AccountSettings, Clock, Ids, random_ids
from aws_emulator.core.admin import Admin
from aws_emulator.core.behaviour import CommonBehaviour
from aws_emulator.core.dispatcher import Dispatcher
from aws_emulator.core.faults import Faults, fault_from_json
from aws_emulator.core.protocol import Protocol, Response
from aws_emulator.core.request_log import Request
from aws_emulator.core.routes import load_routes
from aws_emulator.core.seed_file import read_seed_file
from aws_emulator.core.server import Server
from aws_emulator.core.service import Service, check_seed_members
from aws_emulator.core.store import Store
from aws_emulator.core.throttle import Throttle
from aws_emulator.core.types import Body, Json, items, members
from aws_emulator.customer_profiles.service import CustomerProfilesService
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.service import PinpointService

SERVICES: Mapping[str, type[Service[Any]]] = {service.name: service for service in (PinpointService, CustomerProfilesService)}
"""Every service that can be emulated, by its name."""


class Emulator:
    """Emulated services; as a context manager it serves HTTP from entry to exit.

    ``services`` are names of SERVICES. ``applications`` (Pinpoint) and ``domains`` (Customer Profiles) are created unless they
    exist. ``state`` is a SQLite file that outlives the process; ``seed`` a file or a mapping to start from. ``behaviour``
    overrides the seed's: a Behaviour completely, a mapping only for the options that it names. ``throttle`` turns
    the rates on, by ``throttle_clock``. ``clock`` gives the dates; ``ids`` makes ids; ``on_request`` is called with each request.
    A stopped emulator cannot be started again: create another.
    """

    def __init__(  # noqa: PLR0913 - each is one way to start, by name only
        self,
        *,
        services: Sequence[str] = (PinpointService.name,),
        applications: Iterable[str] = (),
        domains: Iterable[str] = (),
        region: str = "us-east-1",
        account: str = "123456789012",
        behaviour: CommonBehaviour | Mapping[str, object] | None = None,
        state: Path | None = None,
        seed: Path | Mapping[str, Json] | None = None,
        throttle: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = time.time,
        throttle_clock: Clock = time.monotonic,
        ids: Ids = random_ids,
        on_request: Callable[[Request], None] | None = None,
    ) -> None:
        self._containers = {PinpointService.name: tuple(applications), CustomerProfilesService.name: tuple(domains)}
        self._host, self._port = host, port
        self._stopping = Event()
        self._server: Server | None = None
        shared = AccountSettings(store=Store(state), region=region, number=account, clock=clock, ids=ids)
        try:
            self._services = tuple(SERVICES[name].open(shared) for name in services)
            self._dispatcher = Dispatcher(self._services, Throttle(throttle, throttle_clock), self._stopping.wait)
            self._dispatcher.log.on_request = on_request
            self._seed = self._checked_seed(read_seed_file(seed) if isinstance(seed, Path) else dict(seed or {}))
            self._dispatcher.change_behaviours(members(self._seed, "behaviour"))
            self._set_behaviour(behaviour)
            self._first_behaviours = [service.account.behaviour for service in self._services]
            admin = Admin(self._dispatcher, self.reset, lambda value: self.load_seed(self._checked_seed(value)))
            self._protocol = Protocol(
                self._dispatcher, admin, load_routes(*(name for service in self._services for name in service.api_names))
            )
            self._begin()
        except BaseException:
            shared.store.close()
            raise

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Serve HTTP; raise ValueError for an address that is not loopback, OSError for a busy port."""
        try:
            self._server = Server(self.respond, self._host, self._port)
        except BaseException:
            self.stop()
            raise
        self._server.start()

    def stop(self) -> None:
        """Stop the server, close its connections and the state file; a second call does nothing."""
        self._stopping.set()
        if self._server is not None:
            self._server.close()
            self._server = None
        self._services[0].account.store.close()

    def respond(self, method: str, target: str, body: bytes = b"") -> Response:
        """Return the response to one HTTP request, for use without a server."""
        return self._protocol.respond(method, target, body)

    @property
    def endpoint_url(self) -> str:
        """Return the address for boto3's ``endpoint_url``."""
        if self._server is None:
            raise RuntimeError("The emulator is not serving; enter it as a context manager, or call start().")
        return self._server.url

    @property
    def services(self) -> Sequence[Service[Any]]:
        """Return the services that are emulated."""
        return self._services

    @property
    def requests(self) -> list[Request]:
        """Return the requests so far, in the order of their answers."""
        return self._dispatcher.log.all()

    def forget_requests(self) -> None:
        """Empty the record of requests."""
        self._dispatcher.log.clear()

    @property
    def faults(self) -> Faults:
        """Return the active faults, to add to and to clear."""
        return self._dispatcher.faults

    @property
    def behaviour(self) -> Behaviour:
        """Return Pinpoint's behaviour. Assign a behaviour of any service, or a mapping of options, at any time."""
        return next(service.account.behaviour for service in self._services if isinstance(service, PinpointService))

    @behaviour.setter
    def behaviour(self, behaviour: CommonBehaviour | Mapping[str, object]) -> None:
        with self._dispatcher.lock:
            self._set_behaviour(behaviour)

    def load_seed(self, seed: Mapping[str, Json]) -> None:
        """Add the content of ``seed`` (in the shape of a seed file)."""
        with self._dispatcher.lock:
            self._load_seed(self._checked_seed(dict(seed)), into_existing=True)

    def plant(self, seed: Mapping[str, Json]) -> None:
        """Do the same as ``load_seed``: its older name."""
        self.load_seed(seed)

    def reset(self) -> None:
        """Reset to the start: its containers, seed and behaviour, no requests, and only the seed's faults."""
        with self._dispatcher.lock:
            self._services[0].account.store.clear()
            for service, behaviour in zip(self._services, self._first_behaviours, strict=True):
                service.account.forget_lags()
                service.account.behaviour = behaviour
            self._dispatcher.faults.clear()
            self._dispatcher.throttle.reset()
            self._dispatcher.log.clear()
            self._begin()

    def _begin(self) -> None:
        self._load_seed({name: member for name, member in self._seed.items() if name != "behaviour"}, into_existing=False)
        for service in self._services:
            for container_id in self._containers.get(service.name, ()):
                service.make_container(container_id)

    def _set_behaviour(self, behaviour: CommonBehaviour | Mapping[str, object] | None) -> None:
        if isinstance(behaviour, CommonBehaviour):
            for service in self._services:
                if type(behaviour) is service.behaviour_class:
                    service.account.behaviour = behaviour
                    return
            raise ValueError(f"{type(behaviour).__module__} is of a service that is not emulated here.")
        self._dispatcher.change_behaviours(behaviour or {})

    def _load_seed(self, seed: Body, *, into_existing: bool) -> None:
        self._dispatcher.change_behaviours(members(seed, "behaviour"))
        for service in self._services:
            service.load_seed(seed, into_existing=into_existing)
        for fault in items(seed, "faults"):
            self._dispatcher.faults.add(fault_from_json(fault))

    def _checked_seed(self, value: Json) -> Body:
        """Return ``value`` as a seed; raise ValueError for unknown members."""
        lists = [*(member for service in self._services for member in service.seed_members), "faults"]
        known = [*lists[:-1], "behaviour", "faults"]
        if not isinstance(value, dict):
            raise ValueError(f"A seed is a mapping with {', '.join(known[:-1])} and faults.")  # noqa: TRY004 - callers know one way to be wrong
        check_seed_members(value, "a seed", known, lists)
        for service in self._services:
            service.check_seed(value)
        return value
