"""An API from botocore's service model: operations, their routes, bodies, parameters, statuses and errors.

Source: ``botocore/data/<service>/<version>/service-2.json``, read at start, so that the emulator knows what the client knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a structure that form a body: all of them, or those that are not in path or query."""

    name: str
    members: Mapping[str, Shape]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path or query parameter: its name in the model, its shape, and whether it is in the path."""

    name: str
    shape: Shape
    in_path: bool


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """An error of the model: its name and the members of its body, such as Message and RequestID."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its route, the shape of its body (None: no body), its status on success, and its errors by status.

    ``parameters`` has each path and query parameter by its name on the wire. ``answer`` is the shape of the response
    body. ``errors`` has the first class that the model lists for a status; ``error_names`` has all.
    """

    service: str
    name: str
    method: str
    uri: str
    status: int
    parameters: Mapping[str, Parameter]
    body: Shape | Members | None
    answer: Shape | Members | None
    errors: Mapping[int, ErrorClass]
    error_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Api:
    """The operations of one API by name, the errors of all of them by status, and any other shape of the model."""

    name: str
    operations: Mapping[str, Operation]
    errors: Mapping[int, ErrorClass]
    model: ServiceModel

    def shape(self, name: str) -> Shape:
        """Return the shape called ``name``."""
        return self.model.shape_for(name)


@cache
def load_api(name: str) -> Api:
    """Return the API that botocore calls ``name``; read once in a process (about 0.2 s), and shared: nothing in it changes."""
    model = ServiceModel(Loader().load_service_model(name, "service-2"), service_name=name)
    operations = {operation: _operation(name, model.operation_model(operation)) for operation in model.operation_names}
    errors: dict[int, ErrorClass] = {}
    for operation in operations.values():
        errors = {**operation.errors, **errors}
    return Api(name, operations, errors, model)


def _operation(service: str, operation: OperationModel) -> Operation:
    given = operation.input_shape
    members = given.members if isinstance(given, StructureShape) else {}
    return Operation(
        service=service,
        name=operation.name,
        method=operation.http["method"],
        uri=operation.http["requestUri"],
        status=int(operation.http.get("responseCode", 200)),
        parameters={
            str(shape.serialization["name"]): Parameter(name, shape, shape.serialization["location"] == "uri")
            for name, shape in members.items()
            if shape.serialization.get("location") in {"uri", "querystring"}
        },
        body=_body(given),
        answer=_body(operation.output_shape),
        errors=_errors(operation),
        error_names=frozenset(shape.name for shape in operation.error_shapes),
    )


def _body(shape: Shape | None) -> Shape | Members | None:
    """Return the shape of a body: the payload member, or the members that are not elsewhere; None if there are none."""
    if not isinstance(shape, StructureShape):
        return None
    payload = shape.serialization.get("payload")
    if payload:
        return shape.members[str(payload)]
    members = {name: member for name, member in shape.members.items() if "location" not in member.serialization}
    return Members(shape.name, members, tuple(name for name in shape.required_members if name in members)) if members else None


def _errors(operation: OperationModel) -> Mapping[int, ErrorClass]:
    errors: dict[int, ErrorClass] = {}
    for shape in operation.error_shapes:
        status = int(shape.metadata.get("error", {}).get("httpStatusCode", 400))
        errors.setdefault(status, ErrorClass(shape.name, tuple(shape.members) if isinstance(shape, StructureShape) else ()))
    return errors
