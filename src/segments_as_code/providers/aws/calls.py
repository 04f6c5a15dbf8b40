"""Make one call: check its answer, explain its failure, and retry for a while if that is safe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from math import isfinite
from typing import Any, TypeVar

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from segments_as_code.model.problem import ServiceError
from segments_as_code.providers.aws.boto_client import Client
from segments_as_code.providers.aws.errors import explain, unreadable

_T = TypeVar("_T")

LAST_START_S = 40.0
"""No try begins later than this after the first: with a read timeout of 30 s, one call takes at most 70 s, and 61 s if the
service does not answer. botocore's own retries have no such limit (six tries of 30 s and their pauses take 211 s), and do not
retry after a reply that cannot be read."""

_LONGEST_PAUSE_S = 16.0
_MOST_CONNECTION_ATTEMPTS = 3
"""If no connection can be made, either that passes soon, or the address is wrong and the user is waiting for the error."""

_PYTHON_TYPES: Mapping[str, Any] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
    "long": int,
    "double": (int, float),
    "boolean": bool,
}


def call(client: Client, operation: str, *, needs: str = "", writing: bool = False, **arguments: Any) -> Mapping[str, Any]:
    """Return the answer to one request; with ``needs`` (``SegmentsResponse.Item.Id``) that payload, checked for these members.

    Of a service whose answers have no payload, ``needs`` begins with a dot: ``.Items``.

    Raises:
        ServiceError: the service refused, could not be reached, or its answer cannot be read. A reply without a required
            member is never treated as an empty one.
        UnclearWrite: the same after a write that may have happened.
    """
    payload, *members = needs.split(".")
    boto3_client = client.boto3_client
    try:
        answer = getattr(boto3_client, xform_name(operation))(**arguments)
        content = answer[payload] if payload else answer
        model = boto3_client.meta.service_model
        shape = model.shape_for(payload) if payload else model.operation_model(operation).output_shape
        if shape is not None:
            _check_types(
                {name: value for name, value in content.items() if payload or name != "ResponseMetadata"}, shape, payload or operation
            )
    except (BotoCoreError, ClientError) as error:
        raise explain(error, operation, client.service, client.connection, writing=writing) from error
    except client.unreadable as error:
        raise unreadable(operation, client.service, writing=writing) from error
    if not _holds(content, members):
        raise unreadable(operation, client.service, writing=writing)
    return content  # type: ignore[no-any-return]  # _check_types saw that it is a mapping


def _holds(value: Any, members: Sequence[str]) -> bool:
    """Return whether ``value`` has the members of a path; for a list, whether each item has."""
    if not members:
        return True
    if isinstance(value, list):
        return all(_holds(item, members) for item in value)
    return isinstance(value, Mapping) and value.get(members[0]) is not None and _holds(value[members[0]], members[1:])


def _check_types(value: Any, shape: Any, path: str) -> None:
    """Raise TypeError if ``value`` does not match the service's model: botocore's parser does not check all of it."""
    expected = _PYTHON_TYPES.get(shape.type_name, object)
    if not isinstance(value, expected) or (isinstance(value, float) and not isfinite(value)):
        raise TypeError(f"{path} is not a {shape.type_name}")
    match shape.type_name:
        case "structure":
            for name, member in value.items():
                _check_types(member, shape.members[name], f"{path}.{name}")
        case "map":
            for name, member in value.items():
                _check_types(member, shape.value, f"{path}.{name}")
        case "list":
            for member in value:
                if member is not None:
                    _check_types(member, shape.member, path)


def retry(
    attempt: Callable[[], _T],
    *,
    passing: Collection[str],
    attempts: int,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> _T:
    """Return what ``attempt`` returns, trying at most ``attempts`` times, after 1, 2, 4, 8 and 16 seconds.

    Errors with a code in ``passing`` are temporary.

    Raises:
        ServiceError: the last one, or the first that is not temporary.
    """
    began = clock()
    for number in count(1):
        try:
            return attempt()
        except ServiceError as error:
            pause = min(_LONGEST_PAUSE_S, 0.5 * 2**number)
            most = min(_MOST_CONNECTION_ATTEMPTS, attempts) if error.code == "service-unreachable" else attempts
            if error.code not in passing or number >= most or clock() - began + pause > LAST_START_S:
                raise
        sleep(pause)
    raise AssertionError("the last attempt returns or raises")
