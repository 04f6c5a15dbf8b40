"""HTML with a type of its own, so that a value that was not escaped does not get past the type checker."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import LiteralString, NewType, assert_never
from urllib.parse import quote

from segments_as_code.model.phrases import Phrase, Role, Statement
from segments_as_code.report.visible import cut, visible

Html = NewType("Html", str)
"""Text that is HTML as meant: written by us, or escaped."""

_LONGEST = 2_000


def text(value: str, most: int = _LONGEST) -> Html:
    """Return ``value`` as text that shows all its characters, for elements and for attributes in double quotes."""
    return Html(escape(visible(cut(value, most))))


def fill(template: LiteralString, *parts: Html | int) -> Html:
    """Return our own ``template`` with each ``{}`` filled."""
    return Html(template.format(*parts))


def joined(separator: LiteralString, parts: Iterable[Html]) -> Html:
    """Return ``parts`` with ``separator`` between them."""
    return Html(separator.join(parts))


def name_of_place(key: str) -> Html:
    """Return ``key`` as the name of a place on the page: the same for ``id`` and, behind a ``#``, for ``href``."""
    return Html(quote(key, safe="/:=+@", errors="replace"))


def painted(phrase: Phrase) -> Html:
    """Return a phrase with its values marked and its names as code."""
    parts: list[Html] = []
    for part in phrase:
        match part.role:
            case Role.WORDS:
                parts.append(text(part.text))
            case Role.VALUE:
                parts.append(fill("<b>{}</b>", text(part.text)))
            case Role.NAME:
                parts.append(fill("<code>{}</code>", text(part.text)))
            case _:
                assert_never(part.role)
    return joined("", parts)


def listed(statements: Iterable[Statement]) -> Html:
    """Return statements as a list of lists; nothing where there are none."""
    items = [fill("<li>{}{}</li>", painted(statement.phrase), listed(statement.under)) for statement in statements]
    return fill("<ul>{}</ul>", joined("", items)) if items else Html("")
