"""Short ways to load text in tests."""

from __future__ import annotations

from segments_as_code.definitions.yaml_events import OpenEvents, fastest_events, pure_python_events
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.error_codes import YAML as CODES
from segments_as_code.model.document import Document, Json, SourceFile
from segments_as_code.model.problem import Problem

PARSERS = (fastest_events, pure_python_events)


def read_text(text: str | bytes, parser: OpenEvents = fastest_events) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Load one file called ``f.yaml``."""
    content = text.encode() if isinstance(text, str) else text
    documents, problems = read_files([SourceFile("f.yaml", "f", content)], open_events=parser)
    assert {problem.code for problem in problems} <= set(CODES)
    return documents, problems


def contents(text: str | bytes, parser: OpenEvents = fastest_events) -> list[dict[str, Json]]:
    """Return the content of each document in a text without mistakes."""
    documents, problems = read_text(text, parser)
    assert problems == ()
    return [dict(document.content) for document in documents]


def found(text: str | bytes, parser: OpenEvents = fastest_events) -> list[str]:
    """Return each problem of a text as ``line:column code``."""
    _, problems = read_text(text, parser)
    return [f"{problem.location.line}:{problem.location.column} {problem.code}" for problem in problems]
