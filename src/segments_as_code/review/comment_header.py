"""The hidden lines of our comments: their target, the plan they show, and since when; and what policies refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Fingerprints

VERSION = 2
"""Version of the line's format. A comment with another version is ours, but approves nothing."""

_OPEN = "<!-- segments-as-code "
_CLOSE = " -->"
_TEXTS = ("kind", "target", "head", "digest")
_EXTRAS = ("desired", "changes", "policies", "base", "sum")
_MOST_CHANGES = 200
_MOST_CHARACTERS = 6_000
"""Limit for the fingerprints of single changes; longer ones are left out to leave space for the plan."""
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TIME_LINE = re.compile(r"<!-- plan (?P<digest>[0-9a-f]{64}) since (?P<time>[0-9TZ:-]{20}) -->", re.ASCII)
"""The second hidden line: since when the comment shows the plan. Within its version the header gets no new members."""

_REFUSED_LINE = re.compile(r"<!-- refused (?P<marks>[0-9a-f]+(?: [0-9a-f]+)*) -->", re.ASCII)
"""The last hidden line: the marks of what policies refuse. A label allows what stood there when it was added."""
_MOST_REFUSED = 500
_LIMITS_OPEN = "<!-- limits "
"""The hidden line before the last one: the limits for numbers of people that the plan breaks. An apply does not count again."""


def write_header(header: Header) -> str:
    """Return ``header`` as one line of HTML comment; no value can end the comment or the line.

    Its checksum covers only the line, until ``seal_comment`` makes it cover the text below too.
    """
    values: dict[str, Json] = {"v": header.version, **{name: getattr(header, name) for name in _TEXTS}}
    if header.fingerprints is not None:
        values |= {"desired": header.fingerprints.desired, "changes": _few(header.fingerprints)}
    if header.policies:
        values |= {"policies": header.policies, "base": header.base}
    if header.digest or header.fingerprints is not None:
        values["sum"] = _sum(values, "")
    return _line(values)


def seal_comment(body: str) -> str:
    """Return a comment that begins with a header with a checksum that also covers its text: readers approve what they see."""
    line, newline, text = body.partition("\n")
    values: dict[str, Json] = json.loads(line[len(_OPEN) : -len(_CLOSE)])
    if "sum" in values:
        values["sum"] = _sum(values, text)
    return f"{_line(values)}{newline}{text}"


def refused_line(marks: Sequence[str]) -> str:
    """Return the last line of a comment whose plan policies refuse, with the mark of each result; empty without any."""
    return f"<!-- refused {' '.join(marks[:_MOST_REFUSED])} -->" if marks else ""


def read_refused(body: str) -> frozenset[str]:
    """Return the marks in the last line of a comment."""
    found = _REFUSED_LINE.fullmatch(body.rstrip().rpartition("\n")[2])
    return frozenset(found["marks"].split(" ")) if found is not None else frozenset()


def limits_line(limits: Sequence[Json]) -> str:
    """Return the hidden line above that of the marks; empty without any limits."""
    return _hidden(_LIMITS_OPEN, list(limits)) if limits else ""


def read_limits(body: str) -> Json:
    """Return what ``limits_line`` wrote into a comment; None if nothing stands there that can be read."""
    before_last = body.rstrip().rpartition("\n")[0].rpartition("\n")[2].rstrip("\r")
    if not (before_last.startswith(_LIMITS_OPEN) and before_last.endswith(_CLOSE)):
        return None
    try:
        said: Json = json.loads(before_last[len(_LIMITS_OPEN) : -len(_CLOSE)])
    except (ValueError, RecursionError):
        return None
    return said


def read_header(body: str) -> Header | None:
    """Return the header in the first line of a comment, or None if this action cannot have written it.

    Only the first line counts, and only from its first character: a comment that quotes ours is not ours.
    """
    first, _, text = body.partition("\n")
    line = first.rstrip("\r")
    if not (line.startswith(_OPEN) and line.endswith(_CLOSE)):
        return None
    try:
        values = json.loads(line[len(_OPEN) : -len(_CLOSE)], object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return None
    return _header(values, text)


def read_target(body: str) -> str | None:
    """Return the target of a comment that has our header, else None."""
    header = read_header(body)
    return header.target if header is not None else None


def shown_since(comment: Comment, digest: str) -> str:
    """Return since when ``comment`` shows the plan with this digest; empty if it shows another or approves nothing."""
    header = read_header(comment.body)
    if header is None or header.version != VERSION or not header.is_intact:
        return ""
    if not digest or header.digest != digest:
        return ""
    found = _TIME_LINE.fullmatch(_second_line(comment.body))
    return found["time"] if found is not None and found["digest"] == digest else comment.updated_at


def carry_time(body: str, previous: Comment, continues: str) -> str:
    """Return ``body``, which replaces ``previous``, with the time from ``previous`` if it shows the same plan.

    If policies refuse more than ``previous`` said, the time is not carried over, so no label confirms a refusal that nobody could read.
    ``continues`` is the digest of the plan that ``body`` continues: a record continues the plan that it left unfinished.
    """
    header = read_header(body)
    since = shown_since(previous, continues)
    if header is None or not since or previous.body == body or _DIGEST.fullmatch(header.digest) is None:
        return body
    if not read_refused(body) <= read_refused(previous.body):
        return body
    first, rest = body.partition("\n")[::2]
    return f"{first}\n<!-- plan {header.digest} since {since} -->\n{rest}"


def _members(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    """Return the members of an object; raise ValueError if one is there twice, since readers differ in which one counts."""
    if len(members := dict(pairs)) < len(pairs):
        raise ValueError("a member is there twice")
    return members


def _header(values: Json, text: str) -> Header | None:
    if not isinstance(values, dict) or type(version := values.get("v")) is not int:
        return None
    if version == VERSION and not set(values) <= {"v", *_TEXTS, *_EXTRAS}:
        return None
    texts = {name: said for name in _TEXTS if isinstance(said := values.get(name), str)}
    if len(texts) < len(_TEXTS):
        return None
    header = Header(texts["target"], texts["head"], texts["digest"], texts["kind"], version)
    if version != VERSION or not (header.digest or set(_EXTRAS) & set(values)):
        return header
    policies, base = (said if isinstance(said := values.get(name), str) else "" for name in ("policies", "base"))
    is_intact = values.get("sum") == _sum(values, text)
    return replace(header, fingerprints=_fingerprints(values), is_intact=is_intact, policies=policies, base=base)


def _fingerprints(values: Mapping[str, Json]) -> Fingerprints | None:
    """Return the fingerprints in the line; None if this action cannot have written them."""
    desired, listed = values.get("desired"), values.get("changes")
    if not isinstance(desired, str) or not isinstance(listed, list | None):
        return None
    pairs = [(pair[0], pair[1]) for pair in listed or () if isinstance(pair, list) and len(pair) == len(("key", "hash"))]
    changes = [(key, short) for key, short in pairs if isinstance(key, str) and isinstance(short, str)]
    return Fingerprints(desired, None if listed is None else tuple(changes)) if len(changes) == len(listed or ()) else None


def _few(fingerprints: Fingerprints) -> Json:
    if fingerprints.changes is None or len(fingerprints.changes) > _MOST_CHANGES:
        return None
    listed: Json = [[key, short] for key, short in fingerprints.changes]
    return listed if len(_compact(listed)) <= _MOST_CHARACTERS else None


def _sum(values: Mapping[str, Json], text: str) -> str:
    """Return a checksum that reveals edits of the header or of the ``text`` below. It is not a signature: anyone can compute it.

    White space does not count, since GitHub's editor changes it, nor does the line with the time, which is added later.
    """
    first, _, rest = text.partition("\n")
    words = (rest if _TIME_LINE.fullmatch(first.rstrip("\r")) else text).split()
    said: list[Json] = [{name: value for name, value in sorted(values.items()) if name != "sum"}, *words]
    return sha256(_compact(said).encode()).hexdigest()[:12]


def _line(values: Json) -> str:
    return _hidden(_OPEN, values)


def _hidden(opening: str, values: Json) -> str:
    safe = _compact(values).replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")
    return f"{opening}{safe}{_CLOSE}"


def _compact(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def _second_line(body: str) -> str:
    return body.split("\n", 2)[1].rstrip("\r") if "\n" in body else ""
