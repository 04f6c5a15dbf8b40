"""Explain a YAML parser's error to the author of the file: common errors, in the order in which they are checked.

The parsers' messages are those of libyaml 0.2.5 (scanner.c, parser.c) and of PyYAML 6's own scanner.py and parser.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from yaml import MarkedYAMLError

from segments_as_code.definitions.yaml_errors import Position, shorten

if TYPE_CHECKING:
    from yaml import YAMLError

    from segments_as_code.definitions.yaml_errors import ProblemCollector
    from segments_as_code.definitions.yaml_events import Mark

_ENOUGH: Final = 1_000
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")


class Where(Enum):
    """The position of the error: where the parser stopped, where its construct began, or the line above."""

    STOPPED = auto()
    BEGAN = auto()
    ABOVE = auto()


@dataclass(frozen=True, slots=True)
class _ParserError:
    """The parser's message, and the text there: ``before`` and ``after`` on the line, the line above, the beginning of the construct."""

    said: str
    before: str
    after: str
    opening: str
    above: str
    stopped_line: int

    def fill(self, sentence: str) -> str:
        """Return ``sentence`` with {line}, {here}, {last}, {opening}, {above} and {stopped} filled in."""
        return sentence.format(
            line=shorten((self.before + self.after).strip()),
            here=self.after[:1],
            last=self.before.rstrip()[-1:],
            opening=shorten(self.opening.strip()),
            above=shorten(self.above),
            stopped=self.stopped_line,
        )


@dataclass(frozen=True, slots=True)
class Cause:
    """A common error: patterns for the parser's message and for the text around it, with our message and the fix."""

    said: str
    message: str
    remedy: str
    code: str = "bad-yaml"
    before: str = ""
    after: str = ""
    above: str = ""
    opening: str = ""
    where: Where = Where.STOPPED

    def fits(self, error: _ParserError) -> bool:
        """Return whether this explains ``error``."""
        return bool(
            re.search(self.said, error.said)
            and re.search(self.before, error.before)
            and re.match(self.after, error.after)
            and re.search(self.above, error.above)
            and re.search(self.opening, error.opening)
        )


def explain_syntax_error(error: YAMLError, text: str, problems: ProblemCollector) -> None:
    """Add the problem at the error itself, if that is known to be before the position where the parser stopped."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        problems.add(Position(0, 0), "bad-yaml", "this file is not YAML.", "compare it with a definition that works.")
        return
    lines = _LINE_BREAK.split(text)
    stopped = _within(lines, error.problem_mark)
    if problems.explains_stop(stopped, is_new_document="document start" in (error.problem or "")):
        return
    began = _within(lines, error.context_mark) if error.context_mark else stopped
    line = lines[stopped.line]
    above = _line_above(lines, stopped)
    found = _ParserError(
        said=f"{error.context or ''}: {error.problem or ''}",
        before=line[: stopped.column],
        after=line[stopped.column :],
        opening=lines[began.line][began.column :],
        above=lines[above.line].strip()[:_ENOUGH],
        stopped_line=stopped.line + 1,
    )
    cause = next(cause for cause in CAUSES if cause.fits(found))
    mistake = {Where.STOPPED: stopped, Where.BEGAN: began, Where.ABOVE: above}[cause.where]
    related = None if mistake == stopped else stopped
    problems.add(mistake, cause.code, found.fill(cause.message), found.fill(cause.remedy), related=related)


def _line_above(lines: list[str], position: Position) -> Position:
    """Return the beginning of the last line before ``position`` that has text other than a comment."""
    line = next((index for index in range(position.line - 1, 0, -1) if lines[index].split("#")[0].strip()), 0)
    return Position(line, len(lines[line]) - len(lines[line].lstrip()))


def _within(lines: list[str], mark: Mark) -> Position:
    """Return the position of a mark, or the end of the text if the mark is after it."""
    last = next((index for index in range(len(lines) - 1, 0, -1) if lines[index].strip()), 0)
    return min(Position(mark.line, mark.column), Position(last, len(lines[last].rstrip())))


_IN_QUOTES: Final = "put the whole value in quotes."

CAUSES: Final = (
    Cause(
        "cannot start any token|tab character",
        "there is a tab here, but YAML indents with spaces only.",
        "replace the tab with spaces; most editors can do that for the whole file.",
        code="tab",
        after="\t",
    ),
    Cause(
        "cannot start any token",
        "a value cannot begin with {here} unless it is in quotes.",
        _IN_QUOTES,
    ),
    Cause(
        "scanning an? (alias|anchor): ",
        "a value cannot begin with {opening:.1} unless it is in quotes; to YAML that is a reference to another value.",
        _IN_QUOTES,
        where=Where.BEGAN,
    ),
    Cause(
        "quoted scalar: found unexpected",
        "a quotation mark opens here and is not closed.",
        "close it with the same mark: {opening:.1}.",
        where=Where.BEGAN,
    ),
    Cause(
        "escape|hexdecimal|hexadecimal",
        "inside double quotes a backslash begins an escape, and this one does not exist.",
        "write the backslash twice, or put the value in single quotes.",
    ),
    Cause(
        "mapping values are not allowed",
        "a second colon on one line: {line}",
        "put the value in quotes if the colon belongs to it; otherwise begin a new line.",
        before=r":\s+\S",
    ),
    Cause(
        "mapping values are not allowed",
        "no space follows the colon: {above}",
        "write one, as in 'Member: value'.",
        above=r"^[^:]+:\S+( [^:]*)?$",
        where=Where.ABOVE,
    ),
    Cause(
        "mapping values are not allowed",
        "this line has no colon: {above}",
        "write it as 'Member: value'; a space must follow the colon.",
        above=r"^([^:]|:(?=\S))+$",
        where=Where.ABOVE,
    ),
    Cause(
        "mapping values are not allowed",
        "this line cannot begin a member: the line above it is not finished, or this one is indented too far.",
        "end the line above with a colon if this belongs to it; otherwise indent both alike.",
    ),
    Cause(
        "could not find expected ':'",
        "no space follows the colon: {opening}",
        "write one, as in 'Member: value'.",
        opening=r"^[^:]+:\S",
        where=Where.BEGAN,
    ),
    Cause(
        "could not find expected ':'",
        "this line has no colon: {opening}",
        "write it as 'Member: value'; a space must follow the colon.",
        where=Where.BEGAN,
    ),
    Cause(
        "sequence entries are not allowed",
        "a list item cannot begin on the line of its key.",
        "begin the list on the next line, or write it in brackets: [a, b].",
    ),
    Cause(
        "parsing a flow sequence",
        "a list opens here with [ and is not closed; YAML gave up on line {stopped}.",
        "close it with ], and put a comma between its items.",
        where=Where.BEGAN,
    ),
    Cause(
        "parsing a flow mapping",
        "a mapping opens here with {{ and is not closed; YAML gave up on line {stopped}.",
        "close it with }}, and put a comma between its members.",
        where=Where.BEGAN,
    ),
    Cause(
        "node content",
        "the file ends where a value is expected.",
        "write the value, and close every [ with ] and every {{ with }}.",
        after=r"\s*$",
    ),
    Cause(
        "node content",
        "a value cannot begin with {here}.",
        "write the value before it, or put the whole value in quotes.",
    ),
    Cause(
        "parsing a block (mapping|collection)",
        "the value ends with {last}, and more text follows it.",
        "put the whole value in quotes of the other kind, or take away what follows.",
        before=r"[\"'\]}]\s*$",
    ),
    Cause(
        "parsing a block mapping",
        "this list item is not indented like any item above it.",
        "indent it exactly like the items it belongs to.",
        before=r"^\s+$",
        after=r"-\s",
    ),
    Cause(
        "parsing a block mapping",
        "there is a list item where a member is expected.",
        "indent the list below its key, and leave no value after that key.",
        after=r"-\s",
    ),
    Cause(
        "parsing a block mapping",
        "this line is not indented like any line above it.",
        "indent it exactly like the members it belongs to.",
        before=r"^\s*$",
    ),
    Cause(
        "parsing a block collection",
        "this line is not an item of the list above it.",
        "begin it with '- ' if it is one; otherwise indent it like the members it belongs to.",
    ),
    Cause(
        "document start",
        "there is text after the end of a document.",
        "begin the next document with a line of three hyphens, ---.",
    ),
    Cause(
        "undefined tag handle",
        "the tag {opening} has no meaning in a definition.",
        "take the tag away, or put the whole value in quotes if the exclamation mark belongs to the text.",
        code="yaml-tag",
        where=Where.BEGAN,
    ),
    Cause(
        "directive|incompatible YAML",
        "a line that begins with % is an instruction to YAML readers, and this one is unknown.",
        "take the line away.",
        where=Where.BEGAN,
    ),
    Cause(
        "block scalar",
        "after | or > the text begins on the next line, indented with spaces.",
        "move the text to the next line, or write it without | or >.",
        where=Where.BEGAN,
    ),
    Cause(
        "",
        "YAML cannot be read from here on: {line}",
        "compare the indentation, quotes, brackets and colons with the lines around.",
    ),
)
