"""Plans in files: written by ``plan --out``, applied by ``apply FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import SegmentsError
from segments_as_code.plan.document import read_plan, write_plan

_DEFINITIONS = {".yaml", ".yml"}
_IT_SAYS_ITSELF = ("application_id", "region", "owner", "delete", "allow_deletes", "strict")


def save_plan(plan: Plan, out: Path) -> None:
    """Write ``plan`` to ``out``.

    Raises:
        SegmentsError: it cannot be written there (``cannot-write``).
    """
    if out.suffix.lower() in _DEFINITIONS:
        message = f"{out} is named as a definition is; the plan was not saved."
        raise SegmentsError("cannot-write", message, "give --out a name such as plan.json.")
    try:
        out.write_text(write_plan(plan), encoding="utf-8")
    except OSError as error:
        raise SegmentsError("cannot-write", f"{out} cannot be written: {error.strerror}.", "choose another file for --out.") from error


def is_saved_plan(path: str) -> bool:
    """Return whether ``path`` names a saved plan, and no definitions: a file that does not end as they do."""
    file = Path(path)
    return file.suffix.lower() not in _DEFINITIONS and (file.suffix == ".json" or file.is_file())


def load_plan(path: str) -> Plan:
    """Return the plan that was saved at ``path``.

    Raises:
        SegmentsError: there is no such file, or it may not be read (``plan-unreadable``).
        Refused: it is no plan, or not as it was written.
    """
    remedy = "name a file that segments plan --out wrote."
    try:
        return read_plan(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SegmentsError("plan-unreadable", f"{path} cannot be read: {error.strerror}.", remedy) from error
    except UnicodeDecodeError as error:
        raise SegmentsError("plan-unreadable", f"{path} is no plan: it is not UTF-8.", remedy) from error


def refuse_other_options(context: click.Context) -> None:
    """Raise UsageError where the command line says what a saved plan says itself, for it would not be heeded."""
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in _IT_SAYS_ITSELF and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} does not go with a saved plan: it is applied exactly as it was made.", context)
