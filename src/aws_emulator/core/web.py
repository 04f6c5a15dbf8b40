"""The WSGI application: requests read into calls, answers written as the rest-json protocol has them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from werkzeug.exceptions import MethodNotAllowed as WrongMethod
from werkzeug.exceptions import NotFound as NoSuchPath
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from aws_emulator.core.admin import Admin
from aws_emulator.core.api import Operation, load_api
from aws_emulator.core.service import Service, refusal
from aws_emulator.core.types import Answer, ApiError, BadRequest, Call, Json, MethodNotAllowed, NotFound, PayloadTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

LARGEST_PAYLOAD = 7 * 1024 * 1024
"""Bytes; developer guide, Quotas."""


@dataclass(slots=True)
class Web:
    """A WSGI application over a service; ``/_emulator/…`` is its own and not the service's."""

    service: Service
    admin: Admin
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI has it."""
        request = Request(environ)
        number = next(self._numbers)
        if request.path.startswith("/_emulator/"):
            answer = self.admin.answer(request.method, request.path.removeprefix("/_emulator/"), lambda: _read_json(request))
        else:
            answer = self._answer(request)
        return _response(answer, number)(environ, start_response)

    def _answer(self, request: Request) -> Answer:
        try:
            call = self._call(request)
        except ApiError as error:
            self.service.log.add(Call("", {"path": request.path}), error.status, error.code)
            return refusal(error)
        return self.service.answer(call)

    def _call(self, request: Request) -> Call:
        try:
            name, path = _routes().bind_to_environ(request.environ).match()
        except WrongMethod as error:
            raise MethodNotAllowed(f"{request.path} takes no {request.method}.") from error
        except NoSuchPath as error:
            raise NotFound(f"No operation has the path {request.path}.") from error
        operation = self.service.api.operations[name]
        given = {wire.replace("_", "-"): value for wire, value in path.items()}
        given |= {wire: value for wire, value in request.args.items() if wire in operation.parameters and wire != "tagKeys"}
        parameters = {operation.parameters[wire]: value for wire, value in given.items()}
        body = _read_json(request) if operation.body is not None else None
        return Call(name, parameters, body, tuple(request.args.getlist("tagKeys")))


@cache
def _routes() -> Map:
    """Return the routes of all operations; made once in a process (about 50 ms)."""
    return Map([_rule(operation) for operation in load_api().operations.values()], strict_slashes=False)


def _rule(operation: Operation) -> Rule:
    """Return the route of an operation; an ARN's slashes belong to it, and werkzeug's names have no hyphens."""
    uri = operation.uri.replace("{resource-arn}", "<path:resource_arn>")
    for wire in operation.parameters:
        uri = uri.replace(f"{{{wire}}}", f"<{wire.replace('-', '_')}>")
    return Rule(uri, methods=[operation.method], endpoint=operation.name)


def _read_json(request: Request) -> Json:
    if (request.content_length or 0) > LARGEST_PAYLOAD:
        raise PayloadTooLarge("The payload is larger than 7 MB.")
    try:
        read: Json = json.loads(request.get_data(cache=False), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The request body is not JSON.") from error
    return read


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _response(answer: Answer, number: int) -> Response:
    request_id = str(UUID(int=number))
    headers = {"x-amzn-RequestId": request_id, **answer.headers}
    body = answer.body
    if answer.error and isinstance(body, dict):
        headers["x-amzn-ErrorType"] = answer.error
        body = {**body, "RequestID": request_id}
    content = answer.raw if answer.raw is not None else b"" if body is None else json.dumps(body).encode()
    return Response(content, status=answer.status, headers=headers, content_type="application/json")
