"""The HTTP server: loopback only, connections kept alive, many clients at once, a clean end."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from aws_emulator.core.types import text
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, connected


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])  # noqa: S104 - must be refused
def test_an_address_that_is_not_loopback_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="The emulator listens on loopback addresses only"):
        Emulator(host=host).start()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_loopback_addresses_are_served(host: str) -> None:
    with Emulator(applications=[APP], host=host) as emulator, connected(emulator) as pinpoint:
        assert pinpoint.listed() == []


def test_a_taken_port_is_refused(emulator: Emulator) -> None:
    port = int(emulator.endpoint_url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        Emulator(port=port).start()


def test_one_connection_serves_many_requests(emulator: Emulator) -> None:
    connection = HTTPConnection(emulator.endpoint_url.removeprefix("http://"))
    used: set[socket.socket] = set()
    statuses: list[int] = []
    for method, path, body in (
        ("POST", f"/v1/apps/{APP}/segments", "{}"),
        ("POST", "/v1/nothing", "unread"),
        ("GET", f"/v1/apps/{APP}/segments", None),
    ):
        connection.request(method, path, body)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
        assert connection.sock is not None
        used.add(connection.sock)
    connection.close()

    assert (statuses, len(used)) == ([201, 404, 200], 1)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("POST /v1/apps HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "411"),
        ("POST /v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", "413"),
        ("POST /v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", "413"),
        ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "501"),
        ("GET / HTTP/1.1\r\n" + "A: b\r\n" * 200 + "\r\n", "431"),
    ],
    ids=["chunked", "huge", "negative", "unknown method", "many headers"],
)
def test_a_request_that_cannot_be_read_is_refused_and_its_connection_closed(emulator: Emulator, head: str, status: str) -> None:
    host, _, port = emulator.endpoint_url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))

    assert f" {status} " in answer.decode().splitlines()[0] + " "


def test_many_clients_at_once_lose_nothing(emulator: Emulator) -> None:
    def create_many(client: int) -> list[str]:
        with connected(emulator) as pinpoint:
            return [text(pinpoint.create(f"{client}-{number}"), "Id") for number in range(25)]

    with ThreadPoolExecutor(8) as pool:
        made = [segment_id for ids in pool.map(create_many, range(8)) for segment_id in ids]

    with connected(emulator) as pinpoint:
        assert sorted(made) == sorted(text(segment, "Id") for segment in pinpoint.listed())
    assert len(set(made)) == 200


def _slow_clock() -> float:
    """Tell the time while other threads go on: between what an update reads and what it writes."""
    time.sleep(0.001)
    return 0.0


def test_updates_at_once_each_get_a_version_of_their_own() -> None:
    with Emulator(applications=[APP], clock=_slow_clock) as emulator, connected(emulator) as pinpoint:
        segment_id = pinpoint.create()["Id"]

        def update_many(client: int) -> list[int]:
            with connected(emulator) as mine:
                return [int(str(mine.update(segment_id, Name=f"{client}-{number}")["Version"])) for number in range(10)]

        with ThreadPoolExecutor(8) as pool:
            versions = [version for found in pool.map(update_many, range(8)) for version in found]

    assert sorted(versions) == list(range(2, 82))


def test_the_end_closes_open_connections_and_the_port() -> None:
    emulator = Emulator(applications=[APP])
    emulator.start()
    host, _, port = emulator.endpoint_url.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as idle:
        idle.sendall(b"GET /_emulator/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).startswith(b"HTTP/1.1 200")

        emulator.stop()
        emulator.stop()

        assert idle.recv(4096) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), timeout=5)


def test_without_a_server_there_is_no_address() -> None:
    with pytest.raises(RuntimeError, match="The emulator is not serving"):
        _ = Emulator().endpoint_url
