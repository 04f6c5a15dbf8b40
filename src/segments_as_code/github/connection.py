"""One way to GitHub's API: time-outs on everything, patience where it helps, and a token that goes nowhere else.

The token is sent only to the two addresses given at the start: redirects are never followed, and a link to a next page
only on the same origin and below the same path.
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

from segments_as_code.github.refusals import error_of, rate_limited, superseded, unreadable
from segments_as_code.github.replies import Call, Lost, Reply
from segments_as_code.github.waiting import Pause, pause_before_next_try
from segments_as_code.model.values import Json
from segments_as_code.problems import ForgeError

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
    """The way to one GitHub. ``sleep``, ``clock`` (seconds since 1970) and ``notify`` (told of every wait) come from outside."""

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
            what = "holds characters that no token has" if self.token else "is missing"
            raise ForgeError("github-token", f"The GitHub token {what}.", "pass `github-token: ${{ github.token }}`")

    def close(self) -> None:
        """Close what is open."""
        for pool in self._pools.values():
            pool.clear()

    def call(self, call: Call) -> Reply:
        """Carry out ``call``, again where that helps; return the successful reply or raise ForgeError or UnclearWrite."""
        tries = 0
        while True:
            tries += 1
            outcome = self._send(call)
            if isinstance(outcome, Reply) and outcome.is_success:
                return outcome
            pause = pause_before_next_try(call, outcome, tries=tries, now=self.clock())
            if pause is None:
                raise error_of(call, outcome)
            self._wait(call, outcome, pause)
            if not call.is_wanted():
                raise superseded(call)

    def pages(self, call: Call) -> Iterator[Json]:
        """Yield the items of a list over all its pages, following ``Link: rel="next"`` as given."""
        seen: set[str] = set()
        url: str | None = call.url
        while url is not None:
            if url in seen or len(seen) >= _MOST_PAGES:
                raise _astray(call, "goes round in a circle")
            seen.add(url)
            reply = self.call(Call(call.method, url, call.doing))
            if not isinstance(reply.content, list):
                raise unreadable(call, "it holds no list")
            yield from reply.content
            url = self._next_page(call, reply)

    def _next_page(self, call: Call, reply: Reply) -> str | None:
        url = next_link(reply.headers.get("link", ""))
        if url is not None and not is_below(url, self.api_url):
            raise _astray(call, "leads away from GITHUB_API_URL")
        return url

    def _send(self, call: Call) -> Reply | Lost:
        try:
            response = self._pool(call.url).request(
                call.method,
                call.url,
                body=None if call.body is None else json.dumps(call.body).encode(),
                headers=self._headers(call),
                redirect=False,
                retries=False,
            )
        except HTTPError as error:
            return _lost(error)
        reply = Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, _content(response.data))
        if reply.is_success and reply.content is None and response.data:
            raise unreadable(call, "it is no JSON")
        return reply

    def _headers(self, call: Call) -> dict[str, str]:
        content_type = {} if call.body is None else {"Content-Type": "application/json"}
        return {**_HEADERS, **content_type, "Authorization": f"Bearer {self.token}"}

    def _wait(self, call: Call, outcome: Reply | Lost, pause: Pause) -> None:
        if self._waited_s + pause.seconds > self.longest_wait_s:
            if isinstance(outcome, Reply) and outcome.is_rate_limit:
                until = datetime.fromtimestamp(self.clock() + pause.seconds, UTC)
                raise rate_limited(call, f"after {until:%Y-%m-%d %H:%M} UTC")
            raise error_of(call, outcome)
        self.notify(f"{pause.reason}: waiting {pause.seconds:.0f} s before trying again to {call.doing}.")
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
"""Why there is no reply, the first that fits, and whether the request may have arrived all the same."""


def next_link(header: str) -> str | None:
    """Return the address with ``rel="next"`` in a ``Link`` header (RFC 8288), or None."""
    return next((link["url"] for link in _LINK.finditer(header) if _NEXT.search(link["parameters"])), None)


def is_below(url: str, base: str) -> bool:
    """Return whether ``url`` has the scheme, host and port of ``base`` and lies below its path."""
    try:
        ours, theirs = parse_url(base), parse_url(url)
    except HTTPError:
        return False
    prefix = (ours.path or "").rstrip("/") + "/"
    return _origin(ours) == _origin(theirs) and theirs.auth is None and (theirs.path or "").startswith(prefix)


def _origin(url: Url) -> tuple[str | None, str | None, int | None]:
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme or "")


def _new_pool(address: Url, timeout: urllib3.Timeout) -> urllib3.PoolManager:
    """Return the pool for one address, through the proxy that the environment names for it (never for this machine itself)."""
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


def _lost(error: HTTPError) -> Lost:
    """Say in plain words why there is no reply; urllib3's own words hold addresses of objects."""
    reason, may_have_arrived = next((why for kind, why in _REASONS.items() if isinstance(error, kind)), (type(error).__name__, True))
    return Lost(reason, may_have_arrived)


def _astray(call: Call, how: str) -> ForgeError:
    message = f"Could not {call.doing}: the link to the next page {how}."
    return ForgeError("github-paging", message, "check GITHUB_API_URL, and whether a proxy rewrites GitHub's replies")
