"""The image on a domain of Customer Profiles, and a job that is killed half-way through a recreation, as a runner kills it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from segments_as_code.ownership import with_our_tags
from segments_as_code.recreation import with_fingerprint
from segments_as_code.review.comment_header import read_header
from tests.containers.events import MERGE, NUMBER, PULL, PULL_REQUEST_FACTS, PUSH_FACTS, pull_request_payload, push_payload
from tests.containers.runner import Ended, Runner
from tests.containers.servers import DOMAIN, REPOSITORY, Servers, servers
from tests.promises.jobs import profile_segment
from tests.providers.customer_profiles.service import DIALECT

pytestmark = [pytest.mark.containers, pytest.mark.slow]

OLD, NEW = profile_segment("VIPs", "vip"), profile_segment("VIPs", "vip", "gold")
PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class Story:
    """What came of: the plan; the job of the merge, which was killed; the same job again; and once more."""

    planned: Ended
    killed: Ended
    left: list[str]
    finished: Ended
    again: Ended
    names: list[str]
    tags: dict[str, str]
    kinds: list[str]


def deployed() -> Any:
    """Return the domain with one segment of ours, to which somebody added a tag."""
    definition = yaml.safe_load(OLD)
    tags = with_fingerprint(with_our_tags({}, key="vip", owner=REPOSITORY), DIALECT.definition(definition))
    segment = {**definition, "SegmentDefinitionName": "vip", "Tags": {**tags, "cost": "7"}}
    return {"domains": [{"DomainName": DOMAIN, "segments": [segment]}]}


def kill_after(others: Servers, operation: str, name: str) -> None:
    """Send SIGKILL to the job's process as soon as the service has seen ``operation``."""
    ends = time.monotonic() + PATIENCE_S
    while operation not in others.operations() and time.monotonic() < ends:
        time.sleep(0.02)
    for pid in processes_of(name):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
            return
    engine = shutil.which("docker") or shutil.which("podman") or ""
    subprocess.run([engine, "kill", "--signal", "KILL", name], check=False, capture_output=True)


def processes_of(name: str) -> Iterator[int]:
    """Yield the ids of the processes whose environment has the container's name, as this machine sees them."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"NAME_OF_THIS_CONTAINER={name}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)


@pytest.fixture(scope="module")
def story(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("profiles")
    with servers(folder, PULL, domain=deployed()) as others:
        inputs = {**others.inputs, "application-id": "", "domain-name": DOMAIN}
        runner = Runner(folder / "job", image, others.environment, inputs)
        runner.check_out({"segments/vip.yaml": NEW})
        planned = runner.step("pull_request", pull_request_payload(), facts=PULL_REQUEST_FACTS)
        others.merge(NUMBER, MERGE)
        name = f"segments-{folder.parent.name}-{folder.name}"
        killer = threading.Thread(target=kill_after, args=(others, "DeleteSegmentDefinition", name))
        killer.start()
        killed = runner.step("push", push_payload(), facts=PUSH_FACTS, options=("--name", name, "-e", f"NAME_OF_THIS_CONTAINER={name}"))
        killer.join()
        left = others.segments()
        finished, again = (runner.step("push", push_payload(), facts=PUSH_FACTS) for _ in range(2))
        kinds = [header.kind for comment in others.comments() if (header := read_header(comment.body)) is not None]
        yield Story(planned, killed, sorted(left), finished, again, sorted(others.segments()), others.segments()["vip"], kinds)


def test_the_plan_recreates_and_writes_nothing(story: Story) -> None:
    assert (story.planned.code, story.planned.outputs["replaces"]) == (0, "1"), story.planned.log


def test_the_killed_job_leaves_the_temporary_segment(story: Story) -> None:
    assert story.killed.code not in {0, 1}, story.killed.log
    assert story.left in (["vip--next"], ["vip", "vip--next"])


def test_the_same_job_again_is_approved_and_finishes_with_all_tags(story: Story) -> None:
    assert (story.finished.code, story.finished.outputs["applied"]) == (0, "1"), story.finished.log
    assert story.finished.outputs["plan-digest"] == story.planned.outputs["plan-digest"]
    assert (story.names, story.tags["cost"], story.kinds) == (["vip"], "7", ["record"])


def test_then_there_is_nothing_left_to_do(story: Story) -> None:
    assert (story.again.code, story.again.outputs["has-changes"]) == (0, "false"), story.again.log
