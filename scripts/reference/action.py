"""The page on the action, from ``action.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from scripts.reference.markdown import code, heading, joined, prose, table

_ACTION = Path(__file__).parents[2] / "action.yml"
_INTRO = """\
What a step with `uses:` may say under `with:`, and what later steps read as `steps.<id>.outputs.<name>`. Nothing is required: with
no input at all the step does [what the event asks for](../../README.md#set-up-the-action) with the definitions in `segments`.
Two workflows to copy are in [examples/workflows](../../examples/workflows)."""
_OUTPUTS = """\
All are texts, as everything in GitHub Actions; an output that a run did not come to is empty. A run that plans leaves
`plan-json` ([its members](plan.md)) and `plan-markdown` in the workspace, for `actions/upload-artifact` or a step of your own.
The codes of `failure-reason` are on a [page of their own](refusals.md)."""


def action_page() -> str:
    """Return the page."""
    action = yaml.safe_load(_ACTION.read_text(encoding="utf-8"))
    return joined(
        [
            heading("The action: inputs and outputs", 1),
            _INTRO,
            heading("Inputs"),
            table(["input", "default", "what it says"], map(_input, action["inputs"], action["inputs"].values())),
            heading("Outputs"),
            _OUTPUTS,
            table(["output", "what it holds"], [[code(name), prose(said["description"])] for name, said in action["outputs"].items()]),
        ]
    )


def _input(name: str, said: Mapping[str, str]) -> list[str]:
    default = said.get("default", "")
    return [code(name), code(default) if default else "", prose(said["description"])]
