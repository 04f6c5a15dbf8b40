"""The order of the first steps, which every run takes: read, validate, resolve. `segments validate` takes no other, and loads none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from segments_as_code.definitions.resolver import Entry, find_key, read_segment, resolve
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.error_codes import TOGETHER as RESOLVE_CODES
from segments_as_code.error_codes import YAML as LOAD_CODES
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import Document
from segments_as_code.model.problem import Problem, Severity, has_errors, sorted_problems
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import DefinitionFiles, Dialect

_OTHER_CODES = frozenset({*LOAD_CODES, *RESOLVE_CODES})


class CheckResult(NamedTuple):
    """What the files say: the desired segments, the container they name if they name one, and all that is wrong."""

    scope: str | None
    segments: tuple[DesiredSegment, ...]
    problems: tuple[Problem, ...]


def check(files: DefinitionFiles, dialect: Dialect, *, scope: str | None) -> CheckResult:
    """Read, validate and resolve every definition; all findings come together, in the order of their places."""
    sources, unreadable = files.read()
    entries: list[Entry] = []
    problems: list[Problem] = [*unreadable]
    broken: set[str] = set()
    validator = DocumentValidator(dialect, Linter(dialect), other_codes=_OTHER_CODES)
    for source in sources:
        documents, found = read_file(source)
        problems += found
        if not documents:
            broken.add(source.stem)
        for document in documents:
            entry, wrong = _check_document(document, dialect, validator)
            problems += wrong
            if entry is not None:
                entries.append(entry)
            elif key := find_key(document):
                broken.add(key)
    resolved = resolve(entries, dialect, scope=scope, broken=broken)
    return CheckResult(resolved.scope, resolved.segments, sorted_problems([*problems, *resolved.problems]))


def find_errors(documents: Sequence[Document], dialect: Dialect) -> list[Problem]:
    """Return the errors of documents, each looked at by itself."""
    validator = DocumentValidator(dialect, Linter(dialect), other_codes=_OTHER_CODES)
    problems = [problem for document in documents for problem in _check_document(document, dialect, validator)[1]]
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _check_document(document: Document, dialect: Dialect, validator: DocumentValidator) -> tuple[Entry | None, tuple[Problem, ...]]:
    """Return the segment that a document asks for, None if it has errors, and everything that is wrong with it."""
    canonical, problems = validator.validate(document)
    if has_errors(problems, strict=False):
        return None, problems
    entry = read_segment(canonical, dialect)
    return (entry, problems) if isinstance(entry, Entry) else (None, (*problems, entry))
