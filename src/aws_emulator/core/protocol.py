"""The rest-json protocol: HTTP requests to calls, answers to HTTP responses. No sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from aws_emulator.core.admin import Admin
from aws_emulator.core.api import Members, Operation
from aws_emulator.core.dispatcher import Dispatcher
from aws_emulator.core.errors import ApiError, BadRequest, PayloadTooLarge
from aws_emulator.core.routes import Route, Routes
from aws_emulator.core.types import Answer, Call, Json

_ADMIN = "/_emulator/"
_TAG_KEYS = "tagKeys"


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: status, headers, and the bytes of its body."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Json:
        """Return the body as JSON; None if there is none."""
        read: Json = json.loads(self.content) if self.content else None
        return read


@dataclass(slots=True)
class Protocol:
    """Responds to HTTP requests; paths below ``/_emulator/`` are the emulator's own and not a service's."""

    dispatcher: Dispatcher
    admin: Admin
    routes: Routes
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def respond(self, method: str, target: str, body: bytes) -> Response:
        """Return the response to one request; raise Dropped if a fault drops it."""
        number = next(self._numbers)
        url = urlsplit(target)
        if url.path.startswith(_ADMIN):
            answer = self.admin.answer(method, url.path.removeprefix(_ADMIN), lambda: _read_json(body))
        else:
            answer = self._answer(method, url.path, url.query, body)
        return _response(answer, number)

    def _answer(self, method: str, path: str, query: str, body: bytes) -> Answer:
        call = Call("", {"path": path})
        try:
            route = self.routes.find(method, path)
            call = _read_call(route, query)
            if route.operation.body is not None:
                call = replace(call, body=self._read_body(route.operation, call, body))
        except ApiError as error:
            return self.dispatcher.reject(call, error)
        return self.dispatcher.answer(call)

    def _read_body(self, operation: Operation, call: Call, body: bytes) -> Json:
        if len(body) > self.dispatcher.service_of(call).largest_payload:
            raise PayloadTooLarge("The payload is too large.")
        if not body and isinstance(operation.body, Members):
            return {}
        return _read_json(body)


def _read_call(route: Route, query: str) -> Call:
    operation = route.operation
    given = parse_qsl(query, keep_blank_values=True)
    wire = {name: value for name, value in given if name in operation.parameters and name != _TAG_KEYS} | dict(route.path)
    parameters = {operation.parameters[name].name: value for name, value in wire.items()}
    tag_keys = tuple(value for name, value in given if name == _TAG_KEYS)
    return Call(operation.name, parameters, None, tag_keys, operation.service)


def _read_json(body: bytes) -> Json:
    try:
        read: Json = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The request body is not JSON.") from error
    return read


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _response(answer: Answer, number: int) -> Response:
    request_id = str(UUID(int=number))
    headers = {"Content-Type": "application/json", "x-amzn-RequestId": request_id, **answer.headers}
    body = answer.body
    if answer.error:
        headers["x-amzn-ErrorType"] = answer.error
    if answer.has_request_id and isinstance(body, dict):
        body = {**body, "RequestID": request_id}
    content = answer.raw if answer.raw is not None else b"" if body is None else json.dumps(body).encode()
    return Response(answer.status, headers, content)
