"""Workflow commands: lines on standard output that the runner acts on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from segments_as_code.github.commands.log import visible
from segments_as_code.problems import Problem, SegmentsError, Severity, sorted_problems

MOST_ANNOTATIONS = 10
"""Of each type in a step; the runner drops the rest (actions/toolkit, pull request 734)."""

MOST_CHARACTERS = 4096
"""Of one message; the runner cuts it there."""

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def annotate(problems: Iterable[Problem], write: Callable[[str], None]) -> Sequence[Problem]:
    """Write an annotation for as many ``problems`` as GitHub shows, and return those that are left over.

    Ten of each severity: first one in each file, then the second in each, so that no file hides another; what ``segments fmt``
    rewrites comes last. ``write`` is given one line at a time, without its end.
    """
    ordered = sorted_problems(problems)
    shown = {problem for severity in Severity for problem in islice(_by_turns(ordered, severity), MOST_ANNOTATIONS)}
    for problem in ordered:
        if problem in shown:
            write(_annotation(problem))
    return [problem for problem in ordered if problem not in shown]


def annotate_error(error: SegmentsError, write: Callable[[str], None], severity: Severity = Severity.ERROR) -> None:
    """Write an annotation for what stopped the run, or what it could not do; it has no place in a file."""
    message = _cut(visible(f"{error.message}\n{error.remedy}" if error.remedy else error.message))
    write(f"::{_WORDS[severity]} title={_escaped_property(error.code)}::{_escaped(message)}")


def add_mask(secret: str, write: Callable[[str], None]) -> None:
    """Have the runner hide ``secret`` in its log: a line at a time, since it looks at lines."""
    for line in secret.splitlines():
        if line.strip():
            write(f"::add-mask::{_escaped(line)}")


@contextmanager
def group(title: str, write: Callable[[str], None]) -> Iterator[None]:
    """Fold what is printed inside under ``title``."""
    write(f"::group::{_escaped(visible(title))}")
    try:
        yield
    finally:
        write("::endgroup::")


def _by_turns(problems: Sequence[Problem], severity: Severity) -> Iterator[Problem]:
    """Yield the problems of one severity: the first of each file, then the second of each, and so on; spellings last."""
    turns: dict[tuple[bool, str], int] = {}
    of_turn: dict[tuple[bool, int], list[Problem]] = {}
    for problem in problems:
        if problem.severity is severity:
            of_file = (problem.is_spelling, problem.location.path)
            turn = turns[of_file] = turns.get(of_file, -1) + 1
            of_turn.setdefault((problem.is_spelling, turn), []).append(problem)
    for group in sorted(of_turn):
        yield from of_turn[group]


def _annotation(problem: Problem) -> str:
    place = problem.location
    properties = {"file": place.path, "line": str(place.line), "col": str(place.column), "title": problem.code}
    message = f"{problem.message}\nfix: {problem.remedy}" if problem.remedy else problem.message
    listed = ",".join(f"{name}={_escaped_property(visible(value))}" for name, value in properties.items())
    return f"::{_WORDS[problem.severity]} {listed}::{_escaped(_cut(visible(message)))}"


def _cut(message: str) -> str:
    return message if len(message) <= MOST_CHARACTERS else f"{message[: MOST_CHARACTERS - 1]}…"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
