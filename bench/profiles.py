"""Plan 1,000 unchanged segments of Customer Profiles: ``python -m bench.profiles`` prints CPU and requests as JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from subprocess import run
from typing import Final

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from bench.definitions import OWNER
from segments_as_code.model.segment import Reference
from segments_as_code.ownership import with_our_tags
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.recreation import with_fingerprint

DOMAIN: Final = "shop"
_DIALECT: Final = CustomerProfilesDialect()


def write_profiles(folder: Path, count: int) -> None:
    """Write ``count`` definitions, a file each; four of five build on the one before."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{_key(number)}.yaml").write_text(_definition(number), encoding="utf-8")


def seed_of(count: int) -> Body:
    """Return the domain as it is after an apply of those definitions."""
    return {"domains": [{"DomainName": DOMAIN, "segments": [_deployed(number) for number in range(count)]}]}


def plan_command(url: str) -> list[str]:
    """Return the command that plans the folder ``segments`` against the service at ``url``."""
    segments = str(Path(sys.executable).with_name("segments"))
    return [segments, "plan", "--domain-name", DOMAIN, "--owner", OWNER, "--region", "eu-west-1", "--endpoint-url", url]


def _key(number: int) -> str:
    return f"s{number:04}"


def _definition(number: int) -> str:
    """Return a definition as JSON, which is YAML."""
    sources = [{"Ref": _key(number - 1)}] if number % 5 else []
    tier = {"DimensionType": "INCLUSIVE", "Values": [f"gold-{number}"]}
    block = {"ProfileAttributes": {"Attributes": {"tier": tier}}}
    group = {"SourceType": "ALL", "Type": "ALL", "Dimensions": [block], "SourceSegments": sources}
    return json.dumps({"DisplayName": f"Audience {number}", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def _deployed(number: int) -> Body:
    definition = _DIALECT.definition(json.loads(_definition(number)))
    by_name = _DIALECT.replace_references(definition, lambda reference: Reference(id=reference.key))
    written: Body = json.loads(json.dumps(_DIALECT.simplify(by_name)))
    tags = with_fingerprint(with_our_tags({}, key=_key(number), owner=OWNER), by_name)
    return {"SegmentDefinitionName": _key(number), **written, "Tags": {**tags}}


def _cpu_s() -> float:
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(count: int = 1_000) -> None:
    """Measure one plan in a process of its own, after one that warms up."""
    environ = {"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    with (
        tempfile.TemporaryDirectory(prefix="segments-bench-") as folder,
        Emulator(services=["customer-profiles"], region="eu-west-1", seed=seed_of(count)) as emulator,
    ):
        write_profiles(Path(folder) / "segments", count)
        run(plan_command(emulator.endpoint_url), cwd=folder, env=environ, check=True, capture_output=True)
        emulator.forget_requests()
        before = _cpu_s()
        run(plan_command(emulator.endpoint_url), cwd=folder, env=environ, check=True, capture_output=True)
        seconds = _cpu_s() - before
        requests = len(emulator.requests)
    sys.stdout.write(json.dumps({"segments": count, "requests": requests, "cpu_s": seconds}) + "\n")


if __name__ == "__main__":
    main()
