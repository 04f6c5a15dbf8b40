"""The image in a workspace that an attacker has filled: what a pull request can put there, and what it gains."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.containers.events import PULL, PULL_REQUEST_FACTS, pull_request_payload
from tests.containers.runner import RUNNER_UID, Ended, Runner
from tests.containers.servers import Servers, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

GOOD = {"segments/new.yaml": "Name: New Customers\nDimensions: {Attributes: {kind: {AttributeType: INCLUSIVE, Values: [new]}}}\n"}
SPRUNG = "THE-WORKSPACE-WAS-EXECUTED"
STOLEN = "arn:aws:stolen"
PYTHON = f"import os, sys\nopen('/github/workspace/{SPRUNG}', 'w').close()\nsys.stderr.write('{SPRUNG}\\n')\n"
SHELL = f"#!/bin/sh\ntouch /github/workspace/{SPRUNG}; echo {SPRUNG} >&2\n"
PROFILE = f"[default]\ncredential_process = /github/workspace/take\nendpoint_url = http://127.0.0.1:9\nregion = {STOLEN}\n"
CODE: Mapping[str, str] = {
    **dict.fromkeys(("yaml.py", "boto3/__init__.py", "botocore/__init__.py", "sitecustomize.py", "usercustomize.py", "json.py"), PYTHON),
    **dict.fromkeys(("segments_as_code/__init__.py", "entrypoint.py", "segments/yaml.py", "x.pth"), PYTHON),
    **dict.fromkeys(("take", "git", "python", ".git/hooks/post-checkout"), SHELL),
    "pyvenv.cfg": "home = /github/workspace\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "setup.cfg": "[options]\n",
    ".env": "AWS_ENDPOINT_URL=http://127.0.0.1:9\nPYTHONPATH=/github/workspace\n",
    ".aws/config": PROFILE,
    ".aws/credentials": "[default]\naws_access_key_id = stolen\naws_secret_access_key = stolen\n",
    ".aws/models/pinpoint/2016-12-01/service-2.json": "{}",
    ".boto": "[Credentials]\n",
    ".netrc": "default login x password x\n",
}


@dataclass(frozen=True, slots=True)
class Attack:
    """A runner whose workspace an attacker fills, and the other sides."""

    runner: Runner
    others: Servers

    def plan(self, *, without: tuple[str, ...] = (), **inputs: str) -> Ended:
        """Run the job of the pull request; ``without`` are variables of the job that are not set."""
        environment = self.others.environment | {"PYTHONPATH": "/github/workspace"}  # as a careless workflow may say
        self.runner.environment = {name: value for name, value in environment.items() if name not in without}
        self.runner.inputs = {**self.others.inputs, **inputs}
        return self.runner.step("pull_request", pull_request_payload(), facts=PULL_REQUEST_FACTS)

    @property
    def sprung(self) -> bool:
        return (self.runner.workspace / SPRUNG).exists()


@pytest.fixture
def attack(image: str, tmp_path: Path) -> Iterator[Attack]:
    with servers(tmp_path, PULL) as others:
        runner = Runner(tmp_path / "job", image, others.environment, others.inputs)
        runner.check_out(GOOD)
        yield Attack(runner, others)


def test_code_and_settings_in_the_workspace_are_neither_run_nor_read(attack: Attack) -> None:
    attack.runner.check_out(CODE)
    for name in ("take", "git", "python", ".git/hooks/post-checkout"):
        (attack.runner.workspace / name).chmod(0o755)
    ended = attack.plan()
    assert (ended.code, ended.outputs["creates"]) == (0, "1"), ended.log
    assert (attack.sprung, SPRUNG in ended.log, STOLEN in ended.log) == (False, False, False)


def test_a_profile_in_the_workspace_gives_no_credentials(attack: Attack) -> None:
    attack.runner.check_out(CODE)
    (attack.runner.workspace / "take").chmod(0o755)
    ended = attack.plan(without=("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    assert (ended.code, ended.outputs["failure-reason"]) == (1, "credentials-missing"), ended.log
    assert (attack.sprung, STOLEN in ended.log, attack.others.operations()) == (False, False, [])


@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "/proc/self/environ", "/github/home", "../../../etc/passwd"])
def test_links_out_of_the_workspace_show_nothing_of_what_they_lead_to(attack: Attack, target: str) -> None:
    link = attack.runner.workspace / "segments" / "link.yaml"
    link.symlink_to(target)
    ended = attack.plan()
    assert (ended.code, ended.outputs["failure-reason"]) == (1, "findings"), ended.log
    assert "outside-workspace" in ended.log
    shown = "\n".join([ended.log, ended.summary, *(comment.body for comment in attack.others.comments())])
    assert ("root:x:" in shown, "made-up" in shown, attack.others.operations()) == (False, False, [])


@pytest.mark.parametrize("path", ["../..", "/etc", "segments/../../..", "/github/home", "/"])
def test_a_definitions_path_out_of_the_workspace_is_refused(attack: Attack, path: str) -> None:
    ended = attack.plan(path=path)
    assert (ended.code, ended.outputs["failure-reason"], attack.others.operations()) == (1, "findings", []), ended.log
    assert "outside-workspace" in ended.log


def test_the_definitions_folder_itself_may_be_no_link(attack: Attack) -> None:
    (attack.runner.workspace / "etc").symlink_to("/etc")
    ended = attack.plan(path="etc")
    assert (ended.code, ended.outputs["failure-reason"]) == (1, "findings"), ended.log
    assert "outside-workspace" in ended.log


def test_ten_thousand_files_are_planned_in_the_time_of_a_job_and_their_mistakes_are_counted(attack: Attack) -> None:
    attack.runner.check_out({f"segments/n{number}.yaml": "x" for number in range(10_000)})
    ended = attack.plan()
    assert (ended.code, ended.outputs["failure-reason"]) == (1, "findings"), ended.log[-500:]
    assert ended.log.count("::error file=") <= 50
    assert len(attack.others.comments()[0].body) <= 60_000
    assert len(ended.summary.encode()) <= 2**20


def test_what_is_left_in_the_workspace_belongs_to_its_owner_and_lies_beside_no_trap(attack: Attack) -> None:
    outside = attack.runner.folder / "home" / "outside"
    outside.mkdir()
    for name in ("segments-plan", "plan.json", "plan.md", "segments-plan-"):
        (attack.runner.workspace / name).symlink_to("/github/home/outside")
    ended = attack.plan()
    written = [attack.runner.workspace / ended.outputs[name] for name in ("plan-json", "plan-markdown")]
    owner = RUNNER_UID if os.geteuid() == 0 else os.geteuid()
    assert [(file.stat().st_uid, file.parent.stat().st_uid, file.is_symlink()) for file in written] == [(owner, owner, False)] * 2
    assert list(outside.iterdir()) == []


def test_nothing_in_the_image_starts_a_shell(attack: Attack) -> None:
    log, code = attack.runner.start({}, ("--entrypoint", "/usr/local/bin/python"), ("-I", "-c", _PROCESSES))
    assert (code, log.strip()) == (0, "[]")


_PROCESSES = """
import ast, pathlib, segments_as_code
folder = pathlib.Path(segments_as_code.__file__).parent
used = []
for file in folder.rglob("*.py"):
    if "cli" in file.relative_to(folder).parts:
        continue
    for node in ast.walk(ast.parse(file.read_text())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
        used += [(file.name, name) for name in names if name in {"subprocess", "pty", "multiprocessing"}]
        if isinstance(node, ast.Attribute) and node.attr in {"system", "popen", "execv", "spawnv", "fork"}:
            used.append((file.name, node.attr))
print(used)
"""
