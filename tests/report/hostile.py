"""Values that somebody means harm with, and what a page looks like to a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from segments_as_code.report.page import WORDS_PAGE

ZERO_WIDTH = "\u200b"
FRAGMENTS = (
    *("`", "```", "``````", "~~~", "|", "\\", "\\|", "\\`", "*", "**", "_", "__", "~", "#", "# ", "- ", "1. ", "> ", "+ ", "===", "---"),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "&#64;",
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "</details>",
        "<details>",
        "</summary>",
        "<script>",
        "<img src=x>",
        "</code>",
    ),
    *("[", "]", "(", ")", "[a](https://evil.example)", "![a](//evil.example/x.png)", "[^1]", "[ ]", "<https://evil.example>", "[!CAUTION]"),
    *(
        "@team",
        "@octo/team",
        "#1",
        "GH-1",
        "octo/other#1",
        "https://evil.example",
        "http://a.b",
        "ftp://a.b",
        "www.evil.example",
        "a@b.example",
    ),
    *(
        "4f2c9d1e0b7a8c6d5e4f3a2b1c0d9e8f7a6b5c4d",
        "4f2c9d1",
        "GHSA-abcd-efgh-jkmn",
        "CVE-2026-1234",
        ":tada:",
        "$x$",
        "$$",
        "$`",
        "mailto:a@b.example",
    ),
    *(
        "::error::x",
        "##[error]x",
        "%0A",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "\x00",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\u202e",
        "\u2066",
        "\u200d",
    ),
    *(
        "\ufeff",
        "\u00ad",
        "\u00a0",
        "\u3164",
        "\U000e0041",
        "\ud800",
        "\ufffe",
        "e\u0301\u0301\u0301\u0301\u0301\u0301",
        "\u4eba",
        "\u05d0",
        "\u0627",
    ),
    *("👩‍💻", "❤️", "🇩🇪", " ", "  ", "a", "Z", "0", "x" * 300),
)
hostile_text = st.lists(st.sampled_from(FRAGMENTS) | st.characters(), max_size=8).map("".join)

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_OUR_TAGS = frozenset({"<b>", "</b>", "<br>", "<code>", "</code>", "<span>", "</span>", "<sub>", "</sub>"})
_OUR_BLOCKS = re.compile(r"</details>|<details(?: open)?><summary>(?:[^<]|</?b>|</?span>)*</summary>|<!-- segments-as-code \{[^<>]*\} -->")
_LINKED_BY_GITHUB = re.compile(
    r"""(?<!\w)@[a-z0-9] | [\w.+-]@[\w-] | \#\d | \bGH-\d | \bGHSA-\w | \bCVE-\d | (?:https?|ftp):// | www\.\w | :[\w+-]+:
    | \b[0-9a-f]{7,40}\b | \$""",
    re.VERBOSE | re.IGNORECASE,
)


def parse(markdown: str) -> list[Token]:
    return _PARSER.parse(markdown)


def block_outline(markdown: str) -> list[str]:
    """Return every block of a page, what it is and where it stands, without what it says."""
    return [f"{token.level} {token.type}{token.tag}{token.info}" for token in parse(markdown)]


def foul_play(markdown: str, ours: str) -> list[str]:
    """Return what a page does that only our own words may do: HTML, links to elsewhere, mentions, references."""
    return list(_foul_play(markdown, ours))


def texts(markdown: str) -> str:
    """Return what a page's inline text says, as a reader sees it."""
    return "".join(leaf.content for token in parse(markdown) for leaf in token.children or () if leaf.type in {"text", "code_inline"})


def _foul_play(markdown: str, ours: str) -> Iterator[str]:
    for token in parse(markdown):
        if token.type == "html_block" and not all(map(_OUR_BLOCKS.fullmatch, token.content.strip().split("\n"))):
            yield f"HTML block {token.content!r}"
        if token.type == "fence" and token.info not in {"diff", "sh", "mermaid"}:
            yield f"fence {token.info!r}"
        yield from _foul_inline(token.children or [], ours)


def _foul_inline(leaves: list[Token], ours: str) -> Iterator[str]:
    own: list[str] = []
    for leaf in leaves:
        if leaf.type == "html_inline":
            if leaf.content not in _OUR_TAGS:
                yield f"HTML {leaf.content!r}"
            own = own[:-1] if leaf.content.startswith("</") else own if leaf.content == "<br>" else [*own, leaf.content]
        elif leaf.type == "link_open" and not (str(leaf.attrs["href"]) == WORDS_PAGE or str(leaf.attrs["href"]).startswith(ours)):
            yield f"link to {leaf.attrs['href']}"
        elif leaf.type == "image":
            yield "image"
        elif leaf.type == "text" and not {"<code>", "<span>"} & {*own} and (found := _LINKED_BY_GITHUB.search(leaf.content)):
            yield f"reference {found[0]!r} in {leaf.content!r}"
    if own:
        yield f"left open: {own}"
