"""The order of the first steps, which every run takes: read, validate, resolve. `segments validate` takes no other, and loads none."""

from __future__ import annotations

from typing import NamedTuple

from segments_as_code.load import CODES as LOAD_CODES
from segments_as_code.load import load_each
from segments_as_code.model.desired import DesiredSegment
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
        for loaded in documents:
            document, found = validate(loaded, dialect, other_codes=_OTHER_CODES)
            problems += found
            entry = None if _stops(found) else enter(document, dialect)
            if isinstance(entry, Entry):
                entries.append(entry)
            elif entry is not None:
                problems.append(entry)
            elif key := key_in(document):
                broken.add(key)
    resolved = resolve(entries, dialect, scope=scope, broken=broken)
    return Checked(resolved.scope, resolved.segments, sorted_problems([*problems, *resolved.problems]))


def _stops(problems: tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
