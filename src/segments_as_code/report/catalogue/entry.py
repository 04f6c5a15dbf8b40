"""Show one segment of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from segments_as_code.meaning.describe import describe
from segments_as_code.model.document import Json, Location
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import Dialect
from segments_as_code.report.catalogue.drawing import draw
from segments_as_code.report.catalogue.html import Html, fill, joined, listed, name_of_place, painted, text
from segments_as_code.report.catalogue.kin import Catalogue, Kin, Relative, family_of
from segments_as_code.report.change_summary import plural
from segments_as_code.report.yaml_difference import yaml_lines

_MOST_RELATIVES = 24


def entry(segment: DesiredSegment, catalogue: Catalogue, kin: Kin, dialect: Dialect) -> Html:
    """Return a segment as an article: who is in it, what it hangs together with, its YAML."""
    description = describe(segment.definition, dialect, kin.name_of)
    me = kin.of_key(segment.key)
    return fill(
        '<article id="{}" data-is="{}" data-tags="{}">\n<h2><a href="#{}">{}</a></h2>\n<p class="about">{}</p>\n<p class="who">{}</p>\n'
        "<details><summary>All about it</summary>\n<section><h3>Who is in it</h3>{}</section>\n{}"
        '<section><h3>YAML</h3><pre tabindex="0">{}</pre></section>\n</details>\n</article>',
        name_of_place(segment.key),
        text(" ".join(_traits(segment, me, kin))),
        joined(" ", [fill("{}", tag_token(name, value)) for name, value in sorted(segment.tags.items())]),
        name_of_place(segment.key),
        text(segment.name),
        joined(" · ", _about(segment, catalogue, kin)),
        painted(description.short),
        listed(description.long),
        _relations(me, kin),
        joined("\n", map(text, _yaml(segment, dialect))),
    )


def tag_token(name: str, value: str) -> Html:
    """Return a tag as one word, to compare with."""
    return Html(quote(f"{name}={value}", safe="=", errors="replace"))


def file_link(place: Location, files: str | None) -> Html:
    """Return the place of a segment, as a link where the files have an address."""
    shown = fill("{}, line {}", text(place.path), place.line) if place.line > 1 else text(place.path)
    if files is None:
        return shown
    return fill('<a href="{}#L{}">{}</a>', text(f"{files}{quote(place.path, safe='/', errors='replace')}"), place.line, shown)


def _traits(segment: DesiredSegment, me: Relative, kin: Kin) -> Iterator[str]:
    """Yield the words by which the page filters."""
    if segment.lifecycle.protected:
        yield "protected"
    if kin.builds_on(me):
        yield "builds"
    users = kin.used_by(me)
    if any(user.kind == "segment" for user in users):
        yield "base"
    if any(user.kind != "segment" for user in users):
        yield "used"
    if any(user.is_live for user in users):
        yield "live"


def _about(segment: DesiredSegment, catalogue: Catalogue, kin: Kin) -> Iterator[Html]:
    yield fill("<code>{}</code>", text(segment.key))
    yield file_link(segment.location, catalogue.files)
    if segment.lifecycle.protected:
        yield Html('<span class="badge">protected</span>')
    deployed = kin.deployed.get(segment.key)
    if deployed is not None:
        version = fill(", version {}", deployed.version) if deployed.version is not None else Html("")
        yield fill("deployed as <code>{}</code>{}", text(deployed.id), version)
    elif catalogue.deployed:
        yield Html("not deployed yet")
    for name, value in sorted(segment.tags.items()):
        yield fill('<span class="tag">{}: {}</span>', text(name), text(value))


def _relations(me: Relative, kin: Kin) -> Html:
    on, by = kin.builds_on(me), kin.used_by(me)
    if not on and not by:
        return Html("")
    family = family_of(me, kin, most=_MOST_RELATIVES)
    more = fill("<p>{} not drawn.</p>", text(plural(family.left_out, "more relative"))) if family.left_out else Html("")
    picture = fill('<div class="picture" tabindex="0">{}</div>{}', draw(family, me), more)
    said = joined("", [_said("Builds on", on), _said("Used by", by)])
    return fill("<section><h3>How it hangs together</h3>{}<dl>{}</dl></section>\n", picture, said)


def _said(words: str, relatives: Iterable[Relative]) -> Html:
    items = [fill("<dd>{}</dd>", _named(relative)) for relative in relatives]
    return fill("<dt>{}</dt>{}", text(words), joined("", items)) if items else Html("")


def _named(relative: Relative) -> Html:
    kind = Html("") if relative.kind == "segment" else fill("{} ", text(relative.kind))
    note = fill(" ({})", text(relative.note)) if relative.note else Html("")
    name = text(relative.name)
    if relative.key is not None:
        name = fill('<a href="#{}">{}</a>', name_of_place(relative.key), name)
    return fill("{}{}{}", kind, name, note)


def _yaml(segment: DesiredSegment, dialect: Dialect) -> Iterator[str]:
    written: dict[str, Json] = {"Key": segment.key, **dialect.simplify(segment.definition)}
    care: dict[str, Json] = {"Protected": True} if segment.lifecycle.protected else {}
    if segment.lifecycle.adopt:
        care["Adopt"] = segment.lifecycle.adopt
    if segment.tags:
        written["Tags"] = dict(sorted(segment.tags.items()))
    if care:
        written["Lifecycle"] = care
    yield from yaml_lines(written)
