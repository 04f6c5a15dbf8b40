"""Draw a family of segments as SVG: what stands on the left is built upon by what stands on the right."""

from __future__ import annotations

from segments_as_code.report.catalogue.html import Html, fill, joined, name_of_place, text
from segments_as_code.report.catalogue.kin import Family, Relative
from segments_as_code.report.text import columns

_WIDE, _HIGH, _GAP, _ROW = 200, 46, 60, 60
_MARGIN = 8
_MOST_COLUMNS = 26


def draw(family: Family, me: Relative) -> Html:
    """Return the picture of ``family``, with ``me`` marked; the same is said in words beside it."""
    numbers = sorted(family.columns)
    rows = max(len(column) for column in family.columns.values())
    wide, high = len(numbers) * (_WIDE + _GAP) - _GAP + 2 * _MARGIN, rows * _ROW - (_ROW - _HIGH) + 2 * _MARGIN
    spots = {
        relative: (_MARGIN + place * (_WIDE + _GAP), _MARGIN + (rows - len(family.columns[number])) * _ROW // 2 + row * _ROW)
        for place, number in enumerate(numbers)
        for row, relative in enumerate(family.columns[number])
    }
    ties = [_tie(spots[base], spots[user]) for base, user in family.ties]
    boxes = [_box(relative, *spot, is_me=relative == me) for relative, spot in spots.items()]
    title = fill("How {} hangs together with others", text(me.name, 80))
    return fill(
        '<svg role="group" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}{}</svg>',
        title,
        wide,
        high,
        wide,
        high,
        joined("", ties),
        joined("", boxes),
    )


def _tie(base: tuple[int, int], user: tuple[int, int]) -> Html:
    x1, y1, x2, y2 = base[0] + _WIDE, base[1] + _HIGH // 2, user[0], user[1] + _HIGH // 2
    middle = (x1 + x2) // 2
    return fill('<path d="M{} {} C{} {} {} {} {} {}" marker-end="url(#tip)"/>', x1, y1, middle, y1, middle, y2, x2 - 5, y2)


def _box(relative: Relative, x: int, y: int, *, is_me: bool) -> Html:
    kinds = [relative.kind, *(["live"] if relative.is_live else []), *(["me"] if is_me else [])]
    about = relative.kind if not relative.note else f"{relative.kind}, {relative.note}"
    box = fill(
        '<g class="{}"><title>{}: {}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text x="{}" y="{}">{}</text><text class="kind" x="{}" y="{}">{}</text></g>',
        text(" ".join(kinds)),
        text(relative.name),
        text(about),
        x,
        y,
        _WIDE,
        _HIGH,
        4 if relative.kind == "segment" else _HIGH // 2,
        x + 14,
        y + 20,
        text(_fitted(relative.name)),
        x + 14,
        y + 36,
        text(_fitted(about, wider=4)),
    )
    if relative.key is None or is_me:
        return box
    return fill('<a href="#{}">{}</a>', name_of_place(relative.key), box)


def _fitted(words: str, *, wider: int = 0) -> str:
    """Return what fits into a box, by the columns that it would take in a terminal."""
    if columns(words) <= _MOST_COLUMNS + wider:
        return words
    words = words[: _MOST_COLUMNS + wider]
    while columns(words) >= _MOST_COLUMNS + wider:
        words = words[:-1]
    return f"{words}…"
