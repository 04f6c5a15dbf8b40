"""The action without Docker: the inputs and outputs of ``action.yml``, with steps of its own."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "without-docker" / "action.yml"

_NOTE = "# Written by `python -m scripts.reference` from ../action.yml; change that, or the steps in scripts/reference/without_docker.py.\n"
_STEPS = """\
runs:
  using: composite
  steps:
    - id: python
      uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0
      with:
        python-version: "3.13"
        update-environment: false # the job keeps its own Python
    - id: step
      shell: bash
      env:
        INPUTS: ${{ toJSON(inputs) }}
        PYTHON: ${{ steps.python.outputs.python-path }}
        RUN: ${{ github.action_path }}/run.py
      run: '"$PYTHON" -I "$RUN"'
"""


def composite_action() -> str:
    """Return ``without-docker/action.yml``."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    text = text[: text.index("\nruns:\n")].replace("name: Segments as Code\n", "name: Segments as Code, without Docker\n")
    text = re.sub(r"(?m)^branding:\n(?:  .*\n)+\n", "", text)
    before, outputs = text.split("\noutputs:\n")
    return f"{_NOTE}{before}\noutputs:\n{_with_values(outputs)}\n\n{_STEPS}"


def _with_values(outputs: str) -> str:
    """Return the outputs, each with the value that the step of that name gives it."""
    output = re.compile(r"(?m)^  ([a-z-]+):\n((?:    .*\n?)+)")
    return output.sub(lambda found: f"{found[0].rstrip()}\n    value: ${{{{ steps.step.outputs.{found[1]} }}}}\n", outputs).rstrip()
