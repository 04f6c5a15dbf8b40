"""Render all segments as one HTML page that needs nothing but itself: no network, no other file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby

from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import Dialect
from segments_as_code.report.catalogue.entry import entry, tag_token
from segments_as_code.report.catalogue.html import Html, fill, joined, name_of_place, text
from segments_as_code.report.catalogue.kin import Catalogue, Kin
from segments_as_code.report.change_summary import plural

__all__ = ["Catalogue", "render_catalogue"]

_TIP = Html(
    '<svg width="0" height="0" aria-hidden="true"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs></svg>'
)
_CHOICES = {
    "": "all segments",
    "protected": "protected",
    "builds": "built on others",
    "base": "built upon by others",
    "used": "used by a campaign or journey",
    "live": "used by a live one",
}


def render_catalogue(catalogue: Catalogue, dialect: Dialect, *, style: str, script: str) -> str:
    """Return the page; ``style`` and ``script`` are put into it, and its policy lets nothing else run or load."""
    kin = Kin(catalogue, dialect)
    segments = sorted(catalogue.segments, key=lambda segment: segment.key)
    page = fill(
        '<!doctype html>\n<html lang="en">\n<head>\n{}</head>\n<body>\n<a class="skip" href="#segments">To the segments</a>\n{}{}\n'
        '<div class="sides">\n<nav aria-label="Segments by folder">\n{}\n</nav>\n<main id="segments" tabindex="-1">\n{}\n</main>\n</div>\n'
        "<script>{}</script>\n</body>\n</html>\n",
        _head(catalogue, style, script),
        _TIP,
        _top(catalogue, segments),
        joined("\n", _folders(segments)),
        joined("\n", [*(entry(segment, catalogue, kin, dialect) for segment in segments), _nothing(segments)]),
        Html(script),
    )
    return str(page)


def _head(catalogue: Catalogue, style: str, script: str) -> Html:
    allowed = {"default": "'none'", "img": "data:", "style": f"'{_hash(style)}'", "script": f"'{_hash(script)}'"}
    policy = "; ".join([*(f"{what}-src {whence}" for what, whence in allowed.items()), "base-uri 'none'", "form-action 'none'"])
    return fill(
        '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n<title>{}</title>\n<style>{}</style>\n',
        text(policy),
        text(catalogue.title, 200),
        Html(style),
    )


def _hash(inline: str) -> str:
    return "sha256-" + b64encode(sha256(inline.encode()).digest()).decode()


def _top(catalogue: Catalogue, segments: Sequence[DesiredSegment]) -> Html:
    seen = fill(" · {}", text(catalogue.seen)) if catalogue.seen else Html("")
    return fill(
        '<header>\n<h1>{}</h1>\n<p>{}{}</p>\n<form role="search" hidden>\n'
        '<label>Search<input id="find" type="search" autocomplete="off" placeholder="a name, a value, an attribute"></label>\n'
        '<label>Show<select id="show">{}</select></label>\n{}</form>\n<p id="count" role="status"></p>\n</header>\n',
        text(catalogue.title, 200),
        text(plural(len(segments), "segment")),
        seen,
        joined("", [fill('<option value="{}">{}</option>', text(word), text(shown)) for word, shown in _CHOICES.items()]),
        _tag_choice(segments),
    )


def _tag_choice(segments: Sequence[DesiredSegment]) -> Html:
    tags = sorted({tag for segment in segments for tag in segment.tags.items()})
    if not tags:
        return Html("")
    options = [fill('<option value="{}">{}: {}</option>', tag_token(name, value), text(name, 60), text(value, 60)) for name, value in tags]
    return fill('<label>Tag<select id="tag"><option value="">any</option>{}</select></label>\n', joined("", options))


def _folders(segments: Sequence[DesiredSegment]) -> Iterator[Html]:
    for folder, found in groupby(segments, key=lambda segment: segment.key.rpartition("/")[0]):
        items = [fill('<li><a href="#{}">{}</a></li>', name_of_place(segment.key), text(segment.name, 80)) for segment in found]
        title = fill("<h2>{}</h2>", text(folder, 80)) if folder else Html("")
        yield fill("<section>{}<ul>{}</ul></section>", title, joined("", items))


def _nothing(segments: Sequence[DesiredSegment]) -> Html:
    if not segments:
        return Html("<p>There are no definitions.</p>")
    return Html('<p id="nothing" hidden>No segment is like that. <button type="button" id="again">Show all</button></p>')
