"""The page about the action, from ``action.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from scripts.reference.markdown import code, heading, joined, prose, table

_ACTION = Path(__file__).parents[2] / "action.yml"
_INTRO = """\
The inputs that a step with `uses:` can set under `with:`, and the outputs that later steps read as `steps.<id>.outputs.<name>`. No input
is required: without any, the step does [what the event asks for](../guide/action.md#what-happens-when) with the definitions in `segments`.
Two workflows to copy are in [examples/workflows](../../examples/workflows)."""
_OUTPUTS = """\
All are strings, like everything in GitHub Actions; an output that a run did not get to is empty. A run that plans writes
`plan-json` ([its members](plan.md)) and `plan-markdown` to the workspace, for `actions/upload-artifact` or your own steps.
The codes of `failure-reason` are on a [page of their own](refusals.md)."""


def action_page() -> str:
    """Return the page."""
    action = yaml.safe_load(_ACTION.read_text(encoding="utf-8"))
    return joined(
        [
            heading("The action: inputs and outputs", 1),
            _INTRO,
            heading("Inputs"),
            table(["input", "default", "meaning"], map(_input, action["inputs"], action["inputs"].values())),
            heading("Outputs"),
            _OUTPUTS,
            table(["output", "meaning"], [[code(name), prose(said["description"])] for name, said in action["outputs"].items()]),
        ]
    )


def _input(name: str, said: Mapping[str, str]) -> list[str]:
    default = said.get("default", "")
    return [code(name), code(default) if default else "", prose(said["description"])]
