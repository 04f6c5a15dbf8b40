"""How the rules say what they find."""

from __future__ import annotations

from segments_as_code.model.values import Path
from segments_as_code.problems import Finding, Severity


def mistake(at: Path, code: str, message: str, remedy: str) -> Finding:
    """Return an error: this cannot be meant."""
    return Finding(at, code, message, remedy)


def doubt(at: Path, code: str, message: str, remedy: str, *, of_key: bool = False) -> Finding:
    """Return a warning: this is probably not meant, or is not known to work."""
    return Finding(at, code, message, remedy, Severity.WARNING, of_key)


def unless_meant(remedy: str, code: str) -> str:
    """Return ``remedy`` and how to silence the warning ``code``, for what may well be meant."""
    return f"{remedy}; where it is meant, write Lifecycle: {{Ignore: [{code}]}}."
