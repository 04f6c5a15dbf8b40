"""Who is in a segment, and how that changes, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString, assert_never

from segments_as_code.model.phrases import Phrase, Role, Statement
from segments_as_code.report.markdown import Markdown, code, emphasis, fill, join
from segments_as_code.report.people import Line, Sides, describe_difference, difference_says_all, first_lines

_LONGEST_IN_TABLE = 40

_LONGEST_IN_TEXT = 120

_MOST_LINES = 24

_FEW_LINES = 4

_MUCH_ROOM = 100
"""A block with at least this many lines of YAML has space for a complete description."""


def render_phrase(phrase: Phrase, longest: int = _LONGEST_IN_TABLE) -> Markdown:
    """Return a phrase with its values in italics and its names as code."""
    parts: list[Markdown] = []
    for part in phrase:
        match part.role:
            case Role.WORDS:
                parts.append(Markdown(part.text))
            case Role.VALUE:
                parts.append(emphasis(part.text, longest))
            case Role.NAME:
                parts.append(code(part.text, longest))
            case _:
                assert_never(part.role)
    return join("", parts)


def render_sides(sides: Sides, most: int) -> Iterator[Markdown]:
    """Yield what is new and gone, and who is in a segment on each side if that does not say all.

    The descriptions are shorter if ``most``, the lines left for YAML, is small.
    """
    lines = lines_for(most)
    if sides.before is None or sides.after is None:
        yield description("Who is in it:" if sides.before is None else "Who was in it:", sides.after or sides.before or (), lines)
    elif sides.is_same:
        yield description("Before and after:", sides.after, lines)
    else:
        yield fill("**What changes:** {}", render_phrase(describe_difference(sides), _LONGEST_IN_TEXT))
        if not difference_says_all(sides):
            yield description("Before:", sides.before, lines)
            yield description("After:", sides.after, lines)


def lines_for(most: int) -> int:
    """Return the limit for a description in a block with up to ``most`` lines of YAML."""
    return _MOST_LINES if most >= _MUCH_ROOM else _FEW_LINES


def render_bullets(statements: Sequence[Statement], most: int) -> Markdown:
    """Return a description as nested bullets, in up to ``most`` lines and one with the number of omitted lines."""
    lines, more = first_lines(statements, most)
    left_out = [Markdown(f"- … and {more:,} more {'line' if more == 1 else 'lines'}")] if more else []
    return join("\n", [*map(_bullet, lines), *left_out])


def description(title: LiteralString, statements: Sequence[Statement], most: int) -> Markdown:
    """Return who is in a segment after a bold title: on one line if it is one condition, else as bullets."""
    if len(statements) == 1 and not statements[0].under:
        lines, _ = first_lines(statements, 1)
        return fill("**{}** {}", Markdown(title), render_phrase(lines[0].phrase, _LONGEST_IN_TEXT))
    all_of = Markdown(" all of this is true" if len(statements) > 1 else "")
    return fill("**{}**{}\n\n{}", Markdown(title), all_of, render_bullets(statements, most))


def _bullet(line: Line) -> Markdown:
    return fill("{}- {}", Markdown("  " * line.depth), render_phrase(line.phrase, _LONGEST_IN_TEXT))
