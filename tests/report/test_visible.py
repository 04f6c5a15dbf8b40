"""No character hides, and nothing on a line can move what is around it."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given

from segments_as_code.report.visible import cut, cut_apart, visible
from tests.report.hostile import hostile_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x00\x1b[2J\x7f\x85", "\\u0000\\u001b[2J\\u007f\\u0085"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\ufeffc\u00add", "a\\u200bb\\ufeffc\\u00add"),
        ("a\u00a0b\u2003c", "a\\u00a0b\\u2003c"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u3164\u2800", "\\u3164\\u2800"),
        ("e\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\\u0301\\u0301"),
        ("\u3000名前\u3000姓\u3000", "\\u3000名前\u3000姓\\u3000"),
        ("a\u200d\U0001f600", "a\\u200d\U0001f600"),
    ],
)
def test_what_does_not_show_is_written_out(value: str, shown: str) -> None:
    assert visible(value) == shown


@pytest.mark.parametrize("value", ["Zürich 50 %", "لعملاء", "客户", "👩‍💻 Developers", "❤️‍🔥", "👍🏽", "1️⃣", "🇩🇪", "Привет, «да»", "e\u0301"])
def test_what_people_write_stays_as_it_is(value: str) -> None:
    assert visible(value) == value


@given(hostile_text)
def test_nothing_unprintable_and_nothing_unencodable_is_left(value: str) -> None:
    left = {category(char) for char in visible(value) if char not in "\u200d\u3000"}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert "\n" not in visible(value)
    visible(value).encode()


def test_a_cut_tells_the_length() -> None:
    assert (cut("abcdef", 6), cut("abcdef", 3)) == ("abcdef", "abc… (6 characters)")


def test_two_long_values_that_differ_look_different() -> None:
    assert cut_apart("x" * 300 + "a", 200) != cut_apart("x" * 300 + "b", 200)
