"""Names that a reader takes for the same, in one form to compare."""

from __future__ import annotations

from unicodedata import category, normalize

BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Invisible characters that Unicode classifies as letters, marks or symbols (Unicode 15, DerivedCoreProperties, Default_Ignorable)."""

_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))

_LATIN = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"  # Greek
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u0500\u04ba\u051a\u051c"  # Cyrillic
    "\u04c0\u0474\u04ae\u050c\u0460\u037f\u03fa"  # more of both
    "\u2c6d\ua7ac01L",  # Latin letters and digits
    "ABEZHIKMNOPTYXABEKMHOPCTYXIJSDHQWIVYGWJMAGOII",
)
"""Capitals that look like a Latin one, or whose small letters do: l, I and 1 are one, and so are O and 0.

Of Greek, small nu, upsilon, gamma and sigma look like v, u, y and o, but their capitals like N, like Y, and like none. They are left out:
either Latin names would count as one that nobody takes for one (with N and V), or a name would be another one in capitals.
"""


_LUNATE = str.maketrans("\u03f9\u03f2", "Cc")
"""A sigma that looks like a C; NFKC would make it the usual one."""


def look_of(name: str) -> str:
    """Return a value that is equal for names that look alike, whatever their case, spaces and invisible characters are."""
    shown = (char for char in normalize("NFKC", name.translate(_LUNATE)) if not char.isspace() and not _is_invisible(char))
    return "".join(shown).casefold().upper().translate(_LATIN)


def _is_invisible(char: str) -> bool:
    if char in BLANK_LETTERS or any(first <= ord(char) <= last for first, last in _SELECTORS):
        return True
    return category(char) in {"Cc", "Cf"}
