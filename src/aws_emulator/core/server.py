"""The HTTP server: threads, HTTP/1.1 with connections kept alive, loopback only.

It stands on the standard library because werkzeug's own server closes each connection after one answer (its source says
why: it may have left part of a request unread), and a client that must reconnect for each call is twice as slow. This
one reads every body before it answers.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from ipaddress import ip_address
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from aws_emulator.core.faults import Dropped

if TYPE_CHECKING:
    from socketserver import _AfInetAddress as Address
    from socketserver import _RequestType as Connection
    from wsgiref.types import WSGIApplication, WSGIEnvironment

_LARGEST_READ = 64 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Serves a WSGI application; ``close`` ends it with every open connection."""

    daemon_threads = True
    request_queue_size = 128
    block_on_close = False

    def __init__(self, application: WSGIApplication, host: str, port: int) -> None:
        """Bind at once, so that the port is known; raise ValueError for an address that is not loopback, OSError for a taken port."""
        address = "127.0.0.1" if host == "localhost" else host
        if not _is_loopback(address):
            raise ValueError(f"The emulator listens on loopback addresses only, such as 127.0.0.1; {host} is not one.")
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.application = application
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
        """Stop: no new connection, every open one cut, every thread at its end."""
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
        """Say nothing of clients that went away; anything else is a bug of ours and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Hands each request to the WSGI application."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Keep quiet; the emulator has its own record of requests."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > _LARGEST_READ:
            self.close_connection = True
            self.send_error(411 if "Transfer-Encoding" in self.headers else 413)
            return
        body = self.rfile.read(int(length))
        try:
            self._respond(self.server.application(self._environ(body), self._start))
        except Dropped:
            self.close_connection = True

    def _start(self, status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        return self.wfile.write

    def _respond(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            if self.command != "HEAD":
                self.wfile.write(chunk)
        self.wfile.flush()

    def _environ(self, body: bytes) -> WSGIEnvironment:
        """Return the request as WSGI has it; header values arrive as latin-1 texts, and the path is decoded into one."""
        url = urlsplit(self.path)
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
            "QUERY_STRING": url.query,
            "SERVER_NAME": str(self.server.server_address[0]),
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        return environ


def _cut(connection: Connection) -> None:
    """End a connection at once, for both sides; one that has gone already is no error."""
    with suppress(OSError):
        if isinstance(connection, socket.socket):
            connection.shutdown(socket.SHUT_RDWR)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
