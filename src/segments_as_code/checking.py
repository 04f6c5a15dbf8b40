"""The order of the first steps, which every run takes: read, validate, resolve. `segments validate` takes no other, and loads none."""

from __future__ import annotations

from typing import NamedTuple

from segments_as_code.load import CODES as LOAD_CODES
from segments_as_code.load import load_each
from segments_as_code.model.desired import DesiredSegment
from segments_as_code.model.places import Document
from segments_as_code.ports import DefinitionFiles, Dialect
from segments_as_code.problems import Problem, Severity, has_errors, sorted_problems
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
        for loaded in documents:
            entry, found = _check_document(loaded, dialect)
            problems += found
            if entry is not None:
                entries.append(entry)
            elif key := key_in(loaded):
                broken.add(key)
    resolved = resolve(entries, dialect, scope=scope, broken=broken)
    return Checked(resolved.scope, resolved.segments, sorted_problems([*problems, *resolved.problems]))


def errors_in(document: Document, dialect: Dialect) -> tuple[Problem, ...]:
    """Return the errors of one document that no other document has a part in."""
    _, problems = _check_document(document, dialect)
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def _check_document(document: Document, dialect: Dialect) -> tuple[Entry | None, tuple[Problem, ...]]:
    """Return what a document asks for, None if it has errors, and everything that is wrong with it."""
    canonical, problems = validate(document, dialect, other_codes=_OTHER_CODES)
    if has_errors(problems, strict=False):
        return None, problems
    entry = enter(canonical, dialect)
    return (entry, problems) if isinstance(entry, Entry) else (None, (*problems, entry))
