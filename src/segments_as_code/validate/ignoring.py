"""Warnings that a segment does not want to hear of: ``Lifecycle.Ignore``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.model.places import Document
from segments_as_code.model.values import Path
from segments_as_code.problems import Finding, Problem, Severity

IGNORE: Final[Path] = ("Lifecycle", "Ignore")
_MOST_GUESSED: Final = 20


def ignored_by(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the codes that the document wants ignored, with their positions in its list."""
    lifecycle = document.content.get("Lifecycle")
    codes = lifecycle.get("Ignore") if isinstance(lifecycle, Mapping) else None
    for index, code in enumerate(codes if isinstance(codes, list) else ()):
        if isinstance(code, str):
            yield index, code


def is_silenced(problem: Problem, codes: Collection[str]) -> bool:
    """Return whether ``problem`` is a warning that is ignored; errors never are."""
    return problem.severity is Severity.WARNING and problem.code in codes


def unknown_codes(document: Document, known: Collection[str]) -> Iterator[Finding]:
    """Yield the codes that no finding has."""
    from segments_as_code.validate.wording import guess, shown  # noqa: PLC0415  # what words findings; most segments ignore nothing

    unknown = [(index, code) for index, code in ignored_by(document) if code not in known]
    for count, (index, code) in enumerate(unknown):
        near = guess(code, known) if count < _MOST_GUESSED else None
        remedy = f"write {near}." if near else "copy the code from the finding that is meant, or take it out."
        yield Finding((*IGNORE, index), "unknown-code", f"{shown(code)} is no finding's code.", remedy, Severity.WARNING)


def needless_codes(document: Document, found: Sequence[Problem], own: Collection[str], *, is_whole: bool) -> Iterator[Finding]:
    """Yield the codes among our ``own`` that silence nothing in ``found``.

    Without ``is_whole`` not everything was looked for, so that only what was found can be judged. To ignore this very finding is
    never needless.
    """
    warnings = {problem.code for problem in found if problem.severity is Severity.WARNING}
    errors = {problem.code for problem in found if problem.severity is Severity.ERROR}
    for index, code in ignored_by(document):
        if code in warnings or code not in own or code == "needless-ignore":
            continue
        if code in errors:
            message = f"{code} is an error here, and errors are never ignored."
            yield Finding((*IGNORE, index), "needless-ignore", message, "fix the error, and take this out.", Severity.WARNING)
        elif is_whole:
            message = f"this segment has no {code} to ignore."
            yield Finding((*IGNORE, index), "needless-ignore", message, "take it out, so that it hides nothing later.", Severity.WARNING)
