"""The emulator's own path, ``/_emulator/…``: health, the record of requests, faults, behaviour, seeding and reset, as JSON.

For tests that see the emulator only over HTTP; those in its process have the same on the Emulator itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from http import HTTPStatus

from aws_emulator.core.account import Account
from aws_emulator.core.fault_json import fault_from_json, fault_to_json
from aws_emulator.core.service import Service, refusal
from aws_emulator.core.types import Answer, ApiError, BadRequest, Json, MethodNotAllowed, NotFound


@dataclass(slots=True)
class Admin:
    """Answers requests below ``/_emulator/``; ``reset`` and ``plant`` are the emulator's."""

    service: Service
    reset: Callable[[], None]
    plant: Callable[[Json], None]

    def answer(self, method: str, path: str, read: Callable[[], Json]) -> Answer:
        """Answer one request; ``read`` reads its body. What is malformed gets 400 and says why."""
        try:
            return self._answer(method, path, read)
        except ApiError as error:
            return refusal(error)
        except ValueError as error:
            return refusal(BadRequest(str(error)))

    def _answer(self, method: str, path: str, read: Callable[[], Json]) -> Answer:
        routes: dict[tuple[str, str], Callable[[], Answer]] = {
            ("GET", "health"): self._health,
            ("GET", "requests"): lambda: Answer(HTTPStatus.OK, [request.as_json() for request in self.service.log.all()]),
            ("DELETE", "requests"): lambda: _done(self.service.log.clear),
            ("GET", "faults"): lambda: Answer(HTTPStatus.OK, self._faults()),
            ("POST", "faults"): lambda: self._add_faults(read()),
            ("DELETE", "faults"): lambda: _done(self.service.faults.clear),
            ("GET", "behaviour"): lambda: Answer(HTTPStatus.OK, asdict(self._account.behaviour)),
            ("PATCH", "behaviour"): lambda: self._change_behaviour(read()),
            ("POST", "seed"): lambda: self._plant(read()),
            ("POST", "reset"): lambda: _done(self.reset),
        }
        route = routes.get((method, path))
        if route is not None:
            return route()
        if any(path == known for _, known in routes):
            raise MethodNotAllowed(f"/_emulator/{path} takes no {method}.")
        raise NotFound(f"There is no /_emulator/{path}.")

    def _health(self) -> Answer:
        return Answer(HTTPStatus.OK, {"status": "ok", "region": self._account.region, "account": self._account.number})

    def _plant(self, value: Json) -> Answer:
        return _done(lambda: self.plant(value))

    @property
    def _account(self) -> Account:
        return self.service.account

    def _faults(self) -> Json:
        return [{**fault_to_json(fault), "matched": matched, "hit": hit} for fault, matched, hit in self.service.faults.counts()]

    def _add_faults(self, value: Json) -> Answer:
        made = [fault_from_json(one) for one in (value if isinstance(value, list) else [value])]
        for fault in made:
            self.service.faults.add(fault)
        return Answer(HTTPStatus.CREATED, self._faults())

    def _change_behaviour(self, value: Json) -> Answer:
        if not isinstance(value, dict):
            raise BadRequest("Behaviour is an object of options.")
        with self.service.lock:
            self._account.behaviour = self._account.behaviour.changed(value)
        return Answer(HTTPStatus.OK, asdict(self._account.behaviour))


def _done(what: Callable[[], None]) -> Answer:
    what()
    return Answer(HTTPStatus.NO_CONTENT)
