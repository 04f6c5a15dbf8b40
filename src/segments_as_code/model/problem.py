"""Problems in the files (with location, code and remedy), and the exceptions that end a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from segments_as_code.model.document import Location, Path

_LONGEST_NAME = 80


def short(name: str, most: int = _LONGEST_NAME) -> str:
    """Return a name for use in a sentence, shortened if it is long."""
    return name if len(name) <= most else f"{name[:most]}…"


class Severity(StrEnum):
    """Whether a problem stops the run (errors do; warnings too if the run is strict)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at a location: what is wrong and what was found, in the user's terms, and how to fix it.

    ``code`` is kebab-case and listed in ``docs/reference/problems.md``. ``related`` are other locations it is about, such as
    the first of two equal keys. ``is_spelling`` is true for a warning that ``segments fmt`` fixes by rewriting the file.
    """

    location: Location
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    related: tuple[Location, ...] = ()
    is_spelling: bool = False

    def __str__(self) -> str:
        word = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.location}: {word}{self.code}: {self.message}\n    fix: {self.remedy}"


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """A problem inside one document, before its location is known: ``at`` is the value's path, or its key's with ``of_key``."""

    at: Path
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    of_key: bool = False


def error(at: Path, code: str, message: str, remedy: str) -> DocumentProblem:
    """Return an error: this cannot be right."""
    return DocumentProblem(at, code, message, remedy)


def warning(at: Path, code: str, message: str, remedy: str, *, of_key: bool = False) -> DocumentProblem:
    """Return a warning: this is probably not intended, or not known to work."""
    return DocumentProblem(at, code, message, remedy, Severity.WARNING, of_key)


def unless_meant(remedy: str, code: str) -> str:
    """Return ``remedy`` and how to silence the warning ``code``, for what may be intended."""
    return f"{remedy}; if it is intended, write Lifecycle: {{Ignore: [{code}]}}."


def sorted_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return ``problems`` in the order of their locations, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.location, p.severity, p.code, p.message)))


def meaning_first(problems: Iterable[Problem]) -> tuple[list[Problem], int]:
    """Return errors, then warnings about meaning; and the number of spellings that ``segments fmt`` rewrites."""
    given = list(problems)
    shown = sorted((problem for problem in given if not problem.is_spelling), key=lambda problem: problem.severity)
    return shown, len(given) - len(shown)


def has_errors(problems: Iterable[Problem], *, strict: bool) -> bool:
    """Return whether any of ``problems`` stops the run; with ``strict`` warnings do too."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)


class SegmentsError(Exception):
    """A reason to stop that the user can do something about: a sentence, a remedy, a code (the ``failure-reason``)."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n    fix: {self.remedy}" if self.remedy else self.message


class ServiceError(SegmentsError):
    """The service refused, or could not be reached; nothing is known about what is deployed."""


class UnclearWrite(ServiceError):
    """A write whose reply was lost: it may have happened. Look before trying again."""


class NotFound(ServiceError):
    """The service says that the requested thing does not exist."""


class ForgeError(SegmentsError):
    """GitHub refused, or could not be reached."""


class Refused(SegmentsError):
    """The plan is not applied: it is not the reviewed one, or it is not safe."""
