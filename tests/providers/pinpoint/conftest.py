"""Start embedded Pinpoints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.providers.pinpoint.service import APP, Start


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an embedded Pinpoint; it ends with the test."""
    with ExitStack() as running:

        def begin(*, applications: tuple[str, ...] = (APP,), behaviour: Behaviour | None = None, throttle: bool = False) -> Emulator:
            emulator = Emulator(applications=applications, region="eu-west-1", behaviour=behaviour, throttle=throttle)
            return running.enter_context(emulator)

        yield begin
