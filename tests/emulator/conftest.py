"""Fixtures: an emulator that serves, a client of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias

import pytest

from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.pinpoint import APP, Pinpoint, connected

Speak: TypeAlias = Callable[[Behaviour], Pinpoint]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(applications=[APP], region="eu-west-1") as made:
        yield made


@pytest.fixture
def pinpoint(emulator: Emulator) -> Iterator[Pinpoint]:
    with connected(emulator) as client:
        yield client


@pytest.fixture
def behaving() -> Iterator[Speak]:
    """Make a client of a new emulator that behaves as told."""
    with ExitStack() as open_things:

        def speak(behaviour: Behaviour) -> Pinpoint:
            made = open_things.enter_context(Emulator(applications=[APP], region="eu-west-1", behaviour=behaviour))
            return open_things.enter_context(connected(made))

        yield speak
