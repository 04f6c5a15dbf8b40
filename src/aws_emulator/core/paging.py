"""Lists in pages, as the options of Behaviour say."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from bisect import bisect_right
from collections.abc import Callable, Sequence
from hashlib import sha256

from aws_emulator.core.store import Row
from aws_emulator.core.types import BadRequest, Body, Call, Json
from aws_emulator.pinpoint.behaviour import Behaviour


def page(call: Call, rows: Sequence[Row], behaviour: Behaviour, show: Callable[[Body], Json]) -> Body:
    """Return one page of ``rows`` as the API's ``Item`` and ``NextToken``.

    A token names the last item seen, so that a list that changes between two pages shows nothing twice, and is good for
    its own list only.
    """
    size = _page_size(call, behaviour)
    token = call.parameters.get("Token")
    if behaviour.empty_first_page and not token:
        return {"Item": [], "NextToken": _token(call, "")}
    after = _read_token(call, token) if token else ""
    ordered = _ordered(rows, behaviour)
    begin = bisect_right(ordered, after, key=lambda row: _key(row, behaviour))
    shown = ordered[begin : begin + size]
    answer: Body = {"Item": [show(row.body) for row in shown]}
    last = _token(call, _key(shown[-1], behaviour) if shown else after)
    if begin + size < len(ordered):
        answer["NextToken"] = last
    elif behaviour.end_of_list != "absent":
        answer["NextToken"] = {"null": None, "empty": "", "repeated": token or last}[behaviour.end_of_list]
    return answer


def _page_size(call: Call, behaviour: Behaviour) -> int:
    wanted = call.parameters.get("PageSize")
    if wanted is None:
        return max(1, behaviour.default_page_size)
    if not wanted.isdecimal() or int(wanted) < 1:
        raise BadRequest(f"page-size is {wanted}, not a number from 1.")
    return min(int(wanted), max(1, behaviour.largest_page_size))


def _ordered(rows: Sequence[Row], behaviour: Behaviour) -> Sequence[Row]:
    """Return ``rows``, which come oldest first, in the order of the list: by their keys."""
    match behaviour.list_order:
        case "oldest":
            return rows
        case "newest":
            return rows[::-1]
        case "mixed":
            return sorted(rows, key=lambda row: _key(row, behaviour))


def _key(row: Row, behaviour: Behaviour) -> str:
    """Return the text by which rows stand in order."""
    match behaviour.list_order:
        case "oldest":
            return f"{row.number:016d}"
        case "newest":
            return f"{10**16 - row.number:016d}"
        case "mixed":
            return sha256(row.id.encode()).hexdigest()


def _token(call: Call, key: str) -> str:
    return urlsafe_b64encode(json.dumps([_list_of(call), key]).encode()).decode()


def _read_token(call: Call, token: str) -> str:
    try:
        named, key = json.loads(urlsafe_b64decode(token.encode()))
    except (Error, ValueError, TypeError) as error:
        raise BadRequest("The token is not one that this list gave.") from error
    if named != _list_of(call) or not isinstance(key, str):
        raise BadRequest("The token is not one that this list gave.")
    return key


def _list_of(call: Call) -> str:
    return "/".join([call.operation, *(call.parameters.get(name, "") for name in ("ApplicationId", "SegmentId", "JourneyId"))])
