"""The fake GitHub as an HTTP server on loopback, every exchange held to GitHub's own description."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.fake_github import admin
from tests.fake_github.bodies import Bodies
from tests.fake_github.budget import Budget
from tests.fake_github.description import Reply, Request, description_of
from tests.fake_github.faults import reply_of_fault, take_fault
from tests.fake_github.routes import answer, refuse
from tests.fake_github.world import Fault, World

ADMIN = "/_admin"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the log keeps it: whose token it had, never the token; ``status`` 0 if no reply was sent."""

    method: str
    path: str
    query: str
    login: str
    status: int
    at_s: float


@dataclass(slots=True)
class FakeGitHub:
    """A running fake: where it is, what it holds, what it has seen.

    ``budget`` is what it grants a minute, None for all there is. A request that the fault ``hold`` meets is answered once
    ``released`` is set.
    """

    edition: str
    world: World
    origin: str = ""
    budget: Budget | None = None
    requests: list[Seen] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def prefix(self) -> str:
        """The path below which the REST API lives."""
        return "/api/v3" if self.edition.startswith("ghes") else ""

    @property
    def api_url(self) -> str:
        """What GITHUB_API_URL must say."""
        return f"{self.origin}{self.prefix}"

    @property
    def graphql_url(self) -> str:
        """What GITHUB_GRAPHQL_URL must say."""
        return f"{self.origin}/api/graphql" if self.prefix else f"{self.origin}/graphql"

    def fail(self, fault: Fault) -> None:
        """Let the next requests that fit go wrong."""
        with self.lock:
            self.world.faults.append(replace(fault))

    def count(self, method: str, path: str = "") -> int:
        """Return how many requests of a method had a path in which the regular expression ``path`` is found."""
        with self.lock:
            return sum(seen.method == method and re.search(path, seen.path) is not None for seen in self.requests)

    def reply_to(self, request: Request) -> Reply | None:
        """Answer one request, or None if the connection is to be dropped; log it, and note what breaks the description."""
        with self.lock:
            fault = take_fault(self.world, request)
        if fault is not None and fault.kind == "delay":
            time.sleep(fault.delay_s)
        if fault is not None and fault.kind == "hold":
            self.released.wait(60)
        with self.lock:
            refusal = self.budget.refusal(request) if self.budget is not None else None
            reply = refusal or self._answer(request, fault)
            token = self.world.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
            status = 0 if reply is None else reply.status
            self.requests.append(Seen(request.method, request.path, request.query, token.login if token else "", status, time.time()))
            return reply

    def _answer(self, request: Request, fault: Fault | None) -> Reply | None:
        if self.origin + request.path == self.graphql_url:
            return self._viewer(request) if fault is None else reply_of_fault(fault, lambda: self._viewer(request))
        request = self._by_name(request)
        if not request.path.startswith(f"{self.prefix}/"):
            return self._broken([f"{request.method} {request.path}: not below {self.prefix}"])
        plain = Request(request.method, request.path.removeprefix(self.prefix), request.query, request.headers, request.body)
        return self._checked(plain) if fault is None else reply_of_fault(fault, lambda: self._checked(plain))

    def _checked(self, request: Request) -> Reply:
        description = description_of(self.edition)
        if not request.headers.get("user-agent"):
            return refuse(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
        faults = description.faults_of_request(request)
        if faults:
            return self._broken(faults)
        reply = answer(self.world, Bodies(description, self.api_url), self.api_url, request)
        faults = description.faults_of_reply(request, reply)
        return self._broken(faults) if faults else reply

    def _by_name(self, request: Request) -> Request:
        """Return ``request`` with the repository's name for its number, which GitHub's own links use."""
        numbered = re.match(rf"{self.prefix}/repositories/(\d+)/", request.path)
        if numbered is None or not 1 <= int(numbered[1]) <= len(self.world.repositories):
            return request
        name = self.world.repositories[int(numbered[1]) - 1].full_name
        path = f"{self.prefix}/repos/{name}/{request.path[numbered.end() :]}"
        return Request(request.method, path, request.query, request.headers, request.body)

    def _viewer(self, request: Request) -> Reply:
        """Answer the one GraphQL query there is, which no OpenAPI description covers."""
        token = self.world.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if token is None:
            return refuse(401, "Bad credentials")
        if not self.world.graphql:
            return refuse(403, "Resource not accessible by integration")
        content = request.content
        query = content.get("query") if isinstance(content, dict) else None
        if request.method != "POST" or not isinstance(query, str) or query.split() != ["query", "{", "viewer", "{", "login", "}", "}"]:
            return self._broken([f"{request.method} {request.path}: not the query we know"])
        return Reply(200, {"data": {"viewer": {"login": token.login}}})

    def _broken(self, faults: list[str]) -> Reply:
        self.violations += faults
        return refuse(500, "; ".join(faults))


@contextmanager
def serve(world: World, *, edition: str = "api.github.com", port: int = 0, strict: bool = True) -> Iterator[FakeGitHub]:
    """Run a fake GitHub while the block runs; if ``strict``, raise AssertionError at the end if an exchange broke the description."""
    fake = FakeGitHub(edition, world)
    server = _Server(fake, port)
    fake.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.stop()
        thread.join()
    if strict and fake.violations:
        raise AssertionError("GitHub's description was broken:\n" + "\n".join(fake.violations))


class _Server(ThreadingHTTPServer):
    """A server that knows its open connections, so that it can close them all at its end."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, fake: FakeGitHub, port: int) -> None:
        self.fake = fake
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def stop(self) -> None:
        self.shutdown()
        for connection in list(self.open):
            _cut(connection)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Turns bytes into a Request and a Reply into bytes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.server.open.add(self.request)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.server.open.discard(self.request)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Say nothing: the request log has it all."""

    def _exchange(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, address.path, address.query, headers, body)
        if address.path.startswith(ADMIN):
            reply: Reply | None = admin.reply_to(self.server.fake, request, address.path.removeprefix(ADMIN))
        else:
            reply = self.server.fake.reply_to(request)
        if reply is None:
            self.close_connection = True
            _cut(self.connection)
        else:
            self._send(reply)

    def _send(self, reply: Reply) -> None:
        body = reply.headers["x-raw-body"].encode() if "x-raw-body" in reply.headers else reply.body
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **reply.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _exchange  # noqa: N815 - the names that http.server calls


def _cut(connection: socket.socket) -> None:
    """Break a connection off, whichever side closed it first."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
