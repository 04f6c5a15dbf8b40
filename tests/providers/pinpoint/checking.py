"""All that the dialect finds in one document: normalizing, schema, rules; a plain stand-in for the validate step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import Severity
from segments_as_code.providers.pinpoint.provider import PinpointDialect

DIALECT = PinpointDialect()
RULES = Linter(DIALECT)

Found = tuple[str, str, Path]
"""Severity, code and path; a failure of the schema without a code of ours has the failing keyword for code."""


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(dict(DIALECT.schema))


def schema_failures(content: Mapping[str, Json]) -> list[Found]:
    return sorted(("error", _code(error), tuple(error.absolute_path)) for error in validator().iter_errors(content))


def found_in(content: Mapping[str, Json]) -> list[Found]:
    """Return everything found, in order; rules only where the schema accepts, and nothing twice at one place."""
    normalized = DIALECT.normalize(content)
    refused = {problem.at for problem in normalized.problems if problem.severity is Severity.ERROR}
    found: list[Found] = [(f.severity.value, f.code, f.at) for f in normalized.problems]
    failures = [failure for failure in schema_failures(normalized.content) if not refused & set(_parents(failure[2]))]
    if not failures:
        found += [(f.severity.value, f.code, f.at) for f in RULES.find_problems(normalized.content)]
    return found + failures


def _parents(at: Path) -> Iterator[Path]:
    return (at[:length] for length in range(len(at) + 1))


def _code(error: ValidationError) -> str:
    code = error.schema.get("x-code") if isinstance(error.schema, dict) else None
    if isinstance(code, dict):
        code = code.get(error.validator)
    return code if isinstance(code, str) else str(error.validator)
