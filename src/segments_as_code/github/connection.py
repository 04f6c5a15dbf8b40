"""Send requests to GitHub, with time-outs and retries, and send the token nowhere else.

The token is sent only to the two addresses given at the start: redirects are never followed, and the link to a next page only to
the same origin and below the same path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    SSLError,
)
from urllib3.util import Url, parse_url

from segments_as_code.github.response_errors import error_for, rate_limit_error, superseded_error, unreadable_error
from segments_as_code.github.retry import NoResponse, Pause, Request, Response, pause_before_next_try
from segments_as_code.model.document import Json
from segments_as_code.model.problem import ForgeError

_HEADERS: Final = {
    "Accept": "application/vnd.github+json",
    "User-Agent": "segments-as-code",
    "X-GitHub-Api-Version": "2022-11-28",
}
_CONNECT_S = 10.0
_MOST_PAGES = 1000
_TOKEN = re.compile(r"[!-~]+")
_LINK = re.compile(r'<(?P<url>[^>]*)>(?P<parameters>(?:\s*;\s*[^"=,;]+(?:="[^"]*"|=[^",;]*)?)*)')
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)', re.IGNORECASE)


@dataclass(slots=True)
class Connection:
    """HTTP connections to one GitHub. The caller gives ``sleep``, ``clock`` (seconds since 1970) and ``notify`` (called for every wait)."""

    api_url: str
    graphql_url: str
    token: str = field(repr=False)
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    notify: Callable[[str], None]
    longest_wait_s: float = 300.0
    read_timeout_s: float = 30.0
    _waited_s: float = field(default=0.0, init=False)
    _pools: dict[str, urllib3.PoolManager] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.api_url, self.graphql_url = self.api_url.rstrip("/"), self.graphql_url.rstrip("/")
        if not _TOKEN.fullmatch(self.token):
            what = "has characters that no token has" if self.token else "is missing"
            raise ForgeError("github-token", f"The GitHub token {what}.", "pass `github-token: ${{ github.token }}`")

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.clear()

    def send(self, request: Request) -> Response:
        """Send ``request``, with retries; return the successful response or raise ForgeError or UnclearWrite."""
        tries = 0
        while True:
            tries += 1
            outcome = self._send_once(request)
            if isinstance(outcome, Response) and outcome.is_success:
                return outcome
            pause = pause_before_next_try(request, outcome, tries=tries, now=self.clock())
            if pause is None:
                raise error_for(request, outcome)
            self._wait(request, outcome, pause)
            if not request.is_wanted():
                raise superseded_error(request)

    def read_pages(self, request: Request) -> Iterator[Json]:
        """Yield the items of a list over all its pages, following ``Link: rel="next"`` as given."""
        seen: set[str] = set()
        url: str | None = request.url
        while url is not None:
            if url in seen or len(seen) >= _MOST_PAGES:
                raise _paging_error(request, "goes round in a circle")
            seen.add(url)
            response = self.send(Request(request.method, url, request.doing))
            if not isinstance(response.content, list):
                raise unreadable_error(request, "it has no list")
            yield from response.content
            url = self._next_page(request, response)

    def _next_page(self, request: Request, response: Response) -> str | None:
        url = next_link(response.headers.get("link", ""))
        if url is not None and not is_below(url, self.api_url):
            raise _paging_error(request, "leads away from GITHUB_API_URL")
        return url

    def _send_once(self, request: Request) -> Response | NoResponse:
        try:
            raw = self._pool(request.url).request(
                request.method,
                request.url,
                body=None if request.body is None else json.dumps(request.body).encode(),
                headers=self._headers(request),
                redirect=False,
                retries=False,
            )
        except HTTPError as error:
            return _no_response(error)
        response = Response(raw.status, {name.lower(): value for name, value in raw.headers.items()}, _content(raw.data))
        if response.is_success and response.content is None and raw.data:
            raise unreadable_error(request, "it is not JSON")
        return response

    def _headers(self, request: Request) -> dict[str, str]:
        content_type = {} if request.body is None else {"Content-Type": "application/json"}
        return {**_HEADERS, **content_type, "Authorization": f"Bearer {self.token}"}

    def _wait(self, request: Request, outcome: Response | NoResponse, pause: Pause) -> None:
        if self._waited_s + pause.seconds > self.longest_wait_s:
            if isinstance(outcome, Response) and outcome.is_rate_limit:
                until = datetime.fromtimestamp(self.clock() + pause.seconds, UTC)
                raise rate_limit_error(request, f"after {until:%Y-%m-%d %H:%M} UTC")
            raise error_for(request, outcome)
        self.notify(f"{pause.reason}: waiting {pause.seconds:.0f} s before trying again to {request.doing}.")
        self._waited_s += pause.seconds
        self.sleep(pause.seconds)

    def _pool(self, url: str) -> urllib3.PoolManager:
        address = parse_url(url)
        key = f"{address.scheme}://{address.netloc}"
        if key not in self._pools:
            self._pools[key] = _new_pool(address, urllib3.Timeout(connect=_CONNECT_S, read=self.read_timeout_s))
        return self._pools[key]


_REASONS: Final[Mapping[type[HTTPError], tuple[str, bool]]] = {
    NameResolutionError: ("its name is not known", False),
    NewConnectionError: ("no connection could be made", False),
    ConnectTimeoutError: ("the connection timed out", False),
    ProxyError: ("the proxy did not let us through", False),
    SSLError: ("the secure connection failed; its certificate may not be accepted", True),
    urllib3.exceptions.TimeoutError: ("no reply in time", True),
    ProtocolError: ("the connection broke", True),
}
"""Reasons for a missing response (the first match counts), and whether the request may have arrived anyway."""


def next_link(header: str) -> str | None:
    """Return the address with ``rel="next"`` in a ``Link`` header (RFC 8288), or None."""
    return next((link["url"] for link in _LINK.finditer(header) if _NEXT.search(link["parameters"])), None)


def is_below(url: str, base: str) -> bool:
    """Return whether ``url`` has the scheme, host and port of ``base`` and is below its path."""
    try:
        ours, theirs = parse_url(base), parse_url(url)
    except HTTPError:
        return False
    prefix = (ours.path or "").rstrip("/") + "/"
    return _origin(ours) == _origin(theirs) and theirs.auth is None and (theirs.path or "").startswith(prefix)


def _origin(url: Url) -> tuple[str | None, str | None, int | None]:
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme or "")


def _new_pool(address: Url, timeout: urllib3.Timeout) -> urllib3.PoolManager:
    """Return the pool for one address, through the environment's proxy (never for this machine itself)."""
    host = address.host or ""
    proxy = getproxies().get(address.scheme or "")
    if not proxy or host in {"localhost", "127.0.0.1", "[::1]"} or proxy_bypass(host):
        return urllib3.PoolManager(timeout=timeout)
    return urllib3.ProxyManager(proxy, timeout=timeout)


def _content(body: bytes) -> Json:
    try:
        content: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content


def _no_response(error: HTTPError) -> NoResponse:
    """Say why there is no response; urllib3's own messages contain addresses of objects."""
    reason, may_have_arrived = next((why for kind, why in _REASONS.items() if isinstance(error, kind)), (type(error).__name__, True))
    return NoResponse(reason, may_have_arrived)


def _paging_error(request: Request, how: str) -> ForgeError:
    message = f"Could not {request.doing}: the link to the next page {how}."
    return ForgeError("github-paging", message, "check GITHUB_API_URL, and whether a proxy rewrites GitHub's replies")
