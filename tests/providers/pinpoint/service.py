"""Readers and writers on an embedded Pinpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from botocore import xform_name
from botocore.session import Session

from aws_emulator.emulator import Emulator
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter

APP = "app-123456"
DIALECT = PinpointDialect()
VIPS = DIALECT.definition({"Name": "VIPs", "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}}}})

Start: TypeAlias = Callable[..., Emulator]


def connection(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5) -> Connection:
    return Connection(APP, "eu-west-1", emulator.endpoint_url, read_timeout_s=timeout_s, attempts=attempts)


def reader(emulator: Emulator, *, attempts: int = 1) -> PinpointReader:
    return PinpointReader(connection(emulator, attempts=attempts), DIALECT, sleep=lambda _: None)


def writer(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5, slept: list[float] | None = None) -> PinpointWriter:
    naps = [] if slept is None else slept
    return PinpointWriter(connection(emulator, attempts=attempts, timeout_s=timeout_s), sleep=naps.append)


def ask(emulator: Emulator, operation: str, **arguments: object) -> None:
    """Make one call, any of Pinpoint's, with a client of its own."""
    client: object = Session().create_client("pinpoint", region_name="eu-west-1", endpoint_url=emulator.endpoint_url)
    getattr(client, xform_name(operation))(**arguments)


def operations(emulator: Emulator) -> list[str]:
    return [request.operation for request in emulator.requests]
