"""The embedded Pinpoint: a server on a loopback port, or a WSGI application, over one emulated account."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aws_emulator.core.account import Account, Clock, Ids, random_ids
from aws_emulator.core.admin import Admin
from aws_emulator.core.api import load_api
from aws_emulator.core.fault_json import fault_from_json
from aws_emulator.core.faults import Faults
from aws_emulator.core.log import Request
from aws_emulator.core.server import Server
from aws_emulator.core.service import Service
from aws_emulator.core.store import Store
from aws_emulator.core.throttle import Rates, Throttle
from aws_emulator.core.types import Body, Json, items, members
from aws_emulator.core.web import Web
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.operations import applications as application_operations
from aws_emulator.pinpoint.seed import check_seed, plant, read_seed

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class Emulator:
    """An emulated Pinpoint; as a context manager it serves HTTP from entry to exit.

    ``applications`` are made where they are not there. ``state`` is a SQLite file that outlives the process; ``seed`` a
    file or a mapping to start from. ``behaviour`` goes before what the seed says of it, wholly, or as a mapping only for the
    options that it names. ``throttle`` True means the
    documented rates, by ``throttle_clock``. ``clock`` gives the dates; ``ids`` makes ids; ``heard`` is told of each request.
    One that was stopped is not started again: make another.
    """

    def __init__(  # noqa: PLR0913 - each is one way to start, by name only
        self,
        *,
        applications: Iterable[str] = (),
        region: str = "us-east-1",
        account: str = "123456789012",
        behaviour: Behaviour | Mapping[str, object] | None = None,
        state: Path | None = None,
        seed: Path | Mapping[str, Json] | None = None,
        throttle: bool | Rates = False,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = time.time,
        throttle_clock: Clock = time.monotonic,
        ids: Ids = random_ids,
        heard: Callable[[Request], None] | None = None,
    ) -> None:
        self._applications = tuple(applications)
        self._seed: Body = read_seed(seed) if isinstance(seed, Path) else check_seed(dict(seed or {}))
        self._behaviour = _behaviour(behaviour, members(self._seed, "behaviour"))
        self._host, self._port = host, port
        self._stopping = Event()
        self._server: Server | None = None
        rates = Rates() if throttle is True else throttle or None
        held = Account(Store(state), self._behaviour, region, account, clock, ids)
        self._service = Service(load_api(), held, Throttle(rates, throttle_clock), self._stopping.wait)
        self._service.log.heard = heard
        self._web = Web(self._service, Admin(self._service, self.reset, lambda value: self.plant(check_seed(value))))
        try:
            self._begin()
        except BaseException:
            held.store.close()
            raise

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Serve HTTP; raise ValueError for an address that is not loopback, OSError for a port that is taken."""
        try:
            self._server = Server(self._web, self._host, self._port)
        except BaseException:
            self.stop()
            raise
        self._server.start()

    def stop(self) -> None:
        """End the server, cut its connections, close the state file; a second call does nothing."""
        self._stopping.set()
        if self._server is not None:
            self._server.close()
            self._server = None
        self._service.account.store.close()

    @property
    def endpoint_url(self) -> str:
        """Return the address for boto3's ``endpoint_url``."""
        if self._server is None:
            raise RuntimeError("The emulator is not serving; enter it as a context manager, or call start().")
        return self._server.url

    @property
    def wsgi_application(self) -> WSGIApplication:
        """Return the WSGI application, for use without a server."""
        return self._web

    @property
    def requests(self) -> list[Request]:
        """Return the requests so far, in the order of their answers."""
        return self._service.log.all()

    def forget_requests(self) -> None:
        """Begin the record of requests anew."""
        self._service.log.clear()

    @property
    def faults(self) -> Faults:
        """Return the faults in force, to add to and to clear."""
        return self._service.faults

    @property
    def behaviour(self) -> Behaviour:
        """Return how the emulator behaves; assign another at any time."""
        return self._service.account.behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        with self._service.lock:
            self._service.account.behaviour = behaviour

    def plant(self, seed: Mapping[str, Json]) -> None:
        """Add what ``seed`` names (the shape of a seed file) to what is there."""
        with self._service.lock:
            self._plant(check_seed(dict(seed)), into_existing=True)

    def reset(self) -> None:
        """Go back to the start: its applications and seed, its behaviour, no requests, no faults but the seed's."""
        with self._service.lock:
            self._service.account.store.clear()
            self._service.account.hidden.clear()
            self._service.account.behaviour = self._behaviour
            self._service.faults.clear()
            self._service.throttle.reset()
            self._service.log.clear()
            self._begin()

    def _begin(self) -> None:
        self._plant({name: member for name, member in self._seed.items() if name != "behaviour"}, into_existing=False)
        for application_id in self._applications:
            if self._service.account.store.get("application", "", application_id) is None:
                application_operations.make(self._service.account, application_id, application_id, {})

    def _plant(self, seed: Body, *, into_existing: bool) -> None:
        if "behaviour" in seed:
            self._service.account.behaviour = self._service.account.behaviour.changed(members(seed, "behaviour"))
        plant(self._service.api, self._service.account, seed, into_existing=into_existing)
        for fault in items(seed, "faults"):
            self._service.faults.add(fault_from_json(fault))


def _behaviour(given: Behaviour | Mapping[str, object] | None, seeded: Mapping[str, object]) -> Behaviour:
    return given if isinstance(given, Behaviour) else Behaviour().changed(seeded).changed(given or {})
