"""A stand-in for GitHub's runner: it starts the image as the runner starts a container action.

Source: actions/runner, ``ContainerActionHandler.cs`` (folders, environment, working directory), read 2026-11-23.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from operator import ne
from pathlib import Path

import yaml

from segments_as_code.model.document import Json

ROOT = Path(__file__).parent.parent.parent
CONTAINERS = str(ROOT / ".ci" / "containers")
RUNNER_UID = 1001
FOLDERS = ("workspace", "home", "workflow", "file_commands", "runner_temp")
FILES = {"GITHUB_OUTPUT": "output", "GITHUB_ENV": "env", "GITHUB_PATH": "path", "GITHUB_STATE": "state", "GITHUB_STEP_SUMMARY": "summary"}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a step left behind: its exit code, its log, its outputs, its summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(slots=True)
class Runner:
    """One job on one machine: a workspace that belongs to the runner's account, and steps that run in it."""

    folder: Path
    image: str
    environment: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in FOLDERS:
            (self.folder / name).mkdir(parents=True)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def check_out(self, files: Mapping[str, str]) -> None:
        """Write files into the workspace; everything in it, links but not what they lead to, then belongs to the runner's account."""
        for name, text in files.items():
            path = self.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if os.geteuid() == 0:
            for path in (self.workspace, *self.workspace.rglob("*")):
                os.chown(path, RUNNER_UID, RUNNER_UID, follow_symlinks=False)

    def step(self, event: str, payload: Mapping[str, Json], *, facts: Mapping[str, str], options: tuple[str, ...] = ()) -> Ended:
        """Run the action as one step for ``event``; ``facts`` are the GITHUB_* variables that depend on it."""
        (self.folder / "workflow" / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        for name in FILES.values():
            (self.folder / "file_commands" / name).write_text("", encoding="utf-8")
        environment = {
            "CI": "true",
            "HOME": "/github/home",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": "/github/workspace",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "RUNNER_TEMP": "/github/runner_temp",
            **{name: f"/github/file_commands/{file}" for name, file in FILES.items()},
            **declared_inputs(),
            **{f"INPUT_{name.upper()}": value for name, value in self.inputs.items()},
            **self.environment,
            **facts,
        }
        log, code = self.start(environment, options)
        outputs = read_outputs((self.folder / "file_commands" / "output").read_text(encoding="utf-8"))
        return Ended(code, log, outputs, (self.folder / "file_commands" / "summary").read_text(encoding="utf-8"))

    def start(self, environment: Mapping[str, str], options: tuple[str, ...] = (), arguments: tuple[str, ...] = ()) -> tuple[str, int]:
        """Run the image with the runner's mounts, and return its log and exit code."""
        mounts = [word for name in FOLDERS for word in ("-v", f"{self.folder / name}:/github/{name}")]
        variables = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        command = [CONTAINERS, "run", *mounts, *variables, "--workdir", "/github/workspace", *options, self.image, *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
        return ended.stdout + ended.stderr, ended.returncode


def declared_inputs() -> dict[str, str]:
    """Return every input as the runner passes it where a workflow does not set it; of expressions, nothing."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    defaults = {name: str(said.get("default", "")) for name, said in action["inputs"].items()}
    return {f"INPUT_{name.upper()}": "" if "${{" in default else default for name, default in defaults.items()}


def declared_outputs() -> set[str]:
    """Return the names of the outputs that ``action.yml`` declares."""
    return set(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["outputs"])


def read_outputs(text: str) -> dict[str, str]:
    """Return what a file of outputs sets; both of GitHub's forms, a later value in place of an earlier one."""
    outputs: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, heredoc, delimiter = line.partition("<<")
        if heredoc and "=" not in name:
            outputs[name] = "\n".join(takewhile(partial(ne, delimiter), lines))
        else:
            name, _, value = line.partition("=")
            outputs[name] = value
    return outputs
