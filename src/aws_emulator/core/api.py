"""The Pinpoint API as botocore's service model tells it: operations, their paths, bodies, parameters and status codes.

Source: ``botocore/data/pinpoint/2016-12-01/service-2.json``, read at start, so that the emulator knows what the client knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: how it is reached, what its body must be (None: it has none), and its status on success.

    ``parameters`` gives the model's name of each path and query parameter by its name on the wire.
    """

    name: str
    method: str
    uri: str
    status: int
    body: Shape | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Api:
    """The operations by name, and any other shape of the model."""

    operations: Mapping[str, Operation]
    model: ServiceModel

    def shape(self, name: str) -> Shape:
        """Return the shape called ``name``."""
        return self.model.shape_for(name)


@cache
def load_api() -> Api:
    """Return the API; read once in a process (about 0.2 s), and shared: nothing in it changes."""
    model = ServiceModel(Loader().load_service_model("pinpoint", "service-2"), service_name="pinpoint")
    return Api({name: _operation(model.operation_model(name)) for name in model.operation_names}, model)


def _operation(operation: OperationModel) -> Operation:
    given = operation.input_shape
    members = given.members if isinstance(given, StructureShape) else {}
    payload = given.serialization.get("payload") if given is not None else None
    return Operation(
        name=operation.name,
        method=operation.http["method"],
        uri=operation.http["requestUri"],
        status=int(operation.http["responseCode"]),
        body=members[str(payload)] if payload else None,
        parameters={str(shape.serialization["name"]): name for name, shape in members.items() if "location" in shape.serialization},
    )
