"""Make a botocore client that can make the calls it is for, and no others.

Credentials, profiles, retries and requests are botocore's; boto3 would add transfers to S3 and the resource interface, which took
as long to import as everything else.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401  # the first connection would import it, perhaps in a thread, where nothing may be imported
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader
from botocore.session import Session

from segments_as_code import __version__
from segments_as_code.ports import Connection
from segments_as_code.problems import SegmentsError, ServiceError
from segments_as_code.providers.pinpoint.gateway.errors import explain

if TYPE_CHECKING:
    from mypy_boto3_pinpoint import PinpointClient

DATA = Path(__file__).parent / "data"
"""Pinpoint's calls and a table of endpoints, cut out of botocore's own data (``make service-data``): read in 1 ms instead of 40."""
_CALLS, _REGIONS = DATA / "calls", DATA / "regions"

_CONNECT_TIMEOUT_S = 10
_CONNECTIONS = 16
"""More than an apply's threads: each keeps its connection."""

_REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"]
"""botocore itself reads the second alone, AWS's other SDKs and configure-aws-credentials the first."""
_SERVICES = ["pinpoint", "signin", "sso", "sso-oidc", "sts"]
"""Ours, and those that credentials come from."""


class ForbiddenCallError(SegmentsError):
    """Our own code made a call that this client is not for; nothing was sent."""


def make_client(connection: Connection, allowed: Collection[str]) -> PinpointClient:
    """Return a Pinpoint client on which any operation that is not ``allowed`` fails before anything is sent.

    It sends each request once: which of them may be sent again, and for how long, is Patience's to know.

    Raises:
        ServiceError: no region, an unknown profile, or an endpoint that is no URL.
    """
    config = Config(
        retries={"total_max_attempts": 1, "mode": "standard"},
        connect_timeout=_CONNECT_TIMEOUT_S,
        read_timeout=connection.read_timeout_s,
        max_pool_connections=_CONNECTIONS,
        user_agent_extra=f"segments-as-code/{__version__}",
    )
    try:
        session = _session(connection.region)
        made: Any = session.create_client("pinpoint", region_name=connection.region, endpoint_url=connection.endpoint_url, config=config)
        client: PinpointClient = made  # its methods are made as it is: botocore's types know none of them
    except BotoCoreError as error:
        raise explain(error, "Session", connection) from error
    except ValueError as error:
        message = f"the endpoint URL {connection.endpoint_url!r} is not one."
        raise ServiceError("invalid-endpoint", message, "write it as https://host or http://127.0.0.1:port.") from error
    client.meta.events.register("before-call.pinpoint", _guard(frozenset(allowed)))
    return client


def _session(region: str | None) -> Session:
    session = Session(session_vars={"region": ("region", _REGION_VARIABLES, None, None)})
    loader = _OurServices(session.get_component("data_loader").search_paths, region or session.get_config_variable("region"))
    session.register_component("data_loader", loader)
    return session


class _OurServices(Loader):
    """botocore's loader, which finds our data before botocore's own, and behind what somebody put into ``~/.aws/models``.

    It would look through the folders of four hundred services to see that there is the one it is asked for.
    """

    def __init__(self, paths: Sequence[str], region: str | None) -> None:
        """A region that our table of endpoints does not know is looked up in botocore's, which may be newer."""
        ours = [_CALLS, _REGIONS] if _is_known(region) else [_CALLS]
        others = [path for path in paths if path != Loader.BUILTIN_DATA_PATH]
        super().__init__([*others, *map(str, ours), Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services there are for us; that one has no data is found when they are read."""
        del type_name
        return _SERVICES

    def is_builtin_path(self, path: str) -> bool:
        """Return whether botocore itself says what stands at ``path``; what others say of endpoints overrides its rules."""
        return path.startswith(str(DATA)) or super().is_builtin_path(path)


def _is_known(region: str | None) -> bool:
    table = json.loads((_REGIONS / "endpoints.json").read_bytes())
    return any(region in partition["regions"] for partition in table["partitions"])


def _guard(allowed: frozenset[str]) -> Any:
    def refuse_others(model: Any, **_: Any) -> None:
        if model.name not in allowed:
            raise ForbiddenCallError(
                "forbidden-call", f"{model.name} is not a call that this run may make.", "this is a fault of ours: please report it."
            )

    return refuse_others
