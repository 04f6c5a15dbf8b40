"""Whatever the model allows is stored and read back as it was written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from aws_emulator.core.api import load_api
from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.pinpoint import APP, Pinpoint, connected
from tests.emulator.shapes import bodies

LENIENT = Behaviour(
    quotas="ignore", both_members="accept", unknown_references="accept", comparison_operators="any", date_values="any", between_takes="any"
)


@pytest.fixture(scope="module")
def lenient() -> Iterator[Pinpoint]:
    with Emulator(applications=[APP], behaviour=LENIENT) as emulator, connected(emulator) as pinpoint:
        yield pinpoint


@given(body=bodies(load_api("pinpoint").shape("WriteSegmentRequest")))
def test_any_segment_comes_back_as_written(lenient: Pinpoint, body: Json) -> None:
    created = lenient.call("create_segment", ApplicationId=APP, WriteSegmentRequest=body)
    got = lenient.get(created["Id"])

    written = {name: member for name, member in body.items() if name != "tags" or member} if isinstance(body, dict) else None
    assert got == created
    assert {name: got[name] for name in ("Name", "Dimensions", "SegmentGroups", "tags") if name in got} == written
