"""Findings and remarks as text for a terminal: all that a run without a plan shows."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from segments_as_code.model.problem import Problem, SegmentsError, Severity
from segments_as_code.render.spans import END, Span, Style, shown


def problems_text(problems: Iterable[Problem]) -> list[Span]:
    """Return findings, one after another, each at its place and with its remedy."""
    spans: list[Span] = []
    for problem in problems:
        is_error = problem.severity is Severity.ERROR
        word = Span("error: ", Style.ERROR) if is_error else Span("warning: ", Style.WARNING)
        spans += [shown(f"{problem.location}: "), word, shown(f"{problem.code}: {problem.message}"), END, *_fix(problem.remedy)]
    return spans


def error_text(error: SegmentsError) -> list[Span]:
    """Return why a run stopped."""
    return remark("stopped: ", Style.ERROR, error.message, error.remedy)


def remark(word: str, style: Style, message: str, remedy: str) -> list[Span]:
    """Return one thing to know, after a word that says what it is, with its remedy."""
    return [Span(word, style), shown(message), END, *_fix(remedy)]


def plain(spans: Iterable[Span]) -> str:
    """Return the bare text."""
    return "".join(span.text for span in spans)


def columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _fix(remedy: str) -> list[Span]:
    return [shown(f"    fix: {remedy}", Style.QUIET), END] if remedy else []
