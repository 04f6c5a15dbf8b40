"""The embedded Pinpoint: applications, segments, tags, campaigns, journeys and import jobs over HTTP on a loopback port.

    with Emulator(applications=["app-123456"]) as emulator:
        pinpoint = boto3.client("pinpoint", endpoint_url=emulator.endpoint_url, …)

It knows what botocore's service model knows. Everything else is a named option of ``Behaviour``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pinpoint_emulator.behaviour import Behaviour
from pinpoint_emulator.faults import Fault
from pinpoint_emulator.throttle import Rates

if TYPE_CHECKING:
    from pinpoint_emulator.emulator import Emulator

__all__ = ["Behaviour", "Emulator", "Fault", "Rates"]


def __getattr__(name: str) -> object:
    """Import the Emulator when it is first asked for: `segments --help` must not wait for botocore and werkzeug."""
    if name == "Emulator":
        from pinpoint_emulator.emulator import Emulator  # noqa: PLC0415 - that is the point

        return Emulator
    raise AttributeError(name)
