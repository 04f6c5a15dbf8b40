"""Messages from a step to its runner: annotations, masks, groups, safe log lines and outputs.

Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core; actions/runner,
src/Runner.Worker/{ActionCommandManager,FileCommandManager,ExecutionContext}.cs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import uuid4

from segments_as_code.model.problem import Problem, SegmentsError, Severity, sorted_problems

MOST_ANNOTATIONS = 10
"""Limit for each type in a step; the runner drops the rest (actions/toolkit, pull request 734)."""

MOST_CHARACTERS = 4096
"""Limit for one message; the runner cuts it there."""

_COMMAND = re.compile(r"(?m)^([^\S\n]*)::")
_OLD_COMMAND = "##["
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, invisible format characters (such as bidirectional marks), lone surrogates, Unicode's line ends."""

_JOINER = "\N{ZERO WIDTH JOINER}"
"""Joins the parts of an emoji; it does not hide or reorder anything."""

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def annotate(problems: Iterable[Problem], write: Callable[[str], None]) -> Sequence[Problem]:
    """Write an annotation for as many ``problems`` as GitHub shows, and return the rest.

    Ten of each severity: first one in each file, then the second in each, so that no file hides another; what ``segments fmt``
    rewrites comes last. ``write`` is called with one line at a time, without its end.
    """
    ordered = sorted_problems(problems)
    shown = {problem for severity in Severity for problem in islice(_by_turns(ordered, severity), MOST_ANNOTATIONS)}
    for problem in ordered:
        if problem in shown:
            write(_annotation(problem))
    return [problem for problem in ordered if problem not in shown]


def annotate_error(error: SegmentsError, write: Callable[[str], None], severity: Severity = Severity.ERROR) -> None:
    """Write an annotation, without a location in a file, for what stopped the run or could not be done."""
    message = _cut(visible(f"{error.message}\n{error.remedy}" if error.remedy else error.message))
    write(f"::{_WORDS[severity]} title={_escaped_property(error.code)}::{_escaped(message)}")


def add_mask(secret: str, write: Callable[[str], None]) -> None:
    """Have the runner hide ``secret`` in its log, one line at a time, because it masks lines."""
    for line in secret.splitlines():
        if line.strip():
            write(f"::add-mask::{_escaped(line)}")


@contextmanager
def group(title: str, write: Callable[[str], None]) -> Iterator[None]:
    """Fold everything that is printed inside under ``title``."""
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


def safe_log(text: str) -> str:
    r"""Return ``text`` so that no line is a command to the runner and nothing is invisible.

    The runner treats a line as a command if it begins with ``::`` (after white space) or contains ``##[``: a
    backslash breaks both. Control and format characters become escapes, such as ``\x1b`` and ``\u202e``; line feeds
    and tabs stay.
    """
    shown = visible(text)
    return _COMMAND.sub(r"\1\\::", shown).replace(_OLD_COMMAND, "#\\#[")


def visible(text: str, keep: str = "\n\t") -> str:
    """Return ``text`` with control characters, format characters and lone surrogates written as escapes, except ``keep``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) if _is_hidden(character) and character not in keep else character for character in text)


def _is_hidden(character: str) -> bool:
    return character != _JOINER and unicodedata.category(character) in _HIDDEN


def _shown(character: str) -> str:
    number = ord(character)
    if number < 0x100:  # noqa: PLR2004 - here Python's own short escapes end
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - the end of the basic plane


def random_delimiter() -> str:
    """Return an unpredictable line, like actions/toolkit."""
    return f"ghadelimiter_{uuid4()}"


def write_outputs(environ: Mapping[str, str], outputs: Mapping[str, str], *, delimiter: Callable[[], str] = random_delimiter) -> bool:
    """Append ``outputs`` to the file that ``GITHUB_OUTPUT`` names, and return whether there is one.

    Each value is written between two lines of a new random delimiter that it does not contain, so no value can end itself
    and begin another output.
    """
    if not environ.get("GITHUB_OUTPUT"):
        return False
    append(environ["GITHUB_OUTPUT"], "".join(_entry(name, value, delimiter) for name, value in outputs.items()))
    return True


def append(path: str, text: str) -> None:
    """Append ``text`` to one of the runner's files as UTF-8 with line feeds; lone surrogates become escapes."""
    try:
        with Path(path).open("ab") as file:
            file.write(text.encode(errors="backslashreplace"))
    except OSError as error:
        message = f"The runner's file {path} cannot be written: {error.strerror or type(error).__name__}."
        raise SegmentsError("output-unwritable", message, "on a self-hosted runner, let the container write the runner's files") from error


def _entry(name: str, value: str, delimiter: Callable[[], str]) -> str:
    if not name or not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"{name!r} is no name of an output")
    end = delimiter()
    while end in value:
        end = delimiter()
    return f"{name}<<{end}\n{value}\n{end}\n"
