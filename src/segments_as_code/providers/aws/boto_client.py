"""Open a boto3 client that can make only the calls that it is for."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError

from segments_as_code import __version__
from segments_as_code.model.problem import SegmentsError, ServiceError
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.errors import Service, explain

_CONNECT_TIMEOUT_S = 10
_SHAPELESS = (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""The errors of botocore's parser for JSON with another shape than the service's model."""


class ForbiddenCallError(SegmentsError):
    """A bug: a call that this client is not for; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Client:
    """A boto3 client for one container of segments, with the data to explain its errors."""

    service: Service
    connection: Connection
    boto3_client: Any
    """Any, because boto3 makes its methods at run time."""
    unreadable: tuple[type[Exception], ...]
    """The exceptions for a reply that cannot be parsed."""
    known_regions: Callable[[], list[str]]
    """Returns the regions that botocore knows the service to be in."""

    @property
    def region(self) -> str:
        """Return the region of the client."""
        return str(self.boto3_client.meta.region_name)


def open_client(service: Service, connection: Connection, allowed: Collection[str], *, tries: int = 1) -> Client:
    """Return a client on which any operation that is not ``allowed`` fails before anything is sent.

    Credentials, profiles and endpoints come from boto3's default chain. AWS_REGION is read too, and comes first: boto3 reads
    only AWS_DEFAULT_REGION, AWS's other SDKs and configure-aws-credentials use AWS_REGION. The client sends each request once, and
    ``calls`` decides about retries; with ``tries`` botocore does.

    Raises:
        ServiceError: no region, an unknown profile, or an endpoint that is not a URL.
    """
    import boto3.session  # noqa: PLC0415  # a tenth of a second of CPU that offline commands do without
    from botocore.config import Config  # noqa: PLC0415  # comes with boto3
    from botocore.parsers import ResponseParserError  # noqa: PLC0415  # comes with boto3

    config = Config(
        retries={"total_max_attempts": tries, "mode": "standard"},
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=connection.read_timeout_s,
        user_agent_extra=f"segments-as-code/{__version__}",
    )
    try:
        session = boto3.session.Session(region_name=connection.region or os.environ.get("AWS_REGION") or None)
        made: Any = session.client(service.name, endpoint_url=connection.endpoint_url, config=config)  # type: ignore[call-overload]
    except BotoCoreError as error:
        raise explain(error, "Session", service, connection) from error
    except ValueError as error:
        message = f"the endpoint URL {connection.endpoint_url!r} is not one."
        raise ServiceError("invalid-endpoint", message, "write it as https://host or http://127.0.0.1:port.") from error
    made.meta.events.register(f"before-call.{service.name}", _guard(frozenset(allowed)))
    regions = partial(known_regions, service)
    return Client(service, connection, made, (*_SHAPELESS, ResponseParserError), regions)


def known_regions(service: Service) -> list[str]:
    """Return the regions that botocore knows the service to be in, sorted."""
    from botocore.session import Session  # noqa: PLC0415  # what offline commands do without

    session = Session(session_vars={"profile": (None, None, None, None)})  # a profile that does not exist would be an error
    return sorted(session.get_available_regions(service.name))


def _guard(allowed: frozenset[str]) -> Any:
    def refuse_others(model: Any, **_: Any) -> None:
        if model.name not in allowed:
            message = f"{model.name} is not a call that this run may make."
            raise ForbiddenCallError("forbidden-call", message, "this is a bug in Segments as Code: please report it.")

    return refuse_others
