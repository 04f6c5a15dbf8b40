"""Lists in pages, as the options of Behaviour say."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from aws_emulator.core.behaviour import CommonBehaviour
from aws_emulator.core.errors import BadRequest
from aws_emulator.core.store import Row
from aws_emulator.core.types import Body, Call, Json


@dataclass(frozen=True, slots=True)
class PageNames:
    """A service's names for the members of a list: token and size in a request, items and next token in the answer."""

    size: str
    token: str
    items: str
    next_token: str


@dataclass(frozen=True, slots=True)
class PageSizes:
    """The default and the maximum number of items on a page."""

    default: int
    largest: int


def find_page(
    call: Call, rows: Sequence[Row], behaviour: CommonBehaviour, names: PageNames, sizes: PageSizes, show: Callable[[Body], Json]
) -> Body:
    """Return one page of ``rows`` as the list's answer.

    A token names the last item of a page, so that a list that changes between two pages shows nothing twice. It is valid
    only for its own list.
    """
    asked: Mapping[str, Json] = {**call.content, **call.parameters}
    size, token = _page_size(asked.get(names.size), names, sizes), asked.get(names.token)
    if behaviour.empty_first_page and not token:
        return {names.items: [], names.next_token: _token(call, names, "")}
    after = _read_token(call, names, token) if token else ""
    ordered = _ordered(rows, behaviour)
    begin = bisect_right(ordered, after, key=lambda row: _key(row, behaviour))
    shown = ordered[begin : begin + size]
    answer: Body = {names.items: [show(row.body) for row in shown]}
    last = _token(call, names, _key(shown[-1], behaviour) if shown else after)
    if begin + size < len(ordered):
        answer[names.next_token] = last
    elif behaviour.end_of_list != "absent":
        answer[names.next_token] = {"null": None, "empty": "", "repeated": token or last}[behaviour.end_of_list]
    return answer


def _page_size(wanted: Json, names: PageNames, sizes: PageSizes) -> int:
    if wanted is None:
        return max(1, sizes.default)
    if not str(wanted).isdecimal() or int(str(wanted)) < 1:
        raise BadRequest(f"{names.size} is {wanted}, not a number from 1.")
    return min(int(str(wanted)), max(1, sizes.largest))


def _ordered(rows: Sequence[Row], behaviour: CommonBehaviour) -> Sequence[Row]:
    """Return ``rows``, which are oldest first, in the order of the list, by their keys."""
    match behaviour.list_order:
        case "oldest":
            return rows
        case "newest":
            return rows[::-1]
        case "mixed":
            return sorted(rows, key=lambda row: _key(row, behaviour))


def _key(row: Row, behaviour: CommonBehaviour) -> str:
    """Return the sort key of a row."""
    match behaviour.list_order:
        case "oldest":
            return f"{row.number:016d}"
        case "newest":
            return f"{10**16 - row.number:016d}"
        case "mixed":
            return sha256(row.id.encode()).hexdigest()


def _token(call: Call, names: PageNames, key: str) -> str:
    return urlsafe_b64encode(json.dumps([_list_of(call, names), key]).encode()).decode()


def _read_token(call: Call, names: PageNames, token: Json) -> str:
    try:
        named, key = json.loads(urlsafe_b64decode(str(token).encode()))
    except (Error, ValueError, TypeError) as error:
        raise BadRequest("The token is not one that this list gave.") from error
    if named != _list_of(call, names) or not isinstance(key, str):
        raise BadRequest("The token is not one that this list gave.")
    return key


def _list_of(call: Call, names: PageNames) -> str:
    """Return the identity of a call's list: its operation, and every parameter that is not about pages."""
    about = sorted((name, value) for name, value in call.parameters.items() if name not in {names.size, names.token})
    return "/".join([call.operation, *(value for _, value in about)])
