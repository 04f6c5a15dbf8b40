"""Escape values for Markdown.

Every value in a pull request is untrusted. Markdown has a type of its own, which only the functions of this module make from
text, so that the type checker finds a value that was not escaped.

Punctuation is written as numeric entities, which neither begin nor end a structure (CommonMark 0.31, 2.5) and which mean
the same in a paragraph, in a table and between HTML tags. GitHub links names, numbers, commits and addresses in the *rendered* text,
where entities do not help: there a zero-width space separates the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import LiteralString, NewType
from urllib.parse import quote

from segments_as_code.report.visible import cut, visible

Markdown = NewType("Markdown", str)
"""Text that is Markdown: written in this program, or escaped."""

_APART = "&#8203;"

_SHORTEST_COMMIT = 7

_TOO_SHORT = 6

_LONGEST = 600

_LONGEST_ADDRESS = 2_000

_SPECIAL = re.compile(
    r"""
      ^(?:\d+(?=[.)]) | [#+\-=~>:])            # what a block could begin with
    | ^\x20 | \x20$ | (?<=\x20)\x20             # blanks that would be lost
    | [&<>\\`*\[\]|~$]                          # structure; $ begins a formula on GitHub
    | (?<![a-z0-9])_ | _(?![a-z0-9])            # between letters it is no emphasis
    | [@\#]                                     # mentions, mail addresses, numbers of issues
    | :(?=//|[\w+-]{1,64}:) | www(?=\.)         # addresses, :emoji:
    | (?<![a-z0-9])(?:GH|GHSA|CVE)(?=-)         # other references
    | (?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])   # commits
    """,
    re.VERBOSE | re.IGNORECASE,
)

_KEPT_APART = frozenset("@#:")

_NEEDS_ENTITIES = re.compile(r"[`|]|^ | $|^$")

_BACKTICKS = re.compile("`+")


def text(value: str, most: int = _LONGEST) -> Markdown:
    """Return ``value`` as plain text on one line, for paragraphs, headings, tables, emphasis, link texts and HTML elements."""
    if not value:
        return Markdown("(empty)")
    return Markdown(_SPECIAL.sub(_neutral, visible(cut(value, most))))


def strong(value: str, most: int = _LONGEST) -> Markdown:
    """Return ``value`` in bold; put blanks or punctuation around it."""
    return Markdown(f"**{text(value, most)}**")


def emphasis(value: str, most: int = _LONGEST) -> Markdown:
    """Return ``value`` in italics; put blanks or punctuation around it."""
    return Markdown(f"*{text(value, most)}*")


def code(value: str, most: int = _LONGEST) -> Markdown:
    """Return ``value`` as code, where GitHub links nothing; the same in a table, where a bar would end the cell."""
    shown = visible(cut(value, most))
    return Markdown(f"<code>{text(shown, most * 12)}</code>") if _NEEDS_ENTITIES.search(shown) else Markdown(f"`{shown}`")


def link(shown: Markdown, address: str) -> Markdown:
    """Return ``shown`` as a link, or unchanged if ``address`` is too long."""
    safe = quote(address, safe="/:?#&=%@+,;~!$*._-", errors="replace")
    return Markdown(f"[{shown}]({safe})") if len(safe) <= _LONGEST_ADDRESS else shown


def fence(lines: Iterable[str], language: LiteralString = "") -> Markdown:
    """Return ``lines`` as a code block whose fence is longer than any run of backticks in them."""
    body = [visible(line) for line in lines]
    longest = max((len(run) for line in body for run in _BACKTICKS.findall(line)), default=0)
    marks = "`" * max(3, longest + 1)
    return Markdown("\n".join([f"{marks}{language}", *body, marks]))


def fill(template: LiteralString, *parts: Markdown | int) -> Markdown:
    """Return a fixed ``template`` with each ``{}`` filled."""
    return Markdown(template.format(*parts))


def join(separator: LiteralString, parts: Iterable[Markdown]) -> Markdown:
    """Return ``parts`` with ``separator`` between them."""
    return Markdown(separator.join(parts))


def _neutral(match: re.Match[str]) -> str:
    found = match[0]
    if found == "$":
        return "<span>$</span>"
    if len(found) >= _SHORTEST_COMMIT:
        return _APART.join(found[i : i + _TOO_SHORT] for i in range(0, len(found), _TOO_SHORT))
    if found in _KEPT_APART or len(found) > 1:
        return found + _APART
    return f"&#{ord(found)};"


def join_sections(sections: Iterable[Markdown]) -> Markdown:
    """Return the non-empty ``sections`` as one text that ends with a line end."""
    return join("", [join("\n\n", [section for section in sections if section]), Markdown("\n")])


def details(summary: Markdown, body: Markdown, *, is_open: bool = False) -> Markdown:
    """Return ``body`` as a collapsible block with a summary line."""
    return fill("<details{}><summary>{}</summary>\n\n{}\n\n</details>", Markdown(" open" if is_open else ""), summary, body)
