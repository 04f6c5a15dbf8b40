"""Show phrases and descriptions on a page: who is in a segment before and after, with what is new and what is gone named first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString, assert_never

from segments_as_code.model.phrases import Phrase, Role, Statement
from segments_as_code.render.english import Line, Sides, first_lines, what_changes
from segments_as_code.render.escape import Markdown, code, emphasis, fill, joined

_LONGEST_IN_TABLE = 40
_LONGEST_IN_TEXT = 120
_MOST_LINES = 24
_FEW_LINES = 4
_MUCH_ROOM = 100
"""Lines of YAML from which on a block has room for a whole description."""


def paint(phrase: Phrase, longest: int = _LONGEST_IN_TABLE) -> Markdown:
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
    return joined("", parts)


def who_is_in_it(sides: Sides, most: int) -> Iterator[Markdown]:
    """Yield what is new and gone, then who is in a segment on each side; shorter where ``most``, the room for YAML, is small."""
    lines = lines_for(most)
    if sides.before is None or sides.after is None:
        yield description("Who is in it:" if sides.before is None else "Who was in it:", sides.after or sides.before or (), lines)
    elif sides.is_same:
        yield description("Before and after:", sides.after, lines)
    else:
        yield fill("**What changes:** {}", paint(what_changes(sides), _LONGEST_IN_TEXT))
        yield description("Before:", sides.before, lines)
        yield description("After:", sides.after, lines)


def lines_for(most: int) -> int:
    """Return how many lines a description may take in a block with room for ``most`` lines of YAML."""
    return _MOST_LINES if most >= _MUCH_ROOM else _FEW_LINES


def bullets(statements: Sequence[Statement], most: int) -> Markdown:
    """Return a description as nested bullets, in up to ``most`` lines and one that says how many are left out."""
    lines, more = first_lines(statements, most)
    left_out = [Markdown(f"- … and {more:,} more {'line' if more == 1 else 'lines'}")] if more else []
    return joined("\n", [*map(_bullet, lines), *left_out])


def description(title: LiteralString, statements: Sequence[Statement], most: int) -> Markdown:
    """Return who is in a segment behind a title in bold: in one line if it is one condition, else as bullets."""
    if len(statements) == 1 and not statements[0].under:
        lines, _ = first_lines(statements, 1)
        return fill("**{}** {}", Markdown(title), paint(lines[0].phrase, _LONGEST_IN_TEXT))
    all_of = Markdown(" all of this is true" if len(statements) > 1 else "")
    return fill("**{}**{}\n\n{}", Markdown(title), all_of, bullets(statements, most))


def _bullet(line: Line) -> Markdown:
    return fill("{}- {}", Markdown("  " * line.depth), paint(line.phrase, _LONGEST_IN_TEXT))
