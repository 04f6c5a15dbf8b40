"""Calls and answers without HTTP: throttling, faults, checks, then the service's own operation."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from aws_emulator.core.account import Account
from aws_emulator.core.api import Api, Operation
from aws_emulator.core.errors import ApiError, Forbidden, NotEmulated
from aws_emulator.core.faults import Dropped, Fault, Faults
from aws_emulator.core.request_log import RequestLog
from aws_emulator.core.service import Service, settings_by_service
from aws_emulator.core.throttle import Throttle
from aws_emulator.core.types import Answer, Body, Call, Json
from aws_emulator.core.validation import Reader, check_parameter, read_body


@dataclass(slots=True)
class Dispatcher:
    """Everything between a call and its answer, for all ``services`` of one emulator. ``wait`` waits for a fault's seconds."""

    services: tuple[Service[Any], ...]
    throttle: Throttle
    wait: Callable[[float], object]
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    lock: RLock = field(default_factory=RLock)
    _by_api: Mapping[str, Service[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_api = {name: service for service in self.services for name in service.api_names}

    def answer(self, call: Call) -> Answer:
        """Answer a call, and record it; raise Dropped if a fault drops the answer."""
        try:
            answer = self._answer(call)
        except ApiError as error:
            return self.reject(call, error)
        except sqlite3.Error as error:
            return self.reject(call, ApiError(f"The state file cannot be used: {error}."))
        except Dropped:
            self.log.add(call, 0)
            raise
        self.log.add(call, answer.status, answer.error)
        return answer

    def reject(self, call: Call, error: ApiError) -> Answer:
        """Answer a call with an error, and record it. The call has no operation if its path is not in the model."""
        answer = self._error_answer(call, error.status, error.code, error.message)
        self.log.add(call, answer.status, answer.error)
        return answer

    def service_of(self, call: Call) -> Service[Any]:
        """Return the service that a call is for; the first one if its path is not in any model."""
        return self._by_api.get(call.service, self.services[0])

    def change_behaviours(self, settings: Mapping[str, object]) -> None:
        """Change the options of the services, all of ``settings`` or none; raise ValueError for an unknown option."""
        changed = [
            (service.account, service.account.behaviour.changed(settings))
            for service, settings in zip(self.services, settings_by_service(self.services, settings).values(), strict=True)
        ]
        for account, behaviour in changed:
            account.behaviour = behaviour

    def _answer(self, call: Call) -> Answer:
        service = self.service_of(call)
        self.throttle.admit(call.service, call.operation, service.rate(call))
        hits = self.faults.strike(call)
        self._let_pass(hits, done=False)
        effect = next((fault for fault in hits if not fault.is_mere_delay), None)
        if effect is not None and not effect.done:
            return self._failed(effect, call)
        answer = self._carry_out(service, call)
        self._let_pass(hits, done=True)
        return answer if effect is None else self._failed(effect, call)

    def _let_pass(self, hits: Iterable[Fault], *, done: bool) -> None:
        seconds = sum(fault.delay_s for fault in hits if fault.done is done)
        if seconds:
            self.wait(seconds)

    def _failed(self, fault: Fault, call: Call) -> Answer:
        """Return the answer of a fault, or raise Dropped."""
        if fault.drop:
            raise Dropped
        if fault.raw is not None:
            return Answer(self._operation(call).status, raw=fault.raw, headers=fault.headers)
        return self._error_answer(call, fault.status or 500, fault.error, fault.message, fault.headers)

    def _carry_out(self, service: Service[Any], call: Call) -> Answer:
        operation = self._operation(call)
        account: Account = service.account
        carry_out = service.operations[call.service].get(call.operation)
        if carry_out is None:
            refused = NotEmulated if account.behaviour.not_emulated_answer == "not_implemented" else Forbidden
            raise refused(f"The emulator does not have {call.operation}.")
        service.refuse(call)
        for parameter in operation.parameters.values():
            if parameter.name in call.parameters:
                check_parameter(parameter.shape, call.parameters[parameter.name], parameter.name)
        if operation.body is not None:
            reader = Reader(more_values=service.more_enum_values(), nulls=account.behaviour.null_members == "ignore")
            read = read_body(operation.body, call.body, reader)
            call = Call(call.operation, call.parameters, read, call.tag_keys, call.service)
        with self.lock:
            body: Json = carry_out(account, call)
        return Answer(operation.status, body)

    def _operation(self, call: Call) -> Operation:
        return self.service_of(call).apis[call.service].operations[call.operation]

    def _error_answer(self, call: Call, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return an error in the form of its API, with the class that ``_error_class`` finds."""
        service = self.service_of(call)
        api = service.apis.get(call.service, service.apis[service.api_names[0]])
        kind = self._error_class(api, service.account, call, status)
        names = {name for known in api.errors.values() for name in known.members}
        body: Body = {"message" if "message" in names else "Message": message}
        return Answer(status, body, code or kind, headers=headers or {}, has_request_id="RequestID" in names)

    def _error_class(self, api: Api, account: Account, call: Call, status: int) -> str:
        """Return the error class for ``status``: the operation's own, else what ``unmodelled_errors`` says."""
        operation = api.operations.get(call.operation)
        if operation is not None and status in operation.errors:
            return operation.errors[status].name
        known = api.errors.get(status) if account.behaviour.unmodelled_errors == "service" else None
        return known.name if known else ""
