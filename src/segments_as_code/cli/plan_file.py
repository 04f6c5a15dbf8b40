"""Plans in files: written by ``plan --out``, applied by ``apply FILE``."""

from __future__ import annotations

from pathlib import Path

import click

from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.verdict_text import verdicts_json
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import SegmentsError
from segments_as_code.plan.plan_json import read_plan, write_plan

_DEFINITIONS = {".yaml", ".yml"}
_IN_THE_PLAN = ("application_id", "domain_name", "region", "owner", "delete", "allow_deletes", "strict", "delete_duplicate", "policies")
"""Options that a saved plan has decided already, or that would do more than apply it."""


def save_plan(plan: Plan, verdicts: Verdicts, out: Path, policies: Json = None) -> None:
    """Write ``plan`` to ``out``, the same JSON that is printed.

    Raises:
        SegmentsError: it cannot be written there (``cannot-write``).
    """
    if out.suffix.lower() in _DEFINITIONS:
        message = f"{out} is named like a definition; the plan was not saved."
        raise SegmentsError("cannot-write", message, "pass --out a name such as plan.json.")
    try:
        out.write_text(write_plan(plan, *verdicts_json(verdicts), policies=policies), encoding="utf-8")
    except OSError as error:
        raise SegmentsError("cannot-write", f"{out} cannot be written: {error.strerror}.", "choose another file for --out.") from error


def is_saved_plan(path: str) -> bool:
    """Return whether ``path`` names a saved plan and not definitions, by its ending."""
    file = Path(path)
    return file.suffix.lower() not in _DEFINITIONS and (file.suffix == ".json" or file.is_file())


def load_plan(path: str) -> Plan:
    """Return the plan that was saved at ``path``.

    Raises:
        SegmentsError: the file does not exist, or cannot be read (``plan-unreadable``).
        Refused: it is not a plan, or was changed.
    """
    remedy = "name a file that segments plan --out wrote."
    try:
        return read_plan(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise SegmentsError("plan-unreadable", f"{path} cannot be read: {error.strerror}.", remedy) from error
    except UnicodeDecodeError as error:
        raise SegmentsError("plan-unreadable", f"{path} is not a plan: it is not UTF-8.", remedy) from error


def refuse_other_options(context: click.Context) -> None:
    """Raise UsageError if the command line has options that would be ignored with a saved plan."""
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in _IN_THE_PLAN and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} does not go with a saved plan: it is applied exactly as it was made.", context)
