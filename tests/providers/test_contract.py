"""What every reader and writer promises; the in-memory fake keeps it just as the real ones do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import DeployedSegment, Usage
from segments_as_code.ports import Connection, Dialect, KnownDefinitions, SegmentReader, SegmentWriter, know_nothing
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.snapshot import SnapshotReader, read_snapshot, take_snapshot, write_snapshot
from tests.fakes import FakeService
from tests.providers.customer_profiles.service import DOMAIN, definition_of, profiles_reader, profiles_writer


@dataclass(frozen=True)
class Service:
    reader: SegmentReader
    writer: SegmentWriter
    dialect: Dialect
    keeps_versions: bool = True
    chooses_ids: bool = True

    def create(self, definition: Definition, tags: Mapping[str, str]) -> Written:
        """Create a segment; under a name of its own if the service lets the caller choose."""
        segment_id = None if self.chooses_ids else str(definition["DisplayName"]).replace(" ", "-")
        return self.writer.create(definition, tags, segment_id=segment_id)

    def definition(self, name: str, *values: str) -> Definition:
        if not self.chooses_ids:
            return definition_of(name, *values)
        criteria = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": list(values)}}} if values else {}
        return self.dialect.definition({"Name": name, "Dimensions": criteria})


@dataclass(frozen=True)
class Retaken:
    """Reads a snapshot of ``service``, taken anew before each call: through its text, as from a file."""

    service: FakeService

    @property
    def region(self) -> str:
        return self._reader().region

    @property
    def as_of(self) -> str | None:
        return self._reader().as_of

    def list_segments(self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing) -> Sequence[DeployedSegment]:
        return self._reader().list_segments(expecting=expecting, known=known)

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        return self._reader().get_segment(segment_id)

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        return self._reader().get_version(segment_id, version)

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        return self._reader().list_usages(segment_ids)

    def _reader(self) -> SegmentReader:
        taken = take_snapshot(self.service, provider="pinpoint", scope="app-123456", now=datetime(2026, 11, 26, tzinfo=UTC))
        return SnapshotReader(read_snapshot(write_snapshot(taken)), self.service.dialect)


@pytest.fixture(params=["fake", "snapshot", "pinpoint", "customer-profiles"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    fake = FakeService(PinpointDialect())
    if request.param == "fake":
        yield Service(fake, fake, fake.dialect)
        return
    if request.param == "snapshot":
        yield Service(Retaken(fake), fake, fake.dialect, keeps_versions=False)
        return
    if request.param == "customer-profiles":
        with Emulator(services=["customer-profiles"], domains=[DOMAIN], region="eu-central-1") as emulator:
            yield Service(profiles_reader(emulator), profiles_writer(emulator), fake.dialect, keeps_versions=False, chooses_ids=False)
        return
    provider = PROVIDERS["pinpoint"]()
    with Emulator(applications=["app-123456"], region="eu-west-1") as emulator:
        connection = Connection("app-123456", "eu-west-1", emulator.endpoint_url)
        yield Service(provider.open_reader(connection), provider.open_writer(connection), provider.dialect)


def test_what_was_created_is_listed_and_got_with_definition_and_tags(service: Service) -> None:
    definition = service.definition("VIPs", "vip", "gold")
    written = service.create(definition, {"team": "crm"})
    (listed,) = service.reader.list_segments()
    assert (listed.id, listed.name, listed.version, listed.definition) == (
        written.id,
        "VIPs",
        1 if service.chooses_ids else None,
        definition,
    )
    assert dict(listed.tags) == {"team": "crm"}
    assert service.reader.get_segment(written.id) == listed


def test_segments_are_listed_in_the_order_of_their_ids(service: Service) -> None:
    for name in "abcde":
        service.create(service.definition(name), {})
    ids = [segment.id for segment in service.reader.list_segments()]
    assert len(ids) == 5
    assert ids == sorted(ids)


def test_an_update_replaces_the_definition_raises_the_version_and_leaves_the_tags(service: Service) -> None:
    written = service.create(service.definition("VIPs", "vip"), {"team": "crm"})
    new = service.definition("Very Important", "gold")
    if not service.chooses_ids:
        before = service.reader.get_segment(written.id)
        with pytest.raises(ServiceError):
            service.writer.update(written.id, new)
        assert service.reader.get_segment(written.id) == before
        return
    assert service.writer.update(written.id, new).version == 2
    now = service.reader.get_segment(written.id)
    assert now is not None
    assert (now.definition, now.name, now.version, dict(now.tags)) == (new, "Very Important", 2, {"team": "crm"})


def test_each_version_is_told_as_it_stood_without_tags_and_none_for_one_that_never_was(service: Service) -> None:
    definition, new = service.definition("VIPs", "vip"), service.definition("Very Important", "gold")
    if not service.chooses_ids:
        assert service.reader.get_version(service.create(definition, {}).id, 1) is None
        return
    written = service.create(definition, {"team": "crm"})
    service.writer.update(written.id, new)
    told = [service.reader.get_version(written.id, version) for version in (1, 2)]
    assert [(found.id, found.name, found.version, found.definition, dict(found.tags)) for found in told if found is not None] == [
        *([(written.id, "VIPs", 1, definition, {})] if service.keeps_versions else []),
        (written.id, "Very Important", 2, new, {}),
    ]
    assert service.reader.get_version(written.id, 3) is None
    assert service.reader.get_version("never-was", 1) is None


def test_tags_are_put_and_taken_off(service: Service) -> None:
    written = service.create(service.definition("VIPs"), {"team": "crm", "stage": "prod"})
    service.writer.untag(written.arn, ["stage"])
    service.writer.tag(written.arn, {"cost": "7"})
    now = service.reader.get_segment(written.id)
    assert now is not None
    assert dict(now.tags) == {"team": "crm", "cost": "7"}


def test_a_deleted_segment_is_gone_and_may_be_deleted_again(service: Service) -> None:
    written = service.create(service.definition("VIPs"), {})
    service.writer.delete(written.id)
    service.writer.delete(written.id)
    assert service.reader.list_segments() == []
    assert service.reader.get_segment(written.id) is None
