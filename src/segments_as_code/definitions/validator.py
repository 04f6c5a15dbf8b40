"""Check one document against its provider's dialect: spelling, schema, then meaning."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from jsonschema_rs import Draft202012Validator as Gate

from segments_as_code.definitions.schema_errors import explain_failures, misplaced_members
from segments_as_code.definitions.schema_failures import Failure, guess, quote_value, read_failure
from segments_as_code.error_codes import SCHEMA
from segments_as_code.model.problem import DocumentProblem, Problem, Severity, sorted_problems

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

    from segments_as_code.model.document import Document, Json, Path
    from segments_as_code.ports import Dialect, Normalized, Rules


_IGNORE: Final[Path] = ("Lifecycle", "Ignore")
_AUDIENCE: Final[Path] = ("Lifecycle", "Audience")
_MOST_GUESSED: Final = 20


class SchemaValidator:
    """One JSON Schema, checked in two steps: a fast gate, then the reasons for what the gate refuses.

    The gate (jsonschema-rs) says yes or no, about seventy times as fast as jsonschema, which can say why. A test checks that
    both agree; each pattern of a schema must mean the same in ECMAScript's and in Python's regular expressions.
    ``whole`` is the name of the whole document in messages.
    """

    def __init__(self, schema: Mapping[str, Json], whole: str = "this segment") -> None:
        self._schema = dict(schema)
        self._whole = whole
        self._gate = Gate(self._schema)

    def accepts(self, content: Mapping[str, Json]) -> bool:
        """Return whether the gate accepts ``content``; False also if it cannot tell."""
        try:
            return self._gate.is_valid(content)
        except ValueError:  # text that is not Unicode, or too many levels for the gate
            return False

    def find_failures(self, content: Mapping[str, Json]) -> list[Failure]:
        """Return everything that jsonschema refuses in ``content``."""
        return [read_failure(error, self._whole) for error in self._explaining.iter_errors(content)]

    def explain(self, content: Mapping[str, Json]) -> list[DocumentProblem]:
        """Return a problem for each error in ``content``; none if the gate accepts it."""
        failures = [] if self.accepts(content) else self.find_failures(content)
        return list(explain_failures(failures, misplaced_members(self._schema))) if failures else []

    @cached_property
    def _explaining(self) -> Draft202012Validator:
        from jsonschema import Draft202012Validator  # noqa: PLC0415  # a tenth of a second to import, and most documents are valid

        return Draft202012Validator(self._schema)


class DocumentValidator:
    """Checks documents against one dialect and the rules on their meaning.

    ``other_codes`` are the codes of other steps, which ``Lifecycle.Ignore`` may name.
    """

    def __init__(self, dialect: Dialect, rules: Rules, *, other_codes: Collection[str] = ()) -> None:
        self._dialect = dialect
        self._rules = rules
        self._schema = SchemaValidator(dialect.schema)
        self._own_codes = {*SCHEMA, *rules.codes}
        self._all_codes = {*self._own_codes, *other_codes}

    def validate(self, document: Document) -> tuple[Document, tuple[Problem, ...]]:
        """Return ``document`` in canonical spelling, and its problems in the order of their locations.

        If the schema refuses it, its meaning is not checked. ``Lifecycle.Ignore`` silences warnings, never errors.
        """
        if self._schema.accepts(document.content):  # then its spelling is canonical, as the port requires
            return document, self._add_meaning(document, [], is_valid=True)
        normalized = self._dialect.normalize(document.content)
        canonical = _respell(document, normalized)
        refused = [problem.at for problem in normalized.problems if problem.severity is Severity.ERROR]
        errors = self._schema.explain(canonical.content)
        problems = [replace(locate(problem, document), is_spelling=problem.severity is Severity.WARNING) for problem in normalized.problems]
        problems += [locate(problem, canonical) for problem in errors if not _is_inside(problem, refused, canonical)]
        return canonical, self._add_meaning(canonical, problems, is_valid=not errors and not refused)

    def _add_meaning(self, document: Document, problems: list[Problem], *, is_valid: bool) -> tuple[Problem, ...]:
        """Return ``problems`` and, if the document is valid, those of its meaning, without ignored ones."""
        if is_valid:
            found = [*self._rules.find_problems(document.content), *_contrary_limits(document)]
            problems += [locate(problem, document) for problem in found]
        ignored = {code for _, code in _ignored_codes(document)}
        if ignored:
            if is_valid:
                problems += [locate(problem, document) for problem in _unknown_codes(document, self._all_codes)]
            needless = _needless_codes(document, problems, self._own_codes, is_valid=is_valid)
            problems += [locate(problem, document) for problem in needless]
        return sorted_problems(problem for problem in problems if problem.severity is Severity.ERROR or problem.code not in ignored)


def in_canonical_spelling(document: Document, dialect: Dialect, schema: SchemaValidator) -> Document:
    """Return ``document``, which has no errors, in canonical spelling."""
    if schema.accepts(document.content):  # then it is already, as the port requires
        return document
    return _respell(document, dialect.normalize(document.content))


def _respell(document: Document, normalized: Normalized) -> Document:
    return replace(document, content=normalized.content, source=replace(document.source, origins=normalized.origins))


def locate(problem: DocumentProblem, document: Document) -> Problem:
    """Return a problem inside ``document`` with its location."""
    location = document.location(problem.at, of_key=problem.of_key)
    return Problem(location, problem.code, problem.message, problem.remedy, problem.severity)


def _is_inside(problem: DocumentProblem, refused: Sequence[Path], document: Document) -> bool:
    """Return whether a problem is inside a value that was already reported as unreadable."""
    at = document.source.origin(problem.at)
    return any(at[: len(path)] == path for path in refused)


def _contrary_limits(document: Document) -> Iterator[DocumentProblem]:
    """Yield that no number of people is within the limits of a valid document."""
    lifecycle = document.content.get("Lifecycle")
    limits = lifecycle.get("Audience") if isinstance(lifecycle, Mapping) else None
    most, least = (limits.get("Most"), limits.get("Least")) if isinstance(limits, Mapping) else (None, None)
    if isinstance(most, int | float) and isinstance(least, int | float) and least > most:
        message = f"Least is {least:,} and Most is {most:,}: no number of people is within both."
        yield DocumentProblem((*_AUDIENCE, "Least"), "out-of-range", message, "write a Least that is not above Most.")


# ── Lifecycle.Ignore ─────────────────────────────────────────────────────────────────────────────────────────────────


def _ignored_codes(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the codes that the document ignores, with their positions in its list."""
    lifecycle = document.content.get("Lifecycle")
    codes = lifecycle.get("Ignore") if isinstance(lifecycle, Mapping) else None
    for index, code in enumerate(codes if isinstance(codes, list) else ()):
        if isinstance(code, str):
            yield index, code


def _unknown_codes(document: Document, known: Collection[str]) -> Iterator[DocumentProblem]:
    unknown = [(index, code) for index, code in _ignored_codes(document) if code not in known]
    for count, (index, code) in enumerate(unknown):
        near = guess(code, known) if count < _MOST_GUESSED else None
        remedy = f"write {near}." if near else "copy the code from the problem, or remove it."
        yield DocumentProblem((*_IGNORE, index), "unknown-code", f"{quote_value(code)} is no problem's code.", remedy, Severity.WARNING)


def _needless_codes(document: Document, found: Sequence[Problem], own: Collection[str], *, is_valid: bool) -> Iterator[DocumentProblem]:
    """Yield a problem for each ignored code, of those in ``own``, that silences nothing in ``found``.

    If the document is not valid, not everything was checked, so only codes that were found can be judged. Ignoring this
    code itself is never needless.
    """
    warnings = {problem.code for problem in found if problem.severity is Severity.WARNING}
    errors = {problem.code for problem in found if problem.severity is Severity.ERROR}
    for index, code in _ignored_codes(document):
        if code in warnings or code not in own or code == "needless-ignore":
            continue
        if code in errors:
            message = f"{code} is an error here, and errors are never ignored."
            yield DocumentProblem((*_IGNORE, index), "needless-ignore", message, "fix the error, and take this out.", Severity.WARNING)
        elif is_valid:
            message = f"this segment has no {code} to ignore."
            yield DocumentProblem(
                (*_IGNORE, index), "needless-ignore", message, "remove it, so that it hides nothing later.", Severity.WARNING
            )
