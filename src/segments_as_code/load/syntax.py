"""What a YAML parser's complaint means to the one who wrote the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yaml import MarkedYAMLError

from segments_as_code.load.causes import CAUSES, Complaint, Where
from segments_as_code.load.positions import line_and_column, pack

if TYPE_CHECKING:
    from yaml import YAMLError

    from segments_as_code.load.events import Mark
    from segments_as_code.load.trouble import Troubles

_ENOUGH: Final = 1_000
_LINE_BREAK: Final = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    line: int
    column: int


def explain(error: YAMLError, text: str, troubles: Troubles) -> None:
    """Note what is wrong: where the mistake is, if that is known to be before the place where the parser gave up."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        troubles.add(0, "bad-yaml", "this file is not YAML.", "compare it with a definition that works.")
        return
    lines = _LINE_BREAK.split(text)
    stopped = _within(lines, error.problem_mark)
    if troubles.explain_stop(pack(stopped), is_new_document="document start" in (error.problem or "")):
        return
    began = _within(lines, error.context_mark) if error.context_mark else stopped
    line = lines[stopped.line]
    above = _line_above(lines, stopped)
    complaint = Complaint(
        said=f"{error.context or ''}: {error.problem or ''}",
        before=line[: stopped.column],
        after=line[stopped.column :],
        opening=lines[began.line][began.column :],
        above=lines[above.line].strip()[:_ENOUGH],
        stopped_line=line_and_column(pack(stopped))[0],
    )
    cause = next(cause for cause in CAUSES if cause.fits(complaint))
    mistake = {Where.STOPPED: stopped, Where.BEGAN: began, Where.ABOVE: above}[cause.where]
    related = None if mistake == stopped else pack(stopped)
    troubles.add(pack(mistake), cause.code, complaint.fill(cause.message), complaint.fill(cause.remedy), related=related)


def _line_above(lines: list[str], place: _Place) -> _Place:
    """Return where the text begins on the last line before ``place`` that has any, comments aside."""
    line = next((index for index in range(place.line - 1, 0, -1) if lines[index].split("#")[0].strip()), 0)
    return _Place(line, len(lines[line]) - len(lines[line].lstrip()))


def _within(lines: list[str], mark: Mark) -> _Place:
    """Return where a mark is; one behind all text, perhaps on a line that does not exist, is where the text ends."""
    last = next((index for index in range(len(lines) - 1, 0, -1) if lines[index].strip()), 0)
    end = _Place(last, len(lines[last].rstrip()))
    return min(_Place(mark.line, mark.column), end)
