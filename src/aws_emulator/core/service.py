"""The service without HTTP: a call goes in, an answer comes out, after throttling, faults, checks and the end of support."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import RLock

from aws_emulator.core.account import Account
from aws_emulator.core.api import Api
from aws_emulator.core.check import Reader, read_body
from aws_emulator.core.faults import Dropped, Fault, Faults
from aws_emulator.core.log import Log
from aws_emulator.core.throttle import Throttle
from aws_emulator.core.types import (
    Answer,
    ApiError,
    BadRequest,
    Call,
    Forbidden,
    Gone,
    Json,
    MethodNotAllowed,
    NotEmulated,
    NotFound,
)
from aws_emulator.pinpoint.operations import OPERATIONS, STILL_ANSWERING

_ENDINGS: dict[str, type[ApiError]] = {
    "forbidden": Forbidden,
    "not_found": NotFound,
    "bad_request": BadRequest,
    "method_not_allowed": MethodNotAllowed,
    "gone": Gone,
}


@dataclass(slots=True)
class Service:
    """Everything between a call and its answer. ``wait`` lets a fault's seconds go by."""

    api: Api
    account: Account
    throttle: Throttle
    wait: Callable[[float], object]
    faults: Faults = field(default_factory=Faults)
    log: Log = field(default_factory=Log)
    lock: RLock = field(default_factory=RLock)

    def answer(self, call: Call) -> Answer:
        """Answer a call, and note it; raise Dropped where a fault wants no answer at all."""
        try:
            answer = self._answer(call)
        except ApiError as error:
            answer = refusal(error)
        except sqlite3.Error as error:
            answer = refusal(ApiError(f"The state file cannot be used: {error}."))
        except Dropped:
            self.log.add(call, 0)
            raise
        self.log.add(call, answer.status, answer.error)
        return answer

    def _answer(self, call: Call) -> Answer:
        self.throttle.admit(call.operation)
        hits = self.faults.strike(call)
        self._let_pass(hits, done=False)
        effect = next((fault for fault in hits if not fault.is_mere_delay), None)
        if effect is not None and not effect.done:
            return self._failed(effect, call)
        answer = self._carry_out(call)
        self._let_pass(hits, done=True)
        return answer if effect is None else self._failed(effect, call)

    def _let_pass(self, hits: Iterable[Fault], *, done: bool) -> None:
        seconds = sum(fault.delay_s for fault in hits if fault.done is done)
        if seconds:
            self.wait(seconds)

    def _failed(self, fault: Fault, call: Call) -> Answer:
        """Return what a fault answers, or raise Dropped."""
        if fault.drop:
            raise Dropped
        if fault.raw is not None:
            return Answer(self.api.operations[call.operation].status, raw=fault.raw, headers=fault.headers)
        status = fault.status or 500
        return Answer(status, {"Message": fault.message}, fault.error or _class_of(status), headers=fault.headers)

    def _carry_out(self, call: Call) -> Answer:
        operation = self.api.operations[call.operation]
        carry_out = OPERATIONS.get(call.operation)
        if carry_out is None:
            raise NotEmulated(f"The emulator does not have {call.operation}.")
        behaviour = self.account.behaviour
        if behaviour.segments_end_of_support and call.operation not in STILL_ANSWERING:
            raise _ENDINGS[behaviour.end_of_support_answer]("Amazon Pinpoint reached its end of support on October 30, 2026.")
        if operation.body is not None:
            more = {"AttributeType": frozenset({"NOT_BETWEEN"} if behaviour.not_between == "accept" else ())}
            reader = Reader(more_values=more, nulls=behaviour.null_members == "ignore")
            call = Call(call.operation, call.parameters, read_body(operation.body, call.body, reader), call.tag_keys)
        with self.lock:
            body: Json = carry_out(self.account, call)
        return Answer(operation.status, body)


def refusal(error: ApiError) -> Answer:
    """Return a refusal as an answer."""
    return Answer(error.status, {"Message": error.message}, error.code)


def _class_of(status: int) -> str:
    """Return the model's error class for a status, or one like those that AWS front ends use."""
    modelled = {kind.status: kind.code for kind in ApiError.__subclasses__()} | {500: ApiError.code}
    return modelled.get(status, "ServiceUnavailableException")
