"""What is put into Markdown is shown, and does nothing else."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given

from segments_as_code.report.markdown import Markdown, code, emphasis, fence, fill, link, strong, text
from segments_as_code.report.visible import visible
from tests.report.hostile import FRAGMENTS, ZERO_WIDTH, block_outline, foul_play, hostile_text, parse, texts

_OURS = "https://github.com/octo/"


def _shown(value: str) -> str:
    return visible(value) if value else "(empty)"


def _read(markdown: str) -> str:
    return texts(markdown).replace(ZERO_WIDTH, "")


@given(hostile_text)
def test_a_value_in_a_paragraph_says_what_it_is_and_nothing_else(value: str) -> None:
    markdown = text(value, 10_000)
    assert (_read(markdown), block_outline(markdown), foul_play(markdown, _OURS)) == (_shown(value), block_outline("x"), [])


@given(hostile_text)
def test_a_value_in_bold_or_italics_is_all_bold_or_italic(value: str) -> None:
    markdown = fill("a {}, {}; b", strong(value, 10_000), emphasis(value, 10_000))
    assert _read(markdown) == f"a {_shown(value)}, {_shown(value)}; b"
    leaves = parse(markdown)[1].children or []
    kept = [leaf.type for leaf in leaves if leaf.type not in {"text", "html_inline"}]
    assert (kept, foul_play(markdown, _OURS)) == (["strong_open", "strong_close", "em_open", "em_close"], [])


@given(hostile_text)
def test_a_value_in_a_table_stays_in_its_cell(value: str) -> None:
    row = fill("| {} | {} | {} |", text(value, 10_000), code(value, 10_000), strong(value, 10_000))
    table = f"| a | b | c |\n|:--|:--|:--|\n{row}"
    cells = [_read(token.content) for token in parse(table) if token.type == "inline"][3:]
    assert (cells, block_outline(table)) == ([_shown(value)] * 3, block_outline("| a | b | c |\n|:--|:--|:--|\n| x | x | x |"))


@given(hostile_text)
def test_a_row_has_no_bar_but_our_own(value: str) -> None:
    # cmark-gfm and markdown-it do not agree on what a backslash before a bar means: so there is none.
    assert "|" not in text(value) + code(value) + strong(value) + emphasis(value)


@given(hostile_text)
def test_a_value_as_a_link_text_leaves_the_link_alone(value: str) -> None:
    markdown = link(text(value, 10_000), f"{_OURS}x")
    kinds = [leaf.type for leaf in parse(markdown)[1].children or [] if leaf.type.startswith("link")]
    assert (_read(markdown), kinds, foul_play(markdown, _OURS)) == (_shown(value), ["link_open", "link_close"], [])


@given(hostile_text)
def test_an_address_stays_one_address(value: str) -> None:
    markdown = link(Markdown("x"), f"{_OURS}{value}")
    assert (texts(markdown), foul_play(markdown, _OURS)) == ("x", [])


@given(hostile_text)
def test_a_value_between_tags_of_html_is_text(value: str) -> None:
    markdown = fill("<details><summary><b>{}</b></summary>\n\nx\n\n</details>", text(value, 10_000))
    shown = parse(markdown)[0].content.removeprefix("<details><summary><b>").removesuffix("</b></summary>\n")
    plain = unescape(shown.replace("<span>$</span>", "$")).replace(ZERO_WIDTH, "")
    assert (plain, foul_play(markdown, _OURS)) == (_shown(value), [])


@given(hostile_text, hostile_text)
def test_no_line_ends_a_code_block(one: str, two: str) -> None:
    markdown = fence([f"  {one}", f"+ {two}"], "diff")
    tokens = parse(markdown)
    assert [(token.type, token.content) for token in tokens] == [("fence", f"  {visible(one)}\n+ {visible(two)}\n")]


@pytest.mark.parametrize("value", ["```", "````````", "~~~", "```diff"])
def test_a_fence_in_a_value_does_not_end_a_code_block(value: str) -> None:
    page = fence([f"  {value}", value, "</details>"], "diff") + "\n\nx\n"
    assert [token.content for token in parse(page) if token.type == "fence"] == [f"  {value}\n{value}\n</details>\n"]


@pytest.mark.parametrize("value", [f for f in FRAGMENTS if "\n" not in f])
def test_a_line_that_begins_like_a_block_is_a_paragraph(value: str) -> None:
    assert block_outline(text(f"{value} x")) == block_outline("x")


def test_ordinary_words_stay_readable_in_the_source() -> None:
    value = "Loyal Customers, 18 to 35: first_name (AT), 50 % off!"
    assert text(value) == value


def test_a_long_value_is_cut_and_says_how_long_it_is() -> None:
    assert text("x" * 100_000, 5) == "xxxxx… (100,000 characters)"


def test_an_address_that_is_too_long_is_no_link() -> None:
    assert link(Markdown("x"), _OURS + "y" * 3_000) == "x"
