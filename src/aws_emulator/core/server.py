"""The HTTP server: threads, HTTP/1.1 with connections kept alive, loopback only. It reads every body before it answers."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING, TypeAlias

from aws_emulator.core.faults import Dropped
from aws_emulator.core.protocol import Response

if TYPE_CHECKING:
    from socketserver import _AfInetAddress as Address
    from socketserver import _RequestType as Connection

_LARGEST_READ = 64 * 1024 * 1024

Respond: TypeAlias = Callable[[str, str, bytes], Response]
"""Returns the response to a method, a target (path and query) and a body; raises Dropped if there must be none."""


class Server(ThreadingHTTPServer):
    """Serves ``respond`` over HTTP; ``close`` ends it with every open connection."""

    daemon_threads = True
    request_queue_size = 128
    block_on_close = False

    def __init__(self, respond: Respond, host: str, port: int) -> None:
        """Bind at once, so that the port is known; raise ValueError for an address that is not loopback, OSError for a busy port."""
        address = "127.0.0.1" if host == "localhost" else host
        if not _is_loopback(address):
            raise ValueError(f"The emulator listens on loopback addresses only, such as 127.0.0.1; {host} is not one.")
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.respond = respond
        self._open: dict[Thread, Connection] = {}
        self._lock = Lock()
        super().__init__((address, port), _Handler)
        self._serving = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, name="aws-emulator", daemon=True)

    @property
    def url(self) -> str:
        """Return the address as an endpoint URL."""
        host, port = self.server_address[:2]
        return f"http://[{host!s}]:{port}" if self.address_family == socket.AF_INET6 else f"http://{host!s}:{port}"

    def start(self) -> None:
        """Serve in a thread."""
        self._serving.start()

    def close(self) -> None:
        """Stop: accept no new connection, close every open one, end every thread."""
        self.shutdown()
        self._serving.join()
        self.server_close()
        with self._lock:
            connections = dict(self._open)
            for connection in connections.values():
                _cut(connection)
        for thread in connections:
            thread.join(timeout=5)

    def process_request_thread(self, request: Connection, client_address: Address) -> None:
        """Serve one connection, known to ``close`` while it is open."""
        with self._lock:
            self._open[current_thread()] = request
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(current_thread(), None)

    def handle_error(self, request: Connection, client_address: Address) -> None:
        """Ignore clients that went away; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads each request, and writes its response."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Write nothing; the emulator has its own record of requests."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > _LARGEST_READ:
            self.close_connection = True
            self.send_error(411 if "Transfer-Encoding" in self.headers else 413)
            return
        body = self.rfile.read(int(length))
        try:
            response = self.server.respond(self.command, self.path, body)
        except Dropped:
            self.close_connection = True
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:  # noqa: PLR2004 - No Content has no length either
            self.send_header("Content-Length", str(len(response.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)
        self.wfile.flush()


def _cut(connection: Connection) -> None:
    """End a connection at once, for both sides; it is not an error if it is gone already."""
    with suppress(OSError):
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
