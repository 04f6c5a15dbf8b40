"""Error codes: each answer's class is one that its operation models, or one that a named option asks for."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from aws_emulator.core.api import Operation, load_api
from aws_emulator.core.errors import ApiError
from aws_emulator.core.protocol import Response
from aws_emulator.core.types import text
from aws_emulator.emulator import SERVICES, Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.service import Gone
from tests.emulator.pinpoint import APP

STATUSES = sorted({kind.status for kind in ApiError.__subclasses__() if not kind.code} | {ApiError.status})
PINPOINT = load_api("pinpoint")


def _class_of(response: Response) -> str:
    return response.headers.get("x-amzn-ErrorType", "")


def _refused(emulator: Emulator, operation: Operation) -> Iterator[Response]:
    """Yield answers to requests of an operation that name nothing there is, have no body, a wrong one, or a huge one."""
    path = operation.uri
    for wire in operation.parameters:
        path = path.replace(f"{{{wire}}}", quote("arn:nothing/there", safe=""))
    in_application = operation.uri.replace("{application-id}", APP)
    for wire in operation.parameters:
        in_application = in_application.replace(f"{{{wire}}}", "x")
    for target in (path, in_application):
        yield emulator.respond(operation.method, target)
        yield emulator.respond(operation.method, f"{target}?page-size=none&token=none", b'{"Stranger": 1, "Name": 5}')
        yield emulator.respond(operation.method, target, b"1" * (8 * 1024 * 1024))


def test_every_refusal_of_every_operation_has_a_class_that_the_operation_models() -> None:
    strict = Emulator(applications=[APP], behaviour=Behaviour(unmodelled_errors="none", not_emulated_answer="forbidden"))
    unmodelled: list[tuple[str, int, str]] = []
    refusals = 0
    for operation in PINPOINT.operations.values():
        for response in _refused(strict, operation):
            if response.status >= 400:
                refusals += 1
                modelled = operation.errors[response.status].name if response.status in operation.errors else ""
                if _class_of(response) != modelled:
                    unmodelled.append((operation.name, response.status, _class_of(response)))

    assert (unmodelled, refusals > 300) == ([], True)


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_that_an_operation_models_has_its_class_and_no_other(status: int) -> None:
    emulator = Emulator(applications=[APP], behaviour=Behaviour(unmodelled_errors="none"))
    wrong: list[tuple[str, str]] = []
    for operation in PINPOINT.operations.values():
        emulator.load_seed({"faults": [{"operation": operation.name, "status": status}]})
        response = emulator.respond(operation.method, operation.uri.replace("{", "").replace("}", ""), b"{}")
        modelled = operation.errors[status].name if status in operation.errors else ""
        if (response.status, _class_of(response)) != (status, modelled):
            wrong.append((operation.name, _class_of(response)))

    assert wrong == []


@pytest.mark.parametrize(("choice", "error"), [("service", "NotFoundException"), ("none", "")])
def test_unmodelled_errors(choice: str, error: str) -> None:
    emulator = Emulator(behaviour={"unmodelled_errors": choice})

    response = emulator.respond("GET", f"/v1/tags/{quote('arn:nothing', safe='')}")

    assert (response.status, _class_of(response)) == (404, error)
    assert text(response.json, "Message") == "Resource not found"


@pytest.mark.parametrize(
    ("choice", "told"), [("not_implemented", (501, "NotImplementedException")), ("forbidden", (403, "ForbiddenException"))]
)
def test_not_emulated_answer(choice: str, told: tuple[int, str]) -> None:
    response = Emulator(behaviour={"not_emulated_answer": choice}).respond("GET", f"/v1/apps/{APP}/settings")

    assert (response.status, _class_of(response)) == told


def test_a_class_that_no_model_has_is_one_that_an_option_asks_for() -> None:
    """If a class is added to these two, its option is to be named in its docstring, and tested."""
    modelled = {name for service in SERVICES.values() for api in service.api_names for name in _error_names(api)}
    direct = ApiError.__subclasses__()
    chosen = {kind for kind in [*direct, *(below for kind in direct for below in kind.__subclasses__())] if kind.code}
    invented = {kind for kind in chosen if kind.code not in modelled}

    assert {kind.code for kind in invented} == {"NotImplementedException", Gone.code}
    assert all("option" in str(kind.__doc__) for kind in invented)


def _error_names(api: str) -> set[str]:
    return {name for operation in load_api(api).operations.values() for name in operation.error_names}


def test_a_fault_with_a_status_that_no_model_has_gets_no_class_that_nobody_asked_for() -> None:
    emulator = Emulator(applications=[APP])
    emulator.load_seed({"faults": [{"status": 503}, {"status": 503, "error": "ServiceUnavailableException", "nth": 2}]})

    classes = [_class_of(emulator.respond("GET", f"/v1/apps/{APP}/segments")) for _ in range(2)]

    assert classes == ["", "ServiceUnavailableException"]
