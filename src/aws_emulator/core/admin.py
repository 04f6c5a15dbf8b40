"""The emulator's own path, ``/_emulator/…``: health, the record of requests, faults, behaviour, seeding and reset, as JSON.

For tests that use the emulator over HTTP; tests in the same process can use the Emulator object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus

from aws_emulator.core.dispatcher import Dispatcher
from aws_emulator.core.errors import ApiError, BadRequest, MethodNotAllowed, NotFound
from aws_emulator.core.faults import fault_from_json, fault_to_json
from aws_emulator.core.types import Answer, Body, Json


@dataclass(slots=True)
class Admin:
    """Answers requests below ``/_emulator/``; ``reset`` and ``load_seed`` are the emulator's."""

    dispatcher: Dispatcher
    reset: Callable[[], None]
    load_seed: Callable[[Json], None]

    def answer(self, method: str, path: str, read: Callable[[], Json]) -> Answer:
        """Answer one request; ``read`` reads its body. A malformed request gets 400 and the reason."""
        try:
            return self._answer(method, path, read)
        except ApiError as error:
            return Answer(error.status, {"Message": error.message})
        except ValueError as error:
            return Answer(HTTPStatus.BAD_REQUEST, {"Message": str(error)})

    def _answer(self, method: str, path: str, read: Callable[[], Json]) -> Answer:
        routes: dict[tuple[str, str], Callable[[], Answer]] = {
            ("GET", "health"): self._health,
            ("GET", "requests"): lambda: Answer(HTTPStatus.OK, [request.as_json() for request in self.dispatcher.log.all()]),
            ("DELETE", "requests"): lambda: _done(self.dispatcher.log.clear),
            ("GET", "faults"): lambda: Answer(HTTPStatus.OK, self._faults()),
            ("POST", "faults"): lambda: self._add_faults(read()),
            ("DELETE", "faults"): lambda: _done(self.dispatcher.faults.clear),
            ("GET", "behaviour"): lambda: Answer(HTTPStatus.OK, self._behaviour()),
            ("PATCH", "behaviour"): lambda: self._change_behaviour(read()),
            ("POST", "seed"): lambda: self._load_seed(read()),
            ("POST", "reset"): lambda: _done(self.reset),
        }
        route = routes.get((method, path))
        if route is not None:
            return route()
        if any(path == known for _, known in routes):
            raise MethodNotAllowed(f"/_emulator/{path} takes no {method}.")
        raise NotFound(f"There is no /_emulator/{path}.")

    def _health(self) -> Answer:
        shared = self.dispatcher.services[0].account.shared
        return Answer(HTTPStatus.OK, {"status": "ok", "region": shared.region, "account": shared.number})

    def _load_seed(self, value: Json) -> Answer:
        return _done(lambda: self.load_seed(value))

    def _faults(self) -> Json:
        return [{**fault_to_json(fault), "matched": matched, "hit": hit} for fault, matched, hit in self.dispatcher.faults.counts()]

    def _add_faults(self, value: Json) -> Answer:
        made = [fault_from_json(one) for one in (value if isinstance(value, list) else [value])]
        for fault in made:
            self.dispatcher.faults.add(fault)
        return Answer(HTTPStatus.CREATED, self._faults())

    def _behaviour(self) -> Body:
        """Return the options of the service; with several services, an object for each."""
        described: Mapping[str, Body] = {service.name: asdict(service.account.behaviour) for service in self.dispatcher.services}
        return next(iter(described.values())) if len(described) == 1 else {**described}

    def _change_behaviour(self, value: Json) -> Answer:
        if not isinstance(value, dict):
            raise BadRequest("Behaviour is an object of options.")
        with self.dispatcher.lock:
            self.dispatcher.change_behaviours(value)
        return Answer(HTTPStatus.OK, self._behaviour())


def _done(what: Callable[[], None]) -> Answer:
    what()
    return Answer(HTTPStatus.NO_CONTENT)
