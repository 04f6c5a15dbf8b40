"""Lines that are too wide are broken at words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.cli.terminal_text import render_spans
from segments_as_code.report.text import Span, Style, columns

WORDS = st.lists(st.text("abc客é", min_size=1, max_size=8), min_size=1, max_size=30)


def lines(text: str, width: int) -> list[str]:
    return render_spans([Span(text)], width, colours=False).split("\n")


def test_a_line_that_fits_is_left_alone() -> None:
    spans = [Span("a  b ", Style.HEADING), Span("c"), Span("\n"), Span("\n"), Span("d", Style.QUIET)]
    assert render_spans(spans, 6, colours=False) == "a  b c\n\nd"
    assert render_spans(spans, 6, colours=True) == "\x1b[1ma  b \x1b[0mc\n\n\x1b[2md\x1b[0m"


def test_the_rest_of_a_line_stands_further_in() -> None:
    text = "    fix: write one of those four, for example DAY_30."
    assert lines(text, 30) == ["    fix: write one of those", "        four, for example", "        DAY_30."]


def test_a_narrow_terminal_gets_no_indent() -> None:
    assert lines("write one of those four", 12) == ["write one of", "those four"]


def test_a_word_that_is_too_wide_is_left_whole() -> None:
    assert lines("see segments/retail/winter/new-customers.yaml for it", 24) == [
        "see",
        "    segments/retail/winter/new-customers.yaml",
        "    for it",
    ]


def test_words_keep_their_styles() -> None:
    spans = [Span("one two ", Style.ERROR), Span("three four")]
    assert render_spans(spans, 12, colours=True) == "\x1b[1;31mone two\x1b[0m\nthree four"


def test_a_word_of_several_styles_is_not_broken() -> None:
    spans = [Span("aaaa bb", Style.ERROR), Span("bb"), Span(" c")]
    assert render_spans(spans, 8, colours=True) == "\x1b[1;31maaaa\x1b[0m\n\x1b[1;31mbb\x1b[0mbb c"


@pytest.mark.parametrize("text", ["[bold]x[/bold]", ":smile:", "http://example.com/a?b=1", "1234 'text' True None"])
def test_no_value_is_markup_for_rich(text: str) -> None:
    assert render_spans([Span(text)], 80, colours=True) == text


def test_wide_letters_count_twice() -> None:
    assert lines("客户 客户 客户", 10) == ["客户 客户", "客户"]


@given(WORDS, st.integers(1, 60))
def test_no_word_is_lost_and_none_is_wider_than_it_must_be(words: list[str], width: int) -> None:
    broken = lines(" ".join(words), width)
    assert " ".join(broken).split() == words
    assert all(columns(line) <= width or len(line.split()) == 1 for line in broken)


@pytest.mark.parametrize("text", ["", " ", "     ", "\n"])
def test_blanks_alone_survive_any_width(text: str) -> None:
    assert render_spans([Span(text)], 3, colours=False).strip(" ") == text.strip(" ")
