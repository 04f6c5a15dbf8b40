"""moto's server on loopback: Amazon S3 and Athena as somebody else wrote them."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"


@contextmanager
def moto_server() -> Iterator[str]:
    """Start the server; its address is the context."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def use(address: str, service: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Point the environment at an empty server; return a client of the service."""
    _post(address, "reset-auth", b"inf")
    _post(address, "reset", b"")
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service.upper()}", address)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "one")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "two")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    return boto3.client(service)  # type: ignore[call-overload]


def use_keys_of_a_stranger(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take on the keys of a user whom no policy allows anything, on a server that checks them from now on, until the next ``use``."""
    iam = boto3.client("iam", endpoint_url=address)
    iam.create_user(UserName="stranger")
    key = iam.create_access_key(UserName="stranger")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    _post(address, "reset-auth", b"0")


def _post(address: str, what: str, content: bytes) -> None:
    request = urllib.request.Request(f"{address}/moto-api/{what}", content, {"Content-Type": "text/plain"}, method="POST")  # noqa: S310  # loopback
    urllib.request.urlopen(request).close()  # noqa: S310
