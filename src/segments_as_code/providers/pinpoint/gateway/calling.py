"""Make one call, and turn every way in which it can go wrong into an error of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from segments_as_code.ports import Connection
from segments_as_code.problems import ServiceError, UnclearWrite
from segments_as_code.providers.pinpoint.gateway.answers import Read
from segments_as_code.providers.pinpoint.gateway.errors import END_OF_SUPPORT, explain

_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What parsers make of JSON of another shape: botocore's, and ours."""


def _as_it_is(payload: Any) -> Any:
    return payload


def call(
    operation: str,
    method: Callable[..., Any],
    connection: Connection,
    arguments: Mapping[str, Any],
    *,
    needs: str = "",
    read: Read = _as_it_is,
    writing: bool = False,
) -> Mapping[str, Any]:
    """Return the payload of the answer; with ``needs`` (``SegmentResponse.Id``) that payload, which has that member.

    ``read`` makes of the payload what the caller works with.

    Raises:
        ServiceError: the service refused, could not be reached, or answered what cannot be read. A reply without what it
            must hold never passes for an empty one.
        UnclearWrite: the same after a write that may have happened.
    """
    scope = {} if "ResourceArn" in arguments else {"ApplicationId": connection.scope}
    try:
        answer = method(**scope, **arguments)
        payload, _, member = needs.partition(".")
        content = read(answer[payload] if payload else answer)
    except (BotoCoreError, ClientError) as error:
        raise explain(error, operation, connection, writing=writing) from error
    except _UNREADABLE as error:
        raise _unreadable(operation, writing=writing) from error
    if not isinstance(content, Mapping) or (member and content.get(member) is None):
        raise _unreadable(operation, writing=writing)
    return content


def _unreadable(operation: str, *, writing: bool) -> ServiceError:
    kind = UnclearWrite if writing else ServiceError
    message = f"the reply to {operation} cannot be read: what it must hold is missing."
    return kind("reply-unreadable", message, f"run again later. {END_OF_SUPPORT}")
