"""The action without Docker has the inputs and outputs of the action, and its step runs what the image runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "without-docker"


def read(folder: Path) -> Any:
    return yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))


def test_its_inputs_and_outputs_are_those_of_the_action() -> None:
    ours, other = read(ROOT), read(FOLDER)
    assert other["inputs"] == ours["inputs"]
    outputs = {name: {**said, "value": f"${{{{ steps.step.outputs.{name} }}}}"} for name, said in ours["outputs"].items()}
    assert other["outputs"] == outputs


def step(tmp_path: Path, inputs: dict[str, str], *, is_installed: bool = True) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run the step's own line in bash: the packages of this environment are those of an earlier step, or pip is without a network."""
    (line,) = (each for each in read(FOLDER)["runs"]["steps"] if each["id"] == "step")
    assert line["env"].keys() == {"INPUTS", "PYTHON", "RUN"}
    lock = sha256((ROOT / "requirements" / "audience.txt").read_bytes()).hexdigest()
    installed, workspace, outputs = tmp_path / f"segments-as-code-{lock[:16]}", tmp_path / "workspace", tmp_path / "outputs"
    for folder in (installed, workspace):
        folder.mkdir()
    (installed / ("complete" if is_installed else "left.py")).touch()
    (workspace / "yaml.py").write_text("raise SystemExit('the workspace was imported')")
    (workspace / "new.yaml").write_text("Name: New\nDimensions: {Location: {Country: {DimensionType: INCLUSIVE, Values: [DK]}}}\n")
    (event := tmp_path / "event.json").write_text("{}")
    declared = {name: said.get("default", "") for name, said in read(FOLDER)["inputs"].items()}
    environ = {
        "PATH": os.environ["PATH"],
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_EVENT_NAME": "workflow_dispatch",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_REPOSITORY": "octo/audiences",
        "RUNNER_TEMP": str(tmp_path),
        "PIP_NO_INDEX": "1",
        "INPUTS": json.dumps(declared | {"github-token": ""} | inputs),
        "PYTHON": sys.executable,
        "RUN": f"{FOLDER}/run.py",
    }
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", line["run"]]
    return subprocess.run(command, cwd=workspace, env=environ, capture_output=True, text=True, check=False), (
        outputs.read_text(encoding="utf-8") if outputs.exists() else ""
    )


def test_its_step_validates_and_nothing_of_the_workspace_is_imported(tmp_path: Path) -> None:
    ended, _ = step(tmp_path, {"command": "validate", "path": "."})
    assert (ended.returncode, "1 segment" in ended.stdout) == (0, True), ended.stdout + ended.stderr


def test_its_step_fails_as_the_action_does(tmp_path: Path) -> None:
    ended, outputs = step(tmp_path, {"command": "deploy"})
    assert (ended.returncode, "invalid-input" in outputs) == (1, True), ended.stdout + ended.stderr


def test_a_failed_installation_is_an_error_of_one_line_and_leaves_nothing_for_the_next_step(tmp_path: Path) -> None:
    ended, outputs = step(tmp_path, {"command": "validate"}, is_installed=False)
    assert (ended.returncode, outputs) == (1, "failure-reason=extra-missing\n")
    assert ended.stdout == "::error title=extra-missing::pip could not install what the action needs; the lines above say why.\n"
    assert ("No matching distribution" in ended.stderr, "Traceback" in ended.stderr) == (True, False)
    assert list(tmp_path.glob("segments-as-code-*/left.py")) == []
