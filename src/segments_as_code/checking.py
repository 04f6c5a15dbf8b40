"""The order of the first steps, which every run takes: read, validate, resolve. `segments validate` takes no other, and loads none."""

from __future__ import annotations

from dataclasses import dataclass

from segments_as_code.load import CODES as LOAD_CODES
from segments_as_code.load import load
from segments_as_code.model import DesiredSegment
from segments_as_code.ports import DefinitionFiles, Dialect
from segments_as_code.problems import Problem, Severity, sorted_problems
from segments_as_code.resolve import CODES as RESOLVE_CODES
from segments_as_code.resolve import key_in, resolve
from segments_as_code.validate import validate

_OTHER_CODES = frozenset({*LOAD_CODES, *RESOLVE_CODES})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the files say: the desired segments, the container they name if they name one, and all that is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


def check(files: DefinitionFiles, dialect: Dialect, *, scope: str | None) -> Checked:
    """Read, validate and resolve every definition; all findings come together, in the order of their places."""
    sources, unreadable = files.read()
    documents, unloadable = load(sources)
    validated = [validate(document, dialect, other_codes=_OTHER_CODES) for document in documents]
    valid = [document for document, problems in validated if not _stops(problems)]
    broken = {key for document, problems in validated if _stops(problems) and (key := key_in(document))}
    unloaded = {source.stem for source in sources} - {document.stem for document in documents}
    resolved = resolve(valid, dialect, scope=scope, broken=broken | unloaded)
    found = [problem for _, problems in validated for problem in problems]
    return Checked(resolved.scope, resolved.segments, sorted_problems([*unreadable, *unloadable, *found, *resolved.problems]))


def _stops(problems: tuple[Problem, ...]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
