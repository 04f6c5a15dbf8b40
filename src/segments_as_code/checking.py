"""The order of the first steps, which every run takes: read, validate, resolve. `segments validate` takes no other, and loads none."""

from __future__ import annotations

from typing import NamedTuple

from segments_as_code.load import CODES as LOAD_CODES
from segments_as_code.load import load_each
from segments_as_code.model import DesiredSegment, Document
from segments_as_code.ports import DefinitionFiles, Dialect
from segments_as_code.problems import Problem, Severity, sorted_problems
from segments_as_code.resolve import CODES as RESOLVE_CODES
from segments_as_code.resolve import Entry, enter, key_in, resolve
from segments_as_code.validate import validate

_OTHER_CODES = frozenset({*LOAD_CODES, *RESOLVE_CODES})


class Checked(NamedTuple):
    """What the files say: the desired segments, the container they name if they name one, and all that is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


def check(files: DefinitionFiles, dialect: Dialect, *, scope: str | None) -> Checked:
    """Read, validate and resolve every definition; all findings come together, in the order of their places."""
    sources, unreadable = files.read()
    entries: list[Entry] = []
    problems: list[Problem] = [*unreadable]
    broken: set[str] = set()
    for source, documents, unloadable in load_each(sources):
        problems += unloadable
        if not documents:
            broken.add(source.stem)
        for document in documents:
            _take(document, dialect, entries, problems, broken)
    resolved = resolve(entries, dialect, scope=scope, broken=broken)
    return Checked(resolved.scope, resolved.segments, sorted_problems([*problems, *resolved.problems]))


def _take(document: Document, dialect: Dialect, entries: list[Entry], problems: list[Problem], broken: set[str]) -> None:
    """Add what one document asks for to ``entries``, or what keeps it from that to ``problems`` and its key to ``broken``."""
    document, found = validate(document, dialect, other_codes=_OTHER_CODES)
    problems += found
    if _stops(found):
        if key := key_in(document):
            broken.add(key)
        return
    entry = enter(document, dialect)
    if isinstance(entry, Problem):
        problems.append(entry)
    else:
        entries.append(entry)


def _stops(problems: tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
