"""Promise 5: a plan cannot write. It is given a reader, whose client sends nothing but the listed reads; what writes is not even loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.session import Session

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import ForbiddenCallError, open_client
from segments_as_code.providers.aws.errors import Service
from segments_as_code.providers.customer_profiles.api import CAMPAIGN_READS, CAMPAIGNS, ESTIMATES, PROFILES
from segments_as_code.providers.customer_profiles.api import READS as PROFILE_READS
from segments_as_code.providers.customer_profiles.api import WRITES as PROFILE_WRITES
from segments_as_code.providers.customer_profiles.reader import CustomerProfilesReader
from segments_as_code.providers.customer_profiles.writer import CustomerProfilesWriter
from segments_as_code.providers.pinpoint.api import PINPOINT, READS, WRITES
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.action.job import REPOSITORY, Job, segment
from tests.cli.laptop import environment
from tests.promises.jobs import running

READING_CODE = "segments_as_code.providers.pinpoint.reader"
WRITING_CODE = ["segments_as_code.providers.pinpoint.writer", "segments_as_code.apply", "segments_as_code.action.applying"]
PROBE = f"""
import sys
from segments_as_code.action.step import main
code = main()
print("LOADED", code, sorted({{{READING_CODE!r}, *{WRITING_CODE}}} & set(sys.modules)))
"""
EVERY_KIND = {
    "vip.yaml": segment("VIPs", "everybody"),
    "more.yaml": segment("More", "more", more="Tags: {team: crm}\n"),
    "taken.yaml": segment("Taken", "taken", more="Lifecycle: {Adopt: s-nobodys}\n"),
}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        yield made


def test_a_plan_of_every_kind_of_change_makes_reading_calls_alone(job: Job) -> None:
    nobodys: dict[str, Json] = {"Id": "s-nobodys", "Name": "Taken", "Dimensions": {}}
    job.emulator.load_seed({"applications": [{"Id": "app-123456", "segments": [nobodys]}]})
    job.deploy_and_then(EVERY_KIND)
    job.emulator.forget_requests()
    job.inputs["allow-deletes"] = "1"
    ended = job.pull_request()
    assert (ended.outputs["creates"], ended.outputs["updates"], ended.outputs["deletes"]) == ("1", "2", "1")
    assert {"GetSegments"} < set(job.operations()) < READS


@pytest.mark.parametrize("event", ["schedule", "pull_request"])
def test_the_code_that_writes_is_not_in_the_process_of_a_plan(job: Job, event: str) -> None:
    payload = job.folder / "payload.json"
    side = {"full_name": REPOSITORY, "default_branch": "main"}
    pull = {"number": 7, "head": {"sha": "a1" * 20, "repo": side}, "base": {"sha": "c3" * 20, "ref": "main", "repo": side}}
    payload.write_text(json.dumps({"repository": side, **({"number": 7, "pull_request": pull} if event == "pull_request" else {})}))
    facts = {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(payload), "GITHUB_REPOSITORY": REPOSITORY}
    facts |= {"GITHUB_WORKSPACE": str(job.workspace), "GITHUB_SHA": "b2" * 20, "INPUT_APPLICATION-ID": "app-123456"}
    facts |= {"INPUT_AWS-REGION": "eu-west-1", "INPUT_ENDPOINT-URL": job.emulator.endpoint_url}
    ended = subprocess.run(
        [sys.executable, "-c", PROBE], env=environment(facts), capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert ("2 to create" if event == "pull_request" else "New Customers") in ended.stdout
    assert ended.stdout.splitlines()[-1] == f"LOADED 0 {[READING_CODE]}"


@pytest.mark.parametrize(
    ("service", "reads", "writes"),
    [(PINPOINT, READS, WRITES), (PROFILES, PROFILE_READS, PROFILE_WRITES | ESTIMATES), (CAMPAIGNS, CAMPAIGN_READS, frozenset[str]())],
    ids=["pinpoint", "customer-profiles", "campaigns"],
)
def test_the_client_of_a_reader_sends_none_of_its_services_other_calls(
    service: Service, reads: frozenset[str], writes: frozenset[str]
) -> None:
    api = Session().get_service_model(service.name)
    others = sorted(set(api.operation_names) - reads)
    assert set(others) >= writes
    assert len(others) > 25
    with Emulator(services=["pinpoint", "customer-profiles"], region="eu-west-1") as emulator:
        client = open_client(service, Connection("app-123456", "eu-west-1", emulator.endpoint_url), reads).boto3_client
        for operation in others:
            with pytest.raises(ForbiddenCallError, match=operation):
                getattr(client, xform_name(operation))(**least(api.operation_model(operation).input_shape))
        assert emulator.requests == []


@pytest.mark.parametrize(
    ("halves", "reads", "writes"),
    [
        ((PinpointReader, PinpointWriter), READS, WRITES),
        ((CustomerProfilesReader, CustomerProfilesWriter), PROFILE_READS | CAMPAIGN_READS, PROFILE_WRITES | ESTIMATES),
    ],
    ids=["pinpoint", "customer-profiles"],
)
def test_neither_half_has_what_the_other_does(halves: tuple[type, type], reads: frozenset[str], writes: frozenset[str]) -> None:
    reading, writing = ({name for name in vars(half) if not name.startswith("_")} for half in halves)
    assert reading & writing == set()
    assert frozenset() == reads & writes
    assert {name for name in reads if not name.startswith(("Get", "List", "Describe"))} == set()


def least(shape: Any) -> Mapping[str, Any]:  # botocore's description of a request
    """Return the shortest request that fits a shape."""
    required = [*(shape.required_members if shape else ()), *([min(shape.members)] if shape and shape.is_tagged_union else ())]
    return {name: _least(shape.members[name]) for name in required}


def _least(shape: Any) -> Any:
    match shape.type_name:
        case "structure":
            return least(shape)
        case "list":
            return [_least(shape.member)] if shape.metadata.get("min") else []
        case "map":
            return {}
        case "integer" | "long" | "double" | "timestamp":
            return 1
        case "boolean":
            return True
        case _:
            return (shape.enum or ["x" * shape.metadata.get("min", 1)])[0]
