"""Since when a plan stands in our comment: by GitHub's clock, however often the comment is edited while the plan stays the same.

The time stands in a second hidden line, below the header, which has no room for it: within a version nothing is added there.
"""

from __future__ import annotations

import re

from segments_as_code.model.comments import Comment
from segments_as_code.review.comment_header import VERSION, read_header

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LINE = re.compile(r"<!-- plan (?P<digest>[0-9a-f]{64}) since (?P<time>[0-9TZ:-]{20}) -->", re.ASCII)


def shown_since(comment: Comment, digest: str) -> str:
    """Return since when ``comment`` shows the plan with this digest; empty if it shows another, or approves nothing."""
    header = read_header(comment.body)
    if header is None or header.version != VERSION or not header.is_intact:
        return ""
    if not digest or header.digest != digest:
        return ""
    found = _LINE.fullmatch(_second_line(comment.body))
    return found["time"] if found is not None and found["digest"] == digest else comment.updated_at


def carry_time(body: str, previous: Comment, continues: str) -> str:
    """Return ``body``, which replaces ``previous``, with the time since when that shows the plan, if it is the same plan.

    ``continues`` is the digest of the plan that ``body`` goes on with: a record goes on with the plan of which something is left.
    """
    header = read_header(body)
    since = shown_since(previous, continues)
    if header is None or not since or previous.body == body or _DIGEST.fullmatch(header.digest) is None:
        return body
    first, rest = body.partition("\n")[::2]
    return f"{first}\n<!-- plan {header.digest} since {since} -->\n{rest}"


def _second_line(body: str) -> str:
    return body.split("\n", 2)[1].rstrip("\r") if "\n" in body else ""
