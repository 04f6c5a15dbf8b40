"""What every reader and writer promises; the in-memory fake keeps it just as the real ones do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from tests.builders import toy
from tests.fakes import FakeService
from tests.providers.customer_profiles.service import DIALECT as PROFILES
from tests.providers.customer_profiles.service import DOMAIN, definition_of, profiles_reader, profiles_writer
from tests.toy import ToyDialect


@dataclass(frozen=True)
class Service:
    """A reader and a writer on one container of segments; ``names_ids`` is true if the caller chooses the id of a segment."""

    reader: SegmentReader
    writer: SegmentWriter
    dialect: Dialect
    keeps_versions: bool = True
    names_ids: bool = False
    lists_definitions: bool = True

    def create(self, definition: Definition, tags: Mapping[str, str]) -> Written:
        """Create a segment; under a name of its own if the service lets the caller choose."""
        return self.writer.create(definition, tags, segment_id=id_of(self.dialect, definition) if self.names_ids else None)

    def definition(self, name: str, *values: str) -> Definition:
        match self.dialect.name:
            case "customer-profiles":
                return definition_of(name, *values)
            case "toy":
                return toy(name, *values)
        criteria = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": list(values)}}} if values else {}
        return self.dialect.definition({"Name": name, "Dimensions": criteria})


def id_of(dialect: Dialect, definition: Definition) -> str | None:
    return dialect.id_of(str(dialect.name_of(definition)).replace(" ", "-"), definition)


@dataclass(frozen=True)
class Retaken:
    """Reads a snapshot of a service, taken anew before each call: through its text, as from a file."""

    reader: SegmentReader
    dialect: Dialect

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
        taken = take_snapshot(self.reader, provider=self.dialect.name, scope="one", now=datetime(2026, 11, 26, tzinfo=UTC))
        return SnapshotReader(read_snapshot(write_snapshot(taken)), self.dialect)


@contextmanager
def of_fake() -> Iterator[Service]:
    fake = FakeService(PinpointDialect())
    yield Service(fake, fake, fake.dialect)


@contextmanager
def of_named_fake() -> Iterator[Service]:
    fake = FakeService(ToyDialect(immutable=True, named=True), lists_definitions=False)
    yield Service(fake, fake, fake.dialect, keeps_versions=False, names_ids=True, lists_definitions=False)


@contextmanager
def of_pinpoint() -> Iterator[Service]:
    provider = PROVIDERS["pinpoint"]()
    with Emulator(applications=["app-123456"], region="eu-west-1") as emulator:
        connection = Connection("app-123456", "eu-west-1", emulator.endpoint_url)
        yield Service(provider.open_reader(connection), provider.open_writer(connection), provider.dialect)


@contextmanager
def of_profiles() -> Iterator[Service]:
    with Emulator(services=["customer-profiles"], domains=[DOMAIN], region="eu-central-1") as emulator:
        reader, writer = profiles_reader(emulator), profiles_writer(emulator)
        yield Service(reader, writer, PROFILES, keeps_versions=False, names_ids=True, lists_definitions=False)


SERVICES = {"fake": of_fake, "named fake": of_named_fake, "pinpoint": of_pinpoint, "customer-profiles": of_profiles}
SNAPSHOTS = {"snapshot of pinpoint": of_fake, "snapshot of customer-profiles": of_profiles}


@pytest.fixture(params=[*SERVICES, *SNAPSHOTS])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with (SERVICES | SNAPSHOTS)[request.param]() as made:
        if request.param in SERVICES:
            yield made
        else:
            yield replace(made, reader=Retaken(made.reader, made.dialect), keeps_versions=False, lists_definitions=True)


def test_what_was_created_is_listed_and_got_with_definition_and_tags(service: Service) -> None:
    definition = service.definition("VIPs", "vip", "gold")
    written = service.create(definition, {"team": "crm"})
    (listed,) = service.reader.list_segments()
    assert (listed.id, listed.name, listed.version, listed.definition) == (
        written.id,
        "VIPs",
        None if service.names_ids else 1,
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
    if service.names_ids:
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
    if service.names_ids:
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


def test_a_definition_that_is_known_is_not_read_and_the_others_are(service: Service) -> None:
    for name in "ab":
        service.create(service.definition(name, "new"), {"team": name})
    first, second = service.reader.list_segments()
    asked: list[str] = []

    def known(listed: Sequence[DeployedSegment]) -> Mapping[str, Definition]:
        asked.extend(segment.tags["team"] for segment in listed)
        assert all(segment.definition == {} for segment in listed)
        return {first.id: {"known": True}}

    told = service.reader.list_segments(known=known)
    assert told == ([first, second] if service.lists_definitions else [replace(first, definition={"known": True}), second])
    assert asked == ([] if service.lists_definitions else ["a", "b"])


def test_a_segment_that_was_recreated_is_not_the_same(service: Service) -> None:
    definition = service.definition("VIPs", "vip")
    written = service.create(definition, {"team": "crm"})
    before = service.reader.get_segment(written.id)
    service.writer.delete(written.id)
    again = service.create(definition, {"team": "crm"})
    after = service.reader.get_segment(again.id)
    assert before is not None
    assert after is not None
    assert (after.id == before.id) is service.names_ids
    assert after != before
    assert bool(after.made) is service.names_ids
    assert after.definition == before.definition


def test_a_segment_is_never_created_over_another(service: Service) -> None:
    first = service.create(service.definition("VIPs", "vip"), {"team": "crm"})
    if service.names_ids:
        with pytest.raises(ServiceError):
            service.create(service.definition("VIPs", "gold"), {})
    else:
        assert service.create(service.definition("VIPs", "gold"), {}).id != first.id
    now = service.reader.get_segment(first.id)
    assert now is not None
    assert (now.definition, dict(now.tags)) == (service.definition("VIPs", "vip"), {"team": "crm"})


def test_without_segments_nothing_uses_one_and_without_users_neither(service: Service) -> None:
    written = service.create(service.definition("VIPs"), {})
    assert list(service.reader.list_usages([])) == list(service.reader.list_usages([written.id])) == []
