"""Readers and writers on an embedded Customer Profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from botocore import xform_name
from botocore.session import Session

from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Definition, Json, Location
from segments_as_code.model.plan import Outcome, Plan
from segments_as_code.model.segment import DesiredSegment, Lifecycle, Target
from segments_as_code.pipeline import carry_out, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.customer_profiles.canonical import canonical
from segments_as_code.providers.customer_profiles.names import name_for
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.customer_profiles.reader import CustomerProfilesReader
from segments_as_code.providers.customer_profiles.writer import CustomerProfilesWriter

DOMAIN = "my-domain"
REGION = "eu-central-1"


@dataclass
class Clock:
    """Time that passes only by sleeping; the emulator reads it too."""

    at: float = datetime(2026, 12, 1, 8, 30, tzinfo=UTC).timestamp()
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


DIALECT = CustomerProfilesDialect()


def connection(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5) -> Connection:
    return Connection(DOMAIN, REGION, emulator.endpoint_url, read_timeout_s=timeout_s, attempts=attempts)


def profiles_reader(emulator: Emulator, *, attempts: int = 1, clock: Clock | None = None) -> CustomerProfilesReader:
    time = clock or Clock()
    return CustomerProfilesReader(connection(emulator, attempts=attempts), DIALECT, clock=time, sleep=time.sleep, now=time.now)


def profiles_writer(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 5, clock: Clock | None = None) -> CustomerProfilesWriter:
    time = clock or Clock()
    return CustomerProfilesWriter(connection(emulator, attempts=attempts, timeout_s=timeout_s), clock=time, sleep=time.sleep)


@contextmanager
def running(behaviour: Behaviour | None = None, clock: Callable[[], float] | None = None, **more: object) -> Iterator[Emulator]:
    """Start an embedded Customer Profiles with one domain."""
    times = {} if clock is None else {"clock": clock}
    with Emulator(services=["customer-profiles"], domains=[DOMAIN], region=REGION, behaviour=behaviour, **times, **more) as emulator:  # type: ignore[arg-type]
        yield emulator


def definition_of(name: str, *values: Json, on: Sequence[str] = ()) -> Definition:
    """Return a canonical definition of those whose attribute kind is one of ``values``, and who are in the segments of keys ``on``."""
    attributes: Json = {"ProfileAttributes": {"Attributes": {"kind": {"DimensionType": "INCLUSIVE", "Values": list(values)}}}}
    blocks: list[Json] = [attributes] if values else []
    sources: list[Json] = [{"Ref": key} for key in on]
    group: Json = {"SourceType": "ALL", "Type": "ALL", "Dimensions": blocks, "SourceSegments": sources}
    return canonical({"DisplayName": name, "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def desired(key: str, definition: Definition | None = None, **tags: str) -> DesiredSegment:
    """Return a desired segment; without a ``definition``, of those whose kind is the key."""
    said = definition or definition_of(key, key)
    return DesiredSegment(key, str(said["DisplayName"]), said, tags, Lifecycle(), Location(f"segments/{key}.yaml"), name_for(key))


TARGET = Target("customer-profiles", DOMAIN, REGION, "octo/segments")


def plan_of(emulator: Emulator, *files: DesiredSegment, clock: Clock | None = None) -> Plan:
    """Return the plan, from a new reader."""
    return propose(files, profiles_reader(emulator, clock=clock), DIALECT, target=TARGET, policy=DeletePolicy())


def apply(emulator: Emulator, plan: Plan, *, clock: Clock | None = None, attempts: int = 1) -> tuple[Outcome, ...]:
    """Apply a plan with a new reader and writer."""
    reader, writer = profiles_reader(emulator, clock=clock), profiles_writer(emulator, attempts=attempts, clock=clock)
    return carry_out(plan, reader, writer, DIALECT, report=lambda _: None)


def operations(emulator: Emulator) -> list[str]:
    return [request.operation for request in emulator.requests]


def ask(emulator: Emulator, service: str, operation: str, **arguments: object) -> Mapping[str, object]:
    """Make one call, any of either service, with a client of its own."""
    client: object = Session().create_client(service, region_name=REGION, endpoint_url=emulator.endpoint_url)
    answer: Mapping[str, object] = getattr(client, xform_name(operation))(**arguments)
    return answer
