"""Hold a document against its dialect, and place what is found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segments_as_code.problems import Finding, Problem, Severity, sorted_problems
from segments_as_code.validate.codes import CODES
from segments_as_code.validate.compiled import Compiled, compiled
from segments_as_code.validate.ignoring import ignored_by, is_silenced, needless_codes, unknown_codes

if TYPE_CHECKING:
    from segments_as_code.model.places import Document
    from segments_as_code.model.values import Path
    from segments_as_code.ports import Dialect


def validate(document: Document, dialect: Dialect, *, other_codes: Collection[str] = ()) -> tuple[Document, tuple[Problem, ...]]:
    """Return ``document`` in canonical spelling, and everything that is wrong with it, in the order of the places.

    What the schema refuses is not searched for meaning as well. ``Lifecycle.Ignore`` silences warnings, never errors;
    ``other_codes`` are those of other steps, which it may name besides the dialect's and ours.
    """
    schema = compiled(dialect.schema)
    if schema.accepts(document.content):  # then its spelling is canonical, as the port demands; so it is of most documents
        return _judged(document, (), dialect, other_codes, is_whole=True)
    respelled = dialect.respell(document.content)
    canonical = document
    if respelled.findings or respelled.content != document.content:  # else the author's own need not be kept twice
        source = document.source._replace(origins=respelled.origins)
        canonical = document._replace(content=respelled.content, source=source)
    refused = [finding.at for finding in respelled.findings if finding.severity is Severity.ERROR]
    failures = list(_schema_findings(canonical, schema))
    problems = [replace(_placed(finding, document), is_spelling=finding.severity is Severity.WARNING) for finding in respelled.findings]
    problems += [_placed(finding, canonical) for finding in failures if not _follows_from(finding, refused, canonical)]
    return _judged(canonical, problems, dialect, other_codes, is_whole=not failures and not refused)


def _judged(
    document: Document, found: Sequence[Problem], dialect: Dialect, other_codes: Collection[str], *, is_whole: bool
) -> tuple[Document, tuple[Problem, ...]]:
    """Return the document in canonical spelling, and what was ``found`` with what its meaning adds, but for what it wants ignored."""
    problems = [*found]
    if is_whole:
        problems += [_placed(finding, document) for finding in dialect.findings(document.content)]
    ignored = {code for _, code in ignored_by(document)}
    if ignored:
        own = {*CODES, *dialect.codes}
        if is_whole:
            problems += [_placed(finding, document) for finding in unknown_codes(document, {*own, *other_codes})]
        problems += [_placed(finding, document) for finding in needless_codes(document, problems, own, is_whole=is_whole)]
    return document, sorted_problems(problem for problem in problems if not is_silenced(problem, ignored))


def _schema_findings(document: Document, schema: Compiled) -> Iterator[Finding]:
    if schema.accepts(document.content):
        return iter(())
    failures = schema.failures(document.content)
    if not failures:
        return iter(())
    from segments_as_code.validate.explain import explain  # noqa: PLC0415  # with jsonschema: only where there is something to explain

    return explain(failures, schema.homes)


def _placed(finding: Finding, document: Document) -> Problem:
    place = document.location(finding.at, of_key=finding.of_key)
    return Problem(place, finding.code, finding.message, finding.remedy, finding.severity)


def _follows_from(finding: Finding, refused: Sequence[Path], document: Document) -> bool:
    """Return whether a finding is inside something of which it was already said that it cannot be read."""
    at = _authors_path(finding.at, document.source.origins)
    return any(at[: len(path)] == path for path in refused)


def _authors_path(at: Path, origins: Mapping[Path, Path]) -> Path:
    for length in range(len(at), 0, -1):
        if at[:length] in origins:
            return (*origins[at[:length]], *at[length:])
    return at
