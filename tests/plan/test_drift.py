"""Why a segment differs from git: what the versions that the service keeps prove, and nothing that they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.plan import Change, DriftCause, DriftOrigin, Unchanged
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import DeployedSegment, Reference
from segments_as_code.plan.drift_origins import find_origins
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.report.builders import DIALECT, adopt, attribute, create, definition, delete, deployed, desired, replaced, update

A = desired("a", "A", definition("A", kind=attribute("git")))
B = desired("b", "B", definition("B", kind=attribute("git")))
OTHER = replace(A, definition=definition("A", kind=attribute("outside")))
GIT, OLD = A.definition, definition("A", kind=attribute("older"))


class Versions:
    """A service that keeps these definitions, by version, of every segment."""

    def __init__(self, kept: Mapping[int, Definition], *, refuses: bool = False) -> None:
        self.kept, self.refuses, self.asked = kept, refuses, list[tuple[str, int]]()

    def get(self, segment_id: str, version: int) -> DeployedSegment | None:
        self.asked.append((segment_id, version))
        if self.refuses:
            raise ServiceError("access-denied", "no.")
        found = self.kept.get(version)
        return None if found is None else replace(deployed(A, version=version), definition=found)


@pytest.mark.parametrize(
    ("deployed_version", "kept", "origin"),
    [
        (1, {}, DriftOrigin(DriftCause.WAITING)),
        (2, {1: GIT}, DriftOrigin(DriftCause.OUTSIDE, 1)),
        (2, {1: OLD}, DriftOrigin(DriftCause.WAITING)),
        (4, {3: OLD, 2: GIT, 1: GIT}, DriftOrigin(DriftCause.OUTSIDE, 2)),
        (4, {3: OLD, 1: OLD}, DriftOrigin(DriftCause.UNKNOWN)),
        (13, dict.fromkeys(range(1, 13), OLD), DriftOrigin(DriftCause.UNKNOWN)),
        (11, dict.fromkeys(range(1, 11), OLD), DriftOrigin(DriftCause.WAITING)),
    ],
)
def test_the_versions_tell_what_was_changed_outside_from_what_waits(
    deployed_version: int, kept: Mapping[int, Definition], origin: DriftOrigin
) -> None:
    versions = Versions(kept)
    assert find_origins([update(OTHER, A, version=deployed_version)], versions.get, DIALECT) == {"a": origin}
    assert len(versions.asked) <= 10


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (create(A), DriftCause.UNKNOWN),
        (delete(A), DriftCause.WAITING),
        (adopt(A, A, "x"), DriftCause.WAITING),
        (replaced(OTHER, A), DriftCause.UNKNOWN),
        (update(A, replace(A, tags={"team": "crm"})), DriftCause.UNKNOWN),
        (replace(update(OTHER, A), deployed=replace(deployed(OTHER), version=None)), DriftCause.UNKNOWN),
    ],
)
def test_without_versions_only_what_is_certain_is_told_and_nothing_is_asked(change: Change, cause: DriftCause) -> None:
    versions = Versions({})
    assert find_origins([change], versions.get, DIALECT) == {"a": DriftOrigin(cause)}
    assert versions.asked == []


def test_what_is_as_in_git_has_no_cause() -> None:
    assert find_origins([Unchanged(A, deployed(A))], Versions({}).get, DIALECT) == {}


def test_a_service_that_refuses_is_asked_once() -> None:
    versions = Versions({}, refuses=True)
    changes = [update(OTHER, A), update(OTHER, replace(A, key="b"))]
    assert find_origins(changes, versions.get, DIALECT) == dict.fromkeys("ab", DriftOrigin(DriftCause.UNKNOWN))
    assert len(versions.asked) == 1


def test_the_versions_of_many_segments_are_not_all_read() -> None:
    versions = Versions(dict.fromkeys(range(1, 11), OLD))
    found = find_origins([update(OTHER, replace(A, key=f"k{number}"), version=11) for number in range(30)], versions.get, DIALECT)
    assert [len(versions.asked), found["k0"].cause, found["k29"].cause] == [200, DriftCause.WAITING, DriftCause.UNKNOWN]


def test_a_source_that_git_names_by_key_is_the_one_that_is_deployed_by_id() -> None:
    dialect = PinpointDialect()

    def built_on(source: Json, value: str) -> Definition:
        block: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": [value]}}}
        group: Json = {"SourceSegments": [source], "SourceType": "ALL", "Type": "ALL", "Dimensions": [block]}
        return dialect.canonical({"Name": "A", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})

    base = deployed(B)
    in_git = replace(A, definition=built_on({"Ref": "b"}, "git"))
    change = update(replace(A, definition=built_on({"Ref": "b"}, "outside")), in_git, version=2)
    earlier = built_on({"Id": base.id}, "git")
    assert dialect.references(earlier) == (Reference(id=base.id),)
    found = find_origins([change, Unchanged(B, base)], Versions({1: earlier}).get, dialect)
    assert found == {"a": DriftOrigin(DriftCause.OUTSIDE, 1)}
