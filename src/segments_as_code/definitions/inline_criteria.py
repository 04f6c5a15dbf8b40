"""Read criteria inside other files (a fact, a policy) by the rules of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.model.document import Document, DocumentSource, Json, Path, Positions
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.ports import Dialect

_NOT_CRITERIA: Final = ("Key", "Tags", "Lifecycle")


@dataclass(frozen=True, slots=True)
class _PositionsBelow:
    """The positions of the value at ``base`` in a document."""

    positions: Positions
    base: Path

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        return self.positions.position((*self.base, *at), of_key=of_key)


def read_criteria(
    content: Mapping[str, Json], at: Path, inside: Document, dialect: Dialect, validator: DocumentValidator
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the criteria at ``at`` as a valid document, or None if they have errors, and all their problems."""
    source = DocumentSource(inside.source.path, _PositionsBelow(inside.source.positions, at))
    document = Document(inside.stem, alone=False, content={**content, dialect.name_member: "criteria"}, source=source)
    foreign = [name for name in content if name in {*_NOT_CRITERIA, dialect.name_member, dialect.scope_member}]
    problems = [
        Problem(document.location((name,), of_key=True), "unknown-member", f"{name} is not a criterion.", "take it out.")
        for name in foreign
    ]
    canonical, found = validator.validate(document)
    problems += (problem for problem in found if problem.severity is Severity.ERROR)
    return (None, tuple(problems)) if problems else (canonical, ())
