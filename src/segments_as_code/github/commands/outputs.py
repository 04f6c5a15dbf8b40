"""The outputs of a step, which the steps after it read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from segments_as_code.problems import SegmentsError


def random_delimiter() -> str:
    """Return a line that nobody can foresee, as actions/toolkit makes it."""
    return f"ghadelimiter_{uuid4()}"


def write_outputs(environ: Mapping[str, str], outputs: Mapping[str, str], *, delimiter: Callable[[], str] = random_delimiter) -> bool:
    """Append ``outputs`` to the file that ``GITHUB_OUTPUT`` names, and return whether there is one.

    Each value stands between two lines of a new random delimiter that the value does not hold, so no value can end itself
    and begin another output.
    """
    if not environ.get("GITHUB_OUTPUT"):
        return False
    append(environ["GITHUB_OUTPUT"], "".join(_entry(name, value, delimiter) for name, value in outputs.items()))
    return True


def append(path: str, text: str) -> None:
    """Append ``text`` to a file of the runner's as UTF-8 with line feeds; lone surrogates become escapes."""
    try:
        with Path(path).open("ab") as file:
            file.write(text.encode(errors="backslashreplace"))
    except OSError as error:
        message = f"The runner's file {path} cannot be written: {error.strerror or type(error).__name__}."
        raise SegmentsError("output-unwritable", message, "on a self-hosted runner, let the container write the runner's files") from error


def _entry(name: str, value: str, delimiter: Callable[[], str]) -> str:
    if not name or not name.replace("-", "").replace("_", "").isalnum():
        raise ValueError(f"{name!r} is no name of an output")
    end = delimiter()
    while end in value:
        end = delimiter()
    return f"{name}<<{end}\n{value}\n{end}\n"
