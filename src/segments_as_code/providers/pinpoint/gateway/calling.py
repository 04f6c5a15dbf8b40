"""Make one call, and turn every way in which it can go wrong into an error of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from segments_as_code.ports import Connection
from segments_as_code.problems import ServiceError, UnclearWrite
from segments_as_code.providers.pinpoint.gateway.errors import END_OF_SUPPORT, explain


def call(
    operation: str,
    method: Callable[..., Any],
    connection: Connection,
    arguments: Mapping[str, Any],
    *,
    needs: str = "",
    writing: bool = False,
) -> Mapping[str, Any]:
    """Return the payload of the answer; with ``needs`` (``SegmentResponse.Id``) that payload, which has that member.

    Raises:
        ServiceError: the service refused, could not be reached, or answered what cannot be read. A reply without what it
            must hold never passes for an empty one.
        UnclearWrite: the same after a write that may have happened.
    """
    scope = {} if "ResourceArn" in arguments else {"ApplicationId": connection.scope}
    try:
        answer = method(**scope, **arguments)
    except (BotoCoreError, ClientError) as error:
        raise explain(error, operation, connection, writing=writing) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # what botocore's parser makes of JSON of another shape
        raise _unreadable(operation, writing=writing) from error
    payload, _, member = needs.partition(".")
    content = answer.get(payload) if payload else answer
    if not isinstance(content, Mapping) or (member and content.get(member) is None):
        raise _unreadable(operation, writing=writing)
    return content


def _unreadable(operation: str, *, writing: bool) -> ServiceError:
    kind = UnclearWrite if writing else ServiceError
    message = f"the reply to {operation} cannot be read: what it must hold is missing."
    return kind("reply-unreadable", message, f"run again later. {END_OF_SUPPORT}")
