"""Names that a reader takes for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.look_alikes import look_of

LIKE_VIP_A = [
    "vip a",
    " VIP  A ",
    "VIPA",
    "VIP\tA",
    "VIP\u00a0A",
    "VIP\u3000A",
    "VIP A\u200b",
    "V\u200dIP A",
    "VIP\u00ad A",
    "VIP A\u180b\u180f",
    "VIP A\ufe00\ufe0f",
    "VIP A\U000e0100\U000e01ef",
    "VIP\u0001 A",
    "VIP\u3164A",
    "VIP A\u034f",
    "VIP \uff21",
    "VIP \u0410",
    "VIP \u0430",
    "VIP \u0391",
    "VIP \u03b1",
    "VIP \u0251",
    "V\u0406\u0420 A",
    "V\u0399\u03a1 A",
    "VlP A",
    "V1P A",
    "V\u0131P A",
]


@pytest.mark.parametrize("name", LIKE_VIP_A, ids=ascii)
def test_names_that_look_alike_are_one(name: str) -> None:
    assert look_of(name) == look_of("VIP A")


@pytest.mark.parametrize(
    "name", ["VIP B", "VIP \u00c1", "VIP 4", "VP A", "V-IP A", "VIP \u0414", "VIP A\u180a", "VIP A\u1810", "VIP A\U000e01f0", ""], ids=ascii
)
def test_names_that_a_reader_can_tell_apart_are_two(name: str) -> None:
    assert look_of(name) != look_of("VIP A")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u04c0\u04cf\u0474\u0475\u04ae\u04af\u050c\u050d\u0461\u037f\u03f3\u03fa\u03f9\u03f2", "IIVVYYGGWJJMCC"),
        ("\u0392\u0395\u0396\u0397\u039a\u039c\u039d\u039f\u03a4\u03a5\u03a7", "BEZHKMNOTYX"),
        ("\u0412\u0415\u041a\u041c\u041d\u041e\u0421\u0422\u0423\u0425\u0408\u0405\u0500\u04ba\u051a\u051c", "BEKMHOCTYXJSDHQW"),
        ("\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d", "eopcyxijsdhqw"),
        ("\u0261\u039f0", "goo"),
    ],
    ids=["more of both", "Greek", "Cyrillic capitals", "Cyrillic", "others"],
)
def test_letters_of_other_scripts_that_look_latin_are_read_as_latin(one: str, other: str) -> None:
    assert look_of(one) == look_of(other)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), max_size=12))
def test_case_and_spaces_never_matter(name: str) -> None:
    assert look_of(name.casefold()) == look_of(name) == look_of(f" {name}\u200b ")


@pytest.mark.parametrize("latin", ["veoi", "NEOI", "ouvyo", "Onom"])
def test_a_greek_name_is_the_same_in_capitals_and_is_no_latin_one(latin: str) -> None:
    for greek in ("\u03bd\u03ad\u03bf\u03b9", "\u03cc\u03bd\u03bf\u03bc\u03b1", "\u03c3\u03c5\u03b3"):
        assert look_of(greek) == look_of(greek.upper())
        assert look_of(greek) != look_of(latin)
