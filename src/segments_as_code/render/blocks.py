"""Show one change: as a row of a table, and as a block that opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import LiteralString, assert_never
from urllib.parse import quote

from segments_as_code.model.document import Definition, Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Replace, Unchanged, Update, key_of, name_of
from segments_as_code.model.segment import Usage
from segments_as_code.ownership import OUR_PREFIX
from segments_as_code.ports import Dialect
from segments_as_code.render.difference import Line, condensed, find_difference
from segments_as_code.render.english import Names, Sides, sides_of
from segments_as_code.render.escape import Markdown, code, emphasis, fence, fill, joined, link, strong, text
from segments_as_code.render.kinds import icon, location_of
from segments_as_code.render.meaning import paint, who_is_in_it
from segments_as_code.render.phrases import describe
from segments_as_code.render.setting import Setting
from segments_as_code.render.users import Users, describe_usage
from segments_as_code.render.yaml_text import yaml_lines

_LONGEST_NAME = 80
_LONGEST_KEY = 120
_LONGEST_PATH = 200
_MOST_USAGES = 5
_MOST_WHOLE = 40
"""Lines up to which a difference is shown with everything that stays."""

NOTHING = Markdown("\u2013")
"""What stands in an empty cell."""

TABLE_HEAD = Markdown("|  | Segment | Change | Used by |\n|:--|:--|:--|:--|")


def row(change: Change, users: Users) -> Markdown:
    """Return a change as a row of the table that begins with ``TABLE_HEAD``."""
    used_by = joined(", ", [Markdown(text(count).replace(" ", "&nbsp;")) for count in users.counted(change)]) or NOTHING
    return fill("| {} | {} | {} | {} |", Markdown(icon(change)), title(change), paint(describe(change)), used_by)


def title(change: Change) -> Markdown:
    """Return a segment's name in bold, and its key."""
    return fill("{} {}", strong(name_of(change), _LONGEST_NAME), code(key_of(change), _LONGEST_KEY))


def block(  # what a page is made from, and how much of it is shown
    change: Change, users: Users, names: Names, dialect: Dialect, setting: Setting, *, most: int, is_open: bool
) -> Markdown:
    """Return a change as a block that opens: who is in it, its YAML before and after in up to ``most`` lines, its users, its file."""
    sides = sides_of(change, dialect, names)
    summary = fill("{} <b>{}</b> \u2013 {}", Markdown(icon(change)), text(name_of(change), _LONGEST_NAME), _about(change, sides))
    yaml = fence(map(str, yaml_shown(change, dialect, most)), "diff")
    body = [*who_is_in_it(sides, most), yaml, *_explanation(change), *_whereabouts(change, users, setting)]
    return details(summary, joined("\n\n", body), is_open=is_open)


def details(summary: Markdown, body: Markdown, *, is_open: bool = False) -> Markdown:
    """Return ``body`` behind a line that opens it."""
    return fill("<details{}><summary>{}</summary>\n\n{}\n\n</details>", Markdown(" open" if is_open else ""), summary, body)


def yaml_shown(change: Change, dialect: Dialect, most: int) -> list[Line]:
    """Return the difference that a change makes: whole where it is short, else what matters of it, in up to ``most`` lines."""
    return shortened_difference(yaml_difference(change, dialect), most)


def shortened_difference(lines: list[Line], most: int) -> list[Line]:
    """Return a difference whole if it is short, else what matters of it, in up to ``most`` lines."""
    return condensed(lines, most) if len(lines) > min(_MOST_WHOLE, most) else lines


def yaml_difference(change: Change, dialect: Dialect) -> list[Line]:
    """Return a segment's YAML before and after a change, as a person would write it, line by line."""
    before, after = yaml_sides(change, dialect)
    return find_difference(before, after)


def yaml_sides(change: Change, dialect: Dialect) -> tuple[Sequence[str], Sequence[str]]:
    """Return a segment's YAML as it is deployed and as it is desired; no lines on the side on which there is no segment."""
    match change:
        case Create(desired):
            return (), _yaml(desired.definition, desired.tags, dialect)
        case Delete(_, deployed):
            return _yaml(deployed.definition, deployed.tags, dialect), ()
        case Update() | Adopt() | Replace() | Unchanged():
            before, after = change.deployed, change.desired
            old = {name: before.tags[name] for name in after.tags if name in before.tags}
            removed = () if isinstance(change, Replace | Unchanged) else change.tags.removed
            old |= {name: before.tags[name] for name in removed if name in before.tags}
            return _yaml(before.definition, old, dialect), _yaml(after.definition, after.tags, dialect)
        case _:
            assert_never(change)


def location_link(place: Location, setting: Setting) -> Markdown:
    """Return a place as a link to its line on the forge, or as text where no address is known."""
    line = f", line {place.line:,}" if place.line > 1 else ""
    shown = text(place.path + line, _LONGEST_PATH)
    if setting.files is None:
        return shown
    return link(shown, f"{setting.files}{quote(place.path, safe='/', errors='replace')}#L{place.line}")


def _yaml(definition: Definition, tags: Mapping[str, str], dialect: Dialect) -> Sequence[str]:
    theirs = {name: value for name, value in sorted(tags.items()) if not name.startswith(OUR_PREFIX)}
    written = {**dialect.simplify(definition), "Tags": theirs} if theirs else dialect.simplify(definition)
    return yaml_lines(written)


def _about(change: Change, sides: Sides) -> Markdown:
    match change:
        case Create():
            about: LiteralString = "who is in it"
        case Delete():
            about = "who was in it"
        case Adopt() | Update() | Replace() | Unchanged():
            about = "who is in it stays the same" if sides.is_same else "who is in it, before and after"
        case _:
            assert_never(change)
    return Markdown(about)


def _explanation(change: Change) -> Iterator[Markdown]:
    match change:
        case Adopt(_, deployed):
            yield fill("The deployed segment {} has had no owner. It gets our tags and is ours from then on.", code(deployed.id))
        case Replace(_, deployed):
            yield fill(
                "The service cannot make this change in place. A new segment with an id of its own is made, then {} is deleted: "
                "what uses that id outside these files has to be pointed at the new one.",
                code(deployed.id),
            )
        case Create() | Update() | Delete() | Unchanged():
            return
        case _:
            assert_never(change)


def _whereabouts(change: Change, users: Users, setting: Setting) -> Iterator[Markdown]:
    place = location_of(change)
    if place is not None:
        yield location_link(place, setting)
    yield from used_by(users.usages(change), lambda usage: describe_usage(usage, change))


def used_by(usages: Sequence[Usage], about: Callable[[Usage], str]) -> Iterator[Markdown]:
    """Yield the list of what uses a segment, if anything does; ``about`` says what a reader should know of each."""
    if usages:
        shown = [
            fill("- {} {}: {}", text(usage.kind), emphasis(usage.name, _LONGEST_NAME), text(about(usage) or usage.id))
            for usage in usages[:_MOST_USAGES]
        ]
        more = [fill("- {} more", len(usages) - _MOST_USAGES)] if len(usages) > _MOST_USAGES else []
        yield joined("\n", [Markdown("Used by\n"), *shown, *more])
