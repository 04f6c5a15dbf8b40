"""A Pinpoint on loopback that is never the bottleneck: pages made in advance, latency and rates as asked for.

The embedded Pinpoint checks all that it is given, and takes longer over ten thousand segments than what is measured here.
``python -m bench.loopback --count 1000 --latency 50`` prints its address; ``/_bench/counts`` says what it was asked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from bench.definitions import APP, OWNER, Changed, Json, definitions
from segments_as_code.ownership import with_our_tags

RATE: Final = 25.0
"""Segment writes a second and operation, and as many at once: Pinpoint developer guide, Quotas."""

_PAGE: Final = 100
_ARN: Final = "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/{}/segments/{}"
_ROUTES: Final = (
    ("GetSegments", "GET", re.compile(r"/v1/apps/[^/]+/segments")),
    ("CreateSegment", "POST", re.compile(r"/v1/apps/[^/]+/segments")),
    ("GetSegment", "GET", re.compile(r"/v1/apps/[^/]+/segments/([^/]+)")),
    ("UpdateSegment", "PUT", re.compile(r"/v1/apps/[^/]+/segments/([^/]+)")),
    ("DeleteSegment", "DELETE", re.compile(r"/v1/apps/[^/]+/segments/([^/]+)")),
    ("GetCampaigns", "GET", re.compile(r"/v1/apps/[^/]+/campaigns")),
    ("ListJourneys", "GET", re.compile(r"/v1/apps/[^/]+/journeys")),
    ("ListTagsForResource", "GET", re.compile(r"/v1/tags/(.+)")),
    ("TagResource", "POST", re.compile(r"/v1/tags/(.+)")),
    ("UntagResource", "DELETE", re.compile(r"/v1/tags/(.+)")),
)


@dataclass(slots=True)
class Bucket:
    """A token bucket, full at first."""

    rate: float
    tokens: float = 0
    since: float = 0

    def take(self) -> bool:
        """Take a token; False where there is none."""
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.since) * self.rate) if self.since else self.rate
        self.since = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class Pinpoint:
    """Segments in memory; ``pages`` are their listing as bytes, made when it is first asked for and after each write."""

    throttled: bool
    segments: dict[str, dict[str, Json]] = field(default_factory=dict)
    pages: list[bytes] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def deploy(self, count: int, changed: Changed) -> None:
        """Hold ``count`` segments as if this program had applied them."""
        ids: dict[str, str] = {}
        for number, (key, content) in enumerate(definitions(count, changed)):
            ids[key] = f"{number:032x}"
            tags = content.pop("Tags")
            assert isinstance(tags, dict)  # told to the type checker
            texts = {name: str(value) for name, value in tags.items()}
            marks: dict[str, Json] = {**with_our_tags(texts, key=key, owner=OWNER)}
            self.put(ids[key], {**_by_id(content, ids), "tags": marks}, 1)

    def put(self, segment_id: str, said: Mapping[str, Json], version: int) -> dict[str, Json]:
        """Keep a segment as SegmentResponse has it."""
        kept: dict[str, Json] = {
            "Id": segment_id,
            "ApplicationId": APP,
            "Arn": _ARN.format(APP, segment_id),
            "CreationDate": "2026-01-01T00:00:00.000Z",
            "LastModifiedDate": "2026-01-01T00:00:00.000Z",
            "SegmentType": "DIMENSIONAL",
            "Version": version,
            **said,
        }
        self.segments[segment_id] = kept
        self.pages = []
        return kept

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        """Return the status and the body that answer a request."""
        url = urlsplit(target)
        if url.path == "/_bench/counts":
            return 200, json.dumps({**self.counts, "segments": len(self.segments)}).encode()
        found = ((name, match) for name, verb, path in _ROUTES if verb == method and (match := path.fullmatch(url.path)))
        operation, match = next(found, ("", None))
        if match is None:
            return 404, b'{"Message": "no such operation"}'
        if self.throttled and operation in {"CreateSegment", "UpdateSegment", "DeleteSegment"}:
            bucket = self.buckets.setdefault(operation, Bucket(RATE))
            if not bucket.take():
                self.counts["429"] += 1
                return 429, b'{"Message": "Too many requests"}'
        self.counts[operation] += 1
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        return _ANSWERS[operation](self, unquote(match[1]) if match.groups() else "", query, body)

    def list_segments(self, _which: str, query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
        """Answer GetSegments."""
        if not self.pages:
            held = list(self.segments.values())
            cuts = range(0, len(held), _PAGE) or range(1)
            for begin in cuts:
                page: dict[str, Json] = {"Item": [*held[begin : begin + _PAGE]]}
                if begin + _PAGE < len(held):
                    page["NextToken"] = str(begin // _PAGE + 1)
                self.pages.append(json.dumps(page).encode())
        return 200, self.pages[int(query.get("token", "0"))]

    def create(self, _which: str, _query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Answer CreateSegment."""
        segment_id = f"{self.counts['CreateSegment'] + 10**9:032x}"
        return 201, json.dumps(self.put(segment_id, json.loads(body), 1)).encode()

    def get(self, which: str, _query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
        """Answer GetSegment."""
        held = self.segments.get(which)
        return (404, b'{"Message": "no such segment"}') if held is None else (200, json.dumps(held).encode())

    def update(self, which: str, _query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Answer UpdateSegment."""
        held = self.segments[which]
        version = held["Version"]
        assert isinstance(version, int)  # told to the type checker
        return 202, json.dumps(self.put(which, {"tags": held["tags"], **json.loads(body)}, version + 1)).encode()

    def delete(self, which: str, _query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
        """Answer DeleteSegment."""
        held = self.segments.pop(which, None)
        self.pages = []
        return (404, b'{"Message": "no such segment"}') if held is None else (200, json.dumps(held).encode())


def _nothing(_here: Pinpoint, _which: str, _query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
    return 200, b'{"Item": []}'


def _tags(_here: Pinpoint, _which: str, _query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
    return 200, b'{"tags": {}}'


def _done(_here: Pinpoint, _which: str, _query: Mapping[str, str], _body: bytes) -> tuple[int, bytes]:
    return 204, b""


_ANSWERS: Final[Mapping[str, Callable[[Pinpoint, str, Mapping[str, str], bytes], tuple[int, bytes]]]] = {
    "GetSegments": Pinpoint.list_segments,
    "CreateSegment": Pinpoint.create,
    "GetSegment": Pinpoint.get,
    "UpdateSegment": Pinpoint.update,
    "DeleteSegment": Pinpoint.delete,
    "GetCampaigns": _nothing,
    "ListJourneys": _nothing,
    "ListTagsForResource": _tags,
    "TagResource": _done,
    "UntagResource": _done,
}


def _by_id(content: Mapping[str, Json], ids: Mapping[str, str]) -> dict[str, Json]:
    """Return a definition whose sources are named by the ids of the segments before it."""
    text = json.dumps(content)
    return dict(json.loads(re.sub(r'\{"Ref": "([^"]+)"\}', lambda ref: json.dumps({"Id": ids[ref[1]]}), text)))


async def _serve(here: Pinpoint, latency_s: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection, each ``latency_s`` after it came."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split(" ", 2)
            length = re.search(r"(?i)content-length: *(\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            came = time.monotonic()
            status, content = here.answer(method, target, body)
            await asyncio.sleep(max(0, latency_s - (time.monotonic() - came)))
            lines = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            writer.write(lines.encode() + content)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _main(given: argparse.Namespace) -> None:
    here = Pinpoint(given.throttle)
    here.deploy(given.count, given.changed)
    here.list_segments("", {}, b"")
    server = await asyncio.start_server(lambda r, w: _serve(here, given.latency / 1000, r, w), "127.0.0.1", 0, limit=2**20)
    host, port = server.sockets[0].getsockname()[:2]
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=0, help="segments that are deployed")
    parser.add_argument("--changed", choices=["none", "tenth", "all", "half"], default="none")
    parser.add_argument("--latency", type=float, default=50, help="milliseconds")
    parser.add_argument("--throttle", action="store_true", help="refuse segment writes beyond 25 a second and operation")
    asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    main()
